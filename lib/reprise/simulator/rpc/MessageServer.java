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
import reprise.transport.Guarded;
import reprise.transport.amqp.AmqpUrl.Host;

/**
 * The server: an RPC server that takes casts, calls and fan-outs alike, or a listener for notifications. One connection for
 * its queues, every message acknowledged, decoded, checked against the duplicate rule and timed; one more for the replies to
 * calls. Its methods may be called from any thread; everything happens on its loop. Times are ns of the clock.
 *
 * <p>Life: {@link #connect}, {@link #start}, {@link #drain}, {@link #close}. It closes the recorder's seconds until
 * {@code close}.
 */
public final class MessageServer {
    private static final long SECOND_NS = 1_000_000_000L;

    /**
     * What came in from the start on.
     *
     * @param early came before the start, left from another run: in no other count, and not replied to
     * @param foreign messages as oslo sends them, but of another method or event
     * @param repliesSent confirmed by the broker, those to unknown methods too
     * @param repliesLost given up: their queue did not come back, or the server ended first
     */
    public record Totals(long received, long receivedBytes, long duplicates, long malformed, long early, long repliesSent,
                         long repliesLost, long foreign) {}

    /**
     * What its totals are held against: deliveries = received + duplicates + malformed + foreign + early + clock calls, and replies begun
     * are sent or lost. Each is counted where it comes in.
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

    /** {@code kind}: of the messages it expects; {@code seed}: of its fan-out queue's name and its replies' ids. */
    public MessageServer(EventLoop loop, Endpoint party, MessageKind kind, MessageTarget target, long seed, Clock clock, EventLog notes) {
        this.loop = loop;
        this.clock = clock;
        this.kind = kind;
        replier = new Replier(loop, party.named(party.name() + " replies"), seed, clock, notes);
        receiver = new Receiver(loop, party, kind, target, replier, seed, clock, notes);
        for (var link : List.of(replier, receiver)) link.thrown().thenAccept(failed::complete);
    }

    /** Completes with whatever is thrown on the loop, memory that is used up too: the run is to end with it. */
    public CompletableFuture<Throwable> failed() {
        return failed;
    }

    /** Each arrival goes there, too: before {@link #start}, and owned by the same loop. */
    public MessageServer into(LedgerArrivals arrivals) {
        receiver.into(arrivals);
        return this;
    }

    /**
     * Declares and binds, at the party's first host, the queues that outlive their server, and goes: as an earlier run leaves
     * them, so that they can stand on another node than the server's. Queues that exist stay where they are.
     */
    public static CompletableFuture<Void> declareQueues(EventLoop loop, Endpoint party, MessageKind kind, MessageTarget target,
        Clock clock, EventLog notes) {
        return new Declaration(party, clock, notes).declare(loop, target.lastingSetUp(kind));
    }

    /**
     * Completes when its queues are bound and consumed; fails, with a sentence per host, when it cannot be. A server of calls
     * opens the connection for its replies too; where no calls are expected, the first one opens it.
     */
    public CompletableFuture<Void> connect() {
        var receiving = receiver.open();
        return kind == MessageKind.CALL ? CompletableFuture.allOf(receiving, replier.open()) : receiving;
    }

    /**
     * Records what comes in from now on, seconds counted from {@code atNs}; the part is this loop's alone. Completes when it
     * does.
     */
    public CompletableFuture<Void> start(LoopRecorder into, long atNs) {
        return CompletableFuture.runAsync(() -> {
            recorder = into;
            startNs = atNs;
            replier.start(into);
            receiver.start(into, atNs);
            nextSecond();
        }, loop);
    }

    /** Completes when this many were received and no reply is on its way, or the time is over, whichever is first. */
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

    /** When it is closed. */
    public Counted counted() {
        return new Counted(receiver.deliveries(), receiver.clockCalls(), replier.begun());
    }

    /** The node that it is connected to, or was last. */
    public Host broker() {
        return receiver.host();
    }

    /** Each time that its queues were away, in order; when it is closed. */
    public List<QueueGap> queueGaps() {
        return receiver.gaps();
    }

    /** When its queues' connection was cut off for the first time, if it was. */
    public OptionalLong firstCutOffNs() {
        return receiver.firstCutOffNs();
    }

    private void nextSecond() {
        secondTimer =
            loop.schedule(Guarded.task(this::second, failed::complete), startNs + (seconds + 1) * SECOND_NS - clock.nanos(),
            TimeUnit.NANOSECONDS);
    }

    private void second() {
        seconds++;
        recorder.tick(clock.nanos());
        nextSecond();
    }
}
