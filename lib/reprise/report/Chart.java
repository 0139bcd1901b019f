package reprise.report;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * A drawing's content, without its size: panels one above the other that share the horizontal axis.
 *
 * @param title one line, for a file of its own; a page has a heading instead
 * @param description what a person who cannot see it is told
 * @param xAxis made for a plot's width, so that its ticks have room
 */
public record Chart(String title, String description, String xLabel, DoubleFunction<Axis> xAxis, List<Panel> panels) implements Drawing {
    /**
     * How a series is drawn. A step is flat for the whole second that it counts. Ticks are short and upright, each at a moment; spans lie,
     * each from one moment to the next of the series: 0 to 1, 2 to 3.
     */
    public enum Shape {
        LINE, STEP, AREA, DOTS, BARS, TICKS, SPANS;

        /** Whether it has a value a second; the others stand at moments. */
        public boolean isEachSecond() {
            return this != TICKS && this != SPANS;
        }
    }

    /** {@code role} is a class of {@link Palette}; NaN is a gap. In a step, area or bars x is where the second begins. */
    public record Series(String name, String role, Shape shape, double[] x, double[] y) {
        public Series {
            if (x.length != y.length)
                throw new IllegalArgumentException("series " + name + ": " + x.length + " places for " + y.length + " values");
        }

        /** One value a second; a line and dots stand in the middle of their second. */
        static Series perSecond(String name, String role, Shape shape, double[] values) {
            var x = new double[values.length];
            boolean middle = shape == Shape.LINE || shape == Shape.DOTS;
            for (int i = 0; i < x.length; i++) x[i] = middle ? i + 0.5 : i;
            return new Series(name, role, shape, x, values);
        }
    }

    /** A line at one moment, a band from one to another, and one label for both. NaN draws none. */
    public record Mark(double at, double from, double to, String label) {}

    /**
     * How many were seen, by bucket from the bottom and by second: the more, the darker, on a log scale.
     *
     * @param counts a row a bucket, all of one length
     */
    public record Heat(String role, double[][] counts) {}

    /** {@code note} stands in the middle of a panel that has nothing to show. {@code height} is of the plot alone. */
    public record Panel(String title, Axis y, int height, List<Series> series, Optional<Heat> heat, List<Mark> marks, String note) {
        Panel(String title, Axis y, int height, List<Series> series, List<Mark> marks, String note) {
            this(title, y, height, series, Optional.empty(), marks, note);
        }
    }
}
