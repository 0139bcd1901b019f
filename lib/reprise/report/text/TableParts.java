package reprise.report.text;

import java.util.ArrayList;
import java.util.List;
import reprise.report.Section;

/**
 * A table in as few parts as fit a width. A part has the first column and whole groups of neighbours that share a heading; a group that
 * is too wide alone is not broken. Columns without such a heading stay together.
 */
record TableParts(Section.Table table, int[] widths) {
    List<Section.Table> within(int most) {
        var parts = new ArrayList<List<Integer>>();
        int width = Integer.MAX_VALUE;
        for (int from = 1, to; from < widths.length; from = to) {
            int group = 0;
            for (to = from; to < widths.length && over(to).equals(over(from)); to++) group += widths[to];
            if (parts.isEmpty() || width + group > most) {
                parts.add(new ArrayList<>(List.of(0)));
                width = widths[0];
            }
            for (int column = from; column < to; column++) parts.getLast().add(column);
            width += group;
        }
        return parts.size() < 2 ? List.of(table) : parts.stream().map(this::part).toList();
    }

    private String over(int column) {
        return table.columns().get(column).over();
    }

    private Section.Table part(List<Integer> of) {
        var lines = table.lines().stream().<Section.Line>map(line -> switch (line) {
            case Section.Group group -> group;
            case Section.Row row -> new Section.Row(of.stream().map(row.cells()::get).toList());
        }).toList();
        return new Section.Table(table.id(), table.heading(), table.text(), table.caption(), of.stream().map(table.columns()::get).toList(),
            lines, table.remark());
    }
}
