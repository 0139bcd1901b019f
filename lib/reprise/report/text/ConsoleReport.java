package reprise.report.text;

import java.util.ArrayList;
import java.util.List;
import reprise.judge.Scenario;
import reprise.judge.Verdict;
import reprise.recorder.Numbers;
import reprise.recorder.Run;
import reprise.report.DocumentReport;
import reprise.report.Lengths;
import reprise.report.Markup;
import reprise.report.OutcomeLine;
import reprise.report.Section;

/**
 * What a person reads when a run has ended: the document's own sections, with our figures beside the published ones, and the
 * claims. Plain ASCII of at most 80 columns, but for blocks, which are another tool's own form or fit side by side; a dot stands for "no
 * figure", as in the documents. Coloured only when asked.
 */
public final class ConsoleReport {
    private static final int WIDTH = 80;
    private static final int INDENT = 18;
    private static final int BETWEEN = 4; // two blocks side by side
    private final StringBuilder out = new StringBuilder();
    private final DocumentReport report;
    private final Run run;
    private final List<Scenario.Outcome> outcomes;
    private final boolean ansi;
    private final int columns;
    private final String page;

    private ConsoleReport(DocumentReport report, Run run, boolean ansi, int columns, String page) {
        this.report = report;
        this.run = run;
        this.ansi = ansi;
        this.columns = columns;
        this.page = page;
        outcomes = report.scenario().judge(run);
    }

    /**
     * The last line is the outcome.
     *
     * @param columns of the terminal
     * @param page where the report for people is; empty if there is none
     */
    public static String text(Run run, DocumentReport report, boolean ansi, int columns, String page) {
        var console = new ConsoleReport(report, run, ansi, columns, page);
        console.write();
        return console.out.toString();
    }

    /** Of a run whose page is nowhere. */
    public static String text(Run run, DocumentReport report, boolean ansi, int columns) {
        return text(run, report, ansi, columns, "");
    }

    private void write() {
        line(coloured("1", report.scenario().title() + Lengths.banner(run)));
        paragraph(report.scenario().performed(), 0);
        line("Seed " + run.seed() + ", started " + run.startedAt() + ".");
        line("");
        for (var section : report.console(run)) {
            switch (section) {
                case Section.Claims _ -> claims();
                case Section.Alarm alarm -> alarm(alarm.text());
                case Section.Sentences list -> sentences(list);
                case Section.Table table -> table(table);
                case Section.Blocks blocks -> blocks(blocks);
                case Section.Figure figure -> line("Chart: " + figure.illustration().file());
            }
        }
        for (var note : run.notes()) paragraph("Note: " + note, 0);
        if (!run.notes().isEmpty()) line("");
        if (!page.isEmpty()) line("Report: " + page);
        var headline = OutcomeLine.of(run, outcomes, report.runsLeftOut(run));
        line(coloured("1;" + colour(headline.mood()), headline.text() + Lengths.banner(run)));
    }

    private void alarm(String text) {
        wrapped("!! " + text, 0).lines().forEach(line -> line(coloured("1;31", line)));
        line("");
    }

    private void sentences(Section.Sentences list) {
        line(coloured("1", list.heading()));
        list.sentences().forEach(sentence -> line("  - " + wrapped(sentence, 4).strip()));
        line("");
    }

    /** The heading stands over the first column. */
    private void table(Section.Table table) {
        var widths = widths(table);
        var over = new StringBuilder();
        for (int from = 1, to; from < widths.length; from = to) {
            int width = 0;
            for (to = from; to < widths.length && table.columns().get(to).over().equals(table.columns().get(from).over()); to++)
                width += widths[to];
            over.append(right(table.columns().get(from).over(), width));
        }
        boolean twoLines = !over.toString().isBlank();
        if (twoLines) line(coloured("1", pad(table.heading(), widths[0]) + over));
        var names = table.columns().stream().map(column -> (Section.Cell) new Section.Text(column.brief())).toList();
        line(coloured("1", row(names, widths, twoLines ? "" : table.heading())));
        for (var line : table.lines()) {
            switch (line) {
                case Section.Group group -> line(coloured("4", group.title()));
                case Section.Row row -> line(row(row.cells(), widths, cell(row.cells().getFirst())));
            }
        }
        if (!table.text().isEmpty()) paragraph(table.text(), 0);
        if (!table.remark().isEmpty()) paragraph(table.remark(), 0);
        if (table.hasMarks()) Lengths.of(run, report).legend().ifPresent(legend -> paragraph(legend, 0));
        line("");
    }

    private static int[] widths(Section.Table table) {
        var widths = new int[table.columns().size()];
        for (int i = 0; i < widths.length; i++) {
            var column = table.columns().get(i);
            int longest = column.brief().length();
            for (var line : table.lines())
                if (line instanceof Section.Row row) longest = Math.max(longest, cell(row.cells().get(i)).length());
            widths[i] = column.width() > 0 ? column.width() : longest + 2;
        }
        return widths;
    }

