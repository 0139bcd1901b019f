package reprise.report.html;

import java.util.List;
import reprise.recorder.Numbers;
import reprise.report.Lengths;
import reprise.report.Section;
import reprise.report.Section.Column.Kind;

/** A table of the page; a table wider than a phone scrolls within its own box. */
final class HtmlTable {
    private static final int NARROW_COLUMNS = 3;

    private HtmlTable() {}

    static void write(HtmlPage page, Section.Table table, Lengths lengths) {
        var out = page.out();
        boolean wide = table.columns().size() > NARROW_COLUMNS;
        if (table.heading().isEmpty()) page.add("<section", table.id().isEmpty() ? "" : " id=\"" + table.id() + "\"", ">\n");
        else page.section(table.id(), table.heading());
        if (!table.text().isEmpty()) out.append("<p>").append(HtmlPage.e(table.text())).append("</p>\n");
        if (!wide && !table.remark().isEmpty()) out.append("<p>").append(HtmlPage.e(table.remark())).append("</p>\n");
        out.append(wide ? "<div class=\"wide-table\" tabindex=\"0\"><table>\n" : "<table class=\"summary\">\n");
        head(out, table.columns());
        out.append("<tbody>\n");
        for (var line : table.lines()) line(out, line, table.columns());
        out.append("</tbody>\n</table>").append(wide ? "</div>" : "").append('\n');
        if (wide && !table.remark().isEmpty()) out.append("<p>").append(HtmlPage.e(table.remark())).append("</p>\n");
        if (table.hasMarks())
            lengths.legend().ifPresent(legend -> out.append("<p class=\"apart\">").append(HtmlPage.e(legend)).append("</p>\n"));
        out.append("</section>\n");
    }

    private static void head(StringBuilder out, List<Section.Column> columns) {
        out.append("<thead>");
        if (columns.stream().anyMatch(column -> !column.over().isEmpty())) {
            out.append("<tr class=\"over\">");
            for (int from = 0, to; from < columns.size(); from = to) {
                for (to = from + 1; to < columns.size() && columns.get(to).over().equals(columns.get(from).over()); to++) {}
                out.append("<th").append(to - from > 1 ? " colspan=\"" + (to - from) + "\"" : "").append('>')
                    .append(HtmlPage.e(columns.get(from).over())).append("</th>");
            }
            out.append("</tr>\n");
        }
        out.append("<tr>");
        columns.forEach(column -> out.append(column.kind() == Kind.PROSE ? "<th class=\"prose\">" : "<th>")
            .append(HtmlPage.e(column.name())).append("</th>"));
        out.append("</tr></thead>\n");
    }

    private static void line(StringBuilder out, Section.Line line, List<Section.Column> columns) {
        switch (line) {
            case Section.Group group -> out.append("<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"").append(columns.size())
                .append("\"><span>")
                .append(HtmlPage.e(group.title())).append("</span></th></tr>\n");
            case Section.Row row -> {
                out.append("<tr>");
                for (int i = 0; i < row.cells().size(); i++) {
                    out.append(i == 0 ? label(columns.getFirst().kind()) : opening(columns.get(i).kind()))
                        .append(cell(row.cells().get(i))).append(i == 0 ? "</th>" : "</td>");
                }
                out.append("</tr>\n");
            }
        }
    }

    private static String label(Kind kind) {
        return kind == Kind.PROSE ? "<th scope=\"row\" class=\"prose\">" : "<th scope=\"row\">";
    }

    private static String opening(Kind kind) {
        return switch (kind) {
            case PLAIN -> "<td>";
            case OURS -> "<td class=\"ours\">";
            case PROSE -> "<td class=\"prose\">";
        };
    }

    private static String cell(Section.Cell cell) {
        return switch (cell) {
            case Section.Text text -> HtmlPage.e(text.text());
            case Section.Link link -> "<a href=\"" + HtmlPage.e(link.file()) + "\">" + HtmlPage.e(link.text()) + "</a>";
            case Section.Number number -> Double.isNaN(number.value()) ? "–" : Numbers.grouped(number.value(), number.decimals())
                + (number.isMarked() ? " <small title=\"not comparable\">" + Lengths.MARK + "</small>" : "");
        };
    }
}
