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
 * A user's connection. The public methods are the script's, on the user's thread, and block; the listener's are the event
 * loop's. It reads always, also while the user sleeps, so that deliveries are timed when they come.
 */
public final class UserSocket implements AutoCloseable, ClientListener {
    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final String ENDED = ""; // told apart by identity, to wake a reader
    private final User user;
    private final int server;
    private final Tally tally;
    private final CompletableFuture<ClientFailure> opened = new CompletableFuture<>(); // null when it is open
    private final CompletableFuture<ClientEnd> closed = new CompletableFuture<>();
    private final BlockingQueue<String> inbox; // null where nothing is kept
    private CompletableFuture<Void> writable; // the loop's: a sender waits for the peer to read
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
        inbox = keep > 0 ? new ArrayBlockingQueue<>(keep) : null;
    }

    // ---- the script's side

    void open() {
        socket = user.users.dialer(server).dial(user.loop.loop, user.users.source(user.number()), this);
        var failure = user.await(opened);
        if (failure != null) throw new SessionFailed(failure);
    }

    /** Sends it. Blocks until it is with the socket, and while more than the settings' bound waits for the peer to read. */
    public void send(Message message) {
        var taken = new CompletableFuture<CompletableFuture<Void>>();
        user.loop.execute(() -> taken.complete(write(message)));
        var waiting = user.await(taken);
        if (waiting == null) return;
        user.await(waiting);
        if (closed.isDone()) throw gone();
    }

    /**
     * The next text message that was kept and not yet received; empty if none came in time. Only for a connection that keeps
     * messages ({@link User#connect(Target, int)}).
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

    /** Closes it (1000) and waits until it is closed. */
    @Override
    public void close() {
        if (closed.isDone() || socket == null) return; // null: the dial could not even begin
        boolean cut = user.isEnded();
        user.loop.execute(() -> close(cut));
        closed.join(); // bounded by the settings' wait for a close frame
    }

    /** From any thread: the iteration is over. */
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
        if (socket == null) return; // its user's thread was not that far, and closes it itself
        leave(false);
        endedFromOutside |= cut;
        if (cut) socket.abort(GOING_AWAY);
        else socket.close(NORMAL);
    }

    // HOT: once per message sent. Null if there is nothing to wait for.
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
        user.loop.count(UserSchema.counter(server, UserSchema.SENT), now, 1);
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
    public void onOpen(ClientSocket from, long atNs) {
        socket = from;
        long tookNs = atNs - from.dialedNs();
        tally.add(Tally.Count.SESSIONS, 1);
        tally.add(Tally.Value.CONNECTING, tookNs);
        user.loop.count(UserSchema.counter(server, UserSchema.OPENED), atNs, 1);
        user.loop.recorder.time(UserSchema.timing(server, UserSchema.CONNECTING), atNs, tookNs);
        listener = user.users.deliveries().join(server);
        opened.complete(null);
    }

    // HOT: once per message received; no object unless the script keeps messages.
    @Override
    public void onText(ClientSocket from, ByteBuf utf8, long atNs) {
        received++;
        user.loop.count(UserSchema.counter(server, UserSchema.RECEIVED), atNs, 1);
        long stamp = user.users.stamps().stamp(utf8);
        if (stamp == directStamp && stamp != StampReader.NONE) {
            directStamp = StampReader.NONE;
            tally.add(Tally.Count.ANSWERS, 1);
            user.loop.recorder.time(UserSchema.timing(server, UserSchema.DIRECT), atNs, atNs - directSentNs);
        } else if (stamp == StampReader.NONE) {
            tally.add(Tally.Count.UNSTAMPED, 1);
        } else {
            delivered(user.users.deliveries().delivered(listener, stamp, atNs), atNs);
        }
        if (inbox != null) inbox.offer(utf8.toString(StandardCharsets.UTF_8)); // what does not fit is not kept
    }

    // HOT: once per delivery. Early, late and doubled ones have been counted.
    private void delivered(long latencyNs, long atNs) {
        if (latencyNs >= 0) {
            user.loop.count(UserSchema.counter(server, UserSchema.DELIVERIES), atNs, 1);
            user.loop.recorder.time(UserSchema.timing(server, UserSchema.DELIVERY), atNs, latencyNs);
        } else if (latencyNs == Deliveries.FOREIGN) {
            tally.add(Tally.Count.FOREIGN, 1);
        } else if (latencyNs == Deliveries.UNFOLLOWED) {
            tally.add(Tally.Count.UNFOLLOWED, 1);
        }
    }

    /** Not read for a stamp: what a server broadcasts is text, as it was sent. It is counted, and told. */
    @Override
    public void onBinary(ClientSocket from, ByteBuf bytes, long atNs) {
        received++;
        tally.add(Tally.Count.BINARY, 1);
        user.loop.count(UserSchema.counter(server, UserSchema.RECEIVED), atNs, 1);
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
        user.loop.recorder.time(UserSchema.timing(server, UserSchema.SESSION), atNs, atNs - from.dialedNs());
        tally.add(Tally.Count.MESSAGES_RECEIVED, received);
        user.loop.count(UserSchema.counter(server, UserSchema.CLOSED), atNs, 1);
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
        user.loop.count(UserSchema.counter(server, UserSchema.FAILED), atNs, 1);
        user.users.note(why.message());
    }

    private void bytes(ClientSocket from, long atNs) {
        tally.add(Tally.Count.DATA_SENT, from.sentBytes());
        tally.add(Tally.Count.DATA_RECEIVED, from.receivedBytes());
        user.loop.count(UserSchema.counter(server, UserSchema.DATA_SENT), atNs, from.sentBytes());
        user.loop.count(UserSchema.counter(server, UserSchema.DATA_RECEIVED), atNs, from.receivedBytes());
    }

    private void leave(boolean cut) {
        if (listener == null) return;
        user.users.deliveries().leave(listener, cut);
        listener = null;
    }
}
