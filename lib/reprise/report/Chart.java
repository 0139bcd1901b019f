package reprise.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * A drawing's content, without its size: panels one above the other that share the horizontal axis.
 *
 * @param title one line, for a separate file; a page has a heading instead
 * @param description the text alternative for readers who cannot see the drawing
 * @param xAxis builds the axis for a plot's width, so that its ticks fit
 */
public record Chart(String title, String description, String xLabel, DoubleFunction<Axis> xAxis, List<Panel> panels) implements Drawing {
    /** The legend: the first trace of each name. */
    public List<Trace> keys() {
        var keys = new LinkedHashMap<String, Trace>();
        panels.forEach(panel -> panel.traces().forEach(trace -> keys.putIfAbsent(trace.name(), trace)));
        return List.copyOf(keys.values());
    }

    /**
     * How a trace is drawn. A step is flat for the whole second that it counts. Ticks are short vertical lines, one per moment. Spans are
     * horizontal, each from one point of the trace to the next: 0 to 1, 2 to 3.
     */
    public enum Shape {
        LINE, STEP, AREA, DOTS, BARS, TICKS, SPANS;

        /** Whether the trace has one value per second; the others have values at moments. */
        public boolean isEachSecond() {
            return this != TICKS && this != SPANS;
        }
    }

    /** NaN is a gap. For steps, areas and bars, x is the beginning of the second. */
    public record Trace(String name, Palette colour, Shape shape, double[] x, double[] y) {
        public Trace {
            if (x.length != y.length)
                throw new IllegalArgumentException("trace " + name + ": " + x.length + " places for " + y.length + " values");
        }

        /** One value per second; lines and dots are placed in the middle of their second. */
        public static Trace perSecond(String name, Palette colour, Shape shape, double[] values) {
            var x = new double[values.length];
            boolean middle = shape == Shape.LINE || shape == Shape.DOTS;
            for (int i = 0; i < x.length; i++) x[i] = middle ? i + 0.5 : i;
            return new Trace(name, colour, shape, x, values);
        }
    }

    /** A line at one moment, a band from one moment to another, and one label for both. NaN draws neither. */
    public record Mark(double at, double from, double to, String label) {}

    /**
     * Counts by bucket, from the bottom, and by second. Higher counts are darker, on a log scale.
     *
     * @param counts one row per bucket, all of the same length
     */
    public record Heat(Palette colour, double[][] counts) {}

    /**
     * A panel's heading.
     *
     * @param name what the panel shows; the read-out uses it too
     * @param unit unit and scale; empty for none
     * @param remark such as a published figure; empty for none
     */
    public record Title(String name, String unit, String remark) {
        public static Title of(String name, String unit) {
            return new Title(name, unit, "");
        }

        public String text() {
            return name + (unit.isEmpty() ? "" : ", " + unit) + (remark.isEmpty() ? "" : "; " + remark);
        }
    }

    /** {@code note} stands in the middle of a panel without content. {@code height} is the plot's alone, in CSS pixels. */
    public record Panel(Title title, Axis y, int height, List<Trace> traces, Optional<Heat> heat, List<Mark> marks, String note) {
        public Panel(Title title, Axis y, int height, List<Trace> traces, List<Mark> marks, String note) {
            this(title, y, height, traces, Optional.empty(), marks, note);
        }
    }
}
