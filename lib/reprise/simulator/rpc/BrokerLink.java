package reprise.simulator.rpc;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reprise.recorder.Clock;
import reprise.recorder.Event.Severity;
import reprise.recorder.EventLog;
import reprise.simulator.Handshakes;
import reprise.simulator.rpc.ReconnectPolicy.Tries;
import reprise.transport.GuardedTask;
import reprise.transport.amqp.AmqpChannel;
import reprise.transport.amqp.AmqpConnection;
import reprise.transport.amqp.AmqpDialer;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.AmqpUrl.Host;
import reprise.transport.amqp.ChannelListener;
import reprise.transport.amqp.ConnectionListener;
import reprise.transport.amqp.Method;

/**
 * Keeps one endpoint connected to one of its hosts, following the {@link ReconnectPolicy}. Owned by one event loop; ns.
 * <pre>
 *   state     what happens                                  we do                              then
 *   IDLE      open                                          dial the first host                DIALING
 *   DIALING   connected, channel open, set up               ready                              READY
 *   DIALING   failed                                        wait as the policy says            WAITING
 *   DIALING   failed, and the policy gives up               gaveUp; wait the reconnect delay   WAITING
 *   DIALING   failed before it ever was READY, and hopeless: all hosts tried once, or login,
 *             virtual host or set-up refused                fail the opening                   CLOSED
 *   READY     lost, channel closed, consumer cancelled      broken; wait the reconnect delay   WAITING
 *   READY     the same, and not needed now (lazy)           broken                             BROKEN
 *   BROKEN    needed                                        wait the reconnect delay           WAITING
 *   IDLE      needed, and never opened                      dial the first host                DIALING
 *   WAITING   the wait has ended                            dial                               DIALING
 *   any       close                                         close the connection               CLOSED
 * </pre>
 * A lazy link is used occasionally: a publishing connection from oslo's pool discovers that it is broken only at its next use, and then
 * waits like any other. Consumers and steady publishers always need theirs.
 */
abstract class BrokerLink implements ChannelListener {
    private enum State { IDLE, DIALING, READY, BROKEN, WAITING, CLOSED }

    final EventLoop loop;
    final Clock clock;
    final Endpoint endpoint;
    private final EventLog notes;
    private final AmqpDialer dialer;
    final Handshakes handshakes = new Handshakes(RpcMetrics.HANDSHAKE); // of all its connections
    private final Tries tries;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    private final List<String> firstFailures = new ArrayList<>();
    private State state = State.IDLE;
    private Line line;
    private Future<?> wait;
    private long brokenNs;
    private volatile long firstBrokenNs;
    private AmqpChannel channel;
    private volatile Host host;

