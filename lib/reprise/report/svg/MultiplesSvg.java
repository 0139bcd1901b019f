package reprise.report.svg;

import java.util.Map;
import java.util.StringJoiner;
import reprise.report.Axis;
import reprise.report.Chart;
import reprise.report.Multiples;
import reprise.report.Palette;
import reprise.report.svg.SvgPen.Anchor;

/** Draws {@link Multiples} at a width in CSS pixels, with as many plots in a row as fit. It supports lines and dots only. */
public final class MultiplesSvg {
    private static final double EM = SvgPen.EM;
    private static final int LEAST_WIDE = 128;
    private static final int GAP = 14;

    private final Multiples multiples;
    private final int width;
    private final Frame frame;
    private final SvgPen pen = new SvgPen();
    private final double edge;
    private final double left;
    private final int columns;
    private final double wide;
    private final StringJoiner places = new StringJoiner(";");
    private double y;

    private MultiplesSvg(Multiples multiples, Frame frame) {
        this.multiples = multiples;
        width = frame.width();
        this.frame = frame;
        edge = frame.isFile() ? 12 : 0;
        int longest = multiples.groups().stream().flatMap(group -> group.y().labels().stream()).mapToInt(String::length).max().orElse(1);
        left = edge + longest * EM + 8;
        int most = multiples.groups().stream().mapToInt(group -> group.plots().size()).max().orElse(1);
        columns = Math.max(1, Math.min(most, (int) ((width - left) / (LEAST_WIDE + GAP))));
        wide = (width - left - 10 - GAP * (columns - 1)) / columns;
    }

    public static String draw(Multiples multiples, Frame frame) {
        return new MultiplesSvg(multiples, frame).draw();
    }

    private String draw() {
        y = frame.isFile() ? 26 : 4;
        if (frame.isFile()) pen.title(12, 20, multiples.title());
        legend();
        for (var group : multiples.groups()) group(group);
        y += SvgPen.ROW;
        pen.text(width - 10, y, Palette.MUTED, Anchor.END, multiples.xLabel());
        return pen.document(multiples, frame, (int) Math.ceil(y + 6), frame.isFile() ? Map.of() : Map.of("plots", places.toString()));
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
            pen.text(at + 22, y, Palette.TEXT, Anchor.START, key.name());
            at += needs + 14;
        }
    }

    private void group(Multiples.Group group) {
        y += SvgPen.ROW + 10;
        y = pen.wrapped(edge, y, width - edge, group.title());
        for (int first = 0; first < group.plots().size(); first += columns) {
            y += SvgPen.ROW + 2;
            for (int i = first; i < Math.min(first + columns, group.plots().size()); i++) {
                plot(group.plots().get(i), group.y(), left + (i - first) * (wide + GAP), i == first);
            }
            y += 8 + multiples.high() + 16;
        }
    }

    private void plot(Multiples.Plot plot, Axis axis, double from, boolean first) {
        pen.text(from, y, Palette.TEXT, Anchor.START, plot.title());
        double top = y + 8;
        double bottom = top + multiples.high();
        places.add(SvgPen.c(from) + " " + SvgPen.c(top) + " " + SvgPen.c(from + wide) + " " + SvgPen.c(bottom));
        for (int i = 0; i < axis.ticks().size(); i++) {
            double at = bottom - axis.at(axis.ticks().get(i)) * multiples.high();
            pen.line(Palette.GRID, from, at, from + wide, at);
            if (first) pen.text(from - 6, at + 4, Palette.MUTED, Anchor.END, axis.labels().get(i));
        }
        for (var trace : plot.traces()) trace(trace, axis, from, bottom);
        if (!plot.note().isEmpty()) pen.text(from + wide / 2, (top + bottom) / 2 + 4, Palette.MUTED, Anchor.MIDDLE, plot.note());
        pen.line(Palette.AXIS, from, bottom, from + wide, bottom);
        double free = from - 12;
        for (int i = 0; i < multiples.x().ticks().size(); i++) {
            double at = px(multiples.x().ticks().get(i), from);
            pen.line(Palette.AXIS, at, bottom, at, bottom + 3);
            double half = multiples.x().labels().get(i).length() * EM / 2;
            double middle = Math.min(Math.max(at, from + half - 4), from + wide - half + 3);
            if (middle - half < free) continue;
            pen.text(middle, bottom + 15, Palette.MUTED, Anchor.MIDDLE, multiples.x().labels().get(i));
            free = middle + half + 8;
        }
    }

    private void trace(Chart.Trace trace, Axis axis, double from, double bottom) {
        var path = new StringBuilder();
        for (int i = 0; i < trace.x().length; i++) {
            double value = trace.y()[i];
            if (!(value > 0) || !multiples.x().has(trace.x()[i])) continue;
            double atX = px(trace.x()[i], from);
            double atY = bottom - Math.max(0, Math.min(1, axis.at(value))) * multiples.high();
            if (trace.shape() == Chart.Shape.DOTS) pen.circle(attributes(trace), atX, atY, "3");
            else path.append(path.isEmpty() ? 'M' : 'L').append(SvgPen.c(atX)).append(' ').append(SvgPen.c(atY));
        }
        pen.path(attributes(trace), path.toString());
    }

    private double px(double value, double from) {
        return from + multiples.x().at(value) * wide;
    }

    private static String attributes(Chart.Trace trace) {
        return " class=\"" + trace.colour().cssClass() + (trace.shape() == Chart.Shape.DOTS ? " dots" : " line") + "\"";
    }
}
