package reprise.simulator.fault;

import java.util.ArrayList;

/**
 * How long nodes live and lie dead under a {@link ChaosSchedule}, in ns. A life and a death last a time drawn evenly between
 * the least and the most, unless a rule of the schedule makes it longer.
 *
 * @param firstKillNs nothing is killed before
 * @param calmNs after each kill and each start nothing is killed for so long: a mirror is promoted, a node becomes a mirror
 * @param quietNs before the end: all nodes are asked to be up by then, so that all can come back and drain
 */
public record ChaosPace(long firstKillNs, long leastUpNs, long mostUpNs, long leastDownNs, long mostDownNs, long calmNs, long quietNs) {
    private static final long MS = 1_000_000L;
    /** 51 to 64 kills of three nodes in 121 s: a node of the embedded cluster is back at once. */
    public static final ChaosPace EMBEDDED = new ChaosPace(2000 * MS, 1500 * MS, 6500 * MS, 500 * MS, 2500 * MS, 800 * MS, 5000 * MS);
    /** 9 to 11 in 121 s: a start of RabbitMQ takes 8 s, and nothing else is done meanwhile. */
    public static final ChaosPace RABBITMQ = new ChaosPace(2000 * MS, 3000 * MS, 12_000 * MS, 500 * MS, 4000 * MS, 2000 * MS, 16_000 * MS);

    public ChaosPace {
        var wrong = new ArrayList<String>();
        if (firstKillNs < 0) wrong.add("first kill at " + firstKillNs + " ns; it must be 0 or above");
        range(wrong, "up", leastUpNs, mostUpNs);
        range(wrong, "down", leastDownNs, mostDownNs);
        if (calmNs < 0) wrong.add("calm of " + calmNs + " ns; it must be 0 or above");
        if (quietNs < 0) wrong.add("quiet end of " + quietNs + " ns; it must be 0 or above");
        if (!wrong.isEmpty()) throw new IllegalArgumentException("chaos: " + String.join("\nchaos: ", wrong));
    }

    private static void range(ArrayList<String> wrong, String what, long leastNs, long mostNs) {
        if (leastNs < 1 || mostNs < leastNs)
            wrong.add(what + " for " + leastNs + " to " + mostNs + " ns; the least must be above 0 and not above the most");
    }

    /** All of it slower or faster: a run of a tenth of the time has as many kills. */
    public ChaosPace times(double factor) {
        return new ChaosPace(scaled(firstKillNs, factor), scaled(leastUpNs, factor), scaled(mostUpNs, factor), scaled(leastDownNs, factor),
            scaled(mostDownNs, factor), scaled(calmNs, factor), scaled(quietNs, factor));
    }

    private static long scaled(long ns, double factor) {
        return Math.round(ns * factor);
    }

    /** The shortest run in which something can be killed and come back. */
    public long leastDurationNs() {
        return firstKillNs + leastDownNs + quietNs;
    }
}
