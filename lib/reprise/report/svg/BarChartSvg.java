package reprise.report.svg;

import java.util.Map;
import reprise.report.Axis;
import reprise.report.BarChart;
import reprise.report.Palette;
import reprise.report.svg.SvgPen.Anchor;

/**
 * Draws a {@link BarChart} at a width in CSS pixels. Labels stand left of the bars, or above them if that leaves the bars too little room.
 */
public final class BarChartSvg {
    private static final double EM = SvgPen.EM;
    private static final int BAR = 10;
    private static final double LABELS_AT_MOST = 0.36; // share of the width

    private final BarChart chart;
    private final int width;
    private final Frame frame;
    private final SvgPen pen = new SvgPen();
    private final double edge;
    private final boolean labelsLeft;
    private final double left;
    private final double right;
    private final Axis axis;
    private double y;

    private BarChartSvg(BarChart chart, Frame frame) {
        this.chart = chart;
        width = frame.width();
        this.frame = frame;
        edge = frame.isFile() ? 12 : 0;
        double label = edge + longest(chart.groups().stream().flatMap(group -> group.rows().stream()).map(BarChart.Row::label)) * EM + 8;
        labelsLeft = label <= width * LABELS_AT_MOST;
        left = labelsLeft ? label : edge;
        double texts = longest(chart.groups().stream().flatMap(group -> group.rows().stream()).flatMap(row -> row.bars().stream()
            .map(bar -> bar == row.bars().getLast() ? bar.text() + row.note() : bar.text())));
        right = width - texts * EM - 14;
        axis = Axis.linear(chart.largest(), Math.max(2, (int) ((right - left) / 90)));
    }

    public static String draw(BarChart chart, Frame frame) {
        return new BarChartSvg(chart, frame).draw();
    }

    private static int longest(java.util.stream.Stream<String> texts) {
        return texts.mapToInt(String::length).max().orElse(0);
    }

    private String draw() {
        y = frame.isFile() ? 26 : 4;
        if (frame.isFile()) pen.title(12, 20, chart.title());
        legend();
        for (var group : chart.groups()) group(group);
        y += 14;
        for (int i = 0; i < axis.ticks().size(); i++) {
            double half = axis.labels().get(i).length() * EM / 2;
            pen.text(Math.max(px(axis.ticks().get(i)), half), y, Palette.MUTED, Anchor.MIDDLE, axis.labels().get(i));
        }
        y += SvgPen.ROW;
        pen.text(right, y, Palette.MUTED, Anchor.END, chart.xLabel());
        return pen.document(chart, frame, (int) Math.ceil(y + 6), Map.of());
    }

    private void legend() {
        double at = edge;
        y += SvgPen.ROW;
        for (var key : chart.keys()) {
            double wide = 22 + key.name().length() * EM;
            if (at + wide > width && at > edge) {
                at = edge;
                y += SvgPen.ROW;
            }
            pen.rect(attributes(key.colour()), at, y - 9, 14, 10);
            pen.text(at + 19, y, Palette.TEXT, Anchor.START, key.name());
            at += wide + 14;
        }
        y += 2;
    }

    private void group(BarChart.Group group) {
        y += SvgPen.ROW + 6;
        y = pen.wrapped(edge, y, width - edge, group.title());
        y += 8;
        double top = y;
        double bottom = y + group.rows().stream().mapToDouble(this::height).sum();
        for (double tick : axis.ticks()) pen.line(tick == 0 ? Palette.AXIS : Palette.GRID, px(tick), top, px(tick), bottom);
        for (var row : group.rows()) row(row);
    }

    private double height(BarChart.Row row) {
        return (labelsLeft ? 0 : 16) + bars(row) * (BAR + 2) + 8;
    }

    private int bars(BarChart.Row row) {
        return chart.stacked() ? 1 : row.bars().size();
    }

    private void row(BarChart.Row row) {
        double bars = bars(row) * (BAR + 2);
        double first = y + 3 + (labelsLeft ? 0 : 16);
        if (labelsLeft) pen.text(left - 8, first + bars / 2 + 3.5, Palette.TEXT, Anchor.END, row.label());
        else pen.text(left, y + 13, Palette.TEXT, Anchor.START, row.label());
        double at = first;
        double from = 0;
        for (var bar : row.bars()) {
            double to = Double.isNaN(bar.value()) ? from : from + Math.max(0, bar.value());
            if (to > from)
                pen.rect(attributes(bar.colour()), px(from), at, Math.max(1.5, px(to) - px(from) - (chart.stacked() ? 1 : 0)), BAR);
            boolean last = bar == row.bars().getLast();
            if (!bar.text().isEmpty() && (!chart.stacked() || last)) {
                pen.text(px(to) + 5, at + BAR - 1, Double.isNaN(bar.value()) ? Palette.MUTED : Palette.TEXT, Anchor.START, bar.text());
                if (last && !row.note().isEmpty())
                    pen.text(px(to) + 9 + bar.text().length() * EM, at + BAR - 1, Palette.MUTED, Anchor.START, row.note());
            }
            if (chart.stacked()) from = to;
            else at += BAR + 2;
        }
        y += height(row);
    }

    private double px(double value) {
        return left + axis.at(value) * (right - left);
    }

    private static String attributes(Palette colour) {
        return " class=\"" + colour.cssClass() + " bars\"";
    }
}
