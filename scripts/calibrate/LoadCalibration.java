package calibrate;

import calibrate.WrkComparison.Result;
import calibrate.WrkPeer.Requests;
import java.io.IOException;
import java.time.Duration;

/**
 * Measures the load generator on this host, beside wrk: with requests that are numbered, for which wrk's script builds each, on a bare
 * Netty server; with fixed requests, which wrk only sends, on the router; and with so many connections that servers stumble.
 */
public final class LoadCalibration {
    private static final int STORM = 5_000;
    private final LimitTable table;
    private final Duration each;
    private final int rounds;

    /** @param each how long to measure a figure, {@code rounds} times; wrk needs whole seconds */
    public LoadCalibration(LimitTable table, Duration each, int rounds) {
        this.table = table;
        this.each = each;
        this.rounds = rounds;
    }

    public void print() throws IOException {
        if (!WrkPeer.isInstalled()) {
            table.remark("(wrk is not installed: package wrk; the load generator is not measured beside it)");
            return;
        }
        try (var bare = HttpServer.bare(); var router = HttpServer.router()) {
            rows("load -t1 -c1", LoadShape.adding(bare, Requests.NUMBERED, 1, 1, each), ">= 1", "<= 1");
            rows("load -t4 -c200", LoadShape.adding(bare, Requests.NUMBERED, 4, 200, each), ">= 1.4", "<= 0.6");
            rows("load -t2 -c50, fixed", LoadShape.adding(router, Requests.FIXED, 2, 50, each), ">= 1.1", "<= 1");
            rows("load -t2 -c500, fixed", LoadShape.adding(router, Requests.FIXED, 2, 500, each), ">= 1.1", "<= 1");
            var storm = rows("load -t2 -c5000, fixed", LoadShape.adding(router, Requests.FIXED, 2, STORM, each), ">= 1", "<= 1");
            table.row("load -t2 -c5000, fixed: time-outs of 2 s; wrk", Result.median(storm.ours(), LoadSide::timeouts),
                Result.median(storm.wrk(), LoadSide::timeouts), "no more");
        }
    }

    private Result rows(String what, LoadShape shape, String rateAim, String cpuAim) throws IOException {
        var result = WrkComparison.of(shape, rounds);
        table.row(what + ": requests, 1/s; wrk", Result.median(result.ours(), LoadSide::requestsPerSec),
            Result.median(result.wrk(), LoadSide::requestsPerSec), rateAim);
        table.row(what + ": CPU for a request, us; wrk", Result.median(result.ours(), LoadSide::cpuUsPerRequest),
            Result.median(result.wrk(), LoadSide::cpuUsPerRequest), 2, cpuAim);
        return result;
    }
}
