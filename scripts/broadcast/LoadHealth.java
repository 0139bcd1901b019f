package broadcast;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Map;

/**
 * Whether the load generator could keep up. If it could not, the measured times are those of the generator and not of the servers.
 *
 * @param worstLoop the name of the busiest event loop
 * @param worstLoopBusyShare the share of CPU time of its thread in its busiest {@link #WINDOW_SEC} consecutive seconds; 1 is all
 * @param clockLateP99Ms the 99th percentile of the delay of the loops' timers; a delivery may have been read that late
 */
public record LoadHealth(String worstLoop, double worstLoopBusyShare, double clockLateP99Ms) {
    /** Long enough that one second of compilation or garbage collection is no bottleneck. */
    public static final int WINDOW_SEC = 5;
    public static final double MOST_BUSY_SHARE = 0.8;
    public static final double MOST_LATE_MS = 20;

    public LoadHealth {
        if (worstLoop.isBlank() || !(worstLoopBusyShare >= 0 && clockLateP99Ms >= 0)) {
            throw new IllegalArgumentException("load: loop '" + worstLoop + "' busy " + worstLoopBusyShare + ", late " + clockLateP99Ms
                + " ms; it needs a name, and figures of 0 or above");
        }
    }

    /** @param busyShares per loop name its share of each second; a run shorter than the window is a single window */
    public static LoadHealth of(Map<String, double[]> busyShares, double clockLateP99Ms) {
        var worst = "none";
        double most = 0;
        for (var loop : busyShares.entrySet()) {
            double share = busiestWindow(loop.getValue());
            if (share <= most) continue;
            worst = loop.getKey();
            most = share;
        }
        return new LoadHealth(worst, most, clockLateP99Ms);
    }

    private static double busiestWindow(double[] shares) {
        int window = Math.min(WINDOW_SEC, shares.length);
        double most = 0;
        for (int first = 0; first + window <= shares.length && window > 0; first++) {
            double sum = 0;
            for (int second = first; second < first + window; second++) sum += shares[second];
            most = Math.max(most, sum / window);
        }
        return most;
    }

    /** The reason why nothing may be judged; empty if all may be. */
    public String spoiledBy() {
        return spoiledBy(worstLoop, worstLoopBusyShare, clockLateP99Ms);
    }

    static String spoiledBy(String worstLoop, double worstLoopBusyShare, double clockLateP99Ms) {
        var reasons = new ArrayList<String>();
        if (worstLoopBusyShare > MOST_BUSY_SHARE) {
            reasons.add("the load's event loop " + worstLoop + " was busy " + fixed(100 * worstLoopBusyShare) + " % of " + WINDOW_SEC
                + " s, over "
                + fixed(100 * MOST_BUSY_SHARE) + " %");
        }
        if (clockLateP99Ms > MOST_LATE_MS)
            reasons.add("the load's delivery clock was late by " + fixed(clockLateP99Ms) + " ms (99 %), over " + fixed(MOST_LATE_MS)
                + " ms");
        return String.join(", and ", reasons);
    }

    private static String fixed(double value) {
        return new BigDecimal(value).setScale(1, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
    }
}
