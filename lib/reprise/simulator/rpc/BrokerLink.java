package reprise.simulator.rpc;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reprise.recorder.Clock;
import reprise.recorder.EventLog;
import reprise.simulator.rpc.ReconnectPolicy.Tries;
import reprise.transport.Guarded;
import reprise.transport.amqp.AmqpChannel;
import reprise.transport.amqp.AmqpConnection;
import reprise.transport.amqp.AmqpDialer;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.AmqpUrl.Host;
import reprise.transport.amqp.ChannelListener;
import reprise.transport.amqp.ConnectionListener;
import reprise.transport.amqp.Method;

/**
 * Keeps one party connected to one of its hosts, by the {@link ReconnectPolicy}. Owned by one event loop; ns.
 * <pre>
 *   state     what happens                                  we do                              then
 *   IDLE      open                                          dial the first host                DIALING
 *   DIALING   connected, channel open, set up               ready                              READY
 *   DIALING   failed                                        wait as the policy says            WAITING
 *   DIALING   failed, and the policy gives up               gaveUp; wait the reconnect delay   WAITING
 *   DIALING   failed before it ever was READY, and hopeless: all hosts tried once, or login,
 *             virtual host or set-up refused                fail the opening                   CLOSED
 *   READY     lost, channel closed, consumer cancelled      broken; wait the reconnect delay   WAITING
 *   READY     the same, and nobody needs it (lazy)          broken                             BROKEN
 *   BROKEN    needed                                        wait the reconnect delay           WAITING
 *   IDLE      needed, and never opened                      dial the first host                DIALING
 *   WAITING   the wait is over                              dial                               DIALING
 *   any       close                                         say good-bye                       CLOSED
 * </pre>
 * A lazy link is one that is used now and then: a publishing connection from oslo's pool finds only when it is next used that
 * it is broken, and then waits as any other. Consumers, and who publishes all the time, are needed always.
 */
abstract class BrokerLink implements ChannelListener {
    private enum State { IDLE, DIALING, READY, BROKEN, WAITING, CLOSED }

    final EventLoop loop;
    final Clock clock;
    final Endpoint party;
    private final EventLog notes;
    private final AmqpDialer dialer;
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

    BrokerLink(EventLoop loop, Endpoint party, Clock clock, EventLog notes) {
        this.loop = loop;
        this.party = party;
        this.clock = clock;
        this.notes = notes;
        dialer = new AmqpDialer(party.url(), party.settings());
        tries = party.policy().tries(party.order().size());
        host = party.order().getFirst();
    }

    /** Opens a new channel and asks the broker for what is needed there; the replies. */
    abstract CompletableFuture<List<Method>> setUp(AmqpChannel fresh);

    /** Connected and set up. */
    abstract void ready(List<Method> replies);

    /** No longer {@link #ready}. */
    abstract void broken();

    /** The policy's tries are used up; it goes on trying all the same, for the next send. */
    abstract void gaveUp(AmqpFailure why);

    /** Whether it is to come back at once when it breaks; if not, it does when {@link #need} is called. */
    boolean isNeeded() {
        return true;
    }

    /** The node that it is connected to, or was last. Any thread. */
    final Host host() {
        return host;
    }

    /** Its number in the URL, from 1. */
    final int number() {
        return party.url().hosts().indexOf(host) + 1;
    }

    /** The present channel, from its opening on: deliveries may come before it is all set up. Null when cut off. */
    final AmqpChannel channel() {
        return channel;
    }

    final boolean isReady() {
        return state == State.READY;
    }

    /** When it was cut off last; 0 if it never was. */
    final long cutOffNs() {
        return brokenNs;
    }

    /** When it was cut off for the first time, if it was. Any thread. */
    final OptionalLong firstCutOffNs() {
        return firstBrokenNs == 0 ? OptionalLong.empty() : OptionalLong.of(firstBrokenNs);
    }

    /** Told after what is at hand: when client and server are cut off together, telling one must not delay the other. */
    final void note(String format, Object... values) {
        long now = clock.nanos();
        var what = party.name() + " " + String.format(Locale.ROOT, format, values);
        loop.execute(guarded(() -> notes.note(now, what)));
    }

    /** Completes when it is ready for the first time. Any thread. */
    final CompletableFuture<Void> open() {
        loop.execute(guarded(this::dial));
        return opened;
    }

