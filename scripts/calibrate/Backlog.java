package calibrate;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import reprise.simulator.amqp.Amqp;
import reprise.simulator.rpc.QueueKind;
import reprise.sut.Brokers;
import reprise.sut.Failure;
import reprise.sut.ProcessUsage;
import reprise.transport.Sockets;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.AmqpUrl;

/**
 * A queue of the embedded cluster with publishers faster than its consumer, and far more messages than its heap can hold.
 * Publishers fill it until all of them are blocked (connection.blocked) or have sent everything; then a consumer takes half as many
 * per second as they last sent unblocked. The child JVM exits at once if it runs out of memory. For one thread; the connections and
 * counts are confined to one event loop. Times are ns.
 */
final class Backlog implements AutoCloseable {
    private static final String QUEUE = "backlog";
    private static final int NODES = 3;
    /** Fewer messages give no rate, unless there is none yet. */
    private static final int LEAST_FILLED = 1000;

    /**
     * @param heapMiB of the cluster's child JVM; messages may fill two fifths of it
     * @param atMost limit for filling, and again for consuming
     */
    record Plan(int messages, int bodyBytes, int publishers, int heapMiB, Duration atMost) {}

    /**
     * @param taken deliveries to the consumer
     * @param wrong deliveries that were not the next one of their publisher
     * @param left in the queue at the end
     * @param heldAtMost messages confirmed but not acknowledged, at most
     * @param publishedPerSec while publishers were not blocked
     * @param takenPerSec from the consumer's start on
     * @param tookSec from the first publish to the last acknowledgement
     * @param blockedSec how long a publisher was blocked, on average
     * @param timesBlocked of all publishers together
     * @param residentBytes of the child JVM at the end; NaN if it cannot be read
     */
    record Result(long taken, long wrong, long left, long heldAtMost, double publishedPerSec, double takenPerSec, double tookSec,
        double blockedSec,
                  int timesBlocked, double residentBytes) {
        /** Whether each of this many messages arrived exactly once, in its publisher's order. */
        boolean arrivedOnce(int messages) {
            return taken == messages && wrong == 0 && left == 0;
        }
    }

    private final Plan plan;
    private final Brokers.Embedded cluster;
    private final EventLoopGroup loops = Sockets.loops("backlog", 1);
    private final EventLoop loop = loops.next();
    private List<BacklogPublisher> publishers; // set before they start
    private final BacklogConsumer consumer;
    private final CompletableFuture<Void> filled = new CompletableFuture<>();
    private final CompletableFuture<Void> allTaken = new CompletableFuture<>();
    private volatile long confirmed; // read by the caller after a time-out
    private volatile long acknowledged;
    private long heldAtMost;
    private long filledFrom; // the value of confirmed when filling began
    private long fillingSinceNs;
    private long sentNs;

    private Backlog(Plan plan) {
        this.plan = plan;
        cluster = Brokers.embedded("127.0.0.1", Collections.nCopies(NODES, 0), QueueKind.CLASSIC,
            List.of("-Xmx" + plan.heapMiB + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError",
            "-Dio.netty.leakDetection.level=disabled"));
        consumer = new BacklogConsumer(this, plan.publishers, plan.bodyBytes);
    }

    /** @throws Failure.Environment if a connection broke, or not all messages arrived in time */
    static Result run(Plan plan) {
        try (var backlog = new Backlog(plan)) {
            return backlog.run();
        } catch (AmqpFailure | IllegalStateException e) {
            throw new Failure.Environment("backlog: " + e.getMessage(), e);
        }
    }

    private Result run() {
        var usage = new ProcessUsage();
        usage.watch("cluster", cluster.process().pid());
        var taking = open(0);
        taking.queue(QUEUE).declare();
        int each = plan.messages / plan.publishers;
        int more = plan.messages % plan.publishers; // for the first publisher
        publishers = IntStream.range(0, plan.publishers)
            .mapToObj(i -> new BacklogPublisher(this, open(i % NODES), i, i == 0 ? each + more : each, plan.bodyBytes, QUEUE)).toList();
        long startNs = System.nanoTime();
        loop.execute(() -> {
            fillingSinceNs = startNs;
            publishers.forEach(BacklogPublisher::start);
        });
        await(filled, "the queue was full");
        long fullNs = System.nanoTime();
        consumer.start(taking, QUEUE);
        await(allTaken, "all had arrived");
        long endNs = System.nanoTime();
        long left = taking.messages(QUEUE);
        var resident = usage.read().get("cluster");
        return onLoop(() -> {
            double blockedNs = publishers.stream().mapToLong(BacklogPublisher::blockedNs).average().orElseThrow();
            return new Result(consumer.taken(), consumer.wrong(), left, heldAtMost, plan.messages * 1e9 / (sentNs - startNs - blockedNs),
                plan.messages * 1e9 / (endNs - fullNs),
                (endNs - startNs) / 1e9, blockedNs / 1e9, publishers.stream().mapToInt(BacklogPublisher::timesBlocked).sum(),
                resident == null ? Double.NaN : resident.rssMiB() * (1 << 20));
        });
    }

    private Amqp open(int node) {
        return Amqp.open(AmqpUrl.guest(List.of(cluster.url().hosts().get(node))), loop);
    }

    // ---- called by publishers and consumer, on the loop

    void confirmed() {
        confirmed++;
        heldAtMost = Math.max(heldAtMost, confirmed - acknowledged);
        if (confirmed == plan.messages) sentNs = System.nanoTime();
    }

    /** A publisher was blocked or has sent everything: when none continues, the queue is full. */
    void stopped() {
        if (publishers.stream().anyMatch(BacklogPublisher::isGoing)) return;
        if (!filled.isDone() || confirmed - filledFrom >= LEAST_FILLED) {
            consumer.goOnAt((confirmed - filledFrom) * 1e9 / (System.nanoTime() - fillingSinceNs) / 2);
        }
        filled.complete(null);
    }

    /** A publisher continues: the first one starts filling the queue again. */
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

    // ---- for the calling thread

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

    /** The connections close with the loop. */
    @Override
    public void close() {
        loop.execute(consumer::stop);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        cluster.close();
    }
}
