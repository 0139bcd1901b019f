package reprise.report.svg;

import reprise.report.Axis;
import reprise.report.Chart;

/**
 * Draws traces into a plot.
 *
 * @param x the horizontal axis, from {@code left} to {@code right}; {@code y} the vertical one
 * @param dot radius, CSS pixels
 * @param inPage whether a group has the style, and the plot may be stretched
 */
record TraceSvg(SvgPen pen, Axis x, Axis y, double left, double right, double top, double bottom, String dot, boolean inPage) {
    static final double SPAN = 6;
    private static final double TICK = 12;

    static String attributes(Chart.Trace trace) {
        return " class=\"" + trace.colour().cssClass() + " " + cssClass(trace.shape()) + "\"";
    }

    void draw(Chart.Trace trace) {
        var attributes = inPage ? " vector-effect=\"non-scaling-stroke\"" : attributes(trace);
        switch (trace.shape()) {
            case DOTS -> dots(trace, attributes);
            case BARS -> points(trace, (place, value) -> {
                double at = py(value);
                if (value > 0)
                    pen.rect(attributes, px(place), Math.min(at, bottom - 2), Math.max(2, px(Math.min(place + 1, x.high())) - px(place)),
                    Math.max(2, bottom - at));
            });
            case LINE -> pen.path(attributes, linePath(trace));
            case TICKS -> points(trace, (place, value) -> tick(pen, attributes, px(place), py(value)));
            case SPANS -> spans(trace, attributes);
            case STEP -> pen.path(attributes, stepPath(trace, false));
            case AREA -> pen.path(attributes, stepPath(trace, true));
        }
    }

    /** Circles; in a page one path of round ends, which stay round in a plot that is stretched. */
    private void dots(Chart.Trace trace, String attributes) {
        if (!inPage) {
            points(trace, (place, value) -> pen.circle(attributes, px(place), py(value), dot));
            return;
        }
        var path = new StringBuilder();
        points(trace, (place, value) -> path.append('M').append(c(px(place))).append(' ').append(c(py(value))).append("h0"));
        pen.path(attributes + " stroke-width=\"" + 2 * Double.parseDouble(dot) + "\"", path.toString());
    }

    static void tick(SvgPen pen, String attributes, double at, double middle) {
        pen.path(attributes, "M" + c(at) + " " + c(middle - TICK / 2) + "v" + c(TICK));
    }

    private void spans(Chart.Trace trace, String attributes) {
        for (int i = 0; i + 1 < trace.x().length; i += 2) {
            double from = px(Math.clamp(trace.x()[i], x.low(), x.high()));
            double to = px(Math.clamp(trace.x()[i + 1], x.low(), x.high()));
            pen.rect(attributes, from, py(trace.y()[i]) - SPAN / 2, to - from, SPAN);
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
    private String linePath(Chart.Trace trace) {
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
                .append(c(py(value)));
            if (alone) path.append("h4");
            down = true;
        }
        return path.toString();
    }

    private String stepPath(Chart.Trace trace, boolean closed) {
        var path = new StringBuilder();
        boolean down = false;
        for (int i = 0; i < trace.x().length; i++) {
            double value = trace.y()[i];
            boolean shown = !Double.isNaN(value) && trace.x()[i] < x.high() && trace.x()[i] + 1 > x.low();
            if (down && !shown && closed) path.append('V').append(c(bottom)).append('Z');
            if (shown) {
                double at = py(value);
                if (!down) path.append('M').append(c(px(Math.max(trace.x()[i], x.low())))).append(' ').append(c(closed ? bottom : at));
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

    private double py(double value) {
        return bottom - Math.max(0, Math.min(1, y.at(Math.max(value, y.log() ? y.low() : value)))) * (bottom - top);
    }

    private static String c(double value) {
        return SvgPen.c(value);
    }
}
