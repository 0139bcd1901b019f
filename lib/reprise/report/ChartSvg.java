package reprise.report;

import java.util.LinkedHashMap;

/**
 * Draws a {@link Chart} at a width in CSS pixels. Own code, because the AWT that chart libraries draw with needs
 * fontconfig and fonts, which a lab host without a desktop does not have. Text widths are estimated from the number of characters.
 */
final class ChartSvg {
    private static final double EM = 7; // a character's mean width at 12 px in a wide font
    private static final int ROW = 18;

    private final Chart chart;
    private final int width;
    private final boolean file;
    private final StringBuilder out = new StringBuilder();
    private final double left;
    private final double right;
    private final Axis x;
    private final String dot;
    private double y;
    private double firstTop;
    private double lastBottom;

    private ChartSvg(Chart chart, int width, boolean file) {
        this.chart = chart;
        this.width = width;
        this.file = file;
        int longest = chart.panels().stream().flatMap(panel -> panel.y().labels().stream()).mapToInt(String::length).max().orElse(1);
        left = Math.max(28, longest * EM + 10);
        right = width - 14;
        x = chart.xAxis().apply(right - left);
        double room = (right - left) / x.high(); // for a second
        dot = room > 10 ? "2.6" : room > 4 ? "1.8" : "1.2";
    }

    /** A file of its own, with its title and style. */
    static String file(Chart chart, int width) {
        return new ChartSvg(chart, width, true).draw();
    }

    /** Part of a page, which brings heading and style. */
    static String inline(Chart chart, int width, String cssClass) {
        return new ChartSvg(chart, width, false).draw().replaceFirst("class=\"chart\"", "class=\"chart " + cssClass + "\"");
    }

    private String draw() {
        y = file ? 26 : 4;
        if (file) text(12, 20, "text strong", "start", chart.title());
        legend();
        for (int i = 0; i < chart.panels().size(); i++) panel(chart.panels().get(i), i == chart.panels().size() - 1);
        int height = (int) Math.ceil(y + 4);
        var head = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 ").append(width).append(' ').append(height)
            .append("\" width=\"").append(width).append("\" height=\"").append(height).append("\" role=\"img\" aria-label=\"")
            .append(Markup.escaped(chart.description())).append("\" data-left=\"").append(Numbers.coordinate(left)).append("\" data-right=\"")
            .append(Numbers.coordinate(right)).append("\" data-top=\"").append(c(firstTop)).append("\" data-bottom=\"").append(c(lastBottom))
            .append("\" data-end=\"").append(Numbers.shortest(x.high()).replace(",", "")).append("\">\n");
        if (file) {
            head.append("<title>").append(Markup.escaped(chart.title())).append("</title>\n<style>\n").append(Palette.css()).append("</style>\n")
                .append("<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
        }
        return head.append(out).append("</svg>\n").toString();
    }

    /** One entry a name; a chart with a single name needs none, its panels' titles say it. */
    private void legend() {
        var entries = new LinkedHashMap<String, Chart.Series>();
        chart.panels().forEach(panel -> panel.series().forEach(series -> entries.putIfAbsent(series.name(), series)));
        if (entries.size() < 2) return;
        double at = left;
        y += ROW;
        for (var series : entries.values()) {
            double wide = 28 + series.name().length() * EM;
            if (at + wide > right && at > left) {
                at = left;
                y += ROW;
            }
            key(series, at, y - 4);
            text(at + 22, y, "text", "start", series.name());
            at += wide + 14;
        }
        y += 4;
    }

    private void key(Chart.Series series, double at, double middle) {
        var attributes = " class=\"" + series.role() + " " + cssClass(series.shape()) + "\"";
        switch (series.shape()) {
            case LINE, STEP -> out.append("<path").append(attributes).append(" d=\"M").append(c(at)).append(' ').append(c(middle)).append("h17\"/>\n");
            case AREA, BARS -> rect(attributes, at, middle - 5, 17, 10);
            case DOTS -> {
                for (int dot = 0; dot < 3; dot++) circle(attributes, at + 2.5 + dot * 6, middle);
            }
        }
    }

    private void panel(Chart.Panel panel, boolean last) {
        y += ROW + 4;
        text(left, y, "text strong", "start", panel.title());
        for (var mark : panel.marks()) markLabel(mark);
        double top = y + 6;
        double bottom = top + panel.height();
        if (firstTop == 0) firstTop = top;
        lastBottom = bottom;
        for (var mark : panel.marks()) mark(mark, top, bottom);
        for (int i = 0; i < panel.y().ticks().size() && panel.note().isEmpty(); i++) {
            double at = bottom - panel.y().at(panel.y().ticks().get(i)) * panel.height();
            line("grid rule", left, at, right, at);
            text(left - 6, at + 4, "muted", "end", panel.y().labels().get(i));
        }
        for (var series : panel.series()) series(series, panel.y(), top, bottom);
        if (!panel.note().isEmpty()) text((left + right) / 2, (top + bottom) / 2 + 4, "muted", "middle", panel.note());
        line("axis rule", left, bottom, right, bottom);
        for (double tick : x.ticks()) line("axis rule", px(tick), bottom, px(tick), bottom + 4);
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
            text(at, y, "muted", "middle", x.labels().get(i));
            free = at + half + 6;
        }
        y += ROW;
        text(right, y, "muted", "end", chart.xLabel());
    }

