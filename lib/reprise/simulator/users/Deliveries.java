package reprise.simulator.users;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import reprise.recorder.Clock;
import reprise.recorder.Share;

/**
 * Tracks whether every listener received every broadcast, and when. A message is expected on each connection of its server that is open
 * when it is sent. Both the message and the listeners count that, and both counts must agree:
 * <pre>
 *   Σ over messages  open connections when it was sent
 *     = Σ over listeners  messages sent while it was open
 *     = made + in flight + cut + late + skipped
 * </pre>
 * For that, a server's sent messages and open connections are one number, changed atomically (messages × 2^24 + open). A message's number
 * is its position among its server's messages, from 1; a listener that joined after message n expects n + 1 on.
 *
 * <p>A stamp is the digits that travel as the message's body: the wall time of sending in ns, moved back by less than a slot's stride
 * (0.13 ms) so that stamp mod slots is the message's slot in the table, which holds the exact time. Sending, joining, receiving and
 * leaving are thread-safe, because a slot is one atomic word, as below; {@link #settle} is for one thread. Messages and deliveries
 * allocate nothing, except that {@link Arrived} doubles occasionally. Times are ns of the run's clock.
 * <pre>
 *   bits 63 … 53  generation   of the slot, so that a late delivery cannot be taken for one of the slot's next message
 *   bit  52       closed       settled, or being filled
 *   bits 51 … 32  made         deliveries so far
 *   bits 31 … 0   last         latency of the latest delivery, in 100 ns (up to 429 s)
 * </pre>
 */
public final class Deliveries {
    /** Result instead of a latency: the message was settled before, and this delivery counted as lost. */
    public static final long LATE = -1;
    /** Result instead of a latency: the message was sent before the listener was known to be open, so it was not expected. */
    public static final long EARLY = -2;
    /** Result instead of a latency: the listener has received the message before. */
    public static final long DUPLICATE = -3;
    /** Result instead of a latency: the stamp is not ours. */
    public static final long FOREIGN = -4;
    /** Result instead of a latency: our stamp, but without a slot: an answer, or a broadcast that found the table full. */
    public static final long UNFOLLOWED = -5;

    private static final int SLOT_BITS = 17;
    private static final int SLOTS = 1 << SLOT_BITS;
    private static final int UNTRACKED = SLOTS - 1; // never assigned to a message
    private static final long OPEN_MASK = (1L << 24) - 1;
    private static final long CLOSED = 1L << 52;
    private static final long MADE = 1L << 32;
    private static final int MADE_MASK = (1 << 20) - 1;
    private static final long LAST_MASK = MADE - 1;
    private static final int LAST_NS = 100;

    /** Rare counts, or one count per listener or message. */
    private enum Count { MESSAGES, EXPECTED, MADE, IN_FLIGHT, CUT, LATE, SKIPPED, EARLY, DUPLICATE, UNTRACKED, INCOMPLETE }

    private static final Count[] COUNTS = Count.values();
    private final long wallMinusClockNs;
    private final long graceNs;
    private final AtomicLongArray rooms; // messages sent << 24 | connections open
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLongArray states = new AtomicLongArray(SLOTS);
    private final AtomicLongArray stamps = new AtomicLongArray(SLOTS);
    private final AtomicIntegerArray expected = new AtomicIntegerArray(SLOTS);
    private final long[] sentNs = new long[SLOTS]; // the slot's stamp publishes these three
    private final long[] numbers = new long[SLOTS];
    private final byte[] serverOf = new byte[SLOTS];
    private final AtomicLongArray counts;
    private volatile long settled;

    /** {@code graceNs}: a delivery that takes longer counts as lost. */
    public Deliveries(int servers, Clock clock, long graceNs) {
        if (servers < 1 || servers > 127 || graceNs <= 0) {
            throw new IllegalArgumentException("deliveries: " + servers + " servers, grace " + graceNs
                + " ns; give 1 to 127 servers and a grace above 0");
        }
        this.graceNs = graceNs;
        wallMinusClockNs = clock.wallNs(0);
        rooms = new AtomicLongArray(servers);
        counts = new AtomicLongArray(servers * COUNTS.length);
        for (int slot = 0; slot < SLOTS; slot++) states.set(slot, CLOSED);
    }

    /** Begins at another place of the table than the other shares, so that none takes another's stamp for its own. Before any message. */
    void share(Share share) {
        settled = (share.number() - 1L) * UNTRACKED / share.of();
        sent.set(settled);
    }

    /** A connection to a server, and what it has received. Owned by the connection's loop. */
    public static final class Listener {
        private final int server;
        private final long joinedAfter;
        private final Arrived arrived;
        private int made;
        private int late;

        private Listener(int server, long joinedAfter) {
            this.server = server;
            this.joinedAfter = joinedAfter;
            arrived = new Arrived(joinedAfter);
        }
    }

    /** Registers an open connection; it expects everything sent to its server from now on. */
    public Listener join(int server) {
        return new Listener(server, rooms.getAndIncrement(server) >>> 24);
    }

    /**
     * Unregisters a connection; {@code cut} if we did not close it. Missing messages after the highest received one were in flight (or
     * cut); missing ones before it were skipped, or overtaken.
     */
    public void leave(Listener listener, boolean cut) {
        long last = rooms.getAndDecrement(listener.server) >>> 24;
        long coming = last - listener.arrived.highest();
        long passed = listener.arrived.highest() - listener.joinedAfter;
        add(listener.server, cut ? Count.CUT : Count.IN_FLIGHT, coming);
        add(listener.server, Count.LATE, listener.late);
        add(listener.server, Count.MADE, listener.made);
        add(listener.server, Count.SKIPPED, passed - listener.made - listener.late);
    }

