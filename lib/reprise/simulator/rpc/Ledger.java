package reprise.simulator.rpc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import reprise.simulator.rpc.LedgerEvents.Kind;
import reprise.simulator.rpc.LedgerPage.State;

/**
 * Accounts for every single message. The client opens a message and reports its outcome; the server reports when and how often it
 * arrived; the id joins the two. With only one side, this is that side's half. Both must be on one event loop, which owns the ledger;
 * once both are closed, any thread may read it. Times are ns of the clock.
 * <pre>
 *   message is        what happens                 then
 *   not there         opened                       open, in flight of its thread
 *   open              resent                       open; the event is kept
 *   open              ended                        confirmed, unroutable, failed or interrupted
 *   any, 0 times      delivered                    delivered once: when, where
 *   any, n times      delivered                    delivered n + 1 times; the event is kept
 *   not there         delivered                    unknown: the server has it, this client did not send it
 * </pre>
 * It follows as many messages as it is given room for; further ones are only counted.
 */
public final class Ledger implements LedgerSends, LedgerArrivals {
    /** A client stands still if it completes no send for this long plus an interval of its pace. */
    static final long STANDSTILL_NS = 100_000_000L;
    /** At most, for a message that is sent or delivered once. */
    public static final int MESSAGE_BYTES = 100;
    private static final int MOST_NODES = Byte.MAX_VALUE;

    private final boolean client;
    private final boolean server;
    private final int most;
    private final LedgerRows rows = new LedgerRows();
    private final LedgerEvents events = new LedgerEvents();
    private int[] open = new int[16]; // by thread: its message's row, or NONE
    private final List<Standstill> standstills = new ArrayList<>();
    private long standstillNs = STANDSTILL_NS;
    private OptionalLong firstCompletedNs = OptionalLong.empty();
    private long lastCompletedNs;
    private long unfollowedSends;
    private long unfollowedArrivals;
    private long withoutId;
    private long opened;
    private long confirmed;
    private long deliveries;
    private long dropped;
    private long countedTwice;
    private long missing; // confirmed but not yet delivered
    private CompletableFuture<Void> noneMissing;

    private Ledger(boolean client, boolean server, int most) {
        if (most < 1) throw new IllegalArgumentException("ledger: at most " + most + " messages; it must be above 0, for example 10000000");
        this.client = client;
        this.server = server;
        this.most = most;
        Arrays.fill(open, LedgerRows.NONE);
    }

    /** For a client, a server or both; follows up to {@code most} messages. @throws IllegalArgumentException if that is below 1 */
    public static Ledger of(boolean client, boolean server, int most) {
        return new Ledger(client, server, most);
    }

    /** The number of messages that may be followed so that half of such a heap is left. */
    public static int fitting(long heapBytes) {
        return (int) Math.clamp(heapBytes / 2 / MESSAGE_BYTES, 1, 1_000_000_000);
    }

    /** From one completed send to the next. */
    record Standstill(long fromNs, long toNs) {}

    /** Sets the client's interval between messages; 0 without a pace. Call before the start. */
    public Ledger pacedBy(long intervalNs) {
        standstillNs = STANDSTILL_NS + intervalNs;
        return this;
    }

    // ---- the client

    // HOT: once per message; primitives into arrays, an object only when a page or a part of the index is full.
    @Override
    public void opened(int thread, long seq, long idHigh, long idLow, long atNs) {
        if (thread >= open.length) widen(thread + 1);
        open[thread] = LedgerRows.NONE;
        if (rows.count() >= most) {
            unfollowedSends++;
            return;
        }
        int row = rows.find(idHigh, idLow); // only another client with our seed has sent it before
        if (row == LedgerRows.NONE) row = rows.add(idHigh, idLow);
        else if (rows.page(row).state(LedgerRows.inPage(row)) != State.UNKNOWN)
            throw new IllegalStateException("message " + seq + " of thread " + thread + " has an id that was used before");
        opened++;
        var page = rows.page(row);
        int at = LedgerRows.inPage(row);
        page.seq[at] = seq;
        page.thread[at] = (short) thread;
        page.begunNs[at] = atNs;
        page.state[at] = (byte) State.OPEN.ordinal();
        open[thread] = row;
    }

    private void widen(int least) {
        int from = open.length;
        open = Arrays.copyOf(open, Math.max(least, from * 2));
        Arrays.fill(open, from, open.length, LedgerRows.NONE);
    }

