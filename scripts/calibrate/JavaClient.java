package calibrate;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DeliverCallback;
import java.io.IOException;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** RabbitMQ's Java client between one publisher and one consumer of a queue, as its PerfTest has it. */
final class JavaClient {
    private static final int CONFIRM_WAIT_MS = 10_000;

    private JavaClient() {}

    /**
     * @param unconfirmed messages at most, PerfTest's -c; 0: no confirms
     * @param prefetch PerfTest's -q: so many unacknowledged, each acknowledged by hand; 0: acknowledged automatically
     */
    record Kind(String name, int unconfirmed, int prefetch) {}

    /** Messages per second at the consumer; the first third of the time lets the queue settle and is not measured. */
    static double perSec(int port, Kind kind, int bodyBytes, double seconds) throws IOException, TimeoutException, InterruptedException {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        var received = new AtomicLong();
        try (var in = factory.newConnection(); var out = factory.newConnection()) {
            var consuming = in.createChannel();
            var queue = consuming.queueDeclare().getQueue();
            if (kind.prefetch > 0) consuming.basicQos(kind.prefetch);
            DeliverCallback taken = (_, delivery) -> {
                received.lazySet(received.getPlain() + 1);
                if (kind.prefetch > 0) consuming.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
            };
            consuming.basicConsume(queue, kind.prefetch == 0, taken, _ -> { });
            var publisher = new Publisher(out.createChannel(), queue, kind, new byte[bodyBytes]);
            publisher.publish(seconds / 3);
            long from = received.get();
            long startNs = System.nanoTime();
            publisher.publish(seconds);
            return (received.get() - from) * 1e9 / (System.nanoTime() - startNs);
        }
    }

    private static final class Publisher {
        private final Channel channel;
        private final String queue;
        private final Kind kind;
        private final byte[] body;
        private final Semaphore room;
        private final NavigableSet<Long> unconfirmed = new ConcurrentSkipListSet<>(); // as PerfTest keeps them

        Publisher(Channel channel, String queue, Kind kind, byte[] body) throws IOException {
            this.channel = channel;
            this.queue = queue;
            this.kind = kind;
            this.body = body;
            room = new Semaphore(kind.unconfirmed);
            if (kind.unconfirmed == 0) return;
            channel.confirmSelect();
            if (kind.unconfirmed > 1) channel.addConfirmListener(this::ended, this::ended);
        }

        /** A confirm or a refusal, of one or of all up to this one. */
        private void ended(long number, boolean multiple) {
            if (!multiple) {
                if (unconfirmed.remove(number)) room.release();
                return;
            }
            for (var first = unconfirmed.ceiling(0L); first != null && first <= number; first = unconfirmed.ceiling(0L)) {
                unconfirmed.remove(first);
                room.release();
            }
        }

        void publish(double seconds) throws IOException, TimeoutException, InterruptedException {
            for (long endNs = System.nanoTime() + (long) (seconds * 1e9); System.nanoTime() < endNs; ) {
                if (kind.unconfirmed > 1) {
                    if (!room.tryAcquire(CONFIRM_WAIT_MS, TimeUnit.MILLISECONDS)) throw new TimeoutException("no confirm came");
                    unconfirmed.add(channel.getNextPublishSeqNo());
                }
                channel.basicPublish("", queue, null, body);
                if (kind.unconfirmed == 1) channel.waitForConfirms(CONFIRM_WAIT_MS);
            }
        }
    }
}
