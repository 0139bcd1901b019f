package reprise.testee.router;

import java.nio.file.Path;
import java.util.Optional;
import reprise.transport.wamp.WampLimits;

/**
 * Where a router listens, and its limits. The HTTP port belongs to its own plan.
 *
 * @param rawSocketPort TCP; 0 for any free one
 * @param unixPath of the rawsocket on a Unix-domain socket, if any; at most 100 bytes, a limit of the operating systems
 * @param realm the only one
 * @param maxSessions connections over WebSocket and rawsocket together
 * @param maxCallsInFlight unanswered calls per callee
 * @param joinTimeoutMs from the transport's handshake to HELLO
 * @param seed of session ids and of {@code invoke: random}
 * @param maxHeldBytes for sessions, registrations, subscriptions and open calls together, and again for what readers leave unread
 */
public record RouterPlan(String host, int rawSocketPort, Optional<Path> unixPath, String realm, WampLimits limits, int maxSessions,
    int maxCallsInFlight, long joinTimeoutMs, long seed, long maxHeldBytes) {
    private static final int MAX_UNIX_PATH_BYTES = 100;

    public RouterPlan {
        if (host.isEmpty()) throw new IllegalArgumentException("router: host is empty; give an address, for example 127.0.0.1");
        within("rawSocketPort", rawSocketPort, 0, 65_535);
        within("maxSessions", maxSessions, 1, 1_000_000);
        within("maxCallsInFlight", maxCallsInFlight, 1, 100_000_000);
        within("joinTimeoutMs", joinTimeoutMs, 1, 3_600_000);
        within("maxHeldBytes", maxHeldBytes, 1, Long.MAX_VALUE);
        if (realm.isEmpty()) throw new IllegalArgumentException("router: realm is empty; give a URI, for example realm1");
        if (unixPath.isPresent() && unixPath.get().toString().getBytes().length > MAX_UNIX_PATH_BYTES) {
            throw new IllegalArgumentException("router: unixPath is " + unixPath.get() + "; a socket's path has at most "
                + MAX_UNIX_PATH_BYTES + " bytes");
        }
    }

    /** On loopback, a free port, no Unix-domain socket, realm1. */
    public static RouterPlan local() {
        return new RouterPlan("127.0.0.1", 0, Optional.empty(), "realm1", WampLimits.USUAL, 20_000, 100_000, 10_000, 1,
            Runtime.getRuntime().maxMemory() / 10 * 4);
    }

    private static void within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("router: " + name + " is " + value + "; it must be from " + least + " to " + most);
        }
    }

    public RouterPlan withHost(String value) {
        return new RouterPlan(value, rawSocketPort, unixPath, realm, limits, maxSessions, maxCallsInFlight, joinTimeoutMs, seed,
            maxHeldBytes);
    }

    public RouterPlan withRawSocketPort(int value) {
        return new RouterPlan(host, value, unixPath, realm, limits, maxSessions, maxCallsInFlight, joinTimeoutMs, seed, maxHeldBytes);
    }

    public RouterPlan withUnixPath(Path value) {
        return new RouterPlan(host, rawSocketPort, Optional.of(value), realm, limits, maxSessions, maxCallsInFlight, joinTimeoutMs, seed,
            maxHeldBytes);
    }

    public RouterPlan withSeed(long value) {
        return new RouterPlan(host, rawSocketPort, unixPath, realm, limits, maxSessions, maxCallsInFlight, joinTimeoutMs, value,
            maxHeldBytes);
    }
}
