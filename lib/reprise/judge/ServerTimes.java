package reprise.judge;

/**
 * Where the server's seconds lie on the client's time axis. A second cannot be cut, so they are laid to the nearest whole
 * one and are {@link #restSec} late there.
 *
 * @param startSec the server's start, after the client's, by the client's clock as far as the clocks' difference is known
 * @param wrongBySec what that may be wrong by
 */
record ServerTimes(double startSec, double wrongBySec) {
    /** What hosts whose clocks were not compared are allowed: what whole seconds can tell at all. */
    private static final double UNTOLD_SEC = 1;

    static ServerTimes of(RoleRun client, RoleRun server, Clocks clocks) {
        long startNs = server.startWallNs() - client.startWallNs() - Math.round(clocks.knownOffsetMs() * 1e6);
        return new ServerTimes(startNs / 1e9, switch (clocks) {
            case Clocks.One _ -> 0;
            case Clocks.Apart apart -> apart.wrongByMs(client.durationSec()) / 1e3;
            case Clocks.Untold _ -> UNTOLD_SEC;
        });
    }

    int shiftSec() {
        return (int) Math.rint(startSec);
    }

    /** −0.5 to 0.5. */
    double restSec() {
        return startSec - shiftSec();
    }
}