    @Override
    public void resent(int thread, long atNs, int node) {
        int row = open[thread];
        if (row == LedgerRows.NONE) return;
        rows.page(row).resends[LedgerRows.inPage(row)]++;
        keep(Kind.RESENT, row, atNs, node);
    }

    // HOT: once per message; an object only when the client has stood still.
    @Override
    public void ended(int thread, Outcome outcome, long atNs, int node) {
        var state = State.of(outcome);
        if (state == State.CONFIRMED || state == State.UNROUTABLE) completed(atNs);
        int row = open[thread];
        if (row == LedgerRows.NONE) return;
        var page = rows.page(row);
        int at = LedgerRows.inPage(row);
        page.state[at] = (byte) state.ordinal();
        page.endedNs[at] = atNs;
        page.endedNode[at] = node(node);
        open[thread] = LedgerRows.NONE;
        if (state == State.CONFIRMED) confirmed++;
        if (state == State.CONFIRMED && page.deliveries[at] == 0) missing++;
    }

    private void completed(long atNs) {
        if (firstCompletedNs.isEmpty()) firstCompletedNs = OptionalLong.of(atNs);
        else if (atNs - lastCompletedNs >= standstillNs) standstills.add(new Standstill(lastCompletedNs, atNs));
        lastCompletedNs = atNs;
    }

    // ---- the server

    // HOT: once per delivery; no object, except a page for another client's message.
    @Override
    public void delivered(long seq, long idHigh, long idLow, long atNs, int node, boolean isDropped) {
        int row = rows.find(idHigh, idLow);
        if (row == LedgerRows.NONE) {
            if (rows.count() >= most) {
                unfollowedArrivals++;
                return;
            }
            row = rows.add(idHigh, idLow);
            rows.page(row).seq[LedgerRows.inPage(row)] = seq;
            rows.page(row).thread[LedgerRows.inPage(row)] = -1;
        }
        var page = rows.page(row);
        int at = LedgerRows.inPage(row);
        deliveries++;
        if (page.deliveries[at]++ == 0) {
            page.firstNs[at] = atNs;
            page.firstNode[at] = node(node);
            if (page.state(at) == State.CONFIRMED && --missing == 0 && noneMissing != null) noneMissing.complete(null);
        } else {
            if (isDropped) dropped++;
            else countedTwice++;
            keep(isDropped ? Kind.DROPPED : Kind.COUNTED_TWICE, row, atNs, node);
        }
    }

    @Override
    public void withoutId() {
        withoutId++;
    }

    private void keep(Kind kind, int row, long atNs, int node) {
        if (events.count() < most) events.add(kind, row, atNs, node(node));
    }

    /**
     * Completes when every confirmed message has been delivered; what is missing when the owner stops waiting is lost. Called on the loop
     * when the client has stopped sending. A count of received messages would not do: failed messages may have arrived, others twice.
     */
    public CompletableFuture<Void> whenNoneMissing() {
        noneMissing = new CompletableFuture<>();
        if (missing == 0) noneMissing.complete(null);
        return noneMissing;
    }

    private static byte node(int number) {
        if (number < 0 || number > MOST_NODES)
            throw new IllegalArgumentException("ledger: node " + number + "; it follows nodes 1 to " + MOST_NODES);
        return (byte) number;
    }

    // ---- for readers

    boolean hasClient() {
        return client;
    }

    boolean hasServer() {
        return server;
    }

    LedgerRows rows() {
        return rows;
    }

    LedgerEvents events() {
        return events;
    }

    /** The standstills in order, including those from {@code startNs} to the first completed send and from the last to {@code endNs}. */
    List<Standstill> standstills(long startNs, long endNs) {
        var all = new ArrayList<>(standstills);
        long firstNs = firstCompletedNs.orElse(endNs);
        if (firstNs - startNs >= standstillNs) all.addFirst(new Standstill(startNs, firstNs));
        if (firstCompletedNs.isPresent() && endNs - lastCompletedNs >= standstillNs) all.add(new Standstill(lastCompletedNs, endNs));
        return List.copyOf(all);
    }

    long unfollowedSends() {
        return unfollowedSends;
    }

    long unfollowedArrivals() {
        return unfollowedArrivals;
    }

    long arrivalsWithoutId() {
        return withoutId;
    }

    long missing() {
        return missing;
    }

    /** Followed messages; counted as they come, not by their rows. */
    long opened() {
        return opened;
    }

    /** Counted likewise. */
    long confirmed() {
        return confirmed;
    }

    /** Counted likewise. */
    long deliveries() {
        return deliveries;
    }

    long dropped() {
        return dropped;
    }

    long countedTwice() {
        return countedTwice;
    }
}
