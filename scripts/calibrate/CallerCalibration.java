package calibrate;

import calibrate.WrkComparison.Result;
import calibrate.WrkComparison.Side;
import java.io.IOException;
import java.time.Duration;

/** Measures the router's HTTP caller and the load generator on this host, compared with a bare Netty server and with wrk. */
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
                load(bare, 1, 1);
                load(bare, 4, 200);
            } else {
                table.remark("(wrk is not installed: package wrk; nothing is measured beside it)");
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
        return WrkPeer.run(server.url().withTarget("/").toString(), server.url().target(), body, 4, 200, each).figures().requestsPerSec();
    }

    private void load(HttpServer server, int threads, int connections) throws IOException {
        var result = new WrkComparison(server.url(), HttpServer.ADD_BODY, HttpServer.ADD_REPLY, threads, connections, each).run(rounds);
        var shape = "load -t" + threads + " -c" + connections + ": ";
        table.row(shape + "requests, 1/s; wrk", Result.median(result.ours(), Side::requestsPerSec),
            Result.median(result.wrk(), Side::requestsPerSec), ">= 1");
        table.row(shape + "CPU for a request, us; wrk", Result.median(result.ours(), Side::cpuUsPerRequest),
            Result.median(result.wrk(), Side::cpuUsPerRequest), 2, "<= 1");
    }
}
