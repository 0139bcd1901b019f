package reprise.report.svg;

import java.util.Map;
import reprise.report.Axis;
import reprise.report.Chart;
import reprise.report.Multiples;

/** Draws {@link Multiples} at a width in CSS pixels: as many plots in a line as there is room for. Lines and dots only. */
public final class MultiplesSvg {
    private static final double EM = SvgPen.EM;
    private static final int LEAST_WIDE = 128;
    private static final int GAP = 14;

    private final Multiples multiples;
    private final int width;
    private final boolean file;
    private final SvgPen pen = new SvgPen();
    private final double edge;
    private final double left;
    private final int columns;
    private final double wide;
    private double y;

    private MultiplesSvg(Multiples multiples, int width, boolean file) {
        this.multiples = multiples;
        this.width = width;
        this.file = file;
        edge = file ? 12 : 0;
        int longest = multiples.groups().stream().flatMap(group -> group.y().labels().stream()).mapToInt(String::length).max().orElse(1);
        left = edge + longest * EM + 8;
        int most = multiples.groups().stream().mapToInt(group -> group.plots().size()).max().orElse(1);
        columns = Math.max(1, Math.min(most, (int) ((width - left) / (LEAST_WIDE + GAP))));
        wide = (width - left - 10 - GAP * (columns - 1)) / columns;
    }

    public static String draw(Multiples multiples, int width, boolean file) {
        return new MultiplesSvg(multiples, width, file).draw();
    }

    private String draw() {
        y = file ? 26 : 4;
        if (file) pen.text(12, 20, "text strong", "start", multiples.title());
        legend();
        for (var group : multiples.groups()) group(group);
        y += SvgPen.ROW;
        pen.text(width - 10, y, "muted", "end", multiples.xLabel());
        return pen.document(multiples, width, (int) Math.ceil(y + 6), file, Map.of());
    }

    private void legend() {
        double at = edge;
        y += SvgPen.ROW;
        for (var key : multiples.keys()) {
            double needs = 24 + key.name().length() * EM;
            if (at + needs > width && at > edge) {
                at = edge;
                y += SvgPen.ROW;
            }
            if (key.shape() == Chart.Shape.DOTS) pen.circle(attributes(key), at + 9, y - 4, "3");
            else pen.path(attributes(key), "M" + SvgPen.c(at) + " " + SvgPen.c(y - 4) + "h17");
            pen.text(at + 22, y, "text", "start", key.name());
            at += needs + 14;
        }
    }

    private void group(Multiples.Group group) {
        y += SvgPen.ROW + 10;
        y = pen.wrapped(edge, y, width - edge, "text strong", group.title());
        for (int first = 0; first < group.plots().size(); first += columns) {
            y += SvgPen.ROW + 2;
            for (int i = first; i < Math.min(first + columns, group.plots().size()); i++) {
                plot(group.plots().get(i), group.y(), left + (i - first) * (wide + GAP), i == first);
            }
            y += 8 + multiples.high() + 16;
        }
    }

    private void plot(Multiples.Plot plot, Axis axis, double from, boolean first) {
        pen.text(from, y, "text", "start", plot.title());
        double top = y + 8;
        double bottom = top + multiples.high();
        for (int i = 0; i < axis.ticks().size(); i++) {
            double at = bottom - axis.at(axis.ticks().get(i)) * multiples.high();
            pen.line("grid rule", from, at, from + wide, at);
            if (first) pen.text(from - 6, at + 4, "muted", "end", axis.labels().get(i));
        }
        for (var series : plot.series()) series(series, axis, from, bottom);
        if (!plot.note().isEmpty()) pen.text(from + wide / 2, (top + bottom) / 2 + 4, "muted", "middle", plot.note());
        pen.line("axis rule", from, bottom, from + wide, bottom);
        double free = from - 12;
        for (int i = 0; i < multiples.x().ticks().size(); i++) {
            double at = px(multiples.x().ticks().get(i), from);
            pen.line("axis rule", at, bottom, at, bottom + 3);
            double half = multiples.x().labels().get(i).length() * EM / 2;
            double middle = Math.min(Math.max(at, from + half - 4), from + wide - half + 3);
            if (middle - half < free) continue;
            pen.text(middle, bottom + 15, "muted", "middle", multiples.x().labels().get(i));
            free = middle + half + 8;
        }
    }

    private void series(Chart.Series series, Axis axis, double from, double bottom) {
        var path = new StringBuilder();
        for (int i = 0; i < series.x().length; i++) {
            double value = series.y()[i];
            if (!(value > 0) || !multiples.x().has(series.x()[i])) continue;
            double atX = px(series.x()[i], from);
            double atY = bottom - Math.max(0, Math.min(1, axis.at(value))) * multiples.high();
            if (series.shape() == Chart.Shape.DOTS) pen.circle(attributes(series), atX, atY, "3");
            else path.append(path.isEmpty() ? 'M' : 'L').append(SvgPen.c(atX)).append(' ').append(SvgPen.c(atY));
        }
        pen.path(attributes(series), path.toString());
    }

    private double px(double value, double from) {
        return from + multiples.x().at(value) * wide;
    }

    private static String attributes(Chart.Series series) {
        return " class=\"" + series.role() + (series.shape() == Chart.Shape.DOTS ? " dots" : " line") + "\"";
    }
}
