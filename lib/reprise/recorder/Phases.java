package reprise.recorder;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * The part of run.json that only a run of phases has: the phases in the order of measurement, and the reasons for those that were left out,
 * by their ids.
 */
public record Phases(List<Phase> phases, Map<String, LeftOut> leftOut) implements RunDetails {
    /** @param by whether the run or the user left it out */
    public record LeftOut(Unjudged.By by, String why) {}

    public static final Reader<Phases> READER = new Reader<>(Phases.class, (phases, file, shared) -> {
        if (file.isSound("phases") && file.isSound("leftOut")) new PhaseNames(phases, shared, file).check();
        return phases;
    });

    public Phases {
        phases = List.copyOf(phases);
        leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
    }

    public static Phases of(Run run) {
        return run.details(Phases.class);
    }

    public Optional<Phase> phase(String id) {
        return phases.stream().filter(phase -> phase.id().equals(id)).findFirst();
    }

    /** A phase's histogram, ns; empty for a phase that was not measured. */
    public static Histogram histogram(Run run, String phase, Timing timing) {
        var found = run.histograms().get(Phase.histogram(phase, timing));
        return found == null ? LoopRecorder.histogram() : found;
    }

    @Override
    public long runsLeftOut() {
        return leftOut.values().stream().filter(left -> left.by() == Unjudged.By.RUN).count();
    }
}
