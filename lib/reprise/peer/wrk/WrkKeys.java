package reprise.peer.wrk;

import reprise.peer.wrk.WrkFigures.Errors;
import reprise.peer.wrk.WrkFigures.Percentiles;
import reprise.peer.wrk.WrkFigures.Spread;
import reprise.recorder.Limits;

/** {@link WrkFigures} as scenarios and run files have them. Bytes are in MiB (2^20), as wrk's "MB". */
@Limits(least = 0)
public record WrkKeys(Spread latencyUs, Percentiles percentilesUs, Spread threadRatePerSec, long requests, double tookSec, double readMiB,
                      double requestsPerSec, double readMiBPerSec) {
    private static final double MIB = 1 << 20; // a power of two: nothing is lost on the way

    /** Threads, connections and errors stand beside them in a file. */
    public WrkFigures figures(int threads, int connections, Errors errors) {
        return new WrkFigures(threads, connections, latencyUs, percentilesUs, threadRatePerSec, requests, Math.rint(tookSec * 1e6),
            readMiB * MIB, requestsPerSec, readMiBPerSec * MIB, errors);
    }
}
