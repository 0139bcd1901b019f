package reprise.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import reprise.recorder.BucketColumns;
import reprise.recorder.Buckets;
import reprise.recorder.Numbers;
import reprise.recorder.Run;
import reprise.recorder.RunColumn;

/**
 * A chart of a run's seconds: panels one above the other, each with a trace for every system.
 * {@snippet :
 * var panels = new SecondsPanels(run, List.of("awaiting", "queueing"), marks)
 *     .panel(Chart.Title.of("open connections", ""), 110, Chart.Shape.LINE, server -> connections(server))
 *     .logarithmic(Chart.Title.of("delivery", "99 %, ms, log"), server -> UserMetrics.of(server).delivery().p99());
 * report.section(_ -> panels.figure("dashboard.svg", "Second by second", "Of each server.", "Connections and deliveries by second."));
 * }
 * A panel without figures says so. Figures can be hidden, with their reason, where a run's times are worthless.
 */
public final class SecondsPanels {
    private static final List<Palette> COLOURS = List.of(Palette.MEASURED, Palette.OTHER, Palette.ERRORS, Palette.AXIS,
        Palette.FIFTH, Palette.SIXTH, Palette.SEVENTH, Palette.EIGHTH, Palette.NINTH);
    private static final int HEAT_ROW = 14;
    private static final int LOG_HEIGHT = 130;
    private static final int EMPTY_HEIGHT = 26;
    private static final String NOT_READ = "not read";

    private final Run run;
    private final List<String> systems;
    private final List<Chart.Mark> marks;
    private final int seconds;
    private final List<Chart.Panel> panels = new ArrayList<>();
    private Optional<String> hidden = Optional.empty();

    /** @param marks in all panels; their labels are in the first one alone */
    public SecondsPanels(Run run, List<String> systems, List<Chart.Mark> marks) {
        this.run = run;
        this.systems = List.copyOf(systems);
        this.marks = List.copyOf(marks);
        seconds = Series.count(run);
    }

    /** Hides the figures of the panels that follow, until the next call. @param why stands in their place; absent to show them */
    public SecondsPanels hiding(Optional<String> why) {
        hidden = why;
        return this;
    }

    /** One column of the whole run, such as the number of users. */
    public SecondsPanels whole(Chart.Title title, int height, Chart.Shape shape, RunColumn column) {
        var values = Series.measured(run, column);
        return add(title, Axis.linear(Series.largest(values), 3), height,
            List.of(Chart.Trace.perSecond(title.name(), Palette.TEXT, shape, values)), seconds == 0 ? "nothing was recorded" : "");
    }

    /** A column of each system. */
    public SecondsPanels panel(Chart.Title title, int height, Chart.Shape shape, Function<String, RunColumn> column) {
        var traces = traces(shape, column);
        double most = traces.stream().mapToDouble(each -> Series.largest(each.y())).max().orElse(0);
        return add(title, Axis.linear(most, 3), height, traces, note(traces, NOT_READ));
    }

    /** Rare events of each system, such as errors: a low panel if there are none. */
    public SecondsPanels rare(Chart.Title title, int height, Function<String, RunColumn> column) {
        var traces = traces(Chart.Shape.AREA, column);
        boolean none = !traces.isEmpty() && traces.stream().allMatch(trace -> Series.largest(trace.y()) == 0);
        return none ? add(title, Axis.linear(0, 3), EMPTY_HEIGHT, List.of(), "none in this run") : panel(title, height,
            Chart.Shape.AREA, column);
    }

    /** A column of each system on a log scale. */
    public SecondsPanels logarithmic(Chart.Title title, Function<String, RunColumn> column) {
        return logarithmic(title, column, _ -> OptionalDouble.empty());
    }

