package reprise.simulator.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reprise.recorder.Clock;
import reprise.recorder.Event.Severity;
import reprise.recorder.EventLog;
import reprise.recorder.LoopRecorder;
import reprise.simulator.oslo.CallWriter;
import reprise.simulator.oslo.CastWriter;
import reprise.simulator.oslo.MessageWriter;
import reprise.simulator.oslo.NotificationWriter;
import reprise.transport.amqp.AmqpChannel;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.Route;

/**
 * One client thread of a {@link MessageClient}: its own connection, with one message in flight whose confirm it awaits, and for a call
 * then the reply. Owned by the client's loop. A message begins at its tick even if the connection is down: then it is blocked until the
 * reconnect.
 * <pre>
 *   message is        what happens                        then
 *   idle              its tick, ready                     written
 *   idle              its tick, not ready                 blocked
 *   blocked           ready                               written
 *   written           confirm, nothing came back          ended: Confirmed
 *   written           came back, then confirm             ended: Unroutable
 *   written, a call   confirm                             sent; ended: Replied or Failed, if the reply was quicker
 *   written           nack                                ended: Failed
 *   written           cut off                             blocked: the same message, id and stamp go out again
 *   blocked           the policy gave up                  ended: Failed
 *   blocked           the run ends                        ended: Interrupted
 *   sent              its reply                           ended: Replied, or Failed if it is a failure
 *   sent              nothing for the time-out            ended: Failed
 *   sent              cut off                             sent: replies come on another connection
 *   written, sent     the run ends                        continues for the drain time, then ended: Interrupted
 * </pre>
 * A caller's connection is lazy, because oslo takes one from its pool for each publish: one that breaks while a reply is awaited
 * reconnects when the next call needs it. A client that only publishes uses its connection all the time.
 */
final class Sender extends BrokerLink {
    private final MessageClient client;
    private final MessageTotals.Tally tally;
    private final ClosedLoop schedule;
    private final Bodies bodies;
    private final MessagePlan plan;
    private final boolean calls;
    private final Route route;
    private final MessageWriter writer;
    private final Random ids;
    private final Attempt attempt = new Attempt();
    private final AwaitedReply reply;
    private final Runnable begin;
    private final int thread;
    private int node; // from 1, in the URL's order
    private LoopRecorder recorder;
    private long seq;
    private long place;
    private long endNs;
    private boolean ending;
    private boolean finished;

    Sender(MessageClient client, MessagePlan plan, int thread, Bodies bodies, MessageTotals.Tally tally, Replies replies, EventLoop loop,
        Endpoint endpoint, Clock clock, EventLog notes) {
        super(loop, endpoint, clock, notes);
        this.client = client;
        this.thread = thread;
        this.bodies = bodies;
        this.tally = tally;
        this.plan = plan;
        calls = plan.kind() == MessageKind.CALL;
        int placed = plan.share().place(thread); // in the whole, from 0
        schedule = plan.ratePerSec() == 0 ? ClosedLoop.unpaced() : ClosedLoop.paced(plan.ratePerSec(), plan.threads(), placed);
        route = plan.target().route(plan.kind(), plan.timeoutNs());
        writer = switch (plan.kind()) {
            case CAST, FANOUT -> new CastWriter(plan.target().method());
            case CALL -> new CallWriter(plan.target().method(), replies.queue(), replies.idsHigh(), thread);
            case NOTIFY -> new NotificationWriter("client-" + (placed + 1), replies.idsHigh(), thread);
        };
        begin = client.guarded(this::begin);
        reply = new AwaitedReply(loop, clock, plan.timeoutNs(), client.guarded(this::timedOut));
        place = bodies.firstOf(placed);
        ids = new Random(plan.seed() ^ 0xD1B54A32D192ED03L * (placed + 1));
    }

    void start(LoopRecorder into, long startNs, long stopNs) {
        recorder = into;
        endNs = stopNs;
        schedule.start(startNs);
        next();
    }

    // ---- the loop of one message after another

    // HOT: once per message; only Netty's timer of a paced loop is an object.
    private void next() {
        if (ending) {
            finish();
            return;
        }
        long dueNs = schedule.intendedNs();
        if (dueNs >= endNs) return; // the end arrives by itself
        long waitNs = dueNs - clock.nanos();
        if (waitNs <= 0) begin();
        else loop.schedule(begin, waitNs, TimeUnit.NANOSECONDS);
    }

    private void begin() {
        long now = clock.nanos();
        if (ending || now >= endNs) return; // this tick's timer fired after the end
        schedule.begin(now);
        attempt.begin(++seq, bodies.at(place++), schedule.intendedNs(), now, ids.nextLong(), ids.nextLong());
        reply.begin();
        tally.began();
        client.ledger().opened(thread, attempt.seq, attempt.idHigh, attempt.idLow, now);
        if (isReady()) write(now);
        else need();
    }

    // HOT: once per message; straight into the connection's buffer.
    private void write(long now) {
        long stampNs = clock.wallNs(attempt.begunNs);
        var out = channel().beginPublish(route, writer.bodyBytes(attempt.seq, attempt.cargo, stampNs));
        writer.write(out, attempt.seq, attempt.cargo, stampNs, attempt.idHigh, attempt.idLow);
        if (!attempt.written(channel().endPublish(), now)) return;
        tally.resent();
        client.ledger().resent(thread, clock.nanos(), node);
    }

