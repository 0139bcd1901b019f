package reprise.recorder;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The metrics of a run: counters and timings, each at its handle's position. */
public record Metrics(List<Counter> counters, List<Timing> timings) {
    public Metrics {
        counters = List.copyOf(counters);
        timings = List.copyOf(timings);
        var seen = new HashSet<String>();
        for (int i = 0; i < counters.size(); i++) check(counters.get(i).name(), counters.get(i).at(), i, seen);
        for (int i = 0; i < timings.size(); i++) check(timings.get(i).name(), timings.get(i).at(), i, seen);
    }

    private static void check(String name, int says, int at, HashSet<String> seen) {
        if (!seen.add(name)) throw new IllegalArgumentException("metrics: the name " + name + " is given twice");
        if (says != at)
            throw new IllegalArgumentException("metrics: " + name + " is at position " + at + ", its handle says " + says
                + "; list the handles by their positions");
    }

    /** The union, with these first; a timing in both has the longer expected interval. */
    public Metrics and(Metrics other) {
        var counted = new ArrayList<>(counters);
        for (var each : other.counters) if (!has(each)) counted.add(new Counter(each.name(), each.unit(), counted.size()));
        var timed = new ArrayList<Timing>();
        for (var each : timings) {
            long otherNs = other.has(each) ? other.timings.get(other.at(each)).expectedIntervalNs() : 0;
            timed.add(each.expecting(Math.max(each.expectedIntervalNs(), otherNs)));
        }
        for (var each : other.timings) if (!has(each)) timed.add(new Timing(each.name(), timed.size(), each.expectedIntervalNs()));
        return new Metrics(counted, timed);
    }

    /** Whether this counter is among them; runs of earlier versions have fewer. */
    public boolean has(Counter counter) {
        return counters.stream().anyMatch(each -> each.name().equals(counter.name()));
    }

    public boolean has(Timing timing) {
        return timings.stream().anyMatch(each -> each.name().equals(timing.name()));
    }

    /** The position here of the counter with that name. */
    public int at(Counter counter) {
        for (var each : counters) if (each.name().equals(counter.name())) return each.at();
        throw new IllegalArgumentException("metrics: no counter " + counter.name() + "; there are "
            + counters.stream().map(Counter::name).toList());
    }

    public int at(Timing timing) {
        for (var each : timings) if (each.name().equals(timing.name())) return each.at();
        throw new IllegalArgumentException("metrics: no timing " + timing.name() + "; there are "
            + timings.stream().map(Timing::name).toList());
    }
}
