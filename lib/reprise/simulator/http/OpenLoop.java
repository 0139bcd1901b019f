package reprise.simulator.http;

import reprise.recorder.Clock;

/**
 * Schedules the next request: constant arrivals, sent by any free connection. Pure: it never reads a clock; the caller passes the time.
 * Owned by one event loop; times are ns of one {@code Clock}.
 *
 * <p>All loops share one sequence of ticks; loop i of n owns every n-th, so that they are staggered:
 * <pre>
 *   tick g of the run     start + g × (10⁹ / rate)           g = 0, 1, 2, …
 *   tick k of loop i      g = k × n + i
 * </pre>
 * Each tick is computed from the start, so rounding errors do not accumulate.
 *
 * <p>Every tick has one outcome, so ticks before the end = sent + unsent:
 * <pre>
 *   when the tick comes        the tick is
 *   a connection is free       sent; its intended time is the tick
 *   none is free               sent by the one that is free first, before later ticks; its intended time stays
 *   at the end of the run      unsent if it was not taken
 * </pre>
 */
public final class OpenLoop {
    private final double intervalNs;
    private final int loops;
    private final int loop;
    private long startNs;
    private long next;

    /** One of {@code loops} that together send {@code ratePerSec}. */
    public OpenLoop(double ratePerSec, int loops, int loop) {
        if (!(ratePerSec > 0) || ratePerSec > 1e9) {
            throw new IllegalArgumentException("ratePerSec is " + ratePerSec + "; it must be above 0 and at most 1e9, for example 5000");
        }
        if (loops < 1 || loop < 0 || loop >= loops) {
            throw new IllegalArgumentException("loop " + loop + " of " + loops + "; give 0 to loops - 1");
        }
        intervalNs = 1e9 / ratePerSec;
        this.loops = loops;
        this.loop = loop;
    }

    public void start(long atNs) {
        startNs = atNs;
        next = 0;
    }

    /** The intended time of the next request; in the past if it waits for a free connection. */
    // HOT: once or more per request; arithmetic on fields only.
    public long intendedNs() {
        return tickNs(next);
    }

    /** The next request is sent. */
    // HOT: once per request.
    public void take() {
        next++;
    }

    /** The number of ticks before the end that were not sent. */
    public long unsent(long endNs) {
        long k = Math.max(next, (long) (((endNs - startNs) / intervalNs - loop) / loops) - 1); // an estimate, corrected by the ticks
        while (tickNs(k) < endNs) k++;
        return k - next;
    }

    private long tickNs(long k) {
        return startNs + Math.round((k * loops + loop) * intervalNs);
    }
}
