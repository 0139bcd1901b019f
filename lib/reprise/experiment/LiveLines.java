package reprise.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The lines of a run in progress in the order of their times. A second's row is known some time after its end, and a fault is told when it
 * is done, so lines wait a little for those that belong before them. Used by one thread.
 */
final class LiveLines {
    /** Longer than the recorder takes to close a second on a busy host, and short for a reader. */
    static final long WAIT_NS = 300_000_000L;

    private record Line(long atNs, Runnable print) {}

    private final List<Line> waiting = new ArrayList<>();

    /** @param atNs of the run's clock; a second's row has its second's end */
    void add(long atNs, Runnable print) {
        waiting.add(new Line(atNs, print));
    }

    /** Prints what has waited long enough. */
    void print(long nowNs) {
        waiting.sort(Comparator.comparingLong(Line::atNs)); // stable: equal times stay in the order in which they were told
        while (!waiting.isEmpty() && nowNs - waiting.getFirst().atNs >= WAIT_NS) waiting.removeFirst().print.run();
    }

    /** Prints all lines. */
    void printAll() {
        print(Long.MAX_VALUE);
    }
}
