package reprise.simulator.rpc;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import reprise.recorder.Clock;
import reprise.recorder.ClockOffset;
import reprise.recorder.EventLog;
import reprise.recorder.LoopRecorder;
import reprise.transport.GuardedTask;
import reprise.transport.amqp.AmqpUrl.Host;

/**
 * The client: N threads, each with its own connection and one message in flight, and, if it calls, one more connection for all replies;
 * all on one event loop. Methods are thread-safe. Times are ns of the clock.
 *
 * <p>Life cycle: {@link #connect}, {@link #start}, {@link #done} (at the end of the plan, or after {@link #stop}), {@link #close}. It
 * closes the recorder's seconds until {@code close}.
 */
public final class MessageClient {
    private static final long SECOND_NS = 1_000_000_000L;

    private final EventLoop loop;
    private final MessagePlan plan;
    private final Clock clock;
    private final MessageTotals.Tally tally = new MessageTotals.Tally();
    private final UnroutedCasts unrouted = new UnroutedCasts();
    private final Replies replies;
    private final List<Sender> senders;
    private final CompletableFuture<MessageTotals> done = new CompletableFuture<>();
    private LedgerSends ledger = LedgerSends.NONE;
    private LoopRecorder recorder;
    private int left;
    private boolean ended;
    private long seconds;
    private long startNs;
    private long endNs;
    private Future<?> secondTimer;
    private Future<?> endTimer;

    public MessageClient(EventLoop loop, Endpoint endpoint, MessagePlan plan, Clock clock, EventLog notes) {
        this.loop = loop;
        this.plan = plan;
        this.clock = clock;
        var bodies = new Bodies(plan.sizes(), plan.seed());
        replies = new Replies(plan.seed(), tally, loop, endpoint.named(endpoint.name() + " replies"), clock, notes);
        senders = IntStream.range(0, plan.ownThreads()).mapToObj(thread -> new Sender(this, plan, thread, bodies, tally, replies,
            loop, plan.ownThreads() == 1 ? endpoint : endpoint.named(endpoint.name() + " " + (thread + 1)), clock, notes)).toList();
        failWith(replies);
        senders.forEach(this::failWith);
    }

    private void failWith(BrokerLink link) {
        link.thrown().thenAccept(done::completeExceptionally);
    }

    /** Completes when all threads are connected; fails with a sentence per host if one cannot connect. */
    public CompletableFuture<Void> connect() {
        return CompletableFuture.allOf(links().map(BrokerLink::open).toArray(CompletableFuture[]::new));
    }

    private Stream<BrokerLink> links() {
        return Stream.concat(plan.kind() == MessageKind.CALL ? Stream.of(replies) : Stream.empty(), senders.stream());
    }

    /** Reports each message to {@code sends} too. Call before {@link #start}; the same loop must own it. */
    public MessageClient into(LedgerSends sends) {
        ledger = sends;
        return this;
    }

    /** When casts found no queue; valid once it is closed. */
    public UnroutedCasts unroutedCasts() {
        return unrouted;
    }

    LedgerSends ledger() {
        return ledger;
    }

    /** Sends from {@code atNs} on for the plan's duration, and records into this loop's own part. */
    public void start(LoopRecorder into, long atNs) {
        loop.execute(guarded(() -> {
            recorder = into;
            startNs = atNs;
            endNs = atNs + plan.durationNs();
            left = senders.size();
            endTimer = loop.schedule(guarded(this::end), endNs - clock.nanos(), TimeUnit.NANOSECONDS);
            nextSecond();
            links().forEach(link -> link.handshakes.start(into, atNs));
            replies.start(into, senders);
            senders.forEach(caster -> caster.start(into, startNs, endNs));
        }));
    }

    /** The counts, when every message has its outcome. Fails with whatever is thrown on the loop, including Errors. */
    public CompletableFuture<MessageTotals> done() {
        return done;
    }

    /** Stops sending now. */
    public CompletableFuture<MessageTotals> stop() {
        loop.execute(guarded(() -> {
            if (recorder == null) done.complete(tally.totals(clock.nanos()));
            else end();
        }));
        return done;
    }

    /** Closes the connections; nothing is recorded after it completes. */
    public CompletableFuture<Void> close() {
        return stop().handle((_, _) -> null).thenComposeAsync(_ -> {
            if (secondTimer != null) secondTimer.cancel(false);
            if (recorder != null) recorder.tick(clock.nanos());
            return CompletableFuture.allOf(links().map(BrokerLink::close).toArray(CompletableFuture[]::new));
        }, loop);
    }

    /** The node of the first thread, which "the client's node" means. */
    public Host broker() {
        return senders.getFirst().host();
    }

    /** How far the server's clock is ahead of ours, from the calls' replies; absent without one. Valid once it is closed. */
    public Optional<ClockOffset.Result> clockOffset() {
        return replies.clockOffset();
    }

    /**
     * The reply queue's counts: deliveries = taken + signs + late + unknown.
     *
     * @param taken replies to the call that a thread had in flight
     * @param signs heartbeats, which end nothing
     */
    public record ReplyCounts(long deliveries, long taken, long signs) {}

    /** Valid once it is closed. */
    public ReplyCounts replyCounts() {
        return replies.counts();
    }

    /** When the last send was completed (for calls: the last good reply arrived), if any: ns of the clock. Thread-safe. */
    public OptionalLong lastSentNs() {
        return tally.lastSentNs();
    }

    /** When the first thread was first cut off from its node, if it was: ns of the clock. Thread-safe. */
    public OptionalLong firstCutOffNs() {
        return senders.getFirst().firstCutOffNs();
    }

    private void end() {
        if (ended) return;
        ended = true;
        endTimer.cancel(false); // a loop that goes on would keep this client until then
        endNs = Math.min(endNs, clock.nanos());
        senders.forEach(caster -> caster.end(endNs));
        if (left > 0) loop.schedule(guarded(() -> senders.forEach(Sender::interrupt)), plan.drainNs(), TimeUnit.NANOSECONDS);
    }

    void finished() {
        if (--left > 0) return;
        replies.stop();
        done.complete(tally.totals(endNs));
    }

    /** A loop swallows what its tasks throw; this makes it fail {@link #done}. */
    Runnable guarded(Runnable task) {
        return GuardedTask.task(task, done::completeExceptionally);
    }

    private void nextSecond() {
        secondTimer = loop.schedule(guarded(this::second), startNs + (seconds + 1) * SECOND_NS - clock.nanos(),
            TimeUnit.NANOSECONDS);
    }

    private void second() {
        seconds++;
        long boundaryNs = startNs + seconds * SECOND_NS;
        senders.forEach(caster -> caster.second(Math.min(boundaryNs, endNs)));
        if (boundaryNs >= endNs) end(); // before its last second is closed
        recorder.tick(clock.nanos());
        nextSecond();
    }
}
