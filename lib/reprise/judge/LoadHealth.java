package reprise.judge;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Map;

/**
 * Whether the load could keep up with itself. Where it could not, what was measured is the load's doing and not the servers'.
 *
 * @param worstLoop the event loop that was busiest, by its name
 * @param worstLoopBusyShare CPU time of its thread in its busiest {@link #WINDOW_SEC} seconds in a row, of these; 1 is all
 * @param clockLateP99Ms how much later than asked for the loops' timers went off, 99 %: so late may a delivery have been read
 */
public record LoadHealth(String worstLoop, double worstLoopBusyShare, double clockLateP99Ms) {
    /** One second of compiling or collecting is no bottleneck. */
    public static final int WINDOW_SEC = 5;
    public static final double MOST_BUSY_SHARE = 0.8;
    public static final double MOST_LATE_MS = 20;

    public LoadHealth {
        if (worstLoop.isBlank() || !(worstLoopBusyShare >= 0 && clockLateP99Ms >= 0)) {
            throw new IllegalArgumentException("load: loop '" + worstLoop + "' busy " + worstLoopBusyShare + ", late " + clockLateP99Ms
                + " ms; it needs a name, and figures of 0 or above");
        }
    }

    /** @param busyShares of each loop by its name, a share of each second; a run that is shorter than the window is one window */
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

    /** Why nothing may be judged; empty if all may. */
    public String spoiledBy() {
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
