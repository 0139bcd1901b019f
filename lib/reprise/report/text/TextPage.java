package reprise.report.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import reprise.recorder.Numbers;
import reprise.report.Figure;
import reprise.report.Lengths;
import reprise.report.Markup;
import reprise.report.OutcomeLine;
import reprise.report.Section;
import reprise.report.TallyWords;

/**
 * The parts that all reports on the console have. They are plain ASCII of at most 80 columns, fewer in a narrower terminal, except for
 * texts side by side, which are other tools' own forms or fit beside each other. A dot means "no figure", as in the documents. They are
 * coloured only on request.
 */
final class TextPage {
    private static final int MOST_WIDTH = 80;
    private static final int LEAST_WIDTH = 40; // what is narrower is not read
    private static final int INDENT = 18; // of what stands beside a verdict
    private static final int LEAST_LABEL = 12;
    private static final int BETWEEN = 4; // columns between two texts side by side
    private final StringBuilder out = new StringBuilder();
    private final boolean ansi;
    private final int columns;
    private final int width;

    /** @param columns the terminal's width */
    TextPage(boolean ansi, int columns) {
        this.ansi = ansi;
        this.columns = columns;
        width = Math.clamp(columns, LEAST_WIDTH, MOST_WIDTH);
    }

    String text() {
        return out.toString();
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
            case Figure figure -> line("Chart: " + figure.file());
        }
    }

    /** The count in place of a verdict, then the claim; below it the figures. */
    private void tallies(Section.Tallies several) {
        if (several.tallies().isEmpty()) return;
        line(coloured("1", several.heading()));
        for (var tally : several.tallies()) {
            var claim = tally.claim();
            var words = tally.held() + " of " + tally.asked();
            line("  " + coloured(colour(OutcomeLine.Mood.of(tally)), pad(tally.asked() == 0 ? "not judged" : words, INDENT - 2))
                + wrapped(claim.statement(), INDENT).strip());
            paragraph(TallyWords.of(tally), INDENT);
        }
        line("");
    }

    private void alarm(Section.Alarm alarm) {
        wrapped("!! " + alarm.text(), 0).lines().forEach(line -> line(coloured("1;31", line)));
        line("");
    }

    private void sentences(Section.Sentences list) {
        line(coloured("1", list.heading()));
        list.sentences().forEach(sentence -> line("  - " + wrapped(sentence, 4).strip()));
        line("");
    }

    /** The heading stands above the first column, or on a line of its own if it is longer. One that is too wide is set in parts. */
    private void table(Section.Table table, Lengths lengths) {
        if (table.columns().stream().skip(1).anyMatch(column -> column.kind() == Section.Column.Kind.PROSE)) {
            prose(table);
            return;
        }
        for (var part : new TableParts(table, widths(table)).within(width)) part(part);
        if (!table.text().isEmpty()) paragraph(table.text(), 0);
        if (!table.remark().isEmpty()) paragraph(table.remark(), 0);
        if (table.hasMarks()) lengths.legend().ifPresent(legend -> paragraph(legend, 0));
        line("");
    }

    /** The first rows and columns of a table: what fits. */
    void beginning(Section.Table table, int rows) {
        part(new TableParts(table.first(rows), widths(table)).within(width).getFirst());
        line("");
    }

    /** Sentences have no room in columns: each row is a paragraph. */
    private void prose(Section.Table table) {
        line(coloured("1", table.heading()));
        if (!table.text().isEmpty()) paragraph(table.text(), 0);
        for (var line : table.lines()) {
            switch (line) {
                case Section.Group group -> line(coloured("4", group.title()));
                case Section.Row row -> line("  - " + wrapped(prose(table.columns(), row.cells()), 4).strip());
            }
        }
        if (!table.remark().isEmpty()) paragraph(table.remark(), 0);
        line("");
    }

    /** Such as {@code 3: seed 7; outcome Reproduced: the one judged claim}. */
    private static String prose(List<Section.Column> columns, List<Section.Cell> cells) {
        return cell(cells.getFirst()) + ": " + IntStream.range(1, cells.size())
            .mapToObj(i -> columns.get(i).name() + " " + cell(cells.get(i))).collect(Collectors.joining("; "));
    }

    private void part(Section.Table table) {
        var widths = widths(table);
        int room = width - (IntStream.of(widths).sum() - widths[0]);
        if (widths[0] > room && room >= LEAST_LABEL) widths[0] = room; // a longer label has a line of its own
        var over = new StringBuilder();
        for (int from = 1, to; from < widths.length; from = to) {
            int together = 0;
            for (to = from; to < widths.length && table.columns().get(to).over().equals(table.columns().get(from).over()); to++)
                together += widths[to];
            over.append(right(table.columns().get(from).over(), together));
        }
        boolean twoLines = !over.toString().isBlank();
        boolean isLong = twoLines && table.heading().length() >= widths[0];
        if (isLong) line(coloured("1", table.heading()));
        if (twoLines) line(coloured("1", pad(isLong ? "" : table.heading(), widths[0]) + over));
        var names = table.columns().stream().map(column -> (Section.Cell) new Section.Text(column.brief())).toList();
        line(coloured("1", row(names, widths, isLong ? table.columns().getFirst().brief() : twoLines ? "" : table.heading())));
        for (var line : table.lines()) {
            switch (line) {
                case Section.Group group -> line(coloured("4", group.title()));
                case Section.Row row -> {
                    var label = cell(row.cells().getFirst());
                    boolean fits = label.length() < widths[0];
                    if (!fits) paragraph(label, 0);
                    line(row(row.cells(), widths, fits ? label : ""));
                }
            }
        }
    }

    /** Two blanks between columns; one, if the table fits only so. */
    private int[] widths(Section.Table table) {
        var wide = widths(table, 2);
        var narrow = widths(table, 1);
        return IntStream.of(wide).sum() > width && IntStream.of(narrow).sum() <= width ? narrow : wide;
    }

    private static int[] widths(Section.Table table, int blanks) {
        var widths = new int[table.columns().size()];
        for (int i = 0; i < widths.length; i++) {
            var column = table.columns().get(i);
            int longest = column.brief().length();
            for (var line : table.lines())
                if (line instanceof Section.Row row) longest = Math.max(longest, cell(row.cells().get(i)).length());
            widths[i] = column.width() > 0 ? column.width() : longest + blanks;
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
            case Section.Link link -> Markup.clean(link.text());
            case Section.Number number -> Double.isNaN(number.value()) ? "."
                : Numbers.fixed(number.value(), number.decimals()) + (number.isMarked() ? Lengths.MARK : "");
        };
    }

    private void sideBySide(Section.SideBySide texts) {
        line(coloured("1", texts.heading()));
        if (!texts.text().isEmpty()) paragraph(texts.text(), 0);
        line("");
        int widest = texts.groups().stream().flatMap(group -> group.pairs().stream()).flatMap(pair -> pair.left().lines())
            .mapToInt(String::length).max().orElse(0);
        int widestRight = texts.groups().stream().flatMap(group -> group.pairs().stream()).flatMap(pair -> pair.right().lines())
            .mapToInt(String::length).max().orElse(0);
        boolean beside = widest + BETWEEN + widestRight <= columns;
        for (var group : texts.groups()) {
            for (var pair : group.pairs()) pair(pair, beside ? widest + BETWEEN : 0);
        }
    }

    /** @param leftWidth 0 puts one below the other */
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

    void paragraph(String text, int indent) {
        out.append(wrapped(text, indent)).append('\n');
    }

    String wrapped(String text, int indent) {
        var words = new ArrayList<>(List.of(Markup.clean(text).split(" ")));
        var lines = new StringBuilder();
        var line = new StringBuilder(" ".repeat(indent));
        for (var word : words) {
            if (line.length() > indent && line.length() + 1 + word.length() > width) {
                lines.append(line).append('\n');
                line.setLength(indent);
            }
            if (line.length() > indent) line.append(' ');
            line.append(word);
        }
        return lines.append(line).toString();
    }

    /** A line that is cut where the page ends. */
    void cut(String text) {
        line(text.length() <= width ? text : text.substring(0, width - 3) + "...");
    }

    /** The same with a coloured part. */
    void cut(String before, String colour, String coloured, String after) {
        int room = width - before.length() - coloured.length();
        line(before + coloured(colour, coloured) + (after.length() <= room ? after : after.substring(0, room - 3) + "..."));
    }

    void line(String text) {
        out.append(text.stripTrailing()).append('\n');
    }

    static String pad(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(text.isEmpty() ? 0 : 1, width - text.length())) + text;
    }

    /** A terminal's green, red and yellow. */
    static String colour(OutcomeLine.Mood mood) {
        return switch (mood) {
            case GOOD -> "32";
            case BAD -> "31";
            case OPEN -> "33";
        };
    }

    String coloured(String code, String text) {
        return ansi ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
