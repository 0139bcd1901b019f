package reprise.report.html;

import reprise.report.RunIndex;

/** The page of earlier runs, with a link to the report of each. */
public final class HtmlIndex {
    private HtmlIndex() {}

    public static String text(RunIndex index) {
        var page = new HtmlPage();
        page.begin("Runs");
        page.add("<header>\n<p class=\"kind\">Experiments re-performed</p>\n<h1>Runs</h1>\n</header>\n<section>\n<div class=\"scroll\" "
            + "tabindex=\"0\"><table>\n<thead><tr>");
        for (var heading : new String[] {"started", "script", "outcome", "took", "folder", "tags"}) page.add("<th>", heading, "</th>");
        page.add("</tr></thead>\n<tbody>\n");
        for (var run : index.runs()) {
            page.add("<tr><td>", HtmlPage.e(run.started()), "</td><td>", HtmlPage.e(run.head().script()), "</td><td>",
                HtmlPage.e(run.outcome()), "</td><td>", HtmlPage.e(run.took()), "</td><td><a href=\"", HtmlPage.e(run.name()),
                "/report.html\">", HtmlPage.e(run.name()), "</a></td><td>", HtmlPage.e(run.tags()), "</td></tr>\n");
        }
        page.add("</tbody>\n</table></div>\n</section>\n");
        page.end("Made by <code>./jbang runs</code>.");
        return page.text();
    }
}