    // HOT: once per message; reads the clock once and records.
    @Override
    public void onConfirm(long publishNumber, boolean multiple, boolean acked) {
        var outcome = attempt.confirmed(publishNumber, multiple, acked);
        if (outcome == null) return;
        long now = clock.nanos();
        if (calls && !(outcome instanceof Outcome.Failed)) sent(now);
        else ended(outcome, now);
    }

    // ---- a call, from its confirm to its reply

    private void sent(long now) {
        attempt.sent();
        tally.sent(attempt.cargo.length);
        recordSent(now);
        if (reply.answer() == null) reply.await(now);
        else ended(reply.answer(), now);
    }

    private void timedOut() {
        long now = clock.nanos();
        tally.timedOut();
        recorder.count(RpcMetrics.TIMEOUTS, now, 1);
        ended(new Outcome.Failed("no reply within " + BigDecimal.valueOf(plan.timeoutNs(), 9).stripTrailingZeros().toPlainString()
            + " s" + (attempt.wasReturned() ? "; no queue took the call" : "")), now);
    }

    /** Whether it has ever made this call. */
    boolean made(long number) {
        return number >= 1 && number <= seq;
    }

    /** A reply, or a {@code failure}, to its call of this number; false if that call is over. */
    // HOT: once per call.
    boolean replied(long number, String failure, long now) {
        if (!attempt.isOpen() || attempt.seq != number || !reply.take(failure, now)) return false;
        if (attempt.isSent()) ended(reply.answer(), now);
        return true;
    }

    // ---- the end of a message

    private void ended(Outcome outcome, long now) {
        attempt.end();
        reply.end();
        tally.ended(outcome, attempt.cargo.length, now);
        client.ledger().ended(thread, outcome, now, node);
        switch (outcome) {
            case Outcome.Confirmed _ -> recordSent(now);
            case Outcome.Replied _ -> {
                recorder.count(RpcMetrics.REPLIES, reply.answerNs(), 1);
                recorder.time(RpcMetrics.ROUND_TRIP, reply.answerNs(), reply.answerNs() - attempt.begunNs);
            }
            case Outcome.Unroutable _ -> {
                recordSent(now);
                recorder.count(RpcMetrics.UNROUTABLE, now, 1);
                client.unroutedCasts().add(attempt.writtenNs, now);
            }
            case Outcome.Failed failed -> {
                recorder.count(RpcMetrics.ERRORS, now, 1);
                if (outcome == Outcome.REFUSED) recorder.count(RpcMetrics.REFUSED, now, 1);
                note(Severity.WARNING, "error: %s %d: %s", plan.kind().label(), attempt.seq, failed.why());
            }
            case Outcome.Interrupted _ -> { }
        }
        if (!ending) missed(schedule.done(Math.min(now, endNs)), now);
        next();
    }

    private void recordSent(long now) {
        recorder.count(RpcMetrics.SENT, now, 1);
        recorder.count(RpcMetrics.BODY_BYTES, now, attempt.cargo.length);
        recorder.time(RpcMetrics.CONFIRM, now, now - attempt.intendedNs);
        recorder.time(RpcMetrics.SERVICE, now, now - attempt.begunNs);
    }

    private void missed(long ticks, long atNs) {
        if (ticks == 0) return;
        tally.missed(ticks);
        recorder.count(RpcMetrics.MISSED_TICKS, atNs, ticks);
    }

    /** A second of the run ended at {@code boundaryNs}: the ticks missed so far belong to it. */
    void second(long boundaryNs) {
        if (attempt.isOpen() && !ending) missed(schedule.passed(boundaryNs), boundaryNs - 1);
    }

    // ---- the end

    /** Begins nothing new from {@code now} on. Written messages may still be confirmed and replied to. */
    void end(long now) {
        if (ending) return;
        ending = true;
        missed(schedule.end(now), now - 1);
        if (!attempt.isOpen()) finish();
        else if (attempt.isBlocked()) interrupt();
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
     * Sends one method after another and awaits each reply, as oslo's publisher does. A server that was cut off at the same moment sends
     * its whole set-up in one write, so it has bound its queues before our first message arrives.
     */
    @Override
    CompletableFuture<List<Method>> setUp(AmqpChannel fresh) {
        var replies = fresh.open(List.of());
        for (var method : plan.target().clientSetUp(plan.kind())) replies = replies.thenCompose(_ -> fresh.call(List.of(method)));
        return replies;
    }

    @Override
    void ready(List<Method> replies) {
        node = number();
        if (attempt.isBlocked()) write(clock.nanos());
    }

    @Override
    boolean isNeeded() {
        return !calls || attempt.isBlocked();
    }

    @Override
    void broken() {
        if (attempt.isSent()) return;
        attempt.cutOff();
        if (ending) interrupt();
    }

    @Override
    void gaveUp(AmqpFailure why) {
        if (attempt.isBlocked()) ended(new Outcome.Failed(why.getMessage()), clock.nanos());
    }

    @Override
    public void onReturn(int replyCode, ByteBuf body) {
        attempt.returned();
    }

    @Override
    public void onDeliver(long deliveryTag, boolean redelivered, ByteBuf body) {
        throw new IllegalStateException("a delivery for a client that consumes nothing");
    }
}
