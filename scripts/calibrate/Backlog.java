package calibrate;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import reprise.sut.Brokers;
import reprise.sut.Failure;
import reprise.sut.ProcessUsage;
import reprise.transport.Sockets;
import reprise.transport.amqp.AmqpChannel;
import reprise.transport.amqp.AmqpDialer;
import reprise.transport.amqp.AmqpSettings;
import reprise.transport.amqp.ChannelListener;
import reprise.transport.amqp.ConfirmMethod;
import reprise.transport.amqp.ConnectionListener;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.QueueMethod;

/**
 * A queue of the embedded cluster that is published to faster than it is consumed, with far more messages than its heap can
 * hold. Publishers fill it until all of them are held back (connection.blocked) or have sent everything; then a consumer takes
 * half as many a second as they last sent while nothing held them back. The child JVM ends at once when it is out of memory. One thread
 * calls; the connections and the counts are one event loop's. Times are ns.
 */
final class Backlog implements AutoCloseable {
    private static final String QUEUE = "backlog";
    private static final int NODES = 3;
    /** Fewer messages tell no rate, but when there is none yet. */
    private static final int LEAST_FILLED = 1000;

    /**
     * @param heapMiB of the cluster's child JVM; messages may fill two fifths of it
     * @param atMost how long the filling, and then the consuming, may take
     */
    record Plan(int messages, int bodyBytes, int publishers, int heapMiB, Duration atMost) {}

    /**
     * @param taken deliveries to the consumer
     * @param wrong of these not the next one of their publisher
     * @param left in the queue at the end
     * @param heldAtMost messages that were confirmed and not acknowledged
     * @param publishedPerSec while nothing held the publishers back
     * @param takenPerSec from the consumer's start on
     * @param tookSec from the first publish to the last acknowledgement
     * @param blockedSec how long a publisher was held back, on average
     * @param timesBlocked of all publishers
     * @param residentBytes of the child JVM at the end; NaN where that cannot be read
     */
    record Result(long taken, long wrong, long left, long heldAtMost, double publishedPerSec, double takenPerSec, double tookSec,
        double blockedSec,
                  int timesBlocked, double residentBytes) {
        /** Of this many, each arrived, in the order of its publisher, and none again. */
        boolean arrivedOnce(int messages) {
            return taken == messages && wrong == 0 && left == 0;
        }
    }

    private final Plan plan;
    private final Brokers.Embedded cluster;
    private final EventLoopGroup loops = Sockets.loops("backlog", 1);
    private final EventLoop loop = loops.next();
    private final List<BacklogPublisher> publishers;
    private final BacklogConsumer consumer;
    private final CompletableFuture<Void> filled = new CompletableFuture<>();
    private final CompletableFuture<Void> allTaken = new CompletableFuture<>();
    private volatile long confirmed; // read by who waited in vain
    private volatile long acknowledged;
    private long heldAtMost;
    private long filledFrom; // confirmed when it was begun to be filled
    private long fillingSinceNs;
    private long sentNs;

    private Backlog(Plan plan) {
        this.plan = plan;
        cluster = Brokers.embedded("127.0.0.1", Collections.nCopies(NODES, 0), false,
            List.of("-Xmx" + plan.heapMiB + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError",
            "-Dio.netty.leakDetection.level=disabled"));
        int each = plan.messages / plan.publishers;
        int more = plan.messages % plan.publishers; // the first one's
        publishers =
            IntStream.range(0, plan.publishers)
            .mapToObj(i -> new BacklogPublisher(this, i, i == 0 ? each + more : each, plan.bodyBytes, QUEUE)).toList();
        consumer = new BacklogConsumer(this, loop, plan.publishers, plan.bodyBytes);
    }

    /** @throws Failure.Environment when a connection broke, or not all had arrived in time */
    static Result run(Plan plan) {
        try (var backlog = new Backlog(plan)) {
            return backlog.run();
        }
    }

