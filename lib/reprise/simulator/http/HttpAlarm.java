package reprise.simulator.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import reprise.recorder.Clock;

/**
 * Wakes an event loop at a moment, as exactly as it can without taking the processor from others. Owned by the loop; ns of
 * the clock; one moment at a time.
 *
 * <p>How late a wait of 40 µs ends (Netty's epoll, Linux 6.18 in a virtual machine with two cores, half of 20,000 waits
 * below, 99 % below; processor time a wait):
 * <pre>
 *   as the system comes                      112 µs    206 µs    21 µs
 *   timer slack of 1 ns                       62.6      73       20
 *   and woken 20 µs early, turning until due  40.05     57       22
 *   turning all the time                      40.04     50       40
 * </pre>
 * So a loop that has nothing else to wait for is woken early and turns: each turn is a task of the loop, so sockets are
 * served between. Where a core that sleeps takes longer to wake (99 µs instead of 40 were seen), 20 µs are too few: what is to
 * be exact turns all the time, if it is short. While replies are awaited it sleeps until the moment itself, and is some 20 µs late: the
 * processor time is then better spent by who makes the replies.
 */
final class HttpAlarm {
    /** For schedules, whose moments are far apart. */
    static final long EARLY_NS = 20_000;
    /** For waits of some ten µs, that are to be exact where a sleeping core is slow to wake too: it does not sleep. */
    static final long AWAKE_NS = 200_000;

    private final EventLoop loop;
    private final Clock clock;
    private final Runnable action;
    private final BooleanSupplier alone;
    private final Runnable turn;
    private final long earlyNs;
    private long dueNs;
    private boolean armed;
    private ScheduledFuture<?> sleeping; // null while it turns

    /**
     * @param alone whether the loop has nothing else to wait for
     * @param earlyNs for how long it turns before the moment then
     */
    HttpAlarm(HttpLoad load, EventLoop loop, Clock clock, Runnable action, BooleanSupplier alone, long earlyNs) {
        this.loop = loop;
        this.clock = clock;
        this.action = action;
        this.alone = alone;
        this.earlyNs = earlyNs;
        turn = load.guarded(this::turn);
    }

    /** Runs the action then, unless it is armed already: moments come in rising order. */
    // HOT: once per request that is paced or held back; only the timer is an object, Netty's.
    void at(long moment) {
        if (armed) return;
        armed = true;
        dueNs = moment;
        sleep(dueNs - clock.nanos());
    }

    /** As {@link #at}, also in place of a later moment: another schedule begins. */
    void notAfter(long moment) {
        if (!armed) at(moment);
        if (dueNs <= moment) return; // the action finds out what comes next
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
