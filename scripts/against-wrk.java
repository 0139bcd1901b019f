///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../lib/Reprise.java
//SOURCES calibrate/BareHttpMain.java
//SOURCES calibrate/ClosingHttpMain.java
//SOURCES calibrate/Cpu.java
//SOURCES calibrate/HttpServer.java
//SOURCES calibrate/LoadShape.java
//SOURCES calibrate/LoadSide.java
//SOURCES calibrate/WrkComparison.java
//SOURCES calibrate/WrkPeer.java
//JAVA_OPTIONS -Xms128m -Xmx192m -XX:+UseSerialGC -Dio.netty.leakDetection.level=disabled
//MAIN AgainstWrk
//DESCRIPTION The load generator and wrk in turn on the same servers: requests per second, CPU per request, percentiles.

import calibrate.HttpServer;
import calibrate.LoadShape;
import calibrate.LoadSide;
import calibrate.WrkComparison;
import calibrate.WrkComparison.Result;
import calibrate.WrkPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reprise.experiment.HostEnvironment;
import reprise.experiment.ScriptRunner;
import reprise.recorder.Origin;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/*
 * Compares the load generator's speed and accuracy with wrk's. Both load the same servers in turn in one run: a bare Netty HTTP server that
 * only sends the reply, one that closes the connection after each reply, and the router's add2. Nothing passes or fails. The output has
 * every round, the medians, their ratio, and the spread between two rounds of wrk, because a difference must be judged against that spread.
 */
@Command(name = "against-wrk", sortOptions = false, mixinStandardHelpOptions = true, version = "against-wrk " + Origin.Tool.VERSION,
    description = "The load generator and wrk in turn on the same servers: requests per second, CPU per request, percentiles.",
    footer = {"  against-wrk --server bare --rounds 3 --each 2s", "  against-wrk --server router --fixed -c 50,500,5000"})
final class AgainstWrk implements Callable<Integer> {
    private static final List<String> SERVERS = List.of("bare", "closing", "router");
    private static final Interruption INTERRUPTION = new Interruption();

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Of each side. Default: 5") int rounds;
    @Option(names = "--each", paramLabel = "TIME", defaultValue = "5s",
        description = "How long a round takes, whole seconds. Default: 5s") Duration each;
    @Option(names = "--server", paramLabel = "bare|closing|router", hideParamSyntax = true, split = ",",
        defaultValue = "bare,closing,router",
        description = "Which servers; closing: a connection for each request. Default: bare,closing,router") List<String> servers;
    @Option(names = "--fixed", description = "The same request each time, which wrk only sends. Default: numbered ones, built by "
        + "its script") boolean fixed;
    @Option(names = {"-c", "--connections"}, paramLabel = "N", split = ",",
        description = "How many, on one thread up to 4, else on two. Default: 1 and 200, of closing 1 and 50") List<Integer> connections =
        List.of();

    public static void main(String[] args) {
        ScriptRunner.run(new AgainstWrk(), INTERRUPTION, args);
    }

    @Override
    public Integer call() throws IOException {
        check();
        HostEnvironment.describe().forEach((name, value) -> System.out.printf("%-20s %s%n", name, value));
        for (var server : servers) {
            try (var limits = start(server)) {
                for (int each : connections) compare(server, limits, each <= 4 ? 1 : 2, each);
                if (!connections.isEmpty()) continue;
                compare(server, limits, 1, 1);
                if (server.equals("closing")) compare(server, limits, 1, 50);
                else compare(server, limits, 4, 200);
            }
        }
        return Failure.REPRODUCED;
    }

    private static HttpServer start(String server) throws IOException {
        return switch (server) {
            case "bare" -> HttpServer.bare();
            case "closing" -> HttpServer.closing();
            case "router" -> HttpServer.router();
            default -> throw new IllegalArgumentException(server + " is none of " + SERVERS);
        };
    }

    private void check() {
        var wrong = new StringBuilder();
        if (rounds < 1 || rounds > 100) wrong.append("--rounds is ").append(rounds).append("; it must be 1 to 100, for example 5\n");
        if (each.toSeconds() < 1 || each.toMinutes() > 10 || each.getNano() != 0)
            wrong.append("--each must be whole seconds, 1s to 10m, for example 5s\n");
        for (int each : connections)
            if (each < 1 || each > 15_000) wrong.append("-c is ").append(each).append("; it must be 1 to 15000, for example 500\n");
        for (var server : servers)
            if (!SERVERS.contains(server)) wrong.append("--server is '").append(server).append("'; it must be bare, closing or router\n");
        if (!wrong.isEmpty()) throw new Failure.BadInput(wrong.toString().stripTrailing());
        if (!WrkPeer.isInstalled()) throw new Failure.Environment("wrk is not installed on PATH; install the package wrk");
    }

    private void compare(String server, HttpServer limits, int threads, int connections) throws IOException {
        System.out.printf("%n%s server, -t%d -c%d, %d rounds of %d s each%n", server, threads, connections, rounds, each.toSeconds());
        var requests = fixed ? WrkPeer.Requests.FIXED : WrkPeer.Requests.NUMBERED;
        var result = WrkComparison.of(LoadShape.adding(limits, requests, threads, connections, each), rounds);
        System.out.printf("%-24s %12s %12s %8s %16s  %s%n", "", "wrk", "ours", "ratio", "wrk max/min", "aim");
        row("requests/s", result, LoadSide::requestsPerSec, 0, ">= 1");
        row("CPU per request, us", result, LoadSide::cpuUsPerRequest, 2, "<= 1");
        row("50 %, us", result, side -> side.figures().percentiles().p50Us(), 0, "within wrk's noise");
        row("75 %, us", result, side -> side.figures().percentiles().p75Us(), 0, "");
        row("90 %, us", result, side -> side.figures().percentiles().p90Us(), 0, "");
        row("99 %, us", result, side -> side.figures().percentiles().p99Us(), 0, "");
        if (Result.median(result.ours(), LoadSide::timeouts) > 0) row("time-outs", result, LoadSide::timeouts, 0, "no more");
        rounds("wrk", result.wrk());
        rounds("ours", result.ours());
    }

    private static void row(String what, Result result, ToDoubleFunction<LoadSide> figure, int decimals, String aim) {
        double wrk = Result.median(result.wrk(), figure);
        double ours = Result.median(result.ours(), figure);
        System.out.printf(Locale.ROOT, "%-24s %,12." + decimals + "f %,12." + decimals + "f %8.2f %16.2f  %s%n", what, wrk, ours,
            ours / wrk, Result.spread(result.wrk(), figure), aim);
    }

    private static void rounds(String side, List<LoadSide> sides) {
        System.out.printf("  %-5s", side);
        for (var each : sides) System.out.printf(Locale.ROOT, " %,9.0f/s %5.2f us", each.requestsPerSec(), each.cpuUsPerRequest());
        System.out.println();
    }
}
