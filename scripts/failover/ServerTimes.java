package failover;

import java.util.Locale;
import java.util.Optional;

/**
 * The position of the server's seconds on the client's time axis. A second cannot be split, so they are moved to the nearest whole second
 * and are {@link #restSec} late there.
 *
 * @param startSec the server's start after the client's, by the client's clock as far as the clock difference is known
 * @param wrongBySec the largest error of that time
 * @param known how exactly the time is known, in words; absent with one clock
 */
record ServerTimes(double startSec, double wrongBySec, Optional<String> known) {
    /** The error assumed for hosts whose clocks were not compared: the resolution of whole seconds. */
    private static final int UNKNOWN_SEC = 1;

    static ServerTimes of(RoleRun client, RoleRun server, Clocks clocks) {
        long startNs = server.startWallNs() - client.startWallNs() - Math.round(clocks.knownOffsetMs() * 1e6);
        double startSec = startNs / 1e9;
        return switch (clocks) {
            case Clocks.One _ -> new ServerTimes(startSec, 0, Optional.empty());
            case Clocks.Apart apart -> within(startSec, apart.wrongByMs(client.durationSec()) / 1e3);
            case Clocks.Unknown _ -> new ServerTimes(startSec, UNKNOWN_SEC, Optional.of("the hosts' clocks were not compared, and may be "
                + "further apart than the " + UNKNOWN_SEC + " s that is taken for it: set both by one source of time"));
        };
    }

    private static ServerTimes within(double startSec, double wrongBySec) {
        return new ServerTimes(startSec, wrongBySec,
            Optional.of(String.format(Locale.ROOT, "the hosts' clocks are known to %.4f s", wrongBySec)));
    }

    int shiftSec() {
        return (int) Math.rint(startSec);
    }

    /** The remainder, −0.5 to 0.5. */
    double restSec() {
        return startSec - shiftSec();
    }
}
