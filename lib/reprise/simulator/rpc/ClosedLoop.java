package reprise.simulator.rpc;

import reprise.recorder.Clock;

/**
 * Schedules a client thread's sends: a closed loop (one send in flight), paced or not. Pure: it never reads a clock; the caller passes
 * the time. Owned by one event loop; times are ns of one {@code Clock}.
 *
 * <p>All threads share one sequence of ticks; thread i of n owns every n-th, so that their sends are staggered:
 * <pre>
 *   tick g of the run     start + g × (10⁹ / rate)           g = 0, 1, 2, …
 *   tick k of thread i    g = k × n + i
 * </pre>
 * Each tick is computed from the start, so rounding errors do not accumulate: within 1 ns after an hour.
 *
 * <p>Every tick has one outcome, so ticks = sends + missed:
 * <pre>
 *   the thread was              when the tick came       the tick is
 *   idle                        the timer fires          sent; its intended time is the tick
 *   idle, but woken late        before begin(now)        sent late, one after another; intended times stay
 *   sending (in flight)         begin &lt; tick &lt; done       missed: counted, never made up
 *   at the end of the run       before the end           missed if it was not begun
 * </pre>
 * Unpaced, the next send is intended at the moment the last one ended, and nothing is missed.
 */
public final class ClosedLoop {
    private final double intervalNs;
    private final int threads;
    private final int thread;
    private long startNs;
    private long next; // the tick to send next; next = resume, or one of the late ticks next … lateUntil
    private long lateUntil;
    private long resume; // every tick below is sent, missed or late
    private long readyNs;
    private boolean inFlight;

    private ClosedLoop(double intervalNs, int threads, int thread) {
        if (threads < 1 || thread < 0 || thread >= threads) {
            throw new IllegalArgumentException("thread " + thread + " of " + threads + "; give 0 to threads - 1");
        }
        this.intervalNs = intervalNs;
        this.threads = threads;
        this.thread = thread;
    }

    /** One of {@code threads} loops that together send {@code ratePerSec}. */
    public static ClosedLoop paced(double ratePerSec, int threads, int thread) {
        if (!(ratePerSec > 0) || ratePerSec > 1e9) {
            throw new IllegalArgumentException("ratePerSec is " + ratePerSec
                + "; it must be above 0 and at most 1e9, for example 1056");
        }
        return new ClosedLoop(1e9 / ratePerSec, threads, thread);
    }

    /** Sends again as soon as the last send has ended. */
    public static ClosedLoop unpaced() {
        return new ClosedLoop(0, 1, 0);
    }

    public void start(long nowNs) {
        startNs = nowNs;
        readyNs = nowNs;
        next = 0;
        resume = 0;
        lateUntil = 0;
        inFlight = false;
    }

    /** The intended time of the next send; in the past if it is late. */
    // HOT: once per send; arithmetic on fields only.
    public long intendedNs() {
        return intervalNs == 0 ? readyNs : tickNs(next);
    }

    /** The next send starts: ticks that came while the thread was idle are late, not missed. */
    // HOT: once per send; arithmetic on fields only.
    public void begin(long nowNs) {
        inFlight = true;
        if (intervalNs == 0 || next < resume) return;
        lateUntil = Math.max(next, firstTickFrom(nowNs + 1) - 1);
        resume = lateUntil + 1;
    }

    /** The send is still in flight; returns the newly missed ticks, those that have passed since the last call. */
    // HOT: once per send; arithmetic on fields only.
    public long passed(long nowNs) {
        if (intervalNs == 0) return 0;
        long missed = Math.max(0, firstTickFrom(nowNs) - resume);
        resume += missed;
        return missed;
    }

    /** The send ended, with any outcome; returns missed ticks like {@link #passed}. */
    // HOT: once per send; arithmetic on fields only.
    public long done(long nowNs) {
        inFlight = false;
        readyNs = nowNs;
        long missed = passed(nowNs);
        next = next < lateUntil ? next + 1 : resume;
        return missed;
    }

    /** The run ends; returns the ticks before its end that were never begun and not yet returned as missed. */
    public long end(long endNs) {
        if (intervalNs == 0) return 0;
        long lastLate = Math.min(lateUntil, firstTickFrom(endNs) - 1);
        long late = next < resume ? Math.max(0, lastLate - next + (inFlight ? 0 : 1)) : 0;
        return late + passed(endNs);
    }

    private long tickNs(long k) {
        return startNs + Math.round((k * threads + thread) * intervalNs);
    }

    /** The first k whose tick is at or after the given time: estimated by division, corrected by the ticks. */
    private long firstTickFrom(long timeNs) {
        long k = Math.max(0, (long) (((timeNs - startNs) / intervalNs - thread) / threads) - 1);
        while (tickNs(k) < timeNs) k++;
        return k;
    }
}
