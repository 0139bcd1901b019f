package reprise.report.rst;

import java.util.ArrayList;
import java.util.List;
import reprise.recorder.Numbers;
import reprise.report.Figure;
import reprise.report.Lengths;
import reprise.report.Markup;
import reprise.report.Section;
import reprise.report.TallyWords;

/**
 * The parts that all RST files have, in the documents' own notation, where a dot means "no figure". They are plain docutils, without Sphinx
 * directives.
 */
final class RstPage {
    private final StringBuilder out = new StringBuilder();

    String text() {
        return out.toString();
    }

    /** Adds RST. */
    RstPage add(Object... rst) {
        for (var part : rst) out.append(part);
        return this;
    }

    /** A section of any report. */
    void section(Section section, Lengths lengths) {
        switch (section) {
            case Section.Claims _ -> throw new IllegalArgumentException("only a run's report has claims without a tally");
            case Section.Tallies several -> tallies(several);
            case Section.Alarm alarm -> alarm(alarm);
            case Section.Sentences list -> sentences(list);
            case Section.Table table -> table(table, lengths);
            case Section.SideBySide texts -> sideBySide(texts);
            case Figure figure -> figure(figure);
        }
    }

    private void tallies(Section.Tallies several) {
        if (several.tallies().isEmpty()) return;
        heading(several.heading(), '^');
        list("", List.of("claim", "held in", "published", "these runs"), several.tallies().stream().map(tally ->
            List.of(tally.claim().statement(), tally.words(), tally.claim().publishedText(), TallyWords.of(tally))).toList());
    }

    private void alarm(Section.Alarm alarm) {
        add(".. warning:: ", escaped(alarm.text()), "\n\n");
    }

    void note(String text) {
        add(".. note:: ", escaped(text), "\n\n");
    }

    private void figure(Figure figure) {
        heading(figure.heading(), '^');
        out.append(escaped(figure.text())).append("\n\n.. image:: ").append(figure.file()).append("\n   :alt: ")
            .append(escaped(figure.drawing().description())).append("\n\n");
    }

    /** list-table cannot join cells, so a shared heading is repeated before each name, and a group's title before its rows' first cell. */
    private void table(Section.Table table, Lengths lengths) {
        if (!table.heading().isEmpty()) heading(table.heading(), '^');
        if (!table.text().isEmpty()) out.append(escaped(table.text())).append("\n\n");
        var names = table.columns().stream().map(column -> (column.over().isEmpty() ? "" : column.over() + ", ") + column.name()).toList();
        var rows = new ArrayList<List<String>>();
        var group = "";
        for (var line : table.lines()) {
            switch (line) {
                case Section.Group title -> group = title.title();
                case Section.Row row -> {
                    var cells = new ArrayList<>(row.cells().stream().map(RstPage::cell).toList());
                    if (!group.isEmpty()) cells.set(0, group + ": " + cells.getFirst());
                    rows.add(cells);
                }
            }
        }
        list(table.caption(), names, rows);
        if (!table.remark().isEmpty()) out.append(escaped(table.remark())).append("\n\n");
        if (table.hasMarks()) lengths.legend().ifPresent(legend -> out.append(escaped(legend)).append("\n\n"));
    }

    private void sentences(Section.Sentences list) {
        heading(list.heading(), '^');
        list.sentences().forEach(sentence -> out.append("- ").append(escaped(sentence)).append('\n'));
        out.append('\n');
    }

    private static String cell(Section.Cell cell) {
        return switch (cell) {
            case Section.Text text -> text.text().isEmpty() ? "." : text.text();
            case Section.Link link -> link.text();
            case Section.Number number -> Double.isNaN(number.value()) ? "."
                : Numbers.fixed(number.value(), number.decimals()) + (number.isMarked() ? " " + Lengths.MARK : "");
        };
    }

    private void sideBySide(Section.SideBySide texts) {
        heading(texts.heading(), '^');
        if (!texts.text().isEmpty()) out.append(escaped(texts.text())).append("\n\n");
        for (var group : texts.groups()) {
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

    /** docutils measures the line in its escaped form. */
    void heading(String title, char underline) {
        var line = escaped(title);
        out.append(line).append('\n').append(String.valueOf(underline).repeat(line.length())).append("\n\n");
    }

    void list(String title, List<String> columns, List<List<String>> rows) {
        out.append(".. list-table::").append(title.isEmpty() ? "" : " " + escaped(title)).append("\n   :header-rows: 1\n\n");
        row(columns);
        rows.forEach(this::row);
        out.append('\n');
    }

    private void row(List<String> cells) {
        out.append("   *\n");
        for (var cell : cells) out.append("     - ").append(escaped(cell)).append('\n');
    }

    static String escaped(String text) {
        return Markup.clean(text).replaceAll("([\\\\*`|_])", "\\\\$1");
    }
}
