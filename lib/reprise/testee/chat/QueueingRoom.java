package reprise.testee.chat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * The room of the queueing style: a broadcast lists the listeners, schedules the sends as a task on the loop, and returns, which
 * ends the published timer. The task runs after the loop's earlier work; it writes to each listener and awaits none. A listener
 * that closed between listing and writing is the document's closed-connection error. A connection also leaves the room through a
 * task, because in the python app its own coroutine has to wake up and notice.
 *
 * <p>Waiting tasks are bounded: above {@value #TASKS_BYTES} bytes, senders are not read until half are done.
 */
final class QueueingRoom implements Room {
    private static final long TASKS_BYTES = 64 * 1024 * 1024;
    private static final int LISTED_BYTES = 8; // per listener of a listing; listings may be shared, but need not be

    private final EventLoop loop;
    private final ChatMetrics metrics;
    private final PingWheel pings;
    private final Listeners listeners = new Listeners();
    private final List<Connection> heldBack = new ArrayList<>();
    private long tasksBytes;

    QueueingRoom(EventLoop loop, ChatMetrics metrics, ChatPlan plan) {
        this.loop = loop;
        this.metrics = metrics;
        pings = new PingWheel(loop, plan);
    }

    @Override
    public void join(Connection connection) {
        listeners.add(connection);
        pings.add(connection);
        connection.write(MessageWriter.accept(connection.buffers()));
    }

    @Override
    public void leave(Connection connection) {
        loop.execute(() -> listeners.remove(connection));
    }

    @Override
    public Connection[] listed() {
        return listeners.listed();
    }

    @Override
    public void answer(Connection sender, ByteBuf frame, long readNs) {
        sender.write(frame);
        metrics.handled(System.nanoTime() - readNs);
    }

    @Override
    public void broadcast(Connection sender, ByteBuf frame, long beganNs) {
        var listed = listeners.listed();
        long bytes = frame.readableBytes() + (long) LISTED_BYTES * listed.length;
        tasksBytes += bytes;
        if (tasksBytes > TASKS_BYTES && sender.pause()) heldBack.add(sender);
        loop.execute(() -> {
            deliver(listed, frame, beganNs);
            delivered(bytes);
        });
        metrics.broadcast(System.nanoTime() - beganNs);
    }

    /** HOT: the fan-out, one write to the kernel per listener. */
    private void deliver(Connection[] listed, ByteBuf frame, long beganNs) {
        int written = 0;
        for (var listener : listed) {
            if (!listener.open()) continue;
            var sent = listener.write(frame.retainedDuplicate());
            if (!sent.isDone() || sent.isSuccess()) written++;
        }
        frame.release();
        // errors first: a scrape that shows the broadcast also shows its errors
        if (written < listed.length) metrics.closedErrors(listed.length - written);
        metrics.broadcastWritten(System.nanoTime() - beganNs, written);
    }

    private void delivered(long bytes) {
        tasksBytes -= bytes;
        if (heldBack.isEmpty() || tasksBytes > TASKS_BYTES / 2) return;
        var senders = List.copyOf(heldBack);
        heldBack.clear();
        senders.forEach(Connection::resume);
    }
}
