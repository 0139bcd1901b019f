package reprise.report.html;

import java.util.List;
import java.util.Map;

/** The list of a run's files, with a link to each. */
final class HtmlFiles {
    private static final Map<String, String> WORDS = Map.of("run.json", "everything that was measured", "series.csv", "a row a second",
        "latency.hlog", "HdrHistogram log", "report.rst", "the document's own sections and tables", "report.txt", "this report as text",
        "summary.md", "outcome and claims in Markdown", "messages.csv", "a row a message");

    private HtmlFiles() {}

    static void write(HtmlPage page, List<String> files) {
        if (files.isEmpty()) return;
        page.section("files", "Files").add("<ul class=\"files\">\n");
        for (var file : files) {
            var words = WORDS.getOrDefault(file, "");
            page.add("<li><a href=\"", HtmlPage.e(file), "\">", HtmlPage.e(file), "</a>", words.isEmpty() ? "" : ": " + words, "</li>\n");
        }
        page.add("</ul>\n</section>\n");
    }
}
