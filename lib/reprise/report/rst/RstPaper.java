package reprise.report.rst;

import static reprise.report.rst.RstPage.escaped;

import reprise.report.Lengths;
import reprise.report.Paper;

/** The RST file of several runs. */
public final class RstPaper {
    private RstPaper() {}

    public static String text(Paper paper) {
        var page = new RstPage();
        page.heading(paper.title(), '-');
        page.add(escaped(paper.lead()), "\n\n", escaped(paper.meta()), "\n\n**", escaped(paper.outcome().text()), ".**\n\n");
        paper.notes().forEach(page::note);
        paper.sections().forEach(section -> page.section(section, Lengths.ALIKE));
        return page.text();
    }
}
