package reprise.simulator.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reprise.recorder.Clock;
import reprise.recorder.LoopRecorder;
import reprise.simulator.oslo.CastWriter;
import reprise.transport.amqp.AmqpChannel;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.Route;

/**
 * One client thread of a {@link CastClient}: a connection of its own and one cast in flight, its confirm awaited. Owned by
 * the client's loop. A cast begins at its tick even when the connection is down: then it is blocked until the reconnect.
 * <pre>
 *   cast is           what happens                        then
 *   idle              its tick, ready                     written
 *   idle              its tick, not ready                 blocked
 *   blocked           ready                               written
 *   written           confirm, nothing came back          ended: Confirmed
 *   written           came back, then confirm             ended: Unroutable
 *   written           nack                                ended: Failed
 *   written           cut off                             blocked: the same message, id and stamp go out again
 *   blocked           the policy gave up                  ended: Failed
 *   blocked           the run ends                        ended: Interrupted
 *   written           the run ends                        goes on for the drain time, then ended: Interrupted
 * </pre>
 */
final class Caster extends BrokerLink {
    private final CastClient client;
    private final CastTotals.Tally tally;
    private final ClosedLoop schedule;
    private final Bodies bodies;
    private final CastTarget target;
    private final Route route;
    private final CastWriter writer;
    private final Random ids;
    private final Attempt attempt = new Attempt();
    private final Runnable begin;
    private LoopRecorder recorder;
    private long seq;
    private long place;
    private long endNs;
    private boolean ending;
    private boolean finished;

    Caster(CastClient client, CastPlan plan, int thread, Bodies bodies, CastTotals.Tally tally, EventLoop loop, Party party,
        Clock clock, Notes notes) {
        super(loop, party, clock, notes);
        this.client = client;
        this.bodies = bodies;
        this.tally = tally;
        target = plan.target();
        schedule = plan.ratePerSec() == 0 ? ClosedLoop.unpaced() : ClosedLoop.paced(plan.ratePerSec(), plan.threads(), thread);
        route = target.route();
        writer = new CastWriter(target.method());
        begin = client.guarded(this::begin);
        place = bodies.firstOf(thread);
        ids = new Random(plan.seed() ^ 0xD1B54A32D192ED03L * (thread + 1));
    }

    void start(LoopRecorder into, long startNs, long stopNs) {
        recorder = into;
        endNs = stopNs;
        schedule.start(startNs);
        next();
    }

    // ---- the loop of one cast after the other

    // HOT: once per message; only the timer of a paced loop is an object, Netty's.
    private void next() {
        if (ending) {
            finish();
            return;
        }
        long dueNs = schedule.intendedNs();
        if (dueNs >= endNs) return; // the end comes by itself
        long waitNs = dueNs - clock.nanos();
        if (waitNs <= 0) begin();
        else loop.schedule(begin, waitNs, TimeUnit.NANOSECONDS);
    }

    private void begin() {
        long now = clock.nanos();
        if (ending || now >= endNs) return; // this tick's timer was later than the end
        schedule.begin(now);
        attempt.begin(++seq, bodies.at(place++), schedule.intendedNs(), now, ids.nextLong(), ids.nextLong());
        tally.began();
        if (isReady()) write();
    }

    // HOT: once per message; straight into the connection's buffer.
    private void write() {
        long stampNs = clock.wallNs(attempt.begunNs);
        var out = channel().beginPublish(route, writer.bodyBytes(attempt.seq, attempt.cargo, stampNs));
        writer.write(out, attempt.seq, attempt.cargo, stampNs, attempt.idHigh, attempt.idLow);
        if (attempt.written(channel().endPublish())) tally.resent();
    }

    // HOT: once per message; reads the clock once and records.
    @Override
    public void onConfirm(long publishNumber, boolean multiple, boolean acked) {
        var outcome = attempt.confirmed(publishNumber, multiple, acked);
        if (outcome != null) ended(outcome, clock.nanos());
    }

    private void ended(Outcome outcome, long now) {
        attempt.end();
        tally.ended(outcome, attempt.cargo.length, now);
        switch (outcome) {
            case Outcome.Confirmed _ -> recordSent(now);
            case Outcome.Unroutable _ -> {
                recordSent(now);
                recorder.count(CastSchema.UNROUTABLE, now, 1);
            }
            case Outcome.Failed failed -> {
                recorder.count(CastSchema.ERRORS, now, 1);
                note("error: cast %d: %s", attempt.seq, failed.why());
            }
            case Outcome.Interrupted _ -> { }
        }
        if (!ending) missed(schedule.done(Math.min(now, endNs)), now);
        next();
    }

    private void recordSent(long now) {
        recorder.count(CastSchema.SENT, now, 1);
        recorder.count(CastSchema.BODY_BYTES, now, attempt.cargo.length);
        recorder.time(CastSchema.CONFIRM, now, now - attempt.intendedNs);
        recorder.time(CastSchema.SERVICE, now, now - attempt.begunNs);
    }

    private void missed(long ticks, long atNs) {
        if (ticks == 0) return;
        tally.missed(ticks);
        recorder.count(CastSchema.MISSED_TICKS, atNs, ticks);
    }

    /** A second of the run ended at {@code boundaryNs}: the ticks missed so far belong to it. */
    void second(long boundaryNs) {
        if (attempt.isOpen() && !ending) missed(schedule.passed(boundaryNs), boundaryNs - 1);
    }

    // ---- the end

    /** No new casts from {@code now} on. What is on the wire may still be confirmed. */
    void end(long now) {
        if (ending) return;
        ending = true;
        missed(schedule.end(now), now - 1);
        if (!attempt.isOpen()) finish();
        else if (!attempt.isWritten()) interrupt();
    }

    /** Ends what is still in flight. */
    void interrupt() {
        if (attempt.isOpen()) ended(Outcome.INTERRUPTED, clock.nanos());
    }

    private void finish() {
        if (finished) return;
        finished = true;
        client.finished();
    }

    // ---- the connection

    /**
     * One method after the other, each reply awaited, as oslo's publisher does it. A server that was cut off in the same
     * moment sends all of its set-up in one write, so that it has bound its queues before our first cast is there.
     */
    @Override
    CompletableFuture<List<Method>> setUp(AmqpChannel fresh) {
        var replies = fresh.open(List.of());
        for (var method : target.clientSetUp()) replies = replies.thenCompose(_ -> fresh.call(List.of(method)));
        return replies;
    }

    @Override
    void ready(List<Method> replies) {
        if (attempt.isOpen()) write();
    }

    @Override
    void broken() {
        attempt.cutOff();
        if (ending) interrupt();
    }

    @Override
    void gaveUp(AmqpFailure why) {
        if (attempt.isOpen()) ended(new Outcome.Failed(why.getMessage()), clock.nanos());
    }

    @Override
    public void onReturn(int replyCode) {
        attempt.returned();
    }

    @Override
    public void onDeliver(long deliveryTag, boolean redelivered, ByteBuf body) {
        throw new IllegalStateException("a delivery for a client that consumes nothing");
    }
}