    private static String row(List<Section.Cell> cells, int[] widths, String label) {
        var row = new StringBuilder(pad(label, widths[0]));
        for (int i = 1; i < widths.length; i++) row.append(right(cell(cells.get(i)), widths[i]));
        return row.toString();
    }

    private static String cell(Section.Cell cell) {
        return switch (cell) {
            case Section.Text text -> Markup.clean(text.text());
            case Section.Number number -> Double.isNaN(number.value()) ? "."
                : Numbers.fixed(number.value(), number.decimals()) + (number.isMarked() ? Lengths.MARK : "");
        };
    }

    private void blocks(Section.Blocks blocks) {
        line(coloured("1", blocks.heading()));
        if (!blocks.text().isEmpty()) paragraph(blocks.text(), 0);
        line("");
        int widest = blocks.groups().stream().flatMap(group -> group.pairs().stream()).flatMap(pair -> pair.left().lines())
            .mapToInt(String::length).max().orElse(0);
        int widestRight = blocks.groups().stream().flatMap(group -> group.pairs().stream()).flatMap(pair -> pair.right().lines())
            .mapToInt(String::length).max().orElse(0);
        boolean beside = widest + BETWEEN + widestRight <= columns;
        for (var group : blocks.groups()) {
            for (var pair : group.pairs()) pair(pair, beside ? widest + BETWEEN : 0);
        }
    }

    /** @param leftWidth 0 for one below the other */
    private void pair(Section.Pair pair, int leftWidth) {
        line(coloured("1", pair.title()));
        var left = (pair.leftTitle() + "\n" + pair.left()).lines().toList();
        var right = (pair.rightTitle() + "\n" + pair.right()).lines().toList();
        if (leftWidth == 0) {
            left.forEach(this::line);
            right.forEach(this::line);
        }
        for (int i = 0; leftWidth > 0 && i < Math.max(left.size(), right.size()); i++) {
            line(pad(i < left.size() ? left.get(i) : "", leftWidth) + (i < right.size() ? right.get(i) : ""));
        }
        for (var remark : pair.remarks()) paragraph(remark, 2);
        line("");
    }

    private void claims() {
        claims("Claims", OutcomeLine.of(outcomes, false));
        claims("Findings of ours", OutcomeLine.of(outcomes, true));
    }

    private void claims(String heading, List<Scenario.Outcome> listed) {
        if (listed.isEmpty()) return;
        line(coloured("1", heading));
        for (var outcome : listed) {
            var verdict = outcome.verdict();
            var words = pad(verdict instanceof Verdict.InDirection ? "in direction" : OutcomeLine.words(verdict), INDENT - 2);
            var published = outcome.claim().publishedFigure().isPresent() ? "published " + outcome.claim().publishedText() + ", " : "";
            line("  " + coloured(colour(OutcomeLine.Mood.of(verdict)), words) + wrapped(outcome.claim().statement(), INDENT).strip());
            paragraph(published + "this run " + OutcomeLine.measured(outcome, "has no figure") + label(outcome) + switch (verdict) {
                case Verdict.Reproduced _, Verdict.Held _ -> "";
                case Verdict.InDirection _ -> ": " + OutcomeLine.fullWords(verdict);
                case Verdict.NotReproduced not -> "; " + not.why();
                case Verdict.NotHeld not -> "; " + not.why();
                case Verdict.NotJudged not -> "; " + not.why();
            }, INDENT);
        }
        line("");
    }

    private String label(Scenario.Outcome outcome) {
        var label = report.labels(run, outcome.claim());
        return label.isEmpty() || outcome.verdict().measuredOrNull() == null ? "" : " (" + label + ")";
    }

    private void paragraph(String text, int indent) {
        out.append(wrapped(text, indent)).append('\n');
    }

    private static String wrapped(String text, int indent) {
        var words = new ArrayList<>(List.of(Markup.clean(text).split(" ")));
        var lines = new StringBuilder();
        var line = new StringBuilder(" ".repeat(indent));
        for (var word : words) {
            if (line.length() > indent && line.length() + 1 + word.length() > WIDTH) {
                lines.append(line).append('\n');
                line.setLength(indent);
            }
            if (line.length() > indent) line.append(' ');
            line.append(word);
        }
        return lines.append(line).toString();
    }

    private void line(String text) {
        out.append(text.stripTrailing()).append('\n');
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(text.isEmpty() ? 0 : 1, width - text.length())) + text;
    }

    /** Green, red and yellow of a terminal. */
    private static String colour(OutcomeLine.Mood mood) {
        return switch (mood) {
            case GOOD -> "32";
            case BAD -> "31";
            case OPEN -> "33";
        };
    }

    private String coloured(String code, String text) {
        return ansi ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
