package reprise.report.svg;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import reprise.report.Axis;
import reprise.report.Chart;
import reprise.report.Palette;
import reprise.report.svg.SvgPen.Anchor;

/** Draws a {@link Chart} at a width in CSS pixels. */
public final class ChartSvg {
    private static final double EM = SvgPen.EM;
    private static final int ROW = SvgPen.ROW;
    private static final double ABOVE = 6; // a plot's own margins, so that its clip leaves the line of a moment and thick lines whole
    private static final double BELOW = 2;

    private final Chart chart;
    private final int width;
    private final Frame frame;
    private final SvgPen pen = new SvgPen();
    private final double left;
    private final double right;
    private final Axis x;
    private final String dot;
    private final String id;
    private final Optional<ChartSvg> like;
    private final List<Double> tops = new ArrayList<>();
    private double y;
    private double firstTop;
    private double lastBottom;

    /** @param like draws the same traces in the same page, which this one then only refers to by their {@code id} */
    private ChartSvg(Chart chart, Frame frame, String id, Optional<ChartSvg> like) {
        this.chart = chart;
        this.id = id;
        this.like = like;
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
        return new ChartSvg(chart, frame, "", Optional.empty()).draw();
    }

    /** Two drawings of one chart for one page. The narrow one uses the wide one's traces, so that a long run's page stays small. */
    static String inPage(Chart chart, String id, Frame wide, Frame narrow) {
        var first = new ChartSvg(chart, wide, id, Optional.empty());
        return first.draw() + new ChartSvg(chart, narrow, id, Optional.of(first)).draw();
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
        return pen.document(chart, frame, height, data);
    }

    /** One entry per name. A chart with a single name needs no legend, because its panels' titles name it. */
    private void legend() {
        var entries = chart.keys();
        if (entries.size() < 2) return;
        double at = left;
        y += ROW;
        for (var trace : entries) {
            double wide = 28 + trace.name().length() * EM;
            if (at + wide > right && at > left) {
                at = left;
                y += ROW;
            }
            if (!frame.isFile()) pen.openKey(entries.indexOf(trace), at - 3, y - 14, wide, ROW);
            key(trace, at, y - 4);
            pen.text(at + 22, y, Palette.TEXT, Anchor.START, trace.name());
            if (!frame.isFile()) pen.closeGroup();
            at += wide + 14;
        }
        y += 4;
    }

    private void key(Chart.Trace trace, double at, double middle) {
        var attributes = TraceSvg.attributes(trace);
        switch (trace.shape()) {
            case LINE, STEP -> pen.path(attributes, "M" + c(at) + " " + c(middle) + "h17");
            case AREA, BARS -> pen.rect(attributes, at, middle - 5, 17, 10);
            case TICKS -> TraceSvg.tick(pen, attributes, at + 8, middle);
            case SPANS -> pen.rect(attributes, at, middle - TraceSvg.SPAN / 2, 17, TraceSvg.SPAN);
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
        tops.add(top);
        var plot = frame.isFile() ? pen : new SvgPen();
        panel.heat().ifPresent(heat -> HeatSvg.draw(plot, heat, x, left, right, top, bottom));
        for (var mark : panel.marks()) mark(plot, mark, top, bottom);
        for (int i = 0; i < panel.y().ticks().size() && panel.note().isEmpty(); i++) {
            double at = bottom - panel.y().at(panel.y().ticks().get(i)) * panel.height();
            plot.line(Palette.GRID, left, at, right, at);
            pen.text(left - 6, at + 4, Palette.MUTED, Anchor.END, panel.y().labels().get(i));
        }
        traces(plot, panel, top, bottom);
        if (!frame.isFile()) pen.plot(left, top - ABOVE, right - left, panel.height() + ABOVE + BELOW, plot);
        if (!panel.note().isEmpty()) pen.text((left + right) / 2, (top + bottom) / 2 + 4, Palette.MUTED, Anchor.MIDDLE, panel.note());
        pen.line(Palette.AXIS, left, bottom, right, bottom);
        if (!frame.isFile()) pen.openGroup("x-ticks");
        for (double tick : x.ticks()) pen.line(Palette.AXIS, px(tick), bottom, px(tick), bottom + 4);
        if (!frame.isFile()) pen.closeGroup();
        y = bottom + 4;
        if (last) xLabels();
    }

    private void xLabels() {
        y += 14;
        if (!frame.isFile()) pen.openGroup("x-ticks");
        double free = left - 20;
        for (int i = 0; i < x.ticks().size(); i++) {
            double half = x.labels().get(i).length() * EM / 2;
            double at = Math.min(px(x.ticks().get(i)), width - half - 1);
            if (at - half < free) continue;
            pen.text(at, y, Palette.MUTED, Anchor.MIDDLE, x.labels().get(i));
            free = at + half + 6;
        }
        if (!frame.isFile()) pen.closeGroup();
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
        double at = fits ? start : start - 8 - wide >= left ? start - 8 : right;
        var anchor = fits ? Anchor.START : Anchor.END;
        if (frame.isFile()) pen.text(at, y, Palette.MUTED, anchor, mark.label());
        else pen.label(at, y, (start - 2 - left) / (right - left), anchor, mark.label());
    }

    private void mark(SvgPen plot, Chart.Mark mark, double top, double bottom) {
        if (mark.from() < mark.to() && mark.from() < x.high()) {
            double from = px(Math.max(x.low(), mark.from()));
            plot.rect(" class=\"" + Palette.BAND.cssClass() + " shade\"", from, top,
                px(Math.min(x.high(), mark.to())) - from, bottom - top);
        }
        if (x.has(mark.at())) plot.dashed(Palette.TEXT, px(mark.at()), mark.label().isEmpty() ? top : top - 6, px(mark.at()), bottom);
    }

    /** In a page each is a group of its own with a name, to be drawn again and hidden. Its style is inherited, which holds for both. */
    private void traces(SvgPen plot, Chart.Panel panel, double top, double bottom) {
        var keys = chart.keys().stream().map(Chart.Trace::name).toList();
        int at = tops.size() - 1;
        for (var trace : panel.traces()) {
            var name = id + "p" + at + "t" + panel.traces().indexOf(trace);
            var traces = new TraceSvg(plot, x, panel.y(), left, right, top, bottom, dot, !frame.isFile());
            var attributes = TraceSvg.attributes(trace) + " data-key=\"" + keys.indexOf(trace.name()) + "\"";
            if (frame.isFile()) traces.draw(trace);
            else if (like.isEmpty()) plot.group(name, attributes, () -> traces.draw(trace));
            else {
                var other = like.get();
                double scale = (right - left) / (other.right - other.left);
                plot.use(name, attributes, scale, left - other.left * scale, top - other.tops.get(at));
            }
        }
    }

    private double px(double value) {
        return left + x.at(value) * (right - left);
    }

    private static String c(double value) {
        return SvgPen.c(value);
    }
}
