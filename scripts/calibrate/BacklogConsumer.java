package calibrate;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import reprise.simulator.amqp.Amqp;
import reprise.simulator.amqp.AmqpConsumer;

/**
 * A {@link Backlog}'s slow consumer: it acknowledges no faster than its rate, a thousand times a second, and the prefetch limit
 * bounds what the broker sends beyond that. It checks every message: each publisher's arrive in order, once, with all their octets.
 * Confined to the backlog's loop; times are ns.
 */
final class BacklogConsumer {
    private static final int PREFETCH = 1000;
    private static final long TICK_NS = 1_000_000L;

    private final Backlog backlog;
    private final int bodyBytes;
    private final int[] due; // by publisher
    private AmqpConsumer consumer;
    private Future<?> ticks;
    private double ratePerSec;
    private long sinceNs;
    private long ackedBefore;
    private long taken;
    private long acked;
    private long wrong;

    BacklogConsumer(Backlog backlog, int publishers, int bodyBytes) {
        this.backlog = backlog;
        this.bodyBytes = bodyBytes;
        due = new int[publishers];
    }

    void start(Amqp amqp, String queue) {
        consumer = amqp.consumer().prefetch(PREFETCH).byHand().onEnd(why -> backlog.failed("consumer: " + why.getMessage()))
            .from(queue, delivery -> take(delivery.redelivered(), delivery.body()));
        amqp.loop().execute(() -> {
            sinceNs = System.nanoTime();
            ticks = amqp.loop().scheduleAtFixedRate(this::acknowledge, TICK_NS, TICK_NS, TimeUnit.NANOSECONDS);
        });
    }

    /** Sets the rate from now on. */
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
        consumer.ack(acked, true);
        backlog.acknowledged(more);
    }

    // HOT: once per message.
    void take(boolean redelivered, ByteBuf body) {
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

    /** Deliveries that were not the next of their publisher, after a loss or a duplicate. */
    long wrong() {
        return wrong;
    }

    long taken() {
        return taken;
    }
}
