package reprise.report.markdown;

import java.util.List;
import reprise.recorder.Numbers;
import reprise.report.Figure;
import reprise.report.Markup;
import reprise.report.Paper;
import reprise.report.Section;
import reprise.report.TallyWords;

/** The report of several runs as Markdown, for a pull request: no charts. */
public final class MarkdownPaper {
    private final StringBuilder out = new StringBuilder();

    private MarkdownPaper() {}

    public static String text(Paper paper) {
        var markdown = new MarkdownPaper();
        markdown.write(paper);
        return markdown.out.toString();
    }

    private void write(Paper paper) {
        out.append("# ").append(escaped(paper.title())).append("\n\n").append(escaped(paper.meta())).append("\n\n**")
            .append(escaped(paper.outcome().text())).append(".**\n\n");
        if (!paper.command().isEmpty()) out.append("To repeat it: `").append(paper.command().replace('`', '\'')).append("`\n\n");
        for (var note : paper.notes()) out.append("> ").append(escaped(note)).append("\n\n");
        for (var section : paper.sections()) {
            switch (section) {
                case Section.Claims _, Figure _, Section.SideBySide _ -> { }
                case Section.Tallies several -> tallies(several);
                case Section.Alarm alarm -> out.append("**").append(escaped(alarm.text())).append("**\n\n");
                case Section.Sentences list -> {
                    heading(list.heading());
                    list.sentences().forEach(sentence -> out.append("- ").append(escaped(sentence)).append('\n'));
                    out.append('\n');
                }
                case Section.Table table -> table(table);
            }
        }
    }

    private void heading(String text) {
        if (!text.isEmpty()) out.append("## ").append(escaped(text)).append("\n\n");
    }

    private void tallies(Section.Tallies several) {
        if (several.tallies().isEmpty()) return;
        heading(several.heading());
        row(List.of("claim", "held in", "figures"));
        row(List.of("---", "---", "---"));
        several.tallies().forEach(tally -> row(List.of(tally.claim().statement(), tally.words(), TallyWords.of(tally))));
        out.append('\n');
    }

    private void table(Section.Table table) {
        heading(table.heading());
        if (!table.text().isEmpty()) out.append(escaped(table.text())).append("\n\n");
        row(table.columns().stream().map(column -> (column.over() + " " + column.name()).strip()).toList());
        row(table.columns().stream().map(column -> "---").toList());
        for (var line : table.lines()) {
            switch (line) {
                case Section.Group group -> row(table.columns().stream().map(column -> column == table.columns().getFirst()
                    ? group.title() : "").toList());
                case Section.Row row -> row(row.cells().stream().map(MarkdownPaper::cell).toList());
            }
        }
        out.append('\n');
        if (!table.remark().isEmpty()) out.append(escaped(table.remark())).append("\n\n");
    }

    private void row(List<String> cells) {
        cells.forEach(cell -> out.append("| ").append(escaped(cell)).append(' '));
        out.append("|\n");
    }

    private static String cell(Section.Cell cell) {
        return switch (cell) {
            case Section.Text text -> text.text();
            case Section.Link link -> link.text();
            case Section.Number number -> Double.isNaN(number.value()) ? "" : Numbers.fixed(number.value(), number.decimals());
        };
    }

    private static String escaped(String text) {
        return Markup.clean(text).replaceAll("([\\\\`*_|<>~\\[\\]])", "\\\\$1");
    }
}
