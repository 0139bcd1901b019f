package reprise.simulator.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reprise.recorder.Clock;
import reprise.recorder.LoopRecorder;
import reprise.simulator.oslo.CastReader;
import reprise.simulator.oslo.RecentIds;
import reprise.transport.amqp.AmqpChannel;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.QueueMethod;

/** The connection of a {@link CastServer} and what becomes of each message. Owned by the server's loop; ns. */
final class Receiver extends BrokerLink {
    private static final int MALFORMED_TOLD = 3;

    private final List<Method> setUp;
    private final CastReader reader;
    private final RecentIds recent = new RecentIds();
    private LoopRecorder recorder;
    private boolean stopped;
    private long received;
    private long receivedBytes;
    private long duplicates;
    private long malformed;
    private long early;
    private long wanted = Long.MAX_VALUE;
    private CompletableFuture<CastServer.Totals> drained;

    Receiver(EventLoop loop, Party party, CastTarget target, long seed, Clock clock, Notes notes) {
        super(loop, party, clock, notes);
        setUp = target.serverSetUp(target.fanoutQueue(seed));
        reader = new CastReader(target.method());
    }

    void start(LoopRecorder into) {
        recorder = into;
        if (early > 0) note("found %d messages from before the run; they are not counted", early);
    }

    void stop() {
        stopped = true;
        if (drained != null) drained.complete(totals());
    }

    CompletableFuture<CastServer.Totals> drain(long count, long atMostNs) {
        wanted = count;
        drained = new CompletableFuture<>();
        var waiting = drained;
        if (received >= wanted) waiting.complete(totals());
        else loop.schedule(() -> waiting.complete(totals()), atMostNs, TimeUnit.NANOSECONDS);
        return waiting;
    }

    CastServer.Totals totals() {
        return new CastServer.Totals(received, receivedBytes, duplicates, malformed, early);
    }

    // HOT: once per message; reads the clock once, acknowledges, decodes in place and records.
    @Override
    public void onDeliver(long deliveryTag, boolean redelivered, ByteBuf body) {
        if (stopped) return; // not acknowledged: it stays in its queue
        long now = clock.nanos();
        channel().ack(deliveryTag, false);
        if (recorder == null) {
            early++;
        } else if (!reader.read(body)) {
            malformed(now);
        } else if (reader.hasId() && !recent.accept(reader.idHigh(), reader.idLow())) {
            duplicates++;
            recorder.count(CastSchema.DUPLICATES, now, 1);
        } else {
            received(now);
        }
    }

    private void received(long now) {
        received++;
        receivedBytes += reader.cargoBytes();
        recorder.count(CastSchema.RECEIVED, now, 1);
        recorder.count(CastSchema.RECEIVED_BYTES, now, reader.cargoBytes());
        recorder.time(CastSchema.LATENCY, now, clock.wallNs(now) - reader.clientNs());
        if (received >= wanted) drained.complete(totals());
    }

    private void malformed(long now) {
        malformed++;
        recorder.count(CastSchema.MALFORMED, now, 1);
        if (malformed > MALFORMED_TOLD) return;
        note("got a malformed message: %s%s", reader.why(), malformed == MALFORMED_TOLD ? " (more are only counted)" : "");
    }

    @Override
    CompletableFuture<List<Method>> setUp(AmqpChannel fresh) {
        return fresh.open(setUp);
    }

    @Override
    void ready(List<Method> replies) {
        for (var reply : replies) {
            if (reply instanceof QueueMethod.DeclareOk queue && queue.messages() > 0) {
                note("finds %d messages waiting in queue %s", queue.messages(), queue.queue());
            }
        }
    }

    @Override
    void broken() {} // what was not acknowledged comes again

    @Override
    void gaveUp(AmqpFailure why) {
        note("error: the tries to reconnect are used up: %s", why.getMessage());
    }

    @Override
    public void onConfirm(long publishNumber, boolean multiple, boolean acked) {
        throw new IllegalStateException("a confirm for a server that publishes nothing");
    }

    @Override
    public void onReturn(int replyCode) {
        throw new IllegalStateException("a return for a server that publishes nothing");
    }
}
