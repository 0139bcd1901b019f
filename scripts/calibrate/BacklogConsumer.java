package calibrate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import reprise.transport.amqp.AmqpChannel;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.BasicMethod;
import reprise.transport.amqp.ChannelListener;
import reprise.transport.amqp.ConnectionListener;

/**
 * A {@link Backlog}'s consumer, slowed down: it acknowledges what it has got no faster than its rate, a thousand times a
 * second, and the broker sends it no more than the prefetch limit beyond that. Looks at every message: each publisher's come in
 * order, once, with all their octets. Owned by the backlog's loop; ns.
 */
final class BacklogConsumer implements ChannelListener, ConnectionListener {
    private static final int PREFETCH = 1000;
    private static final long TICK_NS = 1_000_000L;

    private final Backlog backlog;
    private final EventLoop loop;
    private final int bodyBytes;
    private final int[] due; // of each publisher
    private AmqpChannel channel;
    private Future<?> ticks;
    private double ratePerSec;
    private long sinceNs;
    private long ackedBefore;
    private long taken;
    private long acked;
    private long wrong;

    BacklogConsumer(Backlog backlog, EventLoop loop, int publishers, int bodyBytes) {
        this.backlog = backlog;
        this.loop = loop;
        this.bodyBytes = bodyBytes;
        due = new int[publishers];
    }

    void start(AmqpChannel opened, String queue) {
        channel = opened;
        sinceNs = System.nanoTime();
        channel.call(List.of(new BasicMethod.Qos(0, PREFETCH, false),
            new BasicMethod.Consume(queue, "backlog", false, false, false, false, Map.of())));
        ticks = loop.scheduleAtFixedRate(this::acknowledge, TICK_NS, TICK_NS, TimeUnit.NANOSECONDS);
    }

    /** At this rate from now on. */
    void goOnAt(double perSec) {
        ratePerSec = perSec;
        ackedBefore = acked;
        sinceNs = System.nanoTime();
    }

    void stop() {
        if (ticks != null) ticks.cancel(false);
    }

    private void acknowledge() {
        long allowed = Math.min(taken, ackedBefore + (long) ((System.nanoTime() - sinceNs) / 1e9 * ratePerSec));
        if (allowed <= acked) return;
        int more = (int) (allowed - acked);
        acked = allowed; // tags count deliveries from 1
        channel.ack(acked, true);
        backlog.acknowledged(more);
    }

    // HOT: once per message.
    @Override
    public void onDeliver(long deliveryTag, boolean redelivered, ByteBuf body) {
        taken++;
        if (redelivered || !isDue(body)) wrong++;
    }

    private boolean isDue(ByteBuf body) {
        if (body.readableBytes() != bodyBytes) return false;
        int publisher = body.getInt(body.readerIndex());
        if (publisher < 0 || publisher >= due.length || body.getInt(body.readerIndex() + Integer.BYTES) != due[publisher]) return false;
        due[publisher]++;
        return true;
    }

    /** Deliveries that were not the next of their publisher: lost ones before them, or there again. */
    long wrong() {
        return wrong;
    }

    long taken() {
        return taken;
    }

    @Override
    public void onBlocked(String reason) {} // it publishes nothing

    @Override
    public void onUnblocked() {}

    @Override
    public void onConfirm(long publishNumber, boolean multiple, boolean acked) {
        throw new IllegalStateException("a confirm for a consumer");
    }

    @Override
    public void onReturn(int replyCode, ByteBuf body) {
        throw new IllegalStateException("a return for a consumer");
    }

    @Override
    public void onCancel(String consumerTag) {
        backlog.failed("the consumer was cancelled");
    }

    @Override
    public void onClosed(AmqpFailure why) {
        backlog.failed("consumer: " + why.getMessage());
    }
}