    BrokerLink(EventLoop loop, Endpoint endpoint, Clock clock, EventLog notes) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.clock = clock;
        this.notes = notes;
        dialer = new AmqpDialer(endpoint.url(), endpoint.settings(), tookNs -> handshakes.ended(clock.nanos(), tookNs));
        tries = endpoint.policy().tries(endpoint.order().size());
        host = endpoint.order().getFirst();
    }

    /** Opens a new channel and requests what is needed there; the future holds the replies. */
    abstract CompletableFuture<List<Method>> setUp(AmqpChannel fresh);

    /** The link is connected and set up. */
    abstract void ready(List<Method> replies);

    /** The link is no longer {@link #ready}. */
    abstract void broken();

    /** The policy's attempts are used up; it keeps trying nevertheless, for the next send. */
    void gaveUp(AmqpFailure why) {
        note(Severity.WARNING, "error: the tries to reconnect are used up: %s", why.getMessage());
    }

    /** Whether to reconnect at once after a break; if not, {@link #need} makes it reconnect. */
    boolean isNeeded() {
        return true;
    }

    /** The node that it is, or was last, connected to. Thread-safe. */
    final Host host() {
        return host;
    }

    /** The node's number in the URL, from 1. */
    final int number() {
        return endpoint.url().hosts().indexOf(host) + 1;
    }

    /** The current channel from its opening on, because deliveries may precede the end of the set-up. Null when cut off. */
    final AmqpChannel channel() {
        return channel;
    }

    final boolean isReady() {
        return state == State.READY;
    }

    /** When it was last cut off; 0 if never. */
    final long cutOffNs() {
        return brokenNs;
    }

    /** When it was first cut off, if it was. Thread-safe. */
    final OptionalLong firstCutOffNs() {
        return firstBrokenNs == 0 ? OptionalLong.empty() : OptionalLong.of(firstBrokenNs);
    }

    /** Notes it after the current work: when client and server are cut off together, noting one must not delay the other. */
    final void note(Severity severity, String format, Object... values) {
        long now = clock.nanos();
        var what = endpoint.name() + " " + String.format(Locale.ROOT, format, values);
        loop.execute(guarded(() -> notes.note(now, severity, what)));
    }

    /** Notes what happens often the first three times only. @param count with this one */
    final void noteFirst(long count, Supplier<String> what) {
        if (count <= 3) note(Severity.WARNING, "%s%s", what.get(), count == 3 ? " (more are only counted)" : "");
    }

    /** Completes when it is ready for the first time. Thread-safe. */
    final CompletableFuture<Void> open() {
        loop.execute(guarded(this::dial));
        return opened;
    }

    /** The link is needed: {@link #ready} follows, but never within this call. Confined to its loop. */
    final void need() {
        switch (state) {
            case IDLE -> {
                opened.complete(null); // nobody waits for the opening: it keeps trying
                dial();
            }
            case BROKEN -> waitToDial(Severity.WARNING, "finds itself cut off", tries.broken());
            case DIALING, READY, WAITING, CLOSED -> { }
        }
    }

    final CompletableFuture<Void> close() {
        state = State.CLOSED;
        if (wait != null) wait.cancel(false);
        var last = line;
        line = null;
        return last == null || last.connection == null ? CompletableFuture.completedFuture(null) : last.connection.close();
    }

    private void dial() {
        if (state == State.CLOSED) return;
        state = State.DIALING;
        host = endpoint.order().get(tries.host());
        var dialed = new Line();
        line = dialed;
        dialer.dial(loop, host, dialed).whenComplete((connection, failure) -> guarded(() -> dialed(dialed, connection, failure)).run());
    }

    private void dialed(Line dialed, AmqpConnection connection, Throwable failure) {
        if (line != dialed) {
            if (connection != null) connection.abort();
        } else if (failure != null) {
            failed(AmqpFailure.of(failure), false);
        } else {
            dialed.connection = connection;
            setUp(dialed);
        }
    }

    private void setUp(Line dialed) {
        channel = dialed.connection.newChannel(this);
        setUp(channel).whenComplete((replies, failure) -> guarded(() -> {
            if (line != dialed) return;
            if (failure != null) failed(AmqpFailure.of(failure), true);
            else becomeReady(replies);
        }).run());
    }

    private void becomeReady(List<Method> replies) {
        state = State.READY;
        tries.connected();
        if (brokenNs == 0) note(Severity.NORMAL, "connected to %s", host);
        else note(Severity.NORMAL, "connected to %s, %.3f s after it was cut off", host, (clock.nanos() - brokenNs) / 1e9);
        ready(replies);
        opened.complete(null);
    }

    /** The first exception of our own code on the loop; the run must end with it. */
    final CompletableFuture<Throwable> thrown() {
        return thrown;
    }

    final Runnable guarded(Runnable task) {
        return GuardedTask.task(task, this::broke);
    }

    private void broke(Throwable why) {
        thrown.complete(why);
        opened.completeExceptionally(new IllegalStateException(endpoint.name() + ": " + why, why));
        close();
    }

    private void failed(AmqpFailure why, boolean inSetUp) {
        if (isMistake(why)) return;
        disconnect();
        long waitNs = tries.failed();
        if (!opened.isDone()) {
            firstFailures.add(why.getMessage());
            if (inSetUp && why.isRefusal() || !why.kind().mayPass() || firstFailures.size() >= endpoint.order().size()) {
                state = State.CLOSED;
                opened.completeExceptionally(new IllegalStateException(String.join("\n", firstFailures), why));
                return;
            }
        }
        if (waitNs == Tries.GAVE_UP) {
            waitNs = tries.broken();
            gaveUp(why);
        }
        waitToDial(Severity.LOST, "not connected: " + why.getMessage(), waitNs);
    }

    /** A defect in our code is not a broken connection: reconnecting would hide it. */
    private boolean isMistake(AmqpFailure why) {
        if (why.kind() == AmqpFailure.Kind.MISTAKE) broke(why.getCause());
        return why.kind() == AmqpFailure.Kind.MISTAKE;
    }

    private void lost(AmqpFailure why) {
        if (isMistake(why)) return;
        if (state == State.DIALING) failed(why, false);
        if (state != State.READY) return;
        disconnect();
        brokenNs = clock.nanos();
        if (firstBrokenNs == 0) firstBrokenNs = brokenNs;
        state = State.BROKEN;
        broken();
        if (state != State.BROKEN) return; // needed in the meantime
        if (isNeeded()) waitToDial(Severity.LOST, "cut off: " + why.getMessage(), tries.broken());
        else note(Severity.LOST, "cut off: %s; comes back when it is needed", why.getMessage());
    }

    private void waitToDial(Severity severity, String what, long waitNs) {
        if (state == State.CLOSED) return;
        state = State.WAITING;
        note(severity, "%s; next try: %s in %.3f s", what, endpoint.order().get(tries.host()), waitNs / 1e9);
        wait = loop.schedule(guarded(this::dial), waitNs, TimeUnit.NANOSECONDS);
    }

    private void disconnect() {
        var last = line;
        line = null;
        channel = null;
        if (last != null && last.connection != null) last.connection.abort();
    }

    @Override
    public final void onClosed(AmqpFailure why) {
        lost(why);
    }

    @Override
    public void onCancel(String consumerTag) {
        note(Severity.WARNING, "was told by %s that consumer %s is cancelled: its queue is gone", host, consumerTag);
        lost(AmqpFailure.consumerCancelled(host, consumerTag));
    }

    /** One connection; events of an abandoned one are ignored. */
    private final class Line implements ConnectionListener {
        private AmqpConnection connection;

        @Override
        public void onBlocked(String reason) {
            if (line == this) note(Severity.WARNING, "is held back by %s: %s", host, reason);
        }

        @Override
        public void onUnblocked() {
            if (line == this) note(Severity.NORMAL, "is no longer held back by %s", host);
        }

        @Override
        public void onClosed(AmqpFailure why) {
            if (line == this) lost(why);
        }
    }
}
