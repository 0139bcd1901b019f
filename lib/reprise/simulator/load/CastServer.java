package reprise.simulator.load;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reprise.recorder.Clock;
import reprise.recorder.LoopRecorder;
import reprise.transport.amqp.AmqpUrl.Host;

/**
 * The server of casts: one connection, three queues, every message acknowledged, decoded, checked against the duplicate
 * rule and timed. Its methods may be called from any thread; everything happens on its loop. Times are ns of the clock.
 *
 * <p>Life: {@link #connect}, {@link #start}, {@link #drain}, {@link #close}. It closes the recorder's seconds until
 * {@code close}.
 */
public final class CastServer {
    private static final long SECOND_NS = 1_000_000_000L;

    /** What came in from the start on. {@code early} came before it, left from another run: in no other count. */
    public record Totals(long received, long receivedBytes, long duplicates, long malformed, long early) {}

    private final EventLoop loop;
    private final Clock clock;
    private final Receiver receiver;
    private LoopRecorder recorder;
    private long startNs;
    private long seconds;
    private Future<?> secondTimer;

    /** {@code seed}: of its fan-out queue's name. */
    public CastServer(EventLoop loop, Party party, CastTarget target, long seed, Clock clock, Notes notes) {
        this.loop = loop;
        this.clock = clock;
        receiver = new Receiver(loop, party, target, seed, clock, notes);
    }

    /** Completes when its queues are bound and consumed; fails, with a sentence per host, when it cannot be. */
    public CompletableFuture<Void> connect() {
        return receiver.open();
    }

    /**
     * Records what comes in from now on, seconds counted from {@code atNs}; the part is this loop's alone. Completes when it
     * does.
     */
    public CompletableFuture<Void> start(LoopRecorder into, long atNs) {
        return CompletableFuture.runAsync(() -> {
            recorder = into;
            startNs = atNs;
            receiver.start(into);
            nextSecond();
        }, loop);
    }

    /** Completes when this many were received, or the time is over, whichever is first. */
    public CompletableFuture<Totals> drain(long received, long atMostNs) {
        return CompletableFuture.supplyAsync(() -> receiver.drain(received, atMostNs), loop).thenCompose(drained -> drained);
    }

    /** Closes the connection; nothing is recorded after it completes. */
    public CompletableFuture<Totals> close() {
        return CompletableFuture.supplyAsync(() -> {
            if (secondTimer != null) secondTimer.cancel(false);
            if (recorder != null) recorder.tick(clock.nanos());
            receiver.stop();
            return receiver.close();
        }, loop).thenCompose(closed -> closed).thenApplyAsync(_ -> receiver.totals(), loop);
    }

    /** The node that it is connected to, or was last. */
    public Host broker() {
        return receiver.host();
    }

    private void nextSecond() {
        secondTimer = loop.schedule(this::second, startNs + (seconds + 1) * SECOND_NS - clock.nanos(), TimeUnit.NANOSECONDS);
    }

    private void second() {
        seconds++;
        recorder.tick(clock.nanos());
        nextSecond();
    }
}
