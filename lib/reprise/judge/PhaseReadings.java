package reprise.judge;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import reprise.recorder.Counter;
import reprise.recorder.Fact;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.recorder.Timing;
import reprise.recorder.Unjudged;
import reprise.recorder.Usage;

/** Readings of one phase of a run. A phase that is missing or was cut short has no figures, and the reading says why. */
public final class PhaseReadings {
    private static final int SHOWN_NAMES = 12;

    private PhaseReadings() {}

    /** A figure of a phase. */
    public static Reading of(Run run, String id, ToDoubleFunction<Phase> figure) {
        var phases = Phases.of(run);
        var phase = phases.phase(id);
        var left = phases.leftOut().get(id);
        if (phase.isEmpty()) {
            return left == null ? Reading.byRun("the phase " + id + " was not measured" + run.cutShort().map(why -> ": " + why)
                .orElse("; there are " + some(phases.phases().stream().map(Phase::id).toList())))
                : new Reading.Missing(Unjudged.of(left.by(), "the phase " + id + " was left out: " + left.why()));
        }
        if (phase.get().isCutShort()) return Reading.byRun("the phase " + id + " was cut short");
        return new Reading.Value(figure.applyAsDouble(phase.get()));
    }

    private static String some(List<String> names) {
        int more = names.size() - SHOWN_NAMES;
        return names.isEmpty() ? "none" : String.join(", ", names.subList(0, Math.min(names.size(), SHOWN_NAMES)))
            + (more > 0 ? " and " + more + " more" : "");
    }

    /** The counter's rate per second over the phase. */
    public static Reading perSec(Run run, String id, Counter counter) {
        return of(run, id, phase -> phase.perSec(counter));
    }

    public static Reading count(Run run, String id, Counter counter) {
        return of(run, id, phase -> phase.count(counter));
    }

    /** A mean, ms; missing if nothing was timed. */
    public static Reading meanMs(Run run, String id, Timing timing) {
        return timedMs(run, id, timing, Histogram::getMean);
    }

    /** A percentile, ms; missing if nothing was timed. @param percentile 50 for the median, 99.9, 100 for the maximum */
    public static Reading percentileMs(Run run, String id, Timing timing, double percentile) {
        return timedMs(run, id, timing, values -> values.getValueAtPercentile(percentile));
    }

    /** A fact of the load's own; missing if it did not tell it. */
    public static Reading fact(Run run, String id, Fact fact) {
        var reading = of(run, id, phase -> phase.fact(fact).orElse(Double.NaN));
        return reading instanceof Reading.Value(double figure) && Double.isNaN(figure)
            ? Reading.byRun("the load of the phase " + id + " has no " + fact.name()) : reading;
    }

    /** Mean CPU of a process in the phase, percent of one core; missing if it was not sampled. */
    public static Reading cpuPercent(Run run, String id, String process) {
        var reading = of(run, id, phase -> phase.usage(process).map(Usage::cpuPercent).orElse(Double.NaN));
        return reading instanceof Reading.Value(double percent) && Double.isNaN(percent)
            ? notSampled(run, id, "the process " + process + " was not") : reading;
    }

    /** The same of the busiest of several processes. */
    public static Reading largestCpuPercent(Run run, String id, Predicate<String> processes) {
        var reading = of(run, id, phase -> phase.usage().entrySet().stream().filter(process -> processes.test(process.getKey()))
            .mapToDouble(process -> process.getValue().cpuPercent()).max().orElse(Double.NaN));
        return reading instanceof Reading.Value(double percent) && Double.isNaN(percent)
            ? notSampled(run, id, "no such process was") : reading;
    }

    private static Reading notSampled(Run run, String id, String which) {
        return Reading.byRun(which + " sampled in the phase " + id + "; there are "
            + some(List.copyOf(Phases.of(run).phase(id).orElseThrow().usage().keySet())));
    }

    private static Reading timedMs(Run run, String id, Timing timing, ToDoubleFunction<Histogram> ns) {
        var values = Phases.histogram(run, id, timing);
        var failed = Phases.of(run).phase(id).flatMap(phase -> phase.words(Phase.FAILED));
        if (failed.isPresent()) return Reading.byRun("the phase " + id + " failed: " + failed.get());
        var reading = of(run, id, _ -> ns.applyAsDouble(values) / 1e6);
        return values.getTotalCount() == 0 && reading instanceof Reading.Value ? Reading.byRun("nothing was timed in the phase " + id)
            : reading;
    }
}
