package reprise.testee.broker;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Heartbeats of one connection (specification 4.2.7), looked at twice in each interval: one is sent if nothing was, and the
 * peer is given up after two intervals without an octet from it. Owned by the event loop.
 */
final class Heartbeat {
    private static final int MISSED_HALVES = 4;

    private final ClientConnection connection;
    private final ScheduledFuture<?> timer;
    private int silentHalves;

    Heartbeat(ClientConnection connection, Broker broker, int intervalSec) {
        this.connection = connection;
        long halfMs = intervalSec * 500L;
        timer = broker.loop.scheduleWithFixedDelay(this::look, halfMs, halfMs, TimeUnit.MILLISECONDS);
    }

    private void look() {
        silentHalves = connection.intake.aliveSinceAsked() ? 0 : silentHalves + 1;
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
