package reprise.report.svg;

import java.util.LinkedHashMap;
import reprise.recorder.Numbers;
import reprise.report.Axis;
import reprise.report.Chart;
import reprise.report.Palette;
import reprise.report.svg.SvgPen.Anchor;

/** Draws a {@link Chart} at a width in CSS pixels. */
public final class ChartSvg {
    private static final double EM = SvgPen.EM;
    private static final int ROW = SvgPen.ROW;
    private static final double TICK = 12;
    private static final double SPAN = 6;

    private final Chart chart;
    private final int width;
    private final Frame frame;
    private final SvgPen pen = new SvgPen();
    private final double left;
    private final double right;
    private final Axis x;
    private final String dot;
    private double y;
    private double firstTop;
    private double lastBottom;

    private ChartSvg(Chart chart, Frame frame) {
        this.chart = chart;
        width = frame.width();
        this.frame = frame;
        int longest = chart.panels().stream().flatMap(panel -> panel.y().labels().stream()).mapToInt(String::length).max().orElse(1);
        left = Math.max(28, longest * EM + 10);
        right = width - 14;
        x = chart.xAxis().apply(right - left);
        double room = (right - left) / x.high(); // per second, CSS pixels
        dot = room > 10 ? "2.6" : room > 4 ? "1.8" : "1.2";
    }

    public static String draw(Chart chart, Frame frame) {
        return new ChartSvg(chart, frame).draw();
    }

    private String draw() {
        y = frame.isFile() ? 26 : 4;
        if (frame.isFile()) pen.title(12, 20, chart.title());
        legend();
        for (int i = 0; i < chart.panels().size(); i++) panel(chart.panels().get(i), i == chart.panels().size() - 1);
        int height = (int) Math.ceil(y + 4);
        var data = new LinkedHashMap<String, String>();
        data.put("left", c(left));
        data.put("right", c(right));
        data.put("top", c(firstTop));
        data.put("bottom", c(lastBottom));
        data.put("end", Numbers.shortest(x.high()).replace(",", ""));
        return pen.document(chart, frame, height, data);
    }

    /** One entry per name. A chart with a single name needs no legend, because its panels' titles name it. */
    private void legend() {
        var entries = new LinkedHashMap<String, Chart.Trace>();
        chart.panels().forEach(panel -> panel.traces().forEach(trace -> entries.putIfAbsent(trace.name(), trace)));
        if (entries.size() < 2) return;
        double at = left;
        y += ROW;
        for (var trace : entries.values()) {
            double wide = 28 + trace.name().length() * EM;
            if (at + wide > right && at > left) {
                at = left;
                y += ROW;
            }
            key(trace, at, y - 4);
            pen.text(at + 22, y, Palette.TEXT, Anchor.START, trace.name());
            at += wide + 14;
        }
        y += 4;
    }

    private void key(Chart.Trace trace, double at, double middle) {
        var attributes = " class=\"" + trace.colour().cssClass() + " " + cssClass(trace.shape()) + "\"";
        switch (trace.shape()) {
            case LINE, STEP -> pen.path(attributes, "M" + c(at) + " " + c(middle) + "h17");
            case AREA, BARS -> pen.rect(attributes, at, middle - 5, 17, 10);
            case TICKS -> tick(attributes, at + 8, middle);
            case SPANS -> pen.rect(attributes, at, middle - SPAN / 2, 17, SPAN);
            case DOTS -> {
                for (int i = 0; i < 3; i++) pen.circle(attributes, at + 2.5 + i * 6, middle, dot);
            }
        }
    }

    private void panel(Chart.Panel panel, boolean last) {
        y += ROW + 4;
        y = pen.wrapped(left, y, width - left, panel.title().text());
        for (var mark : panel.marks()) markLabel(mark);
        double top = y + 6;
        double bottom = top + panel.height();
        if (firstTop == 0) firstTop = top;
        lastBottom = bottom;
        panel.heat().ifPresent(heat -> HeatSvg.draw(pen, heat, x, left, right, top, bottom));
        for (var mark : panel.marks()) mark(mark, top, bottom);
        for (int i = 0; i < panel.y().ticks().size() && panel.note().isEmpty(); i++) {
            double at = bottom - panel.y().at(panel.y().ticks().get(i)) * panel.height();
            pen.line(Palette.GRID, left, at, right, at);
            pen.text(left - 6, at + 4, Palette.MUTED, Anchor.END, panel.y().labels().get(i));
        }
        for (var trace : panel.traces()) trace(trace, panel.y(), top, bottom);
        if (!panel.note().isEmpty()) pen.text((left + right) / 2, (top + bottom) / 2 + 4, Palette.MUTED, Anchor.MIDDLE, panel.note());
        pen.line(Palette.AXIS, left, bottom, right, bottom);
        for (double tick : x.ticks()) pen.line(Palette.AXIS, px(tick), bottom, px(tick), bottom + 4);
        y = bottom + 4;
        if (last) xLabels();
    }

    private void xLabels() {
        y += 14;
        double free = left - 20;
        for (int i = 0; i < x.ticks().size(); i++) {
            double half = x.labels().get(i).length() * EM / 2;
            double at = Math.min(px(x.ticks().get(i)), width - half - 1);
            if (at - half < free) continue;
            pen.text(at, y, Palette.MUTED, Anchor.MIDDLE, x.labels().get(i));
            free = at + half + 6;
        }
        y += ROW;
        pen.text(right, y, Palette.MUTED, Anchor.END, chart.xLabel());
    }

