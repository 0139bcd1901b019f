package reprise.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import reprise.recorder.Figures;
import reprise.recorder.LoadFigures;
import reprise.recorder.RunColumn;
import reprise.recorder.Unit;

/**
 * What a load's figures are called where metrics are collected: {@code readBytes} of run.json is {@code reprise_read_bytes}, with the run
 * and the phase as labels, and what stands behind a blank in a name ({@code opened queueing}) as the label {@code of}. Times are in
 * seconds.
 */
public final class LoadSeries {
    /** A gauge. */
    public static final String MEASURED = "reprise_phase_measured";
    public static final String MEASURED_IS = "1 while the phase is measured, 0 when it has ended";
    private static final String PREFIX = "reprise_";
    private static final String MICROSECONDS = "_us";

    /** A counter. */
    public record Count(String name, String help, Map<String, String> labels, double value) {}

    /** A timing, whose values are in seconds. */
    public record Timed(String name, String help, Map<String, String> labels, Figures.Spread spread) {}

    private LoadSeries() {}

    /** Those of a phase. */
    public static Map<String, String> labels(LoadFigures.OfPhase phase) {
        var labels = new LinkedHashMap<String, String>();
        if (!phase.key().run().isEmpty()) labels.put("run", phase.key().run());
        if (!phase.key().phase().isEmpty()) labels.put("phase", phase.key().phase());
        return labels;
    }

    private static Map<String, String> labels(LoadFigures.OfPhase phase, String name) {
        var labels = labels(phase);
        int blank = name.indexOf(' ');
        if (blank >= 0) labels.put("of", name.substring(blank + 1));
        return labels;
    }

    /** The counters of a phase, and how many sends were due if it has a rate. */
    public static List<Count> counts(LoadFigures.OfPhase phase) {
        var all = new ArrayList<Count>();
        phase.scheduled().ifPresent(due -> all.add(new Count(PREFIX + "scheduled", "sends that were due by the rate asked for",
            labels(phase), due)));
        var counters = phase.figures().metrics().counters();
        for (int i = 0; i < counters.size(); i++) {
            var counter = counters.get(i);
            long value = phase.figures().counts()[i];
            boolean isTime = counter.unit().equals(Unit.US);
            var name = name(counter.name(), counter.unit());
            all.add(new Count(name, help(counter.name()), labels(phase, counter.name()), isTime ? value / 1e6 : value));
        }
        return all;
    }

    /** The timings of a phase that have values. */
    public static List<Timed> timings(LoadFigures.OfPhase phase) {
        var timings = phase.figures().metrics().timings();
        return IntStream.range(0, timings.size()).filter(i -> phase.figures().timings().get(i).count() > 0).mapToObj(i -> {
            var timing = timings.get(i);
            return new Timed(name(timing.name(), Unit.SEC), help(timing.name()), labels(phase, timing.name()),
                phase.figures().timings().get(i));
        }).toList();
    }

    /** Whether a counter of this name is of seconds. */
    public static boolean isTime(String name) {
        return name.endsWith("_seconds");
    }

    public static boolean isBytes(String name) {
        return name.endsWith("_bytes");
    }

    private static String help(String name) {
        return RunColumn.words(first(name)) + ", " + first(name) + " of run.json";
    }

    private static String first(String name) {
        return name.replaceFirst(" .*", "");
    }

    private static String name(String name, Unit unit) {
        var snake = PREFIX + first(name).replaceAll("([a-z0-9])([A-Z])", "$1_$2").replaceAll("[^A-Za-z0-9_]", "_").toLowerCase(Locale.ROOT);
        if (unit.equals(Unit.US)) return snake.replaceFirst(MICROSECONDS + "$", "") + "_seconds";
        return unit.equals(Unit.BYTES) && !snake.endsWith("_bytes") ? snake + "_bytes" : snake;
    }
}
