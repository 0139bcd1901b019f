package reprise.simulator.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reprise.recorder.Clock;
import reprise.recorder.EventLog;
import reprise.recorder.LoopRecorder;
import reprise.simulator.oslo.ReplyWriter;
import reprise.simulator.oslo.RequestReader;
import reprise.simulator.rpc.Reply.State;
import reprise.transport.amqp.AmqpChannel;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.ConfirmMethod;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.Route;

/**
 * A server's connection for its replies. It is lazy: once broken, it reconnects when the next reply needs it, like a connection from
 * oslo's pool. Owned by the server's loop; ns.
 * <pre>
 *   reply is   what happens                             then
 *   new        ready                                    written
 *   new        not ready                                waiting; the connection is needed
 *   waiting    ready                                    written, or lost if its time is over
 *   waiting    the policy gave up                       lost
 *   written    confirm, nothing came back               sent
 *   written    came back or refused: no such queue yet  paused for 0.25 s, or lost if its time is over
 *   written    cut off                                  waiting: the same reply goes out again
 *   paused     0.25 s are over                          as a new one
 *   any        the server ends                          lost
 * </pre>
 * Its time is 60 s, oslo's kombu_missing_consumer_retry_timeout: a message does not say how long its caller waits.
 */
final class Replier extends BrokerLink {
    static final long GIVE_UP_NS = 60_000_000_000L;
    private static final long PAUSE_NS = 250_000_000L;
    private static final int QUEUES_KNOWN = 200;

    private record Known(byte[] queue, Route route) {}

    private final Random ids;
    private final List<Known> known = new ArrayList<>();
    private final List<Reply> onTheirWay = new ArrayList<>();
    private final ArrayDeque<Reply> free = new ArrayDeque<>();
    private LoopRecorder recorder;
    private Runnable whenIdle = () -> { };
    private long begun;
    private long sent;
    private long lost;

    Replier(EventLoop loop, Endpoint endpoint, long seed, Clock clock, EventLog notes) {
        super(loop, endpoint, clock, notes);
        ids = new Random(seed ^ 0xD1B54A32D192ED03L);
    }

    void start(LoopRecorder into) {
        recorder = into;
    }

    void whenIdle(Runnable action) {
        whenIdle = action;
    }

    boolean isIdle() {
        return onTheirWay.isEmpty();
    }

    long begun() {
        return begun;
    }

    long sent() {
        return sent;
    }

    long lost() {
        return lost;
    }

    /** Counts replies in flight as lost. */
    void stop() {
        while (!onTheirWay.isEmpty()) lost(onTheirWay.getLast());
    }

    // ---- one reply

    /** Replies to the call that was just read. */
    // HOT: once per call; encoded into a kept buffer, then copied into the connection's.
    void reply(RequestReader call, long now) {
        var reply = begin(call, now);
        ReplyWriter.result(reply.body, call, clock.wallNs(now), ids.nextLong(), ids.nextLong());
        send(reply);
    }

    /** Replies to a call of an unknown method. */
    void refuse(RequestReader call, long now) {
        var reply = begin(call, now);
        ReplyWriter.noSuchMethod(reply.body, call, ids.nextLong(), ids.nextLong());
        send(reply);
    }

    private Reply begin(RequestReader call, long now) {
        var reply = free.isEmpty() ? new Reply() : free.pop();
        reply.begin(route(call), now + GIVE_UP_NS);
        onTheirWay.add(reply);
        begun++;
        return reply;
    }

    private Route route(RequestReader call) {
        for (int i = 0; i < known.size(); i++) if (isTo(known.get(i).queue, call)) return known.get(i).route;
        var name = new StringBuilder();
        for (int i = 0; i < call.replyQueueBytes(); i++) name.append((char) call.replyQueueByte(i));
        if (known.size() == QUEUES_KNOWN) known.removeFirst();
        known.add(new Known(name.toString().getBytes(StandardCharsets.US_ASCII),
            MessageTarget.replyRoute(name.toString())));
        return known.getLast().route;
    }

    private static boolean isTo(byte[] queue, RequestReader call) {
        if (queue.length != call.replyQueueBytes()) return false;
        for (int i = 0; i < queue.length; i++) if (queue[i] != call.replyQueueByte(i)) return false;
        return true;
    }

    private void send(Reply reply) {
        if (isReady()) write(reply);
        else need();
    }

    // HOT: once per call.
    private void write(Reply reply) {
        int bytes = reply.body.readableBytes();
        channel().beginPublish(reply.route, bytes).writeBytes(reply.body, reply.body.readerIndex(), bytes);
        reply.written(channel().endPublish());
    }

    // HOT: once per call; usually there is one reply.
    @Override
    public void onConfirm(long publishNumber, boolean multiple, boolean acked) {
        for (int i = onTheirWay.size() - 1; i >= 0; i--) {
            var reply = onTheirWay.get(i);
            if (!reply.isConfirmedBy(publishNumber, multiple)) continue;
            if (acked && !reply.returned) sent(reply);
            else pause(reply);
        }
    }

    private void sent(Reply reply) {
        sent++;
        recorder.count(RpcMetrics.REPLIES_SENT, clock.nanos(), 1);
        end(reply);
    }

    private void lost(Reply reply) {
        lost++;
        recorder.count(RpcMetrics.REPLIES_LOST, clock.nanos(), 1);
        end(reply);
    }

    private void end(Reply reply) {
        onTheirWay.remove(reply);
        reply.state = State.FREE;
        free.push(reply);
        if (onTheirWay.isEmpty()) whenIdle.run();
    }

    private void pause(Reply reply) {
        if (clock.nanos() + PAUSE_NS >= reply.giveUpNs) {
            lost(reply);
            return;
        }
        reply.state = State.PAUSED;
        loop.schedule(guarded(() -> again(reply)), PAUSE_NS, TimeUnit.NANOSECONDS);
    }

    private void again(Reply reply) {
        if (reply.state != State.PAUSED) return; // the server has ended
        reply.state = State.WAITING;
        send(reply);
    }

    /** A body returns unchanged, and no two are equal, so it identifies the reply. */
    @Override
    public void onReturn(int replyCode, ByteBuf body) {
        for (var reply : onTheirWay) {
            if (reply.state == State.WRITTEN && ByteBufUtil.equals(reply.body, body)) reply.returned = true;
        }
    }

    // ---- the connection

    @Override
    CompletableFuture<List<Method>> setUp(AmqpChannel fresh) {
        return fresh.open(List.of(new ConfirmMethod.Select(false)));
    }

    @Override
    void ready(List<Method> replies) {
        long now = clock.nanos();
        for (var reply : List.copyOf(onTheirWay)) {
            if (reply.state != State.WAITING) continue;
            if (now < reply.giveUpNs) write(reply);
            else lost(reply);
        }
    }

    @Override
    boolean isNeeded() {
        return onTheirWay.stream().anyMatch(reply -> reply.state == State.WAITING);
    }

    @Override
    void broken() {
        for (var reply : onTheirWay) if (reply.state == State.WRITTEN) reply.state = State.WAITING;
    }

    @Override
    void gaveUp(AmqpFailure why) {
        super.gaveUp(why);
        for (var reply : List.copyOf(onTheirWay)) if (reply.state == State.WAITING) lost(reply);
    }

    @Override
    public void onDeliver(long deliveryTag, boolean redelivered, ByteBuf body) {
        throw new IllegalStateException("a delivery for a connection that consumes nothing");
    }
}