    /** Somebody wants to use it: {@link #ready} follows, at once never. On its loop. */
    final void need() {
        switch (state) {
            case IDLE -> {
                opened.complete(null); // nobody waits for the opening: it goes on trying
                dial();
            }
            case BROKEN -> waitToDial("finds itself cut off", tries.broken());
            case DIALING, READY, WAITING, CLOSED -> { }
        }
    }

    final CompletableFuture<Void> close() {
        state = State.CLOSED;
        if (wait != null) wait.cancel(false);
        var connection = line == null ? null : line.connection;
        line = null;
        return connection == null ? CompletableFuture.completedFuture(null) : connection.close();
    }

    private void dial() {
        if (state == State.CLOSED) return;
        state = State.DIALING;
        host = party.order().get(tries.host());
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
        if (brokenNs == 0) note("connected to %s", host);
        else note("connected to %s, %.3f s after it was cut off", host, (clock.nanos() - brokenNs) / 1e9);
        ready(replies);
        opened.complete(null);
    }

    /** What was thrown in our own code on the loop, once: the run is to end with it. */
    final CompletableFuture<Throwable> thrown() {
        return thrown;
    }

    final Runnable guarded(Runnable task) {
        return Guarded.task(task, this::broke);
    }

    private void broke(Throwable why) {
        thrown.complete(why);
        opened.completeExceptionally(new IllegalStateException(party.name() + ": " + why, why));
        close();
    }

    private void failed(AmqpFailure why, boolean inSetUp) {
        if (isMistake(why)) return;
        hangUp();
        long waitNs = tries.failed();
        if (!opened.isDone()) {
            firstFailures.add(why.getMessage());
            if (inSetUp && why.isRefusal() || !why.kind().mayPass() || firstFailures.size() >= party.order().size()) {
                state = State.CLOSED;
                opened.completeExceptionally(new IllegalStateException(String.join("\n", firstFailures), why));
                return;
            }
        }
        if (waitNs == Tries.GAVE_UP) {
            waitNs = tries.broken();
            gaveUp(why);
        }
        waitToDial("not connected: " + why.getMessage(), waitNs);
    }

    /** A mistake is no cut-off: to come back from it would hide it. */
    private boolean isMistake(AmqpFailure why) {
        boolean mistake = why.kind() == AmqpFailure.Kind.MISTAKE;
        if (mistake) broke(why.getCause());
        return mistake;
    }

    private void lost(AmqpFailure why) {
        if (isMistake(why)) return;
        if (state == State.DIALING) failed(why, false);
        if (state != State.READY) return;
        hangUp();
        brokenNs = clock.nanos();
        if (firstBrokenNs == 0) firstBrokenNs = brokenNs;
        state = State.BROKEN;
        broken();
        if (state != State.BROKEN) return; // needed in between
        if (isNeeded()) waitToDial("cut off: " + why.getMessage(), tries.broken());
        else note("cut off: %s; comes back when it is needed", why.getMessage());
    }

    private void waitToDial(String what, long waitNs) {
        if (state == State.CLOSED) return;
        state = State.WAITING;
        note("%s; next try: %s in %.3f s", what, party.order().get(tries.host()), waitNs / 1e9);
        wait = loop.schedule(guarded(this::dial), waitNs, TimeUnit.NANOSECONDS);
    }

    private void hangUp() {
        var connection = line == null ? null : line.connection;
        line = null;
        channel = null;
        if (connection != null) connection.abort();
    }

    @Override
    public final void onClosed(AmqpFailure why) {
        lost(why);
    }

    @Override
    public void onCancel(String consumerTag) {
        note("was told by %s that consumer %s is cancelled: its queue is gone", host, consumerTag);
        lost(AmqpFailure.consumerCancelled(host, consumerTag));
    }

    /** One connection: what an abandoned one still says is not heard. */
    private final class Line implements ConnectionListener {
        private AmqpConnection connection;

        @Override
        public void onBlocked(String reason) {
            if (line == this) note("is held back by %s: %s", host, reason);
        }

        @Override
        public void onUnblocked() {
            if (line == this) note("is no longer held back by %s", host);
        }

        @Override
        public void onClosed(AmqpFailure why) {
            if (line == this) lost(why);
        }
    }
}
