package calibrate;

import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import reprise.simulator.amqp.Amqp;
import reprise.sut.Failure;
import reprise.transport.Sockets;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.AmqpUrl;

/**
 * Messages through a broker, by our own client: pairs of a publisher and a consumer, each with a connection and each pair with a queue,
 * on two event loops; publishers go as fast as confirms come. For one measurement.
 */
final class AmqpFlow {
    private static final int WINDOW = 100;
    private static final int PREFETCH = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private final AmqpUrl url;
    private final byte[] body;
    private final EventLoopGroup loops = Sockets.loops("flow", 2);
    private final AtomicLongArray taken; // by pair; each is written by one loop

    /** @param costUs what the cost's supplier grew by, for each of the messages */
    record Flow(long messages, double perSec, double costUs) {}

    private AmqpFlow(AmqpUrl url, int pairs, int bodyBytes) {
        this.url = url;
        body = new byte[bodyBytes];
        taken = new AtomicLongArray(pairs);
    }

    /**
     * Measures for so long, after a third of it that is not measured.
     *
     * @param costUs counts upward, such as a process's CPU time
     * @throws Failure.Environment if a connection broke
     */
    static Flow measure(AmqpUrl url, int pairs, int bodyBytes, double seconds, LongSupplier costUs) {
        var flow = new AmqpFlow(url, pairs, bodyBytes);
        try {
            for (int i = 0; i < pairs; i++) flow.start(i);
            flow.pass(seconds / 3);
            long from = flow.sum();
            long costFrom = costUs.getAsLong();
            long startNs = System.nanoTime();
            flow.pass(seconds);
            long messages = flow.sum() - from;
            return new Flow(messages, messages * 1e9 / (System.nanoTime() - startNs),
                (costUs.getAsLong() - costFrom) / Math.max(1.0, messages));
        } catch (AmqpFailure | IllegalStateException e) {
            throw new Failure.Environment("flow: " + e.getMessage(), e);
        } finally {
            flow.end();
        }
    }

    private void start(int pair) {
        var in = open();
        var queue = in.queue("").declare();
        in.consumer().prefetch(PREFETCH).from(queue, _ -> taken.lazySet(pair, taken.getPlain(pair) + 1));
        open().publisher().window(WINDOW).to(queue).send(Long.MAX_VALUE, body.length, (_, out) -> out.writeBytes(body));
    }

    private Amqp open() {
        return Amqp.open(url, loops.next());
    }

    /** Lets messages pass for so long, and for longer where a host stands still and none has passed yet. */
    private void pass(double seconds) {
        long before = sum();
        long endNs = System.nanoTime() + PATIENCE.toNanos();
        try {
            TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
            while (sum() == before && System.nanoTime() < endNs) TimeUnit.MILLISECONDS.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        if (sum() == before) throw new IllegalStateException("no message passed within " + PATIENCE.toSeconds() + " s");
    }

    private long sum() {
        long sum = 0;
        for (int i = 0; i < taken.length(); i++) sum += taken.get(i);
        return sum;
    }

    private void end() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(PATIENCE.toMillis());
    }
}
