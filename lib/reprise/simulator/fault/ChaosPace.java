package reprise.simulator.fault;

import java.util.ArrayList;

/**
 * How long nodes run and stay down under a {@link ChaosSchedule}, in ns. Each period is drawn evenly between the minimum and the maximum,
 * unless a rule of the schedule extends it.
 *
 * @param firstKillNs no kill before this time
 * @param calmNs no kill for this long after each kill and each start: a mirror is promoted, a node becomes a mirror
 * @param quietNs before the end: all nodes are started by then, so that all can recover and drain
 */
public record ChaosPace(long firstKillNs, long leastUpNs, long mostUpNs, long leastDownNs, long mostDownNs, long calmNs, long quietNs) {
    private static final long MS = 1_000_000L;
    /** 51 to 64 kills of three nodes in 121 s: an embedded node restarts at once. */
    public static final ChaosPace EMBEDDED = new ChaosPace(2000 * MS, 1500 * MS, 6500 * MS, 500 * MS, 2500 * MS, 800 * MS, 5000 * MS);
    /** 9 to 11 kills in 121 s: a RabbitMQ node takes 8 s to start, and nothing else happens meanwhile. */
    public static final ChaosPace RABBITMQ = new ChaosPace(2000 * MS, 3000 * MS, 12_000 * MS, 500 * MS, 4000 * MS, 2000 * MS, 16_000 * MS);

    public ChaosPace {
        var wrong = new ArrayList<String>();
        if (firstKillNs < 0) wrong.add("first kill at " + firstKillNs + " ns; it must be 0 or above");
        range(wrong, "up", leastUpNs, mostUpNs);
        range(wrong, "down", leastDownNs, mostDownNs);
        if (calmNs < 0) wrong.add("calm of " + calmNs + " ns; it must be 0 or above");
        if (quietNs < 0) wrong.add("quiet end of " + quietNs + " ns; it must be 0 or above");
        if (!wrong.isEmpty()) throw new IllegalArgumentException(String.join("\n", wrong));
    }

    private static void range(ArrayList<String> wrong, String what, long leastNs, long mostNs) {
        if (leastNs < 1 || mostNs < leastNs)
            wrong.add(what + " for " + leastNs + " to " + mostNs + " ns; the least must be above 0 and not above the most");
    }

    /** Stretches or shrinks all periods: a run of a tenth of the time has as many kills. */
    public ChaosPace times(double factor) {
        return new ChaosPace(scaled(firstKillNs, factor), scaled(leastUpNs, factor), scaled(mostUpNs, factor), scaled(leastDownNs, factor),
            scaled(mostDownNs, factor), scaled(calmNs, factor), scaled(quietNs, factor));
    }

    private static long scaled(long ns, double factor) {
        return Math.round(ns * factor);
    }

    /** The shortest run in which a node can be killed and recover. */
    public long leastDurationNs() {
        return firstKillNs + leastDownNs + quietNs;
    }
}
