package reprise.recorder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The figures of loads while they go, for those who watch: of each phase what its recorder has. Nothing is done until somebody asks; then
 * the seconds that a recorder keeps anyway are added up. Thread-safe.
 */
public final class LoadFigures {
    /**
     * @param run the name of the run's folder; empty without one
     * @param phase empty for the only one of a run
     */
    public record Key(String run, String phase) {}

    /**
     * @param isMeasured whether it goes on
     * @param scheduled how many sends were due until then; absent for a load without a rate
     */
    public record OfPhase(Key key, boolean isMeasured, Optional<Double> scheduled, Figures figures) {}

    private final Map<Key, Supplier<OfPhase>> phases = new LinkedHashMap<>();

    /** @param ratePerSec of the sends; 0 for a load that sends as soon as it can */
    public synchronized void begin(Key key, Recorder recorder, double ratePerSec) {
        phases.put(key, () -> of(key, true, ratePerSec, recorder.soFar()));
    }

    /** The phase has ended; its figures stay. @param recording absent if the recorder did not come to its end */
    public synchronized void end(Key key, double ratePerSec, Optional<Recording> recording) {
        var last = of(key, false, ratePerSec, recording.map(Figures::of).orElseGet(() -> phases.get(key).get().figures()));
        phases.put(key, () -> last);
    }

    private static OfPhase of(Key key, boolean isMeasured, double ratePerSec, Figures figures) {
        return new OfPhase(key, isMeasured, ratePerSec > 0 ? Optional.of(ratePerSec * figures.sec()) : Optional.empty(), figures);
    }

    /** All phases that have begun, in their order. */
    public List<OfPhase> now() {
        List<Supplier<OfPhase>> all;
        synchronized (this) {
            all = new ArrayList<>(phases.values());
        }
        return all.stream().map(Supplier::get).toList();
    }
}
