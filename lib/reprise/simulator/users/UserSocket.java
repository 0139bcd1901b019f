package reprise.simulator.users;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import reprise.transport.websocket.ClientEnd;
import reprise.transport.websocket.ClientFailure;
import reprise.transport.websocket.ClientListener;
import reprise.transport.websocket.ClientSocket;

/**
 * A user's connection. The public methods are for the script on the user's thread, and block; the listener's run on the event loop. It
 * always reads, even while the user sleeps, so that deliveries are timed when they arrive. There may be tens of thousands of them, so what
 * the two threads tell each other is in fields, and a user that waits for it is parked (see {@link User#await}).
 */
public final class UserSocket implements AutoCloseable, ClientListener {
    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int FIRST_KEPT = 8; // messages that there is room for from the start
    private final User user;
    private final int server;
    private final Tally tally;
    private final UserMetrics.OfTarget metrics;
    private final int keep;
    private final Queue<String> inbox; // guarded by itself; null if no messages are kept
    private ClientFailure failure; // published by opened
    private volatile boolean opened; // or it failed
    private volatile ClientEnd end; // once it is closed, or failed
    private volatile boolean sending; // until the socket has the message, and room for more or no connection
    private boolean waited; // for room, or the connection was found closed; published by sending
    private boolean wantsRoom; // confined to the loop: a sender waits for the peer to read
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
        this.keep = keep;
        inbox = keep > 0 ? new ArrayDeque<>(Math.min(keep, FIRST_KEPT)) : null;
    }

    // ---- the script's side

    void open() {
        socket = user.users.dialer(server).dial(user.loop.loop, user.users.source(user.number()), this);
        user.await(() -> opened);
        if (failure != null) throw new SessionFailed(failure);
    }

    /** Sends a message. Blocks until the socket has it, and while more than the settings' limit waits for the peer to read. */
    public void send(Message message) {
        sending = true;
        user.loop.execute(() -> write(message));
        user.await(() -> !sending);
        if (waited && end != null) throw gone();
    }

    /**
     * The next kept text message; empty if none arrives in time. Only for a connection that keeps messages ({@link User#connect(Target,
     * int)}).
     */
    public Optional<String> receive(Duration timeout) {
        if (inbox == null)
            throw new IllegalStateException("receive: this connection keeps no messages; connect with the number to keep, for example 8");
        long sinceNs = System.nanoTime();
        while (true) {
            boolean last = end != null; // before the inbox is looked at, into which nothing comes any more
            var text = kept();
            if (text != null) return Optional.of(text);
            if (last) throw gone();
            long leftNs = timeout.toNanos() - (System.nanoTime() - sinceNs);
            if (leftNs <= 0) return Optional.empty();
            user.park(leftNs);
        }
    }

    private String kept() {
        synchronized (inbox) {
            return inbox.poll();
        }
    }

    /** Closes the connection with code 1000 and waits until it is closed. */
    @Override
    public void close() {
        if (end != null || socket == null) return; // null if connecting could not even begin
        boolean cut = user.isEnded();
        user.loop.execute(() -> close(cut));
        User.awaitInAnyCase(() -> end != null); // limited by the settings' wait for a close frame
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
        return new SessionFailed(end instanceof ClientEnd.Broken broken ? broken.why()
            : new ClientFailure(ClientFailure.Kind.CLOSED, 0, user.users.dialer(server).url() + ": " + end));
    }

    // ---- the loop's side

    private void close(boolean cut) {
        if (socket == null) return; // its user's thread has not come that far, and closes it itself
        leave(false);
        endedFromOutside |= cut;
        if (cut) socket.abort(GOING_AWAY);
        else socket.close(NORMAL);
    }

    // HOT: once per sent message.
    private void write(Message message) {
        waited = !socket.isOpen();
        if (waited) {
            sent();
            return;
        }
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
        boolean isOpen = socket.isOpen(); // not if writing found the connection broken: onClosed has run
        waited = !isOpen || !socket.isWritable();
        wantsRoom = isOpen && waited;
        if (!wantsRoom) sent();
    }

    private void sent() {
        wantsRoom = false;
        sending = false;
        user.wake();
    }

    @Override
    public void onWritable(ClientSocket from) {
        if (wantsRoom && from.isWritable()) sent();
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
        opened = true;
        user.wake();
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
        if (inbox != null) keep(utf8);
    }

    private void keep(ByteBuf utf8) {
        synchronized (inbox) {
            if (inbox.size() == keep) return; // excess messages are not kept
            inbox.add(utf8.toString(StandardCharsets.UTF_8));
        }
        user.wake();
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
        failure = why;
        end = new ClientEnd.Broken(why);
        opened = true;
        user.wake();
    }

    @Override
    public void onClosed(ClientSocket from, ClientEnd how, long atNs) {
        leave(!(how instanceof ClientEnd.ByUs));
        bytes(from, atNs);
        tally.add(Tally.Value.SESSION_DURATION, atNs - from.dialedNs());
        user.loop.recorder.time(metrics.session(), atNs, atNs - from.dialedNs());
        tally.add(Tally.Count.MESSAGES_RECEIVED, received);
        user.loop.count(metrics.closed(), atNs, 1);
        switch (how) {
            case ClientEnd.ByUs _ -> tally.add(endedFromOutside ? Tally.Count.SESSIONS_INTERRUPTED : Tally.Count.SESSIONS_COMPLETE, 1);
            case ClientEnd.ByPeer peer -> failed(atNs, new ClientFailure(ClientFailure.Kind.CLOSED, 0,
                user.users.dialer(server).url() + ": the server closed the connection: " + peer.code() + " " + peer.reason()));
            case ClientEnd.Broken broken -> failed(atNs, broken.why());
        }
        end = how;
        if (wantsRoom) sent();
        else user.wake();
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
