package reprise.recorder;

import java.util.HashSet;
import java.util.List;

/**
 * What a run records: counters and timings, by name and position. Hot callers look a position up once and keep it.
 * A timing's expected interval (ns between two sends of one sender) asks for a second, corrected histogram; 0 does not.
 */
public record Schema(List<String> counters, List<Timing> timings) {
    public record Timing(String name, long expectedIntervalNs) {
        public Timing {
            if (expectedIntervalNs < 0) {
                throw new IllegalArgumentException("timing " + name + ": expected interval is " + expectedIntervalNs
                    + " ns; it must be 0 (no correction) or above, for example 946970");
            }
        }
    }

    public Schema {
        counters = List.copyOf(counters);
        timings = List.copyOf(timings);
        var seen = new HashSet<>(counters);
        timings.forEach(timing -> seen.add(timing.name()));
        if (seen.size() != counters.size() + timings.size()) {
            throw new IllegalArgumentException("schema: a name is given twice in " + counters + " and " + timings);
        }
    }

    /** Whether there is a counter or a timing of this name: runs of earlier versions have fewer. */
    public boolean has(String name) {
        return counters.contains(name) || timings.stream().anyMatch(timing -> timing.name().equals(name));
    }

    public int counter(String name) {
        int found = counters.indexOf(name);
        if (found < 0) throw new IllegalArgumentException("schema: no counter " + name + "; there are " + counters);
        return found;
    }

    public int timing(String name) {
        for (int i = 0; i < timings.size(); i++) if (timings.get(i).name().equals(name)) return i;
        throw new IllegalArgumentException("schema: no timing " + name + "; there are " + timings);
    }
}