    /** On a row of its own above the plot, to the right of its moment if there is room. */
    private void markLabel(Chart.Mark mark) {
        if (mark.label().isEmpty()) return;
        y += ROW;
        double start = px(Math.max(x.low(), Double.isNaN(mark.at()) ? mark.from() : mark.at())) + 2;
        boolean fits = start + mark.label().length() * EM <= width;
        text(fits ? start : right, y, "muted", fits ? "start" : "end", mark.label());
    }

    private void mark(Chart.Mark mark, double top, double bottom) {
        if (mark.from() < mark.to() && mark.from() < x.high()) {
            double from = px(Math.max(x.low(), mark.from()));
            rect(" class=\"band shade\"", from, top, px(Math.min(x.high(), mark.to())) - from, bottom - top);
        }
        if (x.has(mark.at())) line("text rule kill", px(mark.at()), mark.label().isEmpty() ? top : top - 6, px(mark.at()), bottom);
    }

    private void series(Chart.Series series, Axis axis, double top, double bottom) {
        var attributes = " class=\"" + series.role() + " " + cssClass(series.shape()) + "\"";
        switch (series.shape()) {
            case DOTS -> points(series, (place, value) -> circle(attributes, px(place), py(value, axis, top, bottom)));
            case BARS -> points(series, (place, value) -> {
                double at = py(value, axis, top, bottom);
                if (value > 0) rect(attributes, px(place), Math.min(at, bottom - 2), Math.max(2, px(Math.min(place + 1, x.high())) - px(place)),
                    Math.max(2, bottom - at));
            });
            case LINE -> path(attributes, linePath(series, axis, top, bottom));
            case STEP -> path(attributes, stepPath(series, axis, top, bottom, false));
            case AREA -> path(attributes, stepPath(series, axis, top, bottom, true));
        }
    }

    private interface Point {
        void at(double place, double value);
    }

    private void points(Chart.Series series, Point point) {
        for (int i = 0; i < series.x().length; i++) {
            if (!Double.isNaN(series.y()[i]) && x.has(series.x()[i])) point.at(series.x()[i], series.y()[i]);
        }
    }

    /** A value without neighbours on both sides of it would be a line of no length: it gets a short one. */
    private String linePath(Chart.Series series, Axis axis, double top, double bottom) {
        var path = new StringBuilder();
        boolean pen = false;
        for (int i = 0; i < series.x().length; i++) {
            double value = series.y()[i];
            if (Double.isNaN(value) || !x.has(series.x()[i])) {
                pen = false;
                continue;
            }
            boolean alone = !pen && (i + 1 == series.x().length || Double.isNaN(series.y()[i + 1]));
            path.append(pen ? 'L' : 'M').append(c(px(series.x()[i]) - (alone ? 2 : 0))).append(' ').append(c(py(value, axis, top, bottom)));
            if (alone) path.append("h4");
            pen = true;
        }
        return path.toString();
    }

    private String stepPath(Chart.Series series, Axis axis, double top, double bottom, boolean closed) {
        var path = new StringBuilder();
        boolean pen = false;
        for (int i = 0; i < series.x().length; i++) {
            double value = series.y()[i];
            boolean shown = !Double.isNaN(value) && series.x()[i] < x.high();
            if (pen && !shown && closed) path.append('V').append(c(bottom)).append('Z');
            if (shown) {
                double at = py(value, axis, top, bottom);
                if (!pen) path.append('M').append(c(px(series.x()[i]))).append(' ').append(c(closed ? bottom : at));
                path.append('V').append(c(at)).append('H').append(c(px(Math.min(series.x()[i] + 1, x.high()))));
            }
            pen = shown;
        }
        if (pen && closed) path.append('V').append(c(bottom)).append('Z');
        return path.toString();
    }

    private static String cssClass(Chart.Shape shape) {
        return switch (shape) {
            case LINE, STEP -> "line";
            case AREA -> "area";
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

    private void path(String attributes, String path) {
        if (!path.isEmpty()) out.append("<path").append(attributes).append(" d=\"").append(path).append("\"/>\n");
    }

    private void rect(String attributes, double atX, double atY, double wide, double high) {
        out.append("<rect").append(attributes).append(" x=\"").append(c(atX)).append("\" y=\"").append(c(atY)).append("\" width=\"")
            .append(c(wide)).append("\" height=\"").append(c(high)).append("\"/>\n");
    }

    private void circle(String attributes, double atX, double atY) {
        out.append("<circle").append(attributes).append(" cx=\"").append(c(atX)).append("\" cy=\"").append(c(atY)).append("\" r=\"").append(dot).append("\"/>\n");
    }

    private void line(String cssClass, double x1, double y1, double x2, double y2) {
        out.append("<path class=\"").append(cssClass).append("\" d=\"M").append(c(x1)).append(' ').append(c(y1));
        out.append(x1 == x2 ? "V" + c(y2) : "H" + c(x2)).append("\"/>\n");
    }

    private void text(double atX, double atY, String cssClass, String anchor, String text) {
        out.append("<text class=\"").append(cssClass).append("\" x=\"").append(c(atX)).append("\" y=\"").append(c(atY)).append('"')
            .append(anchor.equals("start") ? "" : " text-anchor=\"" + anchor + "\"").append('>').append(Markup.escaped(text)).append("</text>\n");
    }

    private static String c(double value) {
        return Numbers.coordinate(value);
    }
}
