package reprise.report.html;

import java.util.List;
import reprise.report.Lengths;
import reprise.report.Paper;

/** The page of several runs. */
public final class HtmlPaper {
    private HtmlPaper() {}

    public static String text(Paper paper) {
        var page = new HtmlPage();
        page.begin(paper.title());
        page.header(paper.kind(), paper.title(), paper.lead(), paper.outcome(), List.of(), paper.meta(), paper.notes());
        page.command(paper.command());
        paper.sections().forEach(section -> page.section(section, Lengths.ALIKE));
        page.details("Parameters", paper.parameters(), true);
        page.details("Environment", paper.environment(), false);
        page.end(HtmlPage.e(paper.beside()));
        return page.text();
    }
}
