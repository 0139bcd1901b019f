package reprise.simulator.rpc;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reprise.recorder.Clock;
import reprise.recorder.EventLog;
import reprise.recorder.LoopRecorder;
import reprise.transport.GuardedTask;
import reprise.transport.amqp.AmqpUrl.Host;

/**
 * The server: an RPC server for casts, calls and fan-outs, or a listener for notifications. One connection serves its queues, and every
 * message is acknowledged, decoded, checked against the duplicate rule and timed; another sends the replies to calls. Methods are
 * thread-safe; everything happens on its loop. Times are ns of the clock.
 *
 * <p>Life cycle: {@link #connect}, {@link #start}, {@link #drain}, {@link #close}. It closes the recorder's seconds until {@code close}.
 */
public final class MessageServer {
    private static final long SECOND_NS = 1_000_000_000L;

    /**
     * What arrived from the start on.
     *
     * @param early arrived before the start, left from another run: in no other count, and without a reply
     * @param foreign valid oslo messages for another method or event
     * @param repliesSent confirmed by the broker, including those to unknown methods
     * @param repliesLost given up: their queue did not return, or the server ended first
     */
    public record Totals(long received, long receivedBytes, long duplicates, long malformed, long early, long repliesSent,
                         long repliesLost, long foreign) {}

    /**
     * Checks the totals: deliveries = received + duplicates + malformed + foreign + early + clock calls, and every begun reply is sent or
     * lost. Each is counted where it arrives.
     */
    public record Counted(long deliveries, long clockCalls, long repliesBegun) {}

    private final EventLoop loop;
    private final Clock clock;
    private final MessageKind kind;
    private final Replier replier;
    private final Receiver receiver;
    private final CompletableFuture<Throwable> failed = new CompletableFuture<>();
    private LoopRecorder recorder;
    private long startNs;
    private long seconds;
    private Future<?> secondTimer;

    /** {@code kind} is that of the expected messages; {@code seed} determines its fan-out queue's name and its replies' ids. */
    public MessageServer(EventLoop loop, Endpoint endpoint, MessageKind kind, MessageTarget target, long seed, Clock clock,
                         EventLog notes) {
        this.loop = loop;
        this.clock = clock;
        this.kind = kind;
        replier = new Replier(loop, endpoint.named(endpoint.name() + " replies"), seed, clock, notes);
        receiver = new Receiver(loop, endpoint, kind, target, replier, seed, clock, notes);
        for (var link : List.of(replier, receiver)) link.thrown().thenAccept(failed::complete);
    }

    /** Completes with whatever is thrown on the loop, including Errors; the run must end with it. */
    public CompletableFuture<Throwable> failed() {
        return failed;
    }

    /** Reports each arrival to {@code arrivals} too. Call before {@link #start}; the same loop must own it. */
    public MessageServer into(LedgerArrivals arrivals) {
        receiver.into(arrivals);
        return this;
    }

    /**
     * Declares and binds at the endpoint's first host the queues that outlive their server, as an earlier run leaves them, and closes; so
     * they can be on another node than the server's. Existing queues stay where they are.
     */
    public static CompletableFuture<Void> declareQueues(EventLoop loop, Endpoint endpoint, MessageKind kind, MessageTarget target,
        Clock clock, EventLog notes) {
        return new Declaration(endpoint, clock, notes).declare(loop, target.lastingSetUp(kind));
    }

    /**
     * Completes when its queues are bound and consumed; fails with a sentence per host if that is impossible. A server of calls opens the
     * connection for its replies too; otherwise the first call opens it.
     */
    public CompletableFuture<Void> connect() {
        var receiving = receiver.open();
        return kind == MessageKind.CALL ? CompletableFuture.allOf(receiving, replier.open()) : receiving;
    }

    /**
     * Records what arrives from now on, with seconds counted from {@code atNs}; the part is this loop's own. Completes when recording has
     * begun.
     */
    public CompletableFuture<Void> start(LoopRecorder into, long atNs) {
        return CompletableFuture.runAsync(() -> {
            recorder = into;
            startNs = atNs;
            for (var link : List.of(replier, receiver)) link.handshakes.start(into, atNs);
            replier.start(into);
            receiver.start(into, atNs);
            nextSecond();
        }, loop);
    }

    /** Completes when this many messages were received and no reply is in flight, or after {@code atMostNs}. */
    public CompletableFuture<Totals> drain(long received, long atMostNs) {
        return CompletableFuture.supplyAsync(() -> receiver.drain(received, atMostNs), loop).thenCompose(drained -> drained);
    }

    /** Closes the connection; nothing is recorded after it completes. */
    public CompletableFuture<Totals> close() {
        return CompletableFuture.supplyAsync(() -> {
            if (secondTimer != null) secondTimer.cancel(false);
            replier.stop();
            receiver.stop();
            if (recorder != null) recorder.tick(clock.nanos());
            return CompletableFuture.allOf(receiver.close(), replier.close());
        }, loop).thenCompose(closed -> closed).thenApplyAsync(_ -> receiver.totals(), loop);
    }

    /** Valid once it is closed. */
    public Counted counted() {
        return new Counted(receiver.deliveries(), receiver.clockCalls(), replier.begun());
    }

    /** The node that it is, or was last, connected to. */
    public Host broker() {
        return receiver.host();
    }

    /** Each gap in which its queues were absent, in order; valid once it is closed. */
    public List<QueueGap> queueGaps() {
        return receiver.gaps();
    }

    /** When its queues' connection was first cut off, if it was. */
    public OptionalLong firstCutOffNs() {
        return receiver.firstCutOffNs();
    }

    private void nextSecond() {
        secondTimer =
            loop.schedule(GuardedTask.task(this::second, failed::complete), startNs + (seconds + 1) * SECOND_NS - clock.nanos(),
            TimeUnit.NANOSECONDS);
    }

    private void second() {
        seconds++;
        recorder.tick(clock.nanos());
        nextSecond();
    }
}
