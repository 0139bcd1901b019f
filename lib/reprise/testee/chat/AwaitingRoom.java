package reprise.testee.chat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The room of the awaiting style: a broadcast takes the room's lock, sends to one listener, awaits until the kernel has accepted
 * the whole frame, sends to the next, and releases the lock after the last. Waiters get the lock in order of arrival: broadcasts,
 * but also joins and leaves, because the lock guards the list of listeners. A sender is not read while its message is on its way,
 * so each connection has at most one waiting message. A write to a closed peer is ignored.
 *
 * <p>This uses chained futures on the one loop rather than a thread for each broadcast: in the original, the task that holds the
 * lock makes a non-blocking write on its current thread. A send that need not wait continues at once; one that must wait yields the
 * thread, and so does every task after {@value #SENDS_A_TURN} sends (tokio's cooperative budget). A virtual thread would pay two
 * switches to the loop and back for each send, and those would dominate the comparison.
 *
 * <p>The original waits for ever for a peer that does not read. Here such a peer is closed when one send has taken {@code
 * sendPatience}, and the room continues.
 */
final class AwaitingRoom implements Room {
    private static final int SENDS_A_TURN = 128;

    private final Chat chat;
    private final EventLoop loop;
    private final ChatMetrics metrics;
    private final long sendPatienceNs;
    private final Listeners listeners = new Listeners();
    private final ArrayDeque<Claim> waiting = new ArrayDeque<>();
    private Broadcast holder;
    private boolean handing;
    private int sendsLeft = SENDS_A_TURN;

    AwaitingRoom(Chat chat) {
        this.chat = chat;
        this.loop = chat.loop;
        this.metrics = chat.metrics;
        sendPatienceNs = chat.plan.sendPatience().toNanos();
    }

    /** A claim to the lock. */
    private sealed interface Claim {}

    private record Join(Connection connection) implements Claim {}

    private record Leave(Connection connection) implements Claim {}

    private static final class Broadcast implements Claim {
        final Connection sender;
        final ByteBuf frame;
        final long beganNs;
        final int bytes;
        Connection[] listeners;
        int next;
        int written;
        boolean done;
        boolean senderPaused;

        Broadcast(Connection sender, ByteBuf frame, long beganNs) {
            this.sender = sender;
            this.frame = frame;
            this.beganNs = beganNs;
            this.bytes = frame.capacity();
        }
    }

    @Override
    public void join(Connection connection) {
        claim(new Join(connection));
    }

    @Override
    public void leave(Connection connection) {
        claim(new Leave(connection));
    }

    @Override
    public void broadcast(Connection sender, ByteBuf frame, long beganNs) {
        if (!chat.hasRoom()) {
            frame.release();
            sender.tryAgainLater();
            return;
        }
        var broadcast = new Broadcast(sender, frame, beganNs);
        chat.hold(broadcast.bytes);
        claim(broadcast);
        if (!broadcast.done) broadcast.senderPaused = sender.pause();
    }

    @Override
    public Connection[] listed() {
        return listeners.listed();
    }

    @Override
    public void answer(Connection sender, ByteBuf frame, long readNs) {
        var sent = sender.write(frame);
        if (sent.isDone()) {
            metrics.handled(System.nanoTime() - readNs);
            return;
        }
        boolean paused = sender.pause();
        await(sender, sent, () -> {
            metrics.handled(System.nanoTime() - readNs);
            if (paused) sender.resume();
        });
    }

    private void claim(Claim claim) {
        waiting.add(claim);
        if (holder == null) handOn();
    }

    /**
     * The holder continues, and when the lock is free, waiters take it one after another until one keeps it. A sender that may be
     * read again makes new claims in here: they are queued for the loop below, not nested.
     */
    private void handOn() {
        if (handing) return;
        handing = true;
        if (holder != null) send();
        while (holder == null && !waiting.isEmpty()) {
            switch (waiting.poll()) {
                case Join join -> listeners.add(join.connection);
                case Leave leave -> listeners.remove(leave.connection);
                case Broadcast broadcast -> {
                    holder = broadcast;
                    broadcast.listeners = listeners.listed();
                    send();
                }
            }
        }
        handing = false;
    }

    /** HOT: once per listener. Sends for the lock's holder until one send must be awaited, the turn is over, or all are done. */
    private void send() {
        var broadcast = holder;
        while (broadcast.next < broadcast.listeners.length) {
            if (sendsLeft == 0) {
                // execute() would run it before the loop reads from its sockets again.
                loop.schedule(this::newTurn, 1, TimeUnit.NANOSECONDS);
                return;
            }
            var listener = broadcast.listeners[broadcast.next++];
            if (!listener.open()) continue;
            sendsLeft--;
            var sent = listener.write(broadcast.frame.retainedDuplicate());
            if (!sent.isDone()) {
                broadcast.written++; // accepted in part; at a time-out, the slow reader is counted
                await(listener, sent, this::handOn);
                return;
            }
            if (sent.isSuccess()) broadcast.written++;
        }
        release(broadcast);
    }

    private void newTurn() {
        sendsLeft = SENDS_A_TURN;
        handOn();
    }

    private void release(Broadcast broadcast) {
        broadcast.frame.release();
        chat.release(broadcast.bytes);
        long durationNs = System.nanoTime() - broadcast.beganNs;
        metrics.broadcast(durationNs);
        metrics.broadcastWritten(durationNs, broadcast.written);
        broadcast.done = true;
        holder = null;
        if (broadcast.senderPaused) broadcast.sender.resume();
    }

    private void await(Connection to, ChannelFuture sent, Runnable then) {
        var pending = new Pending(to, then);
        pending.alarm = loop.schedule(pending, sendPatienceNs, TimeUnit.NANOSECONDS);
        sent.addListener(pending);
    }

    /** An awaited send: it ends when it is written, fails or times out. */
    private static final class Pending implements ChannelFutureListener, Runnable {
        private final Connection to;
        private final Runnable then;
        private Future<?> alarm;
        private boolean over;

        Pending(Connection to, Runnable then) {
            this.to = to;
            this.then = then;
        }

        @Override
        public void operationComplete(ChannelFuture sent) {
            alarm.cancel(false);
            end();
        }

        @Override
        public void run() {
            to.tooSlow();
            end();
        }

        private void end() {
            if (over) return;
            over = true;
            then.run();
        }
    }
}
