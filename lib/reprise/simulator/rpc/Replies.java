package reprise.simulator.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import reprise.recorder.Clock;
import reprise.recorder.ClockOffset;
import reprise.recorder.EventLog;
import reprise.recorder.LoopRecorder;
import reprise.simulator.oslo.CallId;
import reprise.simulator.oslo.ReplyReader;
import reprise.transport.amqp.AmqpChannel;
import reprise.transport.amqp.Method;

/**
 * A caller's connection for the replies to all its threads. Its queue is consumed before the first call, and is lost with its node until
 * the caller reconnects. Owned by the client's loop.
 * <pre>
 *   a reply                                              is
 *   to a call that a thread has in flight                that thread's
 *   to a call of ours that has ended                     late: timed out, interrupted, or replied to before
 *   to anything else, or no reply                        unknown; the first three are noted
 *   a server's sign of life (not ending)                 not counted: oslo's call monitor is off
 * </pre>
 */
final class Replies extends BrokerLink {
    private final MessageTotals.Tally tally;
    private final String queue;
    private final long idsHigh;
    private final ReplyReader reader = new ReplyReader();
    private final ClockOffset offset = new ClockOffset();
    private List<Sender> senders = List.of();
    private LoopRecorder recorder;
    private boolean stopped;
    private long unknown;
    private long deliveries;
    private long taken;
    private long signs;

    /** Names depend on the seed and the time: two clients with one seed must not receive each other's replies. */
    Replies(long seed, MessageTotals.Tally tally, EventLoop loop, Endpoint endpoint, Clock clock, EventLog notes) {
        super(loop, endpoint, clock, notes);
        this.tally = tally;
        long own = seed ^ clock.wallNs(clock.nanos());
        queue = MessageTarget.replyQueue(own);
        idsHigh = new Random(~own).nextLong();
    }

    String queue() {
        return queue;
    }

    /** First half of the ids of all the client's messages; see {@link CallId}. */
    long idsHigh() {
        return idsHigh;
    }

    /** How far the server's clock is ahead, from the replies so far. Confined to the loop until closed. */
    Optional<ClockOffset.Result> clockOffset() {
        return offset.result();
    }

    /** Confined to the loop until closed. */
    MessageClient.ReplyCounts counts() {
        return new MessageClient.ReplyCounts(deliveries, taken, signs);
    }

    void start(LoopRecorder into, List<Sender> threads) {
        recorder = into;
        senders = threads;
    }

    /** Stops counting. */
    void stop() {
        stopped = true;
    }

    // HOT: once per call; reads the clock once, acknowledges and decodes in place.
    @Override
    public void onDeliver(long deliveryTag, boolean redelivered, ByteBuf body) {
        long now = clock.nanos();
        channel().ack(deliveryTag, false);
        if (stopped || recorder == null) return;
        deliveries++;
        if (!reader.read(body)) {
            unknown(reader.why(), now);
        } else if (!reader.isEnding()) {
            signs++;
        } else {
            int thread = CallId.thread(reader.msgLow());
            long number = CallId.seq(reader.msgLow());
            if (reader.msgHigh() != idsHigh || thread >= senders.size() || !senders.get(thread).made(number)) {
                unknown("its _msg_id is that of no call from here", now);
                return;
            }
            if (reader.clientNs() > 0 && reader.serverNs() > 0) offset.add(reader.clientNs(), reader.serverNs(), clock.wallNs(now));
            if (!senders.get(thread).replied(number, reader.failure(), now)) {
                tally.replyLate();
                recorder.count(RpcMetrics.LATE_REPLIES, now, 1);
            } else {
                taken++;
            }
        }
    }

    private void unknown(String why, long now) {
        tally.replyUnknown();
        recorder.count(RpcMetrics.UNKNOWN_REPLIES, now, 1);
        noteFirst(++unknown, () -> "got an unknown reply: " + why);
    }

    @Override
    CompletableFuture<List<Method>> setUp(AmqpChannel fresh) {
        return fresh.open(MessageTarget.replySetUp(queue));
    }

    @Override
    void ready(List<Method> replies) {}

    @Override
    void broken() {} // pending calls keep waiting
}
