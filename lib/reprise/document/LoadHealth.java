package reprise.document;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Whether the load could keep up with itself. Where it could not, what was measured is the load's doing and not the servers'.
 *
 * @param worstLoop the event loop that was busiest, by its name
 * @param worstLoopBusyShare CPU time of its thread in its busiest second, of that second; 1 is all
 * @param clockLateP99Ms how much later than asked for its timers went off, 99 %: so late may a delivery have been read
 */
public record LoadHealth(String worstLoop, double worstLoopBusyShare, double clockLateP99Ms) {
    public static final double MOST_BUSY_SHARE = 0.8;
    public static final double MOST_LATE_MS = 20;

    public LoadHealth {
        if (worstLoop.isBlank() || !(worstLoopBusyShare >= 0 && clockLateP99Ms >= 0)) {
            throw new IllegalArgumentException("load: loop '" + worstLoop + "' busy " + worstLoopBusyShare + ", late " + clockLateP99Ms
                + " ms; it needs a name, and figures of 0 or above");
        }
    }

    /** Why nothing may be judged; empty if all may. */
    public String spoiledBy() {
        if (worstLoopBusyShare > MOST_BUSY_SHARE) {
            return "the load's event loop " + worstLoop + " was busy " + fixed(100 * worstLoopBusyShare, 0) + " % of a second, over " + fixed(100 * MOST_BUSY_SHARE, 0) + " %";
        }
        if (clockLateP99Ms > MOST_LATE_MS) {
            return "the load's delivery clock was late by " + fixed(clockLateP99Ms, 1) + " ms (99 %), over " + fixed(MOST_LATE_MS, 0) + " ms";
        }
        return "";
    }

    private static String fixed(double value, int decimals) {
        return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
    }
}
