package reprise.simulator.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import reprise.recorder.Clock;

/**
 * Wakes an event loop at a moment, as precisely as possible without taking the CPU from others. Owned by the loop; ns of the clock; one
 * moment at a time.
 *
 * <p>The delay of a wait of 40 µs (Netty's epoll, Linux 6.18 in a virtual machine with two cores; median and 99th percentile of 20,000
 * waits; CPU time per wait):
 * <pre>
 *   the system's defaults                    112 µs    206 µs    21 µs
 *   timer slack of 1 ns                       62.6      73       20
 *   and woken 20 µs early, spinning till due  40.05     57       22
 *   spinning all the time                     40.04     50       40
 * </pre>
 * So a loop that has nothing else to wait for wakes early and spins: each turn is a task of the loop, so sockets are served in between.
 * Where a sleeping core takes longer to wake (99 µs instead of 40 were seen), 20 µs are too few, so short precise waits spin throughout.
 * While replies are pending, the loop sleeps until the moment itself and is some 20 µs late: the server then makes better use of the CPU
 * time.
 */
final class HttpTimer {
    /** For schedules with long intervals. */
    static final long EARLY_NS = 20_000;
    /** For precise waits of some ten µs, even where a sleeping core wakes slowly: the loop does not sleep. */
    static final long AWAKE_NS = 200_000;

    private final EventLoop loop;
    private final Clock clock;
    private final Runnable action;
    private final BooleanSupplier alone;
    private final Runnable turn;
    private final long earlyNs;
    private long dueNs;
    private boolean armed;
    private ScheduledFuture<?> sleeping; // null while it spins

    /**
     * @param alone whether the loop has nothing else to wait for
     * @param earlyNs how long it then spins before the moment
     */
    HttpTimer(HttpLoad load, EventLoop loop, Clock clock, Runnable action, BooleanSupplier alone, long earlyNs) {
        this.loop = loop;
        this.clock = clock;
        this.action = action;
        this.alone = alone;
        this.earlyNs = earlyNs;
        turn = load.guarded(this::turn);
    }

    /** Runs the action at {@code moment}, unless it is armed already: moments come in ascending order. */
    // HOT: once per paced or delayed request; only Netty's timer is an object.
    void at(long moment) {
        if (armed) return;
        armed = true;
        dueNs = moment;
        sleep(dueNs - clock.nanos());
    }

    /** Like {@link #at}, but may replace a later moment, when another schedule begins. */
    void notAfter(long moment) {
        if (!armed) at(moment);
        if (dueNs <= moment) return; // the action determines what comes next
        dueNs = moment;
        if (sleeping != null && sleeping.cancel(false)) sleep(dueNs - clock.nanos());
    }

    private void sleep(long leftNs) {
        sleeping = null;
        if (!alone.getAsBoolean()) sleeping = loop.schedule(turn, leftNs, TimeUnit.NANOSECONDS);
        else if (leftNs > earlyNs) sleeping = loop.schedule(turn, leftNs - earlyNs, TimeUnit.NANOSECONDS);
        else loop.execute(turn);
    }

    private void turn() {
        long now = clock.nanos();
        if (now < dueNs) {
            sleep(dueNs - now);
            return;
        }
        armed = false;
        action.run();
    }
}