    /** The same with a published figure of the whole run as a level. */
    public SecondsPanels logarithmic(Chart.Title title, Function<String, RunColumn> column, Function<String, OptionalDouble> published) {
        var traces = traces(Chart.Shape.LINE, column);
        var note = note(traces, NOT_READ);
        if (note.isEmpty()) for (var system : systems) published.apply(system).ifPresent(level -> traces.addFirst(level(level)));
        var values = traces.stream().map(Chart.Trace::y).toArray(double[][]::new);
        var axis = Axis.decades(Series.smallestAboveZero(values), Math.max(Series.largest(values), 0.001));
        return add(title, axis, LOG_HEIGHT, traces, note);
    }

    private Chart.Trace level(double value) {
        var level = new double[seconds];
        Arrays.fill(level, value);
        return Chart.Trace.perSecond("published, whole run", Palette.PUBLISHED, Chart.Shape.LINE, level);
    }

    /** A heat map of each system's histogram: a row is a bucket, up to the bound beside it in ms. */
    public SecondsPanels heat(String name, Function<String, BucketColumns> histogram) {
        var bounds = Buckets.usualBoundsSec();
        var counts = systems.stream().map(system -> counts(histogram.apply(system), bounds)).toList();
        int rows = Math.max(3, counts.stream().mapToInt(SecondsPanels::highest).max().orElse(0));
        for (int i = 0; i < systems.size(); i++) {
            var none = highest(counts.get(i)) == 0 ? NOT_READ : "";
            var heat = hidden.isPresent() ? Optional.<Chart.Heat>empty()
                : Optional.of(new Chart.Heat(Palette.MEASURED, Arrays.copyOf(counts.get(i), rows)));
            panels.add(new Chart.Panel(Chart.Title.of(name, systems.get(i) + ", ms"), buckets(bounds, rows), rows * HEAT_ROW, List.of(),
                heat, marks(), hidden.orElse(none)));
        }
        return this;
    }

    private double[][] counts(BucketColumns histogram, double[] bounds) {
        var counts = new double[bounds.length + 1][];
        for (int i = 0; i < counts.length; i++)
            counts[i] = Series.counts(Series.measured(run, histogram.bucket(Buckets.boundName(bounds, i))));
        return counts;
    }

    /** The number of rows up to the highest one with a count. */
    private static int highest(double[][] counts) {
        for (int row = counts.length; row > 0; row--) if (Series.largest(counts[row - 1]) > 0) return row;
        return 0;
    }

    /** One row per bucket, labelled with the bounds between them. */
    private static Axis buckets(double[] bounds, int rows) {
        var ticks = new ArrayList<Double>();
        var labels = new ArrayList<String>();
        for (int row = 1; row <= rows; row++) {
            ticks.add((double) row);
            labels.add(row <= bounds.length ? Numbers.shortest(bounds[row - 1] * 1e3) : "more");
        }
        return new Axis(Axis.Scale.LINEAR, 0, rows, ticks, labels);
    }

    private List<Chart.Trace> traces(Chart.Shape shape, Function<String, RunColumn> column) {
        var traces = new ArrayList<Chart.Trace>();
        for (var system : hidden.isPresent() ? List.<String>of() : systems) {
            var values = Series.measured(run, column.apply(system));
            if (Arrays.stream(values).anyMatch(Double::isFinite))
                traces.add(Chart.Trace.perSecond(system, COLOURS.get(systems.indexOf(system) % COLOURS.size()), shape, values));
        }
        return traces;
    }

    private String note(List<Chart.Trace> traces, String none) {
        return hidden.orElse(traces.isEmpty() ? none : "");
    }

    private SecondsPanels add(Chart.Title title, Axis axis, int height, List<Chart.Trace> traces, String note) {
        panels.add(new Chart.Panel(title, axis, height, traces, marks(), note));
        return this;
    }

    private List<Chart.Mark> marks() {
        if (panels.isEmpty()) return marks;
        return marks.stream().map(mark -> new Chart.Mark(mark.at(), mark.from(), mark.to(), "")).toList();
    }

    /** @param file its name as a separate file @param description the text alternative for readers who cannot see it */
    public Figure figure(String file, String heading, String text, String description) {
        return new Figure(file, heading, text, true,
            new Chart(heading, description, "time, s", width -> Axis.time(seconds, width), List.copyOf(panels)));
    }
}
