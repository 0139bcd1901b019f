package reprise.simulator.users;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reprise.transport.websocket.ClientEnd;
import reprise.transport.websocket.ClientFailure;
import reprise.transport.websocket.ClientListener;
import reprise.transport.websocket.ClientSocket;

/**
 * A user's connection. The public methods are for the script on the user's thread, and block; the listener's run on the event loop. It
 * always reads, even while the user sleeps, so that deliveries are timed when they arrive.
 */
public final class UserSocket implements AutoCloseable, ClientListener {
    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final String ENDED = ""; // compared by identity, to wake a reader
    private final User user;
    private final int server;
    private final Tally tally;
    private final UserMetrics.OfTarget metrics;
    private final CompletableFuture<ClientFailure> opened = new CompletableFuture<>(); // completes with null when it is open
    private final CompletableFuture<ClientEnd> closed = new CompletableFuture<>();
    private final BlockingQueue<String> inbox; // null if no messages are kept
    private CompletableFuture<Void> writable; // confined to the loop: a sender waits for the peer to read
    private ClientSocket socket;
    private Deliveries.Listener listener; // while it listens
    private long directStamp = StampReader.NONE;
    private long directSentNs;
    private long received;
    private volatile boolean endedFromOutside;
    volatile UserSocket before; // of the same iteration

    UserSocket(User user, int server, int keep) {
        this.user = user;
        this.server = server;
        tally = user.loop.tally(user.scenario(), server);
        metrics = user.loop.metrics.target(server);
        inbox = keep > 0 ? new ArrayBlockingQueue<>(keep) : null;
    }

    // ---- the script's side

    void open() {
        socket = user.users.dialer(server).dial(user.loop.loop, user.users.source(user.number()), this);
        var failure = user.await(opened);
        if (failure != null) throw new SessionFailed(failure);
    }

    /** Sends a message. Blocks until the socket has it, and while more than the settings' limit waits for the peer to read. */
    public void send(Message message) {
        var taken = new CompletableFuture<CompletableFuture<Void>>();
        user.loop.execute(() -> taken.complete(write(message)));
        var waiting = user.await(taken);
        if (waiting == null) return;
        user.await(waiting);
        if (closed.isDone()) throw gone();
    }

    /**
     * The next kept text message; empty if none arrives in time. Only for a connection that keeps messages ({@link User#connect(Target,
     * int)}).
     */
    public Optional<String> receive(Duration timeout) {
        if (inbox == null)
            throw new IllegalStateException("receive: this connection keeps no messages; connect with the number to keep, for example 8");
        try {
            var text = inbox.isEmpty() && closed.isDone() ? ENDED : inbox.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (text == ENDED) throw gone();
            return Optional.ofNullable(text);
        } catch (InterruptedException _) {
            throw user.ended();
        }
    }

    /** Closes the connection with code 1000 and waits until it is closed. */
    @Override
    public void close() {
        if (closed.isDone() || socket == null) return; // null if connecting could not even begin
        boolean cut = user.isEnded();
        user.loop.execute(() -> close(cut));
        closed.join(); // limited by the settings' wait for a close frame
    }

    /** The iteration is over. Thread-safe. */
    void abort() {
        user.loop.execute(() -> close(true));
    }

    @Override
    public void onThrown(Error thrown) {
        user.users.failed(thrown);
    }

    private SessionFailed gone() {
        return new SessionFailed(closed.join() instanceof ClientEnd.Broken broken ? broken.why()
            : new ClientFailure(ClientFailure.Kind.CLOSED, 0, user.users.dialer(server).url() + ": " + closed.join()));
    }

    // ---- the loop's side

    private void close(boolean cut) {
        if (socket == null) return; // its user's thread has not come that far, and closes it itself
        leave(false);
        endedFromOutside |= cut;
        if (cut) socket.abort(GOING_AWAY);
        else socket.close(NORMAL);
    }

    // HOT: once per sent message. Null if there is nothing to wait for.
    private CompletableFuture<Void> write(Message message) {
        if (!socket.isOpen()) return CompletableFuture.completedFuture(null);
        long now = user.loop.clock.nanos();
        var deliveries = user.users.deliveries();
        long stamp = switch (message.stamp) {
            case NONE -> 0;
            case OWN_REPLY -> {
                directSentNs = now;
                yield directStamp = deliveries.plainStamp(now);
            }
            case BROADCAST -> deliveries.sending(server, now);
        };
        socket.sendText(message.encode(socket.alloc(), stamp));
        tally.add(Tally.Count.MESSAGES_SENT, 1);
        user.loop.count(metrics.sent(), now, 1);
        if (!socket.isOpen()) return CompletableFuture.completedFuture(null); // writing it found the connection broken: onClosed has run
        if (socket.isWritable()) return null;
        if (writable == null) writable = new CompletableFuture<>();
        return writable;
    }

    @Override
    public void onWritable(ClientSocket from) {
        if (writable == null || !from.isWritable()) return;
        writable.complete(null);
        writable = null;
    }