    private Result run() {
        var usage = new ProcessUsage();
        usage.watch("cluster", cluster.process().pid());
        var taking = open(0, consumer, consumer, declare(false));
        var sending = publishers.stream()
            .map(publisher -> open(publisher.number() % NODES, publisher, publisher, new ConfirmMethod.Select(false))).toList();
        long startNs = System.nanoTime();
        loop.execute(() -> {
            fillingSinceNs = startNs;
            publishers.forEach(publisher -> publisher.start(sending.get(publisher.number())));
        });
        await(filled, "the queue was full");
        long fullNs = System.nanoTime();
        loop.execute(() -> consumer.start(taking, QUEUE));
        await(allTaken, "all had arrived");
        long endNs = System.nanoTime();
        long left = ((QueueMethod.DeclareOk) await(onLoop(() -> taking.call(List.of(declare(true)))), "the queue was looked at").getFirst())
            .messages();
        var resident = usage.read().get("cluster");
        return onLoop(() -> {
            double blockedNs = publishers.stream().mapToLong(BacklogPublisher::blockedNs).average().orElseThrow();
            return new Result(consumer.taken(), consumer.wrong(), left, heldAtMost, plan.messages * 1e9 / (sentNs - startNs - blockedNs),
                plan.messages * 1e9 / (endNs - fullNs),
                (endNs - startNs) / 1e9, blockedNs / 1e9, publishers.stream().mapToInt(BacklogPublisher::timesBlocked).sum(),
                resident == null ? Double.NaN : resident.rssMiB() * (1 << 20));
        });
    }

    private static Method declare(boolean passive) {
        return new QueueMethod.Declare(QUEUE, passive, false, false, false, false, Map.of());
    }

    private AmqpChannel open(int node, ChannelListener owner, ConnectionListener told, Method setUp) {
        var settings = AmqpSettings.named("backlog");
        var connection =
            await(new AmqpDialer(cluster.url(), settings).dial(loop, cluster.url().hosts().get(node), told), "it was connected");
        var channel = onLoop(() -> connection.newChannel(owner));
        await(onLoop(() -> channel.open(List.of(setUp))), "its queue was declared");
        return channel;
    }

    // ---- told by publishers and consumer, on the loop

    void confirmed(int more) {
        confirmed += more;
        heldAtMost = Math.max(heldAtMost, confirmed - acknowledged);
        if (confirmed == plan.messages) sentNs = System.nanoTime();
    }

    /** A publisher was held back, or has sent everything: when nobody goes on, the queue is full. */
    void stopped() {
        if (publishers.stream().anyMatch(BacklogPublisher::isGoing)) return;
        if (!filled.isDone() || confirmed - filledFrom >= LEAST_FILLED) {
            consumer.goOnAt((confirmed - filledFrom) * 1e9 / (System.nanoTime() - fillingSinceNs) / 2);
        }
        filled.complete(null);
    }

    /** A publisher goes on: when it is the first one, the queue is filled again. */
    void letGo() {
        if (publishers.stream().filter(BacklogPublisher::isGoing).count() > 1) return;
        filledFrom = confirmed;
        fillingSinceNs = System.nanoTime();
    }

    void acknowledged(int more) {
        acknowledged += more;
        if (acknowledged == plan.messages) allTaken.complete(null);
    }

    void failed(String why) {
        var failure = new Failure.Environment("backlog: " + why);
        filled.completeExceptionally(failure);
        allTaken.completeExceptionally(failure);
    }

    // ---- for the one who calls

    private <T> T onLoop(Supplier<T> work) {
        return await(CompletableFuture.supplyAsync(work, loop), "its loop did as it was told");
    }

    private <T> T await(CompletableFuture<T> done, String what) {
        try {
            return done.get(plan.atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Failure failure ? failure : new Failure.Environment("backlog: " + e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new Failure.Environment("backlog: " + plan.atMost.toSeconds() + " s were over before " + what + "; of " + plan.messages
                + " messages "
                + confirmed + " were confirmed and " + acknowledged + " acknowledged", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure.Environment("backlog: interrupted before " + what, e);
        }
    }

    /** The connections go with the loop. */
    @Override
    public void close() {
        loop.execute(consumer::stop);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        cluster.close();
    }
}
