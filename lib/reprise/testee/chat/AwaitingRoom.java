package reprise.testee.chat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The room of the awaiting style: a broadcast takes the room's lock, sends to one listener, awaits that the kernel has taken
 * the whole frame, sends to the next, and lets the lock go after the last. Others wait for the lock in the order in which they
 * came: broadcasts, and joins and leaves too, since the list of listeners is what it guards. A sender is not read while its
 * message is on its way, so that at most one a connection waits. A write to a closed peer is ignored.
 *
 * <p>Chained futures on the one loop, and no thread for each broadcast: in the original a send is a non-blocking write by the
 * task that holds the lock, on the thread where it is. One that need not wait goes on at once, one that must gives the thread
 * back, and after {@value #SENDS_A_TURN} sends so does every task (tokio's cooperative budget). A virtual thread would
 * pay two switches to the loop and back for each send, and the comparison would be of those.
 *
 * <p>The original waits for ever for a reader that does not read. Here it is closed when one send has taken
 * {@code sendPatience}, and the room goes on.
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

    /** Somebody who wants the lock. */
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
     * The holder goes on, and when the lock is free, those who wait take it, one after another, until one keeps it. A sender
     * that may be read again makes new claims inside here: they are queued for the loop below, not nested.
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

    /** HOT: once a listener. Sends for the holder of the lock until one must be awaited, the turn is over, or all are done. */
    private void send() {
        var broadcast = holder;
        while (broadcast.next < broadcast.listeners.length) {
            if (sendsLeft == 0) {
                // Not execute(): the loop would run it before it reads from its sockets again.
                loop.schedule(this::newTurn, 1, TimeUnit.NANOSECONDS);
                return;
            }
            var listener = broadcast.listeners[broadcast.next++];
            if (!listener.open()) continue;
            sendsLeft--;
            var sent = listener.write(broadcast.frame.retainedDuplicate());
            if (!sent.isDone()) {
                broadcast.written++; // accepted in part; if patience ends first, the slow reader is counted
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

    /** A send that is awaited: over when it is written, or has failed, or when patience is at its end. */
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