    /** Placed in a row of its own above the plot, right of its moment if there is room, else left of it. */
    private void markLabel(Chart.Mark mark) {
        if (mark.label().isEmpty()) return;
        y += ROW;
        double start = px(Math.max(x.low(), Double.isNaN(mark.at()) ? mark.from() : mark.at())) + 2;
        double wide = mark.label().length() * EM;
        boolean fits = start + wide <= width;
        pen.text(fits ? start : start - 8 - wide >= left ? start - 8 : right, y, Palette.MUTED,
            fits ? Anchor.START : Anchor.END, mark.label());
    }

    private void mark(Chart.Mark mark, double top, double bottom) {
        if (mark.from() < mark.to() && mark.from() < x.high()) {
            double from = px(Math.max(x.low(), mark.from()));
            pen.rect(" class=\"" + Palette.BAND.cssClass() + " shade\"", from, top, px(Math.min(x.high(), mark.to())) - from, bottom - top);
        }
        if (x.has(mark.at())) pen.dashed(Palette.TEXT, px(mark.at()), mark.label().isEmpty() ? top : top - 6, px(mark.at()), bottom);
    }

    private void trace(Chart.Trace trace, Axis axis, double top, double bottom) {
        var attributes = " class=\"" + trace.colour().cssClass() + " " + cssClass(trace.shape()) + "\"";
        switch (trace.shape()) {
            case DOTS -> points(trace, (place, value) -> pen.circle(attributes, px(place), py(value, axis, top, bottom), dot));
            case BARS -> points(trace, (place, value) -> {
                double at = py(value, axis, top, bottom);
                if (value > 0)
                    pen.rect(attributes, px(place), Math.min(at, bottom - 2), Math.max(2, px(Math.min(place + 1, x.high())) - px(place)),
                    Math.max(2, bottom - at));
            });
            case LINE -> pen.path(attributes, linePath(trace, axis, top, bottom));
            case TICKS -> points(trace, (place, value) -> tick(attributes, px(place), py(value, axis, top, bottom)));
            case SPANS -> spans(trace, attributes, axis, top, bottom);
            case STEP -> pen.path(attributes, stepPath(trace, axis, top, bottom, false));
            case AREA -> pen.path(attributes, stepPath(trace, axis, top, bottom, true));
        }
    }

    private void tick(String attributes, double at, double middle) {
        pen.path(attributes, "M" + c(at) + " " + c(middle - TICK / 2) + "v" + c(TICK));
    }

    private void spans(Chart.Trace trace, String attributes, Axis axis, double top, double bottom) {
        for (int i = 0; i + 1 < trace.x().length; i += 2) {
            double from = px(Math.clamp(trace.x()[i], x.low(), x.high()));
            double to = px(Math.clamp(trace.x()[i + 1], x.low(), x.high()));
            pen.rect(attributes, from, py(trace.y()[i], axis, top, bottom) - SPAN / 2, to - from, SPAN);
        }
    }

    private interface Point {
        void at(double place, double value);
    }

    private void points(Chart.Trace trace, Point point) {
        for (int i = 0; i < trace.x().length; i++) {
            if (!Double.isNaN(trace.y()[i]) && x.has(trace.x()[i])) point.at(trace.x()[i], trace.y()[i]);
        }
    }

    /** A value without neighbours would be a line of no length, so it gets a short one. */
    private String linePath(Chart.Trace trace, Axis axis, double top, double bottom) {
        var path = new StringBuilder();
        boolean down = false;
        for (int i = 0; i < trace.x().length; i++) {
            double value = trace.y()[i];
            if (Double.isNaN(value) || !x.has(trace.x()[i])) {
                down = false;
                continue;
            }
            boolean alone = !down && (i + 1 == trace.x().length || Double.isNaN(trace.y()[i + 1]));
            path.append(down ? 'L' : 'M').append(c(px(trace.x()[i]) - (alone ? 2 : 0))).append(' ')
                .append(c(py(value, axis, top, bottom)));
            if (alone) path.append("h4");
            down = true;
        }
        return path.toString();
    }

    private String stepPath(Chart.Trace trace, Axis axis, double top, double bottom, boolean closed) {
        var path = new StringBuilder();
        boolean down = false;
        for (int i = 0; i < trace.x().length; i++) {
            double value = trace.y()[i];
            boolean shown = !Double.isNaN(value) && trace.x()[i] < x.high();
            if (down && !shown && closed) path.append('V').append(c(bottom)).append('Z');
            if (shown) {
                double at = py(value, axis, top, bottom);
                if (!down) path.append('M').append(c(px(trace.x()[i]))).append(' ').append(c(closed ? bottom : at));
                path.append('V').append(c(at)).append('H').append(c(px(Math.min(trace.x()[i] + 1, x.high()))));
            }
            down = shown;
        }
        if (down && closed) path.append('V').append(c(bottom)).append('Z');
        return path.toString();
    }

    private static String cssClass(Chart.Shape shape) {
        return switch (shape) {
            case LINE, STEP -> "line";
            case AREA, SPANS -> "area";
            case TICKS -> "ticks";
            case DOTS -> "dots";
            case BARS -> "bars";
        };
    }

    private double px(double value) {
        return left + x.at(value) * (right - left);
    }

    private static double py(double value, Axis axis, double top, double bottom) {
        return bottom - Math.max(0, Math.min(1, axis.at(Math.max(value, axis.log() ? axis.low() : value)))) * (bottom - top);
    }

    private static String c(double value) {
        return SvgPen.c(value);
    }
}
