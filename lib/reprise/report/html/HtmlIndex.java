package reprise.report.html;

import java.util.List;
import reprise.report.OutcomeLine;
import reprise.report.RunIndex;

/** The page of earlier runs, with a link to the report of each. */
public final class HtmlIndex {
    private HtmlIndex() {}

    public static String text(RunIndex index) {
        var page = new HtmlPage();
        page.begin("Runs");
        page.add("<header>\n<p class=\"kind\">Experiments re-performed</p>\n<h1>Runs</h1>\n</header>\n<section>\n"
            + "<table class=\"runs\">\n<thead><tr>");
        for (var name : List.of("report", "outcome", "script", "started", "took", "tags")) page.add("<th>", name, "</th>");
        page.add("</tr></thead>\n<tbody>\n");
        for (var run : index.runs()) {
            var mood = mood(run);
            page.add("<tr><th scope=\"row\"><a href=\"", HtmlPage.e(run.name()), "/report.html\">", HtmlPage.e(run.name()),
                "</a></th><td><span class=\"badge ", mood.cssClass(), "\">", HtmlPage.icon(mood),
                HtmlPage.e(run.outcome().replace('-', ' ')), "</span></td><td>", HtmlPage.e(run.head().script()),
                "</td><td class=\"when\">", HtmlPage.e(run.started()), "</td><td class=\"took\">",
                HtmlPage.e(run.took()), "</td><td>", HtmlPage.e(run.tags()), "</td></tr>\n");
        }
        page.add("</tbody>\n</table>\n</section>\n");
        page.end("Made by <code>./jbang runs</code>.");
        return page.text();
    }

    private static OutcomeLine.Mood mood(RunIndex.Entry run) {
        return switch (run.outcome().split(",")[0]) {
            case "reproduced" -> OutcomeLine.Mood.GOOD;
            case "not-reproduced" -> OutcomeLine.Mood.BAD;
            default -> OutcomeLine.Mood.OPEN;
        };
    }
}
