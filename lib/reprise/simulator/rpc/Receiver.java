package reprise.simulator.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reprise.recorder.Clock;
import reprise.recorder.Event.Severity;
import reprise.recorder.EventLog;
import reprise.recorder.LoopRecorder;
import reprise.simulator.oslo.MessageReader;
import reprise.simulator.oslo.NotificationReader;
import reprise.simulator.oslo.RecentIds;
import reprise.simulator.oslo.RequestReader;
import reprise.transport.amqp.AmqpChannel;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.QueueMethod;

/** A {@link MessageServer}'s connection to its queues, and the handling of each message. Owned by the server's loop; ns. */
final class Receiver extends BrokerLink {
    private final List<Method> setUp;
    private final MessageReader reader;
    private final RequestReader clockCall = new RequestReader(MessageTarget.CLOCK);
    private final Replier replier;
    private final RecentIds recent = new RecentIds();
    private final List<QueueGap> gaps = new ArrayList<>();
    private LedgerArrivals ledger = LedgerArrivals.NONE;
    private int node; // from 1, in the URL's order
    private LoopRecorder recorder;
    private boolean stopped;
    private long startNs;
    private long deliveries;
    private long clockCalls;
    private long received;
    private long receivedBytes;
    private long duplicates;
    private long malformed;
    private long early;
    private long foreign;
    private long wanted = Long.MAX_VALUE;
    private CompletableFuture<MessageServer.Totals> drained;

    Receiver(EventLoop loop, Endpoint endpoint, MessageKind kind, MessageTarget target, Replier replier, long seed, Clock clock,
        EventLog notes) {
        super(loop, endpoint, clock, notes);
        setUp = target.serverSetUp(kind, target.fanoutQueue(seed));
        reader = kind == MessageKind.NOTIFY ? new NotificationReader() : new RequestReader(target.method());
        this.replier = replier;
        replier.whenIdle(this::checkDrained);
    }

    void into(LedgerArrivals arrivals) {
        ledger = arrivals;
    }

    void start(LoopRecorder into, long startsNs) {
        recorder = into;
        startNs = startsNs;
        if (early > 0) note(Severity.WARNING, "found %d messages from before the run; they are not counted", early);
    }

    void stop() {
        stopped = true;
        if (drained != null) drained.complete(totals());
    }

    CompletableFuture<MessageServer.Totals> drain(long count, long atMostNs) {
        wanted = count;
        drained = new CompletableFuture<>();
        var waiting = drained;
        checkDrained();
        if (!waiting.isDone()) loop.schedule(() -> waiting.complete(totals()), atMostNs, TimeUnit.NANOSECONDS);
        return waiting;
    }

    private void checkDrained() {
        if (drained != null && received >= wanted && replier.isIdle()) drained.complete(totals());
    }

    long deliveries() {
        return deliveries;
    }

    long clockCalls() {
        return clockCalls;
    }

    MessageServer.Totals totals() {
        return new MessageServer.Totals(received, receivedBytes, duplicates, malformed, early, replier.sent(), replier.lost(),
            foreign);
    }

    // HOT: once per message; reads the clock once, acknowledges, decodes in place and records.
    @Override
    public void onDeliver(long deliveryTag, boolean redelivered, ByteBuf body) {
        if (stopped) return; // not acknowledged: it stays in its queue
        long now = clock.nanos();
        channel().ack(deliveryTag, false);
        deliveries++;
        if (recorder == null || now < startNs) {
            early++;
        } else if (!reader.read(body)) {
            if (reader.isForeign() && isClockCall(body)) answerClockCall(now);
            else if (reader.isForeign()) foreign(now);
            else malformed(now);
        } else if (arrivedAgain(now)) {
            duplicates++;
            recorder.count(RpcMetrics.DUPLICATES, now, 1);
        } else {
            received(now);
        }
    }

    private boolean arrivedAgain(long now) {
        if (!reader.hasId()) {
            ledger.withoutId();
            return false;
        }
        boolean dropped = !recent.accept(reader.idHigh(), reader.idLow());
        ledger.delivered(reader.seq(), reader.idHigh(), reader.idLow(), now, node, dropped);
        return dropped;
    }

    private void received(long now) {
        received++;
        receivedBytes += reader.cargoBytes();
        recorder.count(RpcMetrics.RECEIVED, now, 1);
        recorder.count(RpcMetrics.RECEIVED_BYTES, now, reader.cargoBytes());
        recorder.time(RpcMetrics.LATENCY, now, clock.wallNs(now) - reader.clientNs());
        if (reader instanceof RequestReader call && call.isCall()) replier.reply(call, now);
        if (received >= wanted) checkDrained();
    }

    private void answerClockCall(long now) {
        clockCalls++;
        replier.reply(clockCall, now);
    }

    /** Handles a client's request for this host's time: answered like a call, but counted only as a clock call and as a reply. */
    private boolean isClockCall(ByteBuf body) {
        return reader instanceof RequestReader && clockCall.read(body) && clockCall.isCall();
    }

    /** A call of an unknown method receives that as its reply, as from oslo's server. */
    private void foreign(long now) {
        foreign++;
        recorder.count(RpcMetrics.FOREIGN, now, 1);
        if (reader instanceof RequestReader call && call.isCall()) replier.refuse(call, now);
        noteFirst(foreign, () -> "got a foreign message: " + reader.why());
    }

    private void malformed(long now) {
        malformed++;
        recorder.count(RpcMetrics.MALFORMED, now, 1);
        noteFirst(malformed, () -> "got a malformed message: " + reader.why());
    }

    @Override
    CompletableFuture<List<Method>> setUp(AmqpChannel fresh) {
        node = number(); // deliveries may precede ready()
        return fresh.open(setUp);
    }

    @Override
    void ready(List<Method> replies) {
        if (!gaps.isEmpty()) gaps.add(gaps.removeLast().closed(clock.nanos()));
        for (var reply : replies) {
            if (reply instanceof QueueMethod.DeclareOk queue && queue.messages() > 0) {
                note(Severity.WARNING, "finds %d messages waiting in queue %s", queue.messages(), queue.queue());
            }
        }
    }

    @Override
    void broken() { // unacknowledged messages are redelivered
        gaps.add(new QueueGap(cutOffNs(), QueueGap.OPEN));
    }

    List<QueueGap> gaps() {
        return List.copyOf(gaps);
    }
}
