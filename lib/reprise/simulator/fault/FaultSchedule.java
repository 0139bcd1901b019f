package reprise.simulator.fault;

import java.util.Comparator;
import java.util.List;

/**
 * The faults of a run in the order of their times (ns after the start). Pure: the owner says what time it is and does
 * what is due. Owned by one thread.
 */
public final class FaultSchedule {
    private final List<Fault> faults;
    private int next;

    public FaultSchedule(List<Fault> faults) {
        this.faults = faults.stream().sorted(Comparator.comparingLong(Fault::atNs)).toList();
    }

    /** In order; for plans and reports. */
    public List<Fault> faults() {
        return faults;
    }

    /** The time of the next one, or {@link Long#MAX_VALUE}. */
    public long nextNs() {
        return next < faults.size() ? faults.get(next).atNs() : Long.MAX_VALUE;
    }

    /** Those that are due and were not handed out before, in order. */
    public List<Fault> due(long elapsedNs) {
        int from = next;
        while (nextNs() <= elapsedNs) next++;
        return faults.subList(from, next);
    }
}
