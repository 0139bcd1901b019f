package calibrate;

import java.io.IOException;
import java.time.Duration;

/** Measures the router's HTTP caller on this host, compared with a bare Netty server. */
public final class CallerCalibration {
    private static final int IDLE_CONNECTIONS = 10_000;
    private final LimitTable table;
    private final Duration each;
    private final int rounds;

    /** @param each how long to measure a figure, {@code rounds} times; wrk needs whole seconds */
    public CallerCalibration(LimitTable table, Duration each, int rounds) {
        this.table = table;
        this.each = each;
        this.rounds = rounds;
    }

    public void print() throws IOException {
        try (var bare = HttpServer.bare(); var router = HttpServer.router()) {
            if (WrkPeer.isInstalled()) {
                caller(bare, router);
            } else {
                table.remark("(wrk is not installed: package wrk; what the caller takes is not measured)");
            }
            table.row("caller: memory for each of 10,000 idle connections, kB",
                IdleConnections.costBytes(router.url(), router.pid(), HttpServer.ADD_BODY, IDLE_CONNECTIONS) / 1e3, 1, "<= 15");
        }
    }

    private void caller(HttpServer bare, HttpServer router) throws IOException {
        var limits = new double[rounds];
        var adds = new double[rounds];
        var muls = new double[rounds];
        for (int i = -1; i < rounds; i++) { // the round before the first warms up
            double[] round = {perSec(bare, HttpServer.ADD_BODY), perSec(router, HttpServer.ADD_BODY), perSec(router, HttpServer.MUL_BODY)};
            if (i < 0) continue;
            limits[i] = round[0];
            adds[i] = round[1];
            muls[i] = round[2];
        }
        table.row("caller: add2 under wrk -t4 -c200, 1/s; bare Netty", LimitTable.median(adds), LimitTable.median(limits), ">= 0.6");
        table.row("caller: mul2 under wrk -t4 -c200, 1/s; bare Netty", LimitTable.median(muls), LimitTable.median(limits), ">= 0.35");
    }

    private double perSec(HttpServer server, String body) throws IOException {
        return WrkPeer.run(server.url(), WrkPeer.Requests.NUMBERED, body, 4, 200, each).figures().requestsPerSec();
    }
}
