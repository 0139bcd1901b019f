package reprise.testee.broker;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One connection's heartbeats (specification 4.2.7), checked twice per interval: one is sent if nothing else was, and a peer that
 * was silent for two intervals is considered dead. Owned by the event loop.
 */
final class Heartbeat {
    private static final int MISSED_HALVES = 4;

    private final ClientConnection connection;
    private final ScheduledFuture<?> timer;
    private int silentHalves;

    Heartbeat(ClientConnection connection, Broker broker, int intervalSec) {
        this.connection = connection;
        long halfMs = intervalSec * 500L;
        timer = broker.loop.scheduleWithFixedDelay(this::check, halfMs, halfMs, TimeUnit.MILLISECONDS);
    }

    private void check() {
        silentHalves = connection.flow.heardSinceCheck() ? 0 : silentHalves + 1;
        if (silentHalves >= MISSED_HALVES) {
            connection.drop();
            return;
        }
        connection.heartbeat();
    }

    void end() {
        timer.cancel(false);
    }
}
