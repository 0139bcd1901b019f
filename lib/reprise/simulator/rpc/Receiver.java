package reprise.simulator.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reprise.recorder.Clock;
import reprise.recorder.EventLog;
import reprise.recorder.LoopRecorder;
import reprise.simulator.oslo.MessageReader;
import reprise.simulator.oslo.NotificationReader;
import reprise.simulator.oslo.RecentIds;
import reprise.simulator.oslo.RequestReader;
import reprise.transport.amqp.AmqpChannel;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.QueueMethod;

/** The connection of a {@link MessageServer} to its queues and what becomes of each message. Owned by the server's loop; ns. */
final class Receiver extends BrokerLink {
    private static final int TOLD = 3;

    private final List<Method> setUp;
    private final MessageReader reader;
    private final RequestReader clockCall = new RequestReader(MessageTarget.CLOCK);
    private final Replier replier;
    private final RecentIds recent = new RecentIds();
    private final List<QueueGap> gaps = new ArrayList<>();
    private LedgerArrivals ledger = LedgerArrivals.NONE;
    private int node; // from 1, by the URL
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

    Receiver(EventLoop loop, Endpoint party, MessageKind kind, MessageTarget target, Replier replier, long seed, Clock clock,
        EventLog notes) {
        super(loop, party, clock, notes);
        setUp = target.serverSetUp(kind, target.fanoutQueue(seed));
        reader = kind == MessageKind.NOTIFY ? new NotificationReader() : new RequestReader(target.method());
        this.replier = replier;
        replier.whenIdle(this::lookAtDrain);
    }

    void into(LedgerArrivals arrivals) {
        ledger = arrivals;
    }

    void start(LoopRecorder into, long startsNs) {
        recorder = into;
        startNs = startsNs;
        if (early > 0) note("found %d messages from before the run; they are not counted", early);
    }

    void stop() {
        stopped = true;
        if (drained != null) drained.complete(totals());
    }

    CompletableFuture<MessageServer.Totals> drain(long count, long atMostNs) {
        wanted = count;
        drained = new CompletableFuture<>();
        var waiting = drained;
        lookAtDrain();
        if (!waiting.isDone()) loop.schedule(() -> waiting.complete(totals()), atMostNs, TimeUnit.NANOSECONDS);
        return waiting;
    }

    private void lookAtDrain() {
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
            if (reader.isForeign() && isClockCall(body)) tellTheTime(now);
            else if (reader.isForeign()) foreign(now);
            else malformed(now);
        } else if (arrivedAgain(now)) {
            duplicates++;
            recorder.count(MessageSchema.DUPLICATES, now, 1);
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
        recorder.count(MessageSchema.RECEIVED, now, 1);
        recorder.count(MessageSchema.RECEIVED_BYTES, now, reader.cargoBytes());
        recorder.time(MessageSchema.LATENCY, now, clock.wallNs(now) - reader.clientNs());
        if (reader instanceof RequestReader call && call.isCall()) replier.reply(call, now);
        if (received >= wanted) lookAtDrain();
    }

    private void tellTheTime(long now) {
        clockCalls++;
        replier.reply(clockCall, now);
    }

    /** A client of ours asks what time it is here: answered as a call, in no count but its own and that of replies. */
    private boolean isClockCall(ByteBuf body) {
        return reader instanceof RequestReader && clockCall.read(body) && clockCall.isCall();
    }

    /** A call of a method that is not here gets that for a reply, as oslo's server gives it. */
    private void foreign(long now) {
        foreign++;
        recorder.count(MessageSchema.FOREIGN, now, 1);
        if (reader instanceof RequestReader call && call.isCall()) replier.refuse(call, now);
        tell("foreign", foreign);
    }

    private void malformed(long now) {
        malformed++;
        recorder.count(MessageSchema.MALFORMED, now, 1);
        tell("malformed", malformed);
    }

    private void tell(String what, long count) {
        if (count <= TOLD) note("got a %s message: %s%s", what, reader.why(), count == TOLD ? " (more are only counted)" : "");
    }

    @Override
    CompletableFuture<List<Method>> setUp(AmqpChannel fresh) {
        node = number(); // deliveries may come before it is ready
        return fresh.open(setUp);
    }

    @Override
    void ready(List<Method> replies) {
        if (!gaps.isEmpty()) gaps.add(gaps.removeLast().closed(clock.nanos()));
        for (var reply : replies) {
            if (reply instanceof QueueMethod.DeclareOk queue && queue.messages() > 0) {
                note("finds %d messages waiting in queue %s", queue.messages(), queue.queue());
            }
        }
    }

    @Override
    void broken() { // what was not acknowledged comes again
        gaps.add(new QueueGap(cutOffNs(), QueueGap.OPEN));
    }

    List<QueueGap> gaps() {
        return List.copyOf(gaps);
    }

    @Override
    void gaveUp(AmqpFailure why) {
        note("error: the tries to reconnect are used up: %s", why.getMessage());
    }

    @Override
    public void onConfirm(long publishNumber, boolean multiple, boolean acked) {
        throw new IllegalStateException("a confirm for a server that publishes nothing");
    }

    @Override
    public void onReturn(int replyCode, ByteBuf body) {
        throw new IllegalStateException("a return for a server that publishes nothing");
    }
}
