package failover;

/**
 * The position of the server's seconds on the client's time axis. A second cannot be split, so they are moved to the nearest whole second
 * and are {@link #restSec} late there.
 *
 * @param startSec the server's start after the client's, by the client's clock as far as the clock difference is known
 * @param wrongBySec the largest error of that time
 */
record ServerTimes(double startSec, double wrongBySec) {
    /** The error assumed for hosts whose clocks were not compared: the resolution of whole seconds. */
    private static final double UNKNOWN_SEC = 1;

    static ServerTimes of(RoleRun client, RoleRun server, Clocks clocks) {
        long startNs = server.startWallNs() - client.startWallNs() - Math.round(clocks.knownOffsetMs() * 1e6);
        return new ServerTimes(startNs / 1e9, switch (clocks) {
            case Clocks.One _ -> 0;
            case Clocks.Apart apart -> apart.wrongByMs(client.durationSec()) / 1e3;
            case Clocks.Unknown _ -> UNKNOWN_SEC;
        });
    }

    int shiftSec() {
        return (int) Math.rint(startSec);
    }

    /** The remainder, −0.5 to 0.5. */
    double restSec() {
        return startSec - shiftSec();
    }
}
