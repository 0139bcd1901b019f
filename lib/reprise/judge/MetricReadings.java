package reprise.judge;

import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import reprise.recorder.Counter;
import reprise.recorder.FailIf;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.recorder.RunColumn;
import reprise.recorder.Timing;
import reprise.recorder.Unit;
import reprise.recorder.Unjudged;

/** The figures of metrics by their names, in a run of any form: of one of its phases, or of all of them together. */
final class MetricReadings {
    private MetricReadings() {}

    static Reading of(Run run, FailIf condition) {
        return switch (condition.figure()) {
            case FailIf.OfMeasure _ -> measure(run, condition.name());
            case FailIf.OfTiming figure -> timed(run, condition.name(), condition.phase(), figure);
            case FailIf.OfCounter figure -> counted(run, condition.name(), condition.phase(), figure);
        };
    }

    private static Reading measure(Run run, String id) {
        var figure = run.measures().get(id);
        var why = run.unmeasured().get(id);
        if (figure == null) return why == null ? Reading.byRun("the run has no measure " + id) : new Reading.Missing(why);
        return why == null ? new Reading.Value(figure) : new Reading.Shown(figure, why);
    }

    /** The ids of a run's phases; none of a run with only one, which needs no id. */
    private static List<String> phases(Run run) {
        return run.details() instanceof Phases phases
            ? phases.phases().stream().map(Phase::id).filter(id -> !id.isEmpty()).toList() : List.of();
    }

    /** Why a phase has no figures; absent if it has. */
    private static Optional<Reading> missing(Run run, Optional<String> phase) {
        var all = phases(run);
        if (phase.isEmpty() || all.contains(phase.get())) return Optional.empty();
        if (run.details() instanceof Phases phases && phases.leftOut().get(phase.get()) instanceof Phases.LeftOut(var by, var why))
            return Optional.of(new Reading.Missing(Unjudged.of(by, "the phase " + phase.get() + " was left out: " + why)));
        return Optional.of(Reading.byRun("there is no phase " + phase.get()
            + (all.isEmpty() ? "; the run has one, without a name" : "; there are " + String.join(", ", all))));
    }

    private static Reading counted(Run run, String name, Optional<String> phase, FailIf.OfCounter figure) {
        var missing = missing(run, phase);
        if (missing.isPresent()) return missing.get();
        var counter = new Counter(name, Unit.COUNT, 0);
        double count = 0;
        double sec = 0;
        for (var id : phases(run)) {
            var measured = Phases.of(run).phase(id).orElseThrow();
            if (phase.isPresent() && !phase.get().equals(id) || !measured.counts().containsKey(name)) continue;
            count += measured.count(counter);
            sec += measured.lengthSec();
        }
        if (phases(run).isEmpty()) {
            var rows = run.seconds().stream().filter(row -> row.containsKey(counter.key())).toList();
            count = rows.stream().mapToDouble(row -> row.get(counter.key())).sum();
            sec = rows.isEmpty() ? 0 : run.summary(Run.DURATION_SEC).orElse(
                rows.stream().map(row -> row.get(RunColumn.SECOND.key())).distinct().count());
        }
        if (sec == 0) return Reading.byRun("no " + counter.label() + " were counted");
        return new Reading.Value(figure == FailIf.OfCounter.COUNT ? count : count / sec);
    }

    private static Reading timed(Run run, String name, Optional<String> phase, FailIf.OfTiming figure) {
        var missing = missing(run, phase);
        if (missing.isPresent()) return missing.get();
        var timing = new Timing(name, 0);
        var values = LoopRecorder.histogram();
        for (var id : phases(run)) {
            if (phase.isPresent() && !phase.get().equals(id)) continue;
            var failed = Phases.of(run).phase(id).orElseThrow().words(Phase.FAILED);
            if (failed.isPresent()) return Reading.byRun("the phase " + id + " failed: " + failed.get());
            values.add(Phases.histogram(run, id, timing));
        }
        if (phases(run).isEmpty() && run.histograms().get(name) instanceof Histogram whole) values.add(whole);
        if (values.getTotalCount() == 0) return Reading.byRun("no " + timing.name() + " was timed");
        return new Reading.Value(switch (figure) {
            case FailIf.Percentile(double percent) -> values.getValueAtPercentile(percent);
            case FailIf.Mean _ -> values.getMean();
            case FailIf.Max _ -> values.getMaxValue();
        } / 1e6);
    }
}
