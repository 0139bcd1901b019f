package reprise.simulator.http;

import io.netty.channel.EventLoop;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import reprise.recorder.Clock;

/**
 * Emulates a longer link to the server: delays each request by a fixed time after its stamp. First in, first out, so one alarm is enough.
 * Owned by one event loop; ns of the clock.
 */
final class DelayedLink {
    private final HttpLoop owner;
    private final Clock clock;
    private final long delayNs;
    private final HttpTimer alarm;
    private HttpConnection[] held; // a ring whose length is a power of two
    private long[] attempts;
    private long[] sinceNs;
    private long first;
    private long next;

    DelayedLink(HttpLoop owner, HttpLoad load, EventLoop loop, Clock clock, long delayNs, int requests, BooleanSupplier alone) {
        this.owner = owner;
        this.clock = clock;
        this.delayNs = delayNs;
        int size = Integer.highestOneBit(Math.max(1, requests - 1)) << 1;
        held = new HttpConnection[size];
        attempts = new long[size];
        sinceNs = new long[size];
        alarm = new HttpTimer(load, loop, clock, this::release, alone, HttpTimer.AWAKE_NS);
    }

    /** The connection's request was stamped now; its bytes are sent later. */
    // HOT: once per request.
    void hold(HttpConnection connection, long now) {
        if (next > first && now - sinceNs[(int) first & (held.length - 1)] >= delayNs) release(); // a busy loop's alarm is late
        if (next - first == held.length) grow();
        int at = (int) next++ & (held.length - 1);
        held[at] = connection;
        attempts[at] = connection.number();
        sinceNs[at] = now;
        alarm.at(sinceNs[(int) first & (held.length - 1)] + delayNs);
    }

    /** Writes everything that is due. A connection that broke in the meantime has another request, or none. */
    private void release() {
        for (; first < next; first++) {
            int at = (int) first & (held.length - 1);
            long now = clock.nanos();
            if (now - sinceNs[at] < delayNs) {
                alarm.at(sinceNs[at] + delayNs);
                return;
            }
            if (held[at].isAt(attempts[at])) owner.leave(held[at], now, now - sinceNs[at]);
        }
    }

    /** More requests are delayed than there are connections: some broke and began again within the delay. */
    private void grow() {
        int size = held.length;
        var connections = Arrays.copyOf(held, 2 * size);
        var numbers = new long[2 * size];
        var stamps = new long[2 * size];
        for (long i = first; i < next; i++) {
            int from = (int) i & (size - 1);
            int to = (int) i & (2 * size - 1);
            connections[to] = held[from];
            numbers[to] = attempts[from];
            stamps[to] = sinceNs[from];
        }
        held = connections;
        attempts = numbers;
        sinceNs = stamps;
    }
}
