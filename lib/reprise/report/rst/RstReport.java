package reprise.report.rst;

import java.util.ArrayList;
import java.util.List;
import reprise.judge.Scenario;
import reprise.judge.Verdict;
import reprise.recorder.Numbers;
import reprise.recorder.Run;
import reprise.report.DocumentReport;
import reprise.report.Illustration;
import reprise.report.Lengths;
import reprise.report.Markup;
import reprise.report.OutcomeLine;
import reprise.report.Section;

/**
 * report.rst: our figures beside the published ones, in the documents' own notation: a dot stands for "no figure". Plain
 * docutils, no directive of Sphinx.
 */
public final class RstReport {
    private final StringBuilder out = new StringBuilder();
    private final Run run;
    private final DocumentReport report;
    private final List<Scenario.Outcome> outcomes;

    private RstReport(Run run, DocumentReport report) {
        this.run = run;
        this.report = report;
        outcomes = report.scenario().judge(run);
    }

    public static String text(Run run, DocumentReport report) {
        return new RstReport(run, report).write();
    }

    private String write() {
        var scenario = report.scenario();
        heading(scenario.title() + Lengths.banner(run), '-');
        out.append(escaped(scenario.performed())).append("\n\nPublished figures: ").append(escaped(scenario.source()))
            .append(".\nThis run: seed ")
            .append(run.seed()).append(", started ").append(run.startedAt()).append(".\n\n");
        out.append("**").append(OutcomeLine.of(run, outcomes, report.runsLeftOut(run)).text()).append(Lengths.banner(run))
            .append(".**\n\n");
        for (var note : run.notes()) out.append(".. note:: ").append(escaped(note)).append("\n\n");
        for (var section : report.rst(run)) {
            switch (section) {
                case Section.Claims _ -> claims();
                case Section.Alarm alarm -> out.append(".. warning:: ").append(escaped(alarm.text())).append("\n\n");
                case Section.Sentences list -> sentences(list);
                case Section.Table table -> table(table);
                case Section.Blocks blocks -> blocks(blocks);
                case Section.Figure figure -> figure(figure.illustration());
            }
        }
        return out.toString();
    }

    private void claims() {
        var claims = OutcomeLine.of(outcomes, false);
        var findings = OutcomeLine.of(outcomes, true);
        if (!claims.isEmpty()) {
            heading("Claims", '^');
            list("", List.of("claim", "published", "this run", "verdict", "why"), claims.stream()
                .map(outcome -> List.of(outcome.claim().statement(),
                outcome.claim().publishedText(), OutcomeLine.measured(outcome, ".") + label(outcome),
                OutcomeLine.fullWords(outcome.verdict()), why(outcome.verdict()))).toList());
        }
        if (findings.isEmpty()) return;
        heading("Findings of ours", '^');
        list("", List.of("finding", "this run", "verdict", "why"), findings.stream().map(outcome -> List.of(outcome.claim().statement(),
            OutcomeLine.measured(outcome, ".") + label(outcome), OutcomeLine.words(outcome.verdict()), outcome.verdict().why())).toList());
    }

    /** Its size stands with the verdict. */
    private static String why(Verdict verdict) {
        return verdict instanceof Verdict.InDirection reproduced ? reproduced.holds() : verdict.why();
    }

    private String label(Scenario.Outcome outcome) {
        var label = report.labels(run, outcome.claim());
        return label.isEmpty() || outcome.verdict().measuredOrNull() == null ? "" : " (" + label + ")";
    }

    private void figure(Illustration illustration) {
        heading(illustration.heading(), '^');
        out.append(escaped(illustration.text())).append("\n\n.. image:: ").append(illustration.file()).append("\n   :alt: ")
            .append(escaped(illustration.drawing().description())).append("\n\n");
    }

    /** list-table cannot join cells: a shared heading stands before each name, a group's title before its rows' first cell. */
    private void table(Section.Table table) {
        if (!table.heading().isEmpty()) heading(table.heading(), '^');
        if (!table.text().isEmpty()) out.append(escaped(table.text())).append("\n\n");
        var names = table.columns().stream().map(column -> (column.over().isEmpty() ? "" : column.over() + ", ") + column.name()).toList();
        var rows = new ArrayList<List<String>>();
        var group = "";
        for (var line : table.lines()) {
            switch (line) {
                case Section.Group title -> group = title.title();
                case Section.Row row -> {
                    var cells = new ArrayList<>(row.cells().stream().map(RstReport::cell).toList());
                    if (!group.isEmpty()) cells.set(0, group + ": " + cells.getFirst());
                    rows.add(cells);
                }
            }
        }
        list(table.caption(), names, rows);
        if (!table.remark().isEmpty()) out.append(escaped(table.remark())).append("\n\n");
        if (table.hasMarks()) Lengths.of(run, report).legend().ifPresent(legend -> out.append(escaped(legend)).append("\n\n"));
    }

    private void sentences(Section.Sentences list) {
        heading(list.heading(), '^');
        list.sentences().forEach(sentence -> out.append("- ").append(escaped(sentence)).append('\n'));
        out.append('\n');
    }

    private static String cell(Section.Cell cell) {
        return switch (cell) {
            case Section.Text text -> text.text().isEmpty() ? "." : text.text();
            case Section.Number number -> Double.isNaN(number.value()) ? "."
                : Numbers.fixed(number.value(), number.decimals()) + (number.isMarked() ? " " + Lengths.MARK : "");
        };
    }

    private void blocks(Section.Blocks blocks) {
        heading(blocks.heading(), '^');
        if (!blocks.text().isEmpty()) out.append(escaped(blocks.text())).append("\n\n");
        for (var group : blocks.groups()) {
            for (var pair : group.pairs()) {
                heading(pair.title(), '~');
                literal(pair.leftTitle(), pair.left());
                literal(pair.rightTitle(), pair.right());
                for (var remark : pair.remarks()) out.append("- ").append(escaped(remark)).append('\n');
                if (!pair.remarks().isEmpty()) out.append('\n');
            }
        }
    }

    private void literal(String title, String text) {
        out.append(escaped(title)).append("::\n\n");
        Markup.cleanLines(text).forEach(line -> out.append(line.isBlank() ? "" : "    " + line).append('\n'));
        out.append('\n');
    }

    /** docutils measures the line as it is written, with what escapes it. */
    private void heading(String title, char underline) {
        var line = escaped(title);
        out.append(line).append('\n').append(String.valueOf(underline).repeat(line.length())).append("\n\n");
    }

    private void list(String title, List<String> columns, List<List<String>> rows) {
        out.append(".. list-table::").append(title.isEmpty() ? "" : " " + escaped(title)).append("\n   :header-rows: 1\n\n");
        row(columns);
        rows.forEach(this::row);
        out.append('\n');
    }

    private void row(List<String> cells) {
        out.append("   *\n");
        for (var cell : cells) out.append("     - ").append(escaped(cell)).append('\n');
    }

    private static String escaped(String text) {
        return Markup.clean(text).replaceAll("([\\\\*`|_])", "\\\\$1");
    }
}
