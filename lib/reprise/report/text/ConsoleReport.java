package reprise.report.text;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import reprise.judge.Scenario;
import reprise.judge.Verdict;
import reprise.recorder.Run;
import reprise.report.DocumentReport;
import reprise.report.Lengths;
import reprise.report.OutcomeLine;
import reprise.report.Section;

/**
 * The report on the console when a run has ended: the document's own sections, with our figures beside the published ones, and the claims.
 */
public final class ConsoleReport {
    private static final int INDENT = 18;
    /** The most lines of the brief form. */
    static final int BRIEF = 40;
    private static final int BRIEF_ROWS = 8;
    private static final int BRIEF_NOTES = 4;
    private static final int REST = 7; // the last lines, of which the outcome may take several
    private final TextPage text;
    private final DocumentReport report;
    private final Run run;
    private final List<Scenario.Outcome> outcomes;
    private final String page;

    private ConsoleReport(DocumentReport report, Run run, boolean ansi, int columns, String page) {
        this.report = report;
        this.run = run;
        text = new TextPage(ansi, columns);
        this.page = page;
        outcomes = report.scenario().judge(run);
    }

    /**
     * The whole report; the last line is the outcome.
     *
     * @param columns the terminal's width
     * @param page the path of the page; empty if there is none
     */
    public static String text(Run run, DocumentReport report, boolean ansi, int columns, String page) {
        var console = new ConsoleReport(report, run, ansi, columns, page);
        console.write();
        return console.text.text();
    }

    /** For a run without a page. */
    public static String text(Run run, DocumentReport report, boolean ansi, int columns) {
        return text(run, report, ansi, columns, "");
    }

    /**
     * The end of a run for a terminal, in at most {@link #BRIEF} lines: of the summary, or of the first table, the first rows, claims in
     * a line each, notes, the outcome. The whole report stands in the file {@code whole}.
     */
    public static String brief(Run run, DocumentReport report, boolean ansi, int columns, String page, String whole) {
        var console = new ConsoleReport(report, run, ansi, columns, page);
        console.writeBrief(whole);
        return console.text.text();
    }

    private void writeBrief(String whole) {
        text.cut(report.scenario().title() + Lengths.banner(run));
        text.line("");
        var sections = report.sections(DocumentReport.Medium.CONSOLE, run);
        var tables = sections.stream().filter(section -> section instanceof Section.Table).map(section -> (Section.Table) section)
            .filter(table -> table.columns().stream().noneMatch(column -> column.kind() == Section.Column.Kind.PROSE)).toList();
        tables.stream().filter(table -> table.id().equals("summary")).findFirst().or(() -> tables.stream().findFirst())
            .ifPresent(table -> text.beginning(table, BRIEF_ROWS));
        var notes = Stream.concat(sections.stream().filter(section -> section instanceof Section.Alarm)
            .map(section -> "!! " + ((Section.Alarm) section).text()), run.notes().stream().map(note -> "Note: " + note)).toList();
        int room = BRIEF - REST - (int) text.text().lines().count() - Math.min(BRIEF_NOTES, notes.size());
        claimsInALine(Math.max(room, 1));
        for (var note : notes.subList(0, Math.min(BRIEF_NOTES, notes.size()))) text.cut(note);
        text.line("");
        text.line("Report: " + page);
        text.line("All of it: " + whole + (notes.size() > BRIEF_NOTES ? ", with " + (notes.size() - BRIEF_NOTES) + " more notes" : ""));
        text.wrapped(headline().text() + Lengths.banner(run), 0).lines().forEach(this::outcome);
    }

    /** Those that do not hold come first if there are too many. */
    private void claimsInALine(int most) {
        var all = Stream.of(OutcomeLine.Kind.values()).flatMap(kind -> kind.in(outcomes).stream()).toList();
        var shown = all.size() <= most ? all : all.stream().sorted(Comparator.comparing(outcome ->
            OutcomeLine.Mood.of(outcome.verdict()) == OutcomeLine.Mood.GOOD)).limit(most - 1L).toList();
        for (var outcome : shown) {
            var verdict = outcome.verdict();
            var published = outcome.claim().publishedFigure().isPresent() ? "; published " + outcome.claim().publishedText() : "";
            var words = TextPage.pad(verdict instanceof Verdict.InDirection ? "in direction" : OutcomeLine.words(verdict), INDENT - 2);
            text.cut("  ", TextPage.colour(OutcomeLine.Mood.of(verdict)), words,
                OutcomeLine.measured(outcome, "no figure") + published + ": " + outcome.claim().statement());
        }
        if (shown.size() < all.size()) text.cut("  and " + (all.size() - shown.size()) + " more");
    }

    private void write() {
        text.line(text.coloured("1", report.scenario().title() + Lengths.banner(run)));
        text.paragraph(report.scenario().performed(), 0);
        text.line("Seed " + run.seed() + ", started " + run.startedAt() + ".");
        text.line("");
        for (var section : report.sections(DocumentReport.Medium.CONSOLE, run)) {
            if (section instanceof Section.Claims) claims();
            else text.section(section, Lengths.of(run, report));
        }
        for (var note : run.notes()) text.paragraph("Note: " + note, 0);
        if (!run.notes().isEmpty()) text.line("");
        if (!page.isEmpty()) text.line("Report: " + page);
        outcome(headline().text() + Lengths.banner(run));
    }

    private OutcomeLine headline() {
        return OutcomeLine.of(run, outcomes);
    }

    private void outcome(String line) {
        text.line(text.coloured("1;" + TextPage.colour(headline().mood()), line));
    }

    private void claims() {
        for (var kind : OutcomeLine.Kind.values()) claims(kind.heading(), kind.in(outcomes));
    }

    private void claims(String heading, List<Scenario.Outcome> listed) {
        if (listed.isEmpty()) return;
        text.line(text.coloured("1", heading));
        for (var outcome : listed) {
            var verdict = outcome.verdict();
            var words = TextPage.pad(verdict instanceof Verdict.InDirection ? "in direction" : OutcomeLine.words(verdict), INDENT - 2);
            var published = outcome.claim().publishedFigure().isPresent() ? "published " + outcome.claim().publishedText() + ", " : "";
            text.line("  " + text.coloured(TextPage.colour(OutcomeLine.Mood.of(verdict)), words)
                + text.wrapped(outcome.claim().statement(), INDENT).strip());
            text.paragraph(published + "this run " + OutcomeLine.measured(outcome, "has no figure") + label(outcome) + switch (verdict) {
                case Verdict.Reproduced _, Verdict.Held _ -> "";
                case Verdict.InDirection _ -> ": " + OutcomeLine.fullWords(verdict);
                case Verdict.NotReproduced not -> "; " + not.why();
                case Verdict.NotHeld not -> "; " + not.why();
                case Verdict.NotJudged not -> "; " + not.why();
            }, INDENT);
        }
        text.line("");
    }

    private String label(Scenario.Outcome outcome) {
        var label = report.labels(run, outcome.claim());
        return label.isEmpty() || outcome.verdict().measuredOrNull() == null ? "" : " (" + label + ")";
    }
}