    /** The number of open connections, as the client knows it. */
    public int open(int server) {
        return (int) (rooms.get(server) & OPEN_MASK);
    }

    // HOT: once per broadcast.
    /**
     * Registers a broadcast and returns its stamp. While 131,071 messages are unsettled, a broadcast is not tracked but counted as
     * untracked.
     */
    public long sending(int server, long nowNs) {
        long index = sent.get();
        while (index - settled >= UNTRACKED || !sent.compareAndSet(index, index + 1)) {
            if (index - settled >= UNTRACKED) {
                add(server, Count.UNTRACKED, 1);
                return stamp(nowNs, UNTRACKED);
            }
            index = sent.get();
        }
        long room = rooms.getAndAdd(server, OPEN_MASK + 1);
        int open = (int) (room & OPEN_MASK);
        int slot = (int) (index % UNTRACKED);
        long stamp = stamp(nowNs, slot);
        stamps.set(slot, 0); // a reader that still looks for the previous message must not see the new one's data
        sentNs[slot] = nowNs;
        numbers[slot] = (room >>> 24) + 1;
        serverOf[slot] = (byte) server;
        expected.set(slot, open);
        stamps.set(slot, stamp);
        states.set(slot, (index / UNTRACKED + 1) << 53);
        add(server, Count.MESSAGES, 1);
        add(server, Count.EXPECTED, open);
        return stamp;
    }

    /** A stamp for a message other than a broadcast: the wall time to 0.13 ms. */
    public long plainStamp(long nowNs) {
        return stamp(nowNs, UNTRACKED);
    }

    private long stamp(long nowNs, int slot) {
        return nowNs + wallMinusClockNs >> SLOT_BITS << SLOT_BITS | slot;
    }

    // HOT: once per delivery; one compare-and-set, no object.
    /** A message with this stamp arrived. Returns its latency in ns, or one of the negative results above. */
    public long delivered(Listener listener, long stamp, long atNs) {
        int slot = (int) (stamp & SLOTS - 1);
        if (slot == UNTRACKED) return UNFOLLOWED;
        while (true) {
            long state = states.get(slot);
            if (stamps.get(slot) != stamp) return FOREIGN;
            int server = serverOf[slot];
            long number = numbers[slot];
            long latencyNs = Math.max(0, atNs - sentNs[slot]);
            boolean known = server != listener.server || number <= listener.joinedAfter || listener.arrived.has(number);
            if (known || (state & CLOSED) != 0) {
                if (states.get(slot) != state || stamps.get(slot) != stamp) continue; // reused in the meantime
                return unexpected(listener, server, number);
            }
            long last = Math.min(LAST_MASK, Math.max(state & LAST_MASK, latencyNs / LAST_NS));
            if (!states.compareAndSet(slot, state, (state & ~LAST_MASK | last) + MADE)) continue;
            listener.made++;
            listener.arrived.add(number);
            return latencyNs;
        }
    }

    private long unexpected(Listener listener, int server, long number) {
        if (server != listener.server) return FOREIGN;
        if (number <= listener.joinedAfter) {
            add(server, Count.EARLY, 1);
            return EARLY;
        }
        if (listener.arrived.has(number)) {
            add(server, Count.DUPLICATE, 1);
            return DUPLICATE;
        }
        listener.late++;
        listener.arrived.add(number);
        return LATE;
    }

    /** Receives each message once, in the order of sending: when its last listener received it, as known at the end of its grace. */
    public interface Sink {
        /**
         * {@code lastNs} is the latency to the last listener that received it, to 100 ns. {@code missing} listeners did not; if {@code
         * made} is 0, none did.
         */
        void settled(int server, long sentNs, long lastNs, int made, int missing);
    }

    /** Settles messages that are complete or past their grace; with {@link Long#MAX_VALUE} all. For one thread. */
    public void settle(long nowNs, Sink sink) {
        long until = sent.get();
        long index = settled;
        for (; index < until; index++) {
            int slot = (int) (index % UNTRACKED);
            long generation = (index / UNTRACKED + 1) << 53;
            long state = states.get(slot);
            if ((state ^ generation) >>> 53 != 0) break; // being filled right now
            int missing = expected.get(slot) - ((int) (state >>> 32) & MADE_MASK);
            if (missing > 0 && nowNs - sentNs[slot] < graceNs) break;
            while (!states.compareAndSet(slot, state, state | CLOSED)) state = states.get(slot);
            int made = (int) (state >>> 32) & MADE_MASK;
            missing = expected.get(slot) - made;
            if (missing > 0) add(serverOf[slot], Count.INCOMPLETE, 1);
            sink.settled(serverOf[slot], sentNs[slot], (state & LAST_MASK) * LAST_NS, made, missing);
        }
        settled = index;
    }

    private void add(int server, Count count, long n) {
        if (n != 0) counts.getAndAdd(server * COUNTS.length + count.ordinal(), n);
    }

    private long get(int server, Count count) {
        return counts.get(server * COUNTS.length + count.ordinal());
    }

    /** The totals once all listeners have left; before that, deliveries and losses of present listeners are not included. */
    public DeliveryTotals totals(int server) {
        return new DeliveryTotals(get(server, Count.MESSAGES), get(server, Count.EXPECTED), get(server, Count.MADE),
            get(server, Count.IN_FLIGHT),
            get(server, Count.CUT), get(server, Count.LATE), get(server, Count.SKIPPED), get(server, Count.EARLY),
            get(server, Count.DUPLICATE),
            get(server, Count.UNTRACKED), get(server, Count.INCOMPLETE));
    }
}
