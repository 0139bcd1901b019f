package reprise.report.text;

import reprise.report.Lengths;
import reprise.report.Paper;

/** The report of several runs on the console; the last line is the outcome. */
public final class ConsolePaper {
    private ConsolePaper() {}

    /**
     * @param columns the terminal's width
     * @param page the path of the page
     */
    public static String text(Paper paper, boolean ansi, int columns, String page) {
        var text = new TextPage(ansi, columns);
        text.line(text.coloured("1", paper.title()));
        text.paragraph(paper.lead(), 0);
        text.paragraph(paper.meta(), 0);
        text.line("");
        paper.console().forEach(section -> text.section(section, Lengths.ALIKE));
        for (var note : paper.notes()) text.paragraph("Note: " + note, 0);
        if (!paper.notes().isEmpty()) text.line("");
        text.line("Report: " + page);
        text.line(text.coloured("1;" + TextPage.colour(paper.outcome().mood()), paper.outcome().text()));
        return text.text();
    }
}
