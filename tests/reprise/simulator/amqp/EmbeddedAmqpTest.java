package reprise.simulator.amqp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reprise.testee.broker.Cluster;
import reprise.testee.broker.ClusterPlan;
import reprise.transport.amqp.AmqpFailure;

/** The client at the embedded broker, which can also be short of memory, stand still, and die. */
@Tag("waits")
final class EmbeddedAmqpTest extends AmqpTests {
    private static final long HIGH_WATER_BYTES = 60_000_000;
    private static final int BODY_BYTES = 100_000;
    private static final Duration AT_ONCE = Duration.ofMillis(200);

    private Cluster cluster;

    @Override
    protected int port() {
        return cluster.port(1);
    }

    @BeforeEach
    @Override
    void open() throws Exception {
        cluster = Cluster.start(ClusterPlan.local(1).withHighWaterBytes(HIGH_WATER_BYTES));
        super.open();
    }

    @AfterEach
    @Override
    void close() throws Exception {
        super.close();
        cluster.close();
    }

    private String queue() {
        return amqp.queue("big").declare();
    }

    private static String told(Runnable call) {
        return assertThrows(RuntimeException.class, call::run).getMessage();
    }

    /** The broker's memory ends before the messages do. */
    @Test
    void publisher_thatTheBrokerBlocks_waitsSaysWhyAndGoesOn() throws Exception {
        var blocked = new CompletableFuture<String>();
        var unblocked = new CountDownLatch(1);
        var publisher = amqp.publisher().window(10).patience(AT_ONCE).onBlocked(blocked::complete).onUnblocked(unblocked::countDown)
            .to(queue());
        int messages = (int) (2 * HIGH_WATER_BYTES / BODY_BYTES);
        var sent = publisher.send(messages, BODY_BYTES, (_, out) -> out.writeZero(BODY_BYTES));
        assertEquals("low on memory", blocked.get(60, TimeUnit.SECONDS));
        assertFalse(sent.isDone());
        var late = told(() -> publisher.publish(new byte[1]));
        assertTrue(late.matches("127.0.0.1:" + port() + ": no room for message \\d+ within 0.2 s: the broker blocks publishers \\(low on "
            + "memory\\); free what it lacks.*"), late);
        try (var other = Amqp.open("amqp://127.0.0.1:" + port())) { // nothing is read from one that publishes
            other.consume("big", delivery -> { }).await(messages, SOON);
        }
        sent.get(60, TimeUnit.SECONDS);
        assertTrue(unblocked.await(60, TimeUnit.SECONDS));
        publisher.awaitConfirmed(SOON); // so there is room, which is not waited for longer than 0.2 s
        assertEquals(messages + 1, publisher.publish(new byte[1]));
        publisher.awaitConfirmed(SOON);
    }

    /**
     * The window is no limit here: a broker that reads nothing holds the publisher by its socket. What was taken is in the kernel's hands,
     * up to the largest buffers of both ends, or below Netty's mark of 64 KiB with one message above.
     */
    @Test
    void publisher_whoseSocketIsFull_isHeldAndMemoryStays() throws Exception {
        long kernelBytes = largest("wmem") + largest("rmem");
        int window = (int) (4 * kernelBytes / BODY_BYTES);
        var publisher = amqp.publisher().window(window).patience(AT_ONCE).to(queue());
        cluster.freeze(1).join();
        var taken = new CompletableFuture<Long>();
        amqp.loop().execute(() -> {
            long messages = 0;
            while (publisher.offer(BODY_BYTES, (_, out) -> out.writeZero(BODY_BYTES))) messages++;
            taken.complete(messages);
        });
        long messages = taken.get(60, TimeUnit.SECONDS);
        assertTrue(messages * BODY_BYTES <= kernelBytes + (64 << 10) + BODY_BYTES, messages + " messages");
        var late = told(() -> {
            for (int i = 0; i < window; i++) publisher.publish(new byte[BODY_BYTES]);
        });
        assertTrue(late.contains(": the socket takes no more; the broker reads slowly or not at all; "), late);
        long all = publisher.unconfirmed().length;
        assertTrue(all * BODY_BYTES <= kernelBytes + (64 << 10) + 2 * BODY_BYTES && all >= messages, all + " messages");
        var consumer = amqp.consumer().unacknowledged();
        cluster.thaw(1).join();
        consumer.from("big", delivery -> { }).await(all, SOON);
        publisher.awaitConfirmed(SOON);
    }

    private static long largest(String buffer) throws IOException {
        try (var lines = Files.newBufferedReader(Path.of("/proc/sys/net/ipv4/tcp_" + buffer))) { // it can be read in one piece only
            return Long.parseLong(lines.readLine().split("\\s+")[2]);
        }
    }

    @Test
    void connection_cutWithMessagesUnconfirmed_saysHowManyAndWhich() {
        var publisher = amqp.publisher().window(5).to(queue());
        publisher.publish(new byte[1]);
        publisher.publish(new byte[1]);
        publisher.awaitConfirmed(SOON);
        cluster.freeze(1).join();
        for (int i = 3; i <= 7; i++) publisher.publish(new byte[1]);
        assertEquals("127.0.0.1:" + port() + ": not all is confirmed after 0.2 s; 5 messages are unconfirmed: 3 to 7",
            told(() -> publisher.awaitConfirmed(AT_ONCE)));
        var waiting = CompletableFuture.runAsync(() -> publisher.publish(new byte[1])); // the window is full
        var sent = publisher.send(1, 1, (_, out) -> out.writeByte(1));
        cluster.kill(1).join();
        var cost = "; 5 messages are unconfirmed, taken by the broker or not: 3 to 7";
        var failure = assertThrows(AmqpFailure.class, () -> publisher.awaitConfirmed(SOON));
        assertEquals(AmqpFailure.Kind.LOST, failure.kind());
        assertTrue(failure.getMessage().endsWith(cost), failure.getMessage());
        assertArrayEquals(new long[] {3, 4, 5, 6, 7}, publisher.unconfirmed());
        for (var future : java.util.List.of(waiting, sent)) {
            var message = assertThrows(Exception.class, () -> future.get(60, TimeUnit.SECONDS)).getCause().getMessage();
            assertTrue(message.endsWith(cost), message);
        }
        assertTrue(told(() -> amqp.messages("big")).contains("connection lost"));
    }

    /** An object takes 16 octets at least, so less than that a message means that there is none for each. */
    @Test
    void stream_ofMessages_makesNoObjectForEach() {
        int from = 50_000;
        int to = 150_000;
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var allocated = new long[2];
        amqp.consumer().unacknowledged().from(queue(), delivery -> { });
        var publisher = amqp.publisher().onConfirm((_, _) -> { }).to("big");
        publisher.send(to, 100, (number, out) -> {
            if (number == from) allocated[0] = threads.getCurrentThreadAllocatedBytes();
            if (number == to) allocated[1] = threads.getCurrentThreadAllocatedBytes();
            out.writeZero(100);
        }).orTimeout(60, TimeUnit.SECONDS).join();
        double each = (double) (allocated[1] - allocated[0]) / (to - from);
        assertTrue(each < 16, each + " octets a message");
    }
}