    @Override
    public void onHandshake(ClientSocket from, long tookNs) {
        user.loop.recorder.time(metrics.handshake(), user.loop.clock.nanos(), tookNs);
    }

    @Override
    public void onOpen(ClientSocket from, long atNs) {
        socket = from;
        long tookNs = atNs - from.dialedNs();
        tally.add(Tally.Count.SESSIONS, 1);
        tally.add(Tally.Value.CONNECTING, tookNs);
        user.loop.count(metrics.opened(), atNs, 1);
        user.loop.recorder.time(metrics.connecting(), atNs, tookNs);
        listener = user.users.deliveries().join(server);
        opened.complete(null);
    }

    // HOT: once per received message; creates no object unless the script keeps messages.
    @Override
    public void onText(ClientSocket from, ByteBuf utf8, long atNs) {
        received++;
        user.loop.count(metrics.received(), atNs, 1);
        long stamp = user.users.stamps().stamp(utf8);
        if (stamp == directStamp && stamp != StampReader.NONE) {
            directStamp = StampReader.NONE;
            tally.add(Tally.Count.ANSWERS, 1);
            user.loop.recorder.time(metrics.direct(), atNs, atNs - directSentNs);
        } else if (stamp == StampReader.NONE) {
            tally.add(Tally.Count.UNSTAMPED, 1);
        } else {
            delivered(user.users.deliveries().delivered(listener, stamp, atNs), atNs);
        }
        if (inbox != null) inbox.offer(utf8.toString(StandardCharsets.UTF_8)); // excess messages are not kept
    }

    // HOT: once per delivery. Early, late and duplicate ones were counted already.
    private void delivered(long latencyNs, long atNs) {
        if (latencyNs >= 0) {
            user.loop.count(metrics.deliveries(), atNs, 1);
            user.loop.recorder.time(metrics.delivery(), atNs, latencyNs);
        } else if (latencyNs == Deliveries.FOREIGN) {
            tally.add(Tally.Count.FOREIGN, 1);
        } else if (latencyNs == Deliveries.UNFOLLOWED) {
            tally.add(Tally.Count.UNFOLLOWED, 1);
        }
    }

    /** Binary messages are not searched for a stamp, because servers broadcast the text as sent. They are counted and noted. */
    @Override
    public void onBinary(ClientSocket from, ByteBuf bytes, long atNs) {
        received++;
        tally.add(Tally.Count.BINARY, 1);
        user.loop.count(metrics.received(), atNs, 1);
    }

    @Override
    public void onFailed(ClientSocket from, ClientFailure why, long atNs) {
        tally.add(Tally.Count.SESSIONS, 1);
        bytes(from, atNs);
        if (why.kind() == ClientFailure.Kind.CANCELLED) {
            tally.add(Tally.Count.SESSIONS_INTERRUPTED, 1);
        } else {
            failed(atNs, why);
        }
        opened.complete(why);
        closed.complete(new ClientEnd.Broken(why));
    }

    @Override
    public void onClosed(ClientSocket from, ClientEnd end, long atNs) {
        leave(!(end instanceof ClientEnd.ByUs));
        bytes(from, atNs);
        tally.add(Tally.Value.SESSION_DURATION, atNs - from.dialedNs());
        user.loop.recorder.time(metrics.session(), atNs, atNs - from.dialedNs());
        tally.add(Tally.Count.MESSAGES_RECEIVED, received);
        user.loop.count(metrics.closed(), atNs, 1);
        switch (end) {
            case ClientEnd.ByUs _ -> tally.add(endedFromOutside ? Tally.Count.SESSIONS_INTERRUPTED : Tally.Count.SESSIONS_COMPLETE, 1);
            case ClientEnd.ByPeer peer -> failed(atNs, new ClientFailure(ClientFailure.Kind.CLOSED, 0,
                user.users.dialer(server).url() + ": the server closed the connection: " + peer.code() + " " + peer.reason()));
            case ClientEnd.Broken broken -> failed(atNs, broken.why());
        }
        closed.complete(end);
        if (inbox != null) inbox.offer(ENDED);
        if (writable != null) writable.complete(null);
    }

    private void failed(long atNs, ClientFailure why) {
        tally.add(Tally.Count.SESSIONS_FAILED, 1);
        user.loop.count(metrics.failed(), atNs, 1);
        user.users.note(why.message());
    }

    private void bytes(ClientSocket from, long atNs) {
        tally.add(Tally.Count.DATA_SENT, from.sentBytes());
        tally.add(Tally.Count.DATA_RECEIVED, from.receivedBytes());
        user.loop.count(metrics.dataSent(), atNs, from.sentBytes());
        user.loop.count(metrics.dataReceived(), atNs, from.receivedBytes());
    }

    private void leave(boolean cut) {
        if (listener == null) return;
        user.users.deliveries().leave(listener, cut);
        listener = null;
    }
}
