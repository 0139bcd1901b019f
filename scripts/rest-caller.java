///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../lib/Reprise.java
//JAVA_OPTIONS -Xms128m -Xmx192m -XX:+UseSerialGC -Dio.netty.leakDetection.level=disabled
//MAIN RestCaller
//DESCRIPTION Performs Crossbar's REST caller benchmark again: HTTP calls through a WAMP router to callees attached in four ways.

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reprise.experiment.CallerExperiment;
import reprise.experiment.CallerPlan;
import reprise.experiment.CallerServe;
import reprise.experiment.LoadRequest;
import reprise.experiment.LoadRun;
import reprise.experiment.RunFolder;
import reprise.experiment.RunOptions;
import reprise.experiment.ScriptRunner;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/*
 * The document: Crossbar.io examples, REST caller performance (rest/caller_performance).
 * What was done: wrk POSTs calls to a WAMP router, one connection (-t1 -c1) or two hundred (-t4 -c200), over loopback and
 * over 10GbE. Four procedures, each answered by a callee that is attached in another way: in the router process, by
 * WebSocket, and by a Unix-domain socket with MessagePack or JSON; then four callees that share one procedure.
 * What it claims: concurrency multiplies throughput, a callee in the router beats one behind a socket, four shared callees
 * do not raise throughput, and the network costs sequential callers most. Its sub2 rows time error replies: the procedure
 * was not registered. Figures and claims: scenarios/rest-caller.json.
 */
@Command(name = "rest-caller", sortOptions = false, mixinStandardHelpOptions = true, version = "rest-caller 1",
    description = "Performs Crossbar's REST caller benchmark again: HTTP calls through a WAMP router to callees attached in four ways.")
final class RestCaller implements Callable<Integer> {
    private static final Interruption INTERRUPTION = Interruption.arm();

    @Mixin RunOptions run;
    @Option(names = "--only", paramLabel = "GROUP,...", split = ",",
        description = "Only these runs: local-sequential, local-concurrent, network-sequential, network-concurrent, shared, or a run's id.")
    List<String> only = List.of();
    @Option(names = "--target", paramLabel = "URL",
        description = "A second host's 'rest-caller serve' for the network rows. Default: loopback and 40 us more, labelled emulated.")
    String target;
    @Option(names = "--target-shared", paramLabel = "URL",
        description = "With --target: a 'serve --shared 4' for the two shared rows. Default: they are left out.")
    String targetShared;

    public static void main(String[] args) {
        ScriptRunner.run(new RestCaller(), INTERRUPTION, args);
    }

    /** Start router and callees, then for each run: attach what it needs, warm up, load; judge and report at the end. */
    @Override
    public Integer call() throws IOException {
        run.check();
        var plan = CallerPlan.of(run, only, Optional.ofNullable(target), Optional.ofNullable(targetShared));
        if (run.explain) {
            System.out.print(plan.explain());
            return Failure.REPRODUCED;
        }
        CallerExperiment.check(plan);
        var folder = RunFolder.prepare(run.out, "rest-caller", LocalDateTime.now());
        try (var console = run.console("rest-caller", plan.expectedDuration());
             var experiment = CallerExperiment.start(plan, console, INTERRUPTION)) {
            for (var planned : plan.runs()) experiment.perform(planned);
            return experiment.report(folder, run.length(plan.duration(), plan.document().load().duration(), "a run"));
        }
    }

    @Command(sortOptions = false, mixinStandardHelpOptions = true, description = {
        "A load generator with wrk's options and wrk's text, for any HTTP service. Numbers take k, M and G behind them, as with wrk.",
        "Exit code: 0 every reply was as it should be, 1 some were not or some failed, 3 there was none."})
    int load(@Mixin LoadOptions load) {
        return LoadRun.perform(load.request(), INTERRUPTION);
    }

    /** wrk's, and what it lacks. */
    static final class LoadOptions {
        @Parameters(paramLabel = "URL", description = "http://host:port/path; with --procedure the path is /call.") String url;
        @Option(names = {"-t", "--threads"}, paramLabel = "N", defaultValue = "2", description = "Event loops. Default: 2") int threads;
        @Option(names = {"-c", "--connections"}, paramLabel = "N", defaultValue = "10",
            description = "Connections, spread over the threads. Default: 10") int connections;
        @Option(names = {"-d", "--duration"}, paramLabel = "TIME", defaultValue = "10s",
            description = "How long to send for. Default: 10s") Duration duration;
        @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "2s",
            description = "A reply that takes longer is a timeout. Default: 2s") Duration timeout;
        @Option(names = {"-L", "--latency"}, description = "Print wrk's latency distribution too.") boolean latency;
        @Option(names = {"-R", "--rate"}, paramLabel = "N",
            description = "Open loop: N requests a second arrive, whether or not replies came. Default: closed loop") Double rate;
        @Option(names = {"-H", "--header"}, paramLabel = "'NAME: VALUE'", description = "One more header.") List<String> headers =
            List.of();
        @Option(names = "--method", paramLabel = "NAME", description = "Default: GET, with a body POST") String method;
        @Option(names = "--body", paramLabel = "TEXT|@FILE",
            description = "The body of each request: the text, or what the file holds; @@ for a text that begins with @.") String body;
        @Option(names = "--expect", paramLabel = "TEXT|@FILE",
            description = "What each reply's body must be, likewise; another is counted as unexpected.") String expect;
        @Option(names = "--procedure", paramLabel = "URI",
            description = "Calls it with the document's arguments, 2 and 3; knows the reply of the document's four.") String procedure;
        @Option(names = {"-s", "--script"}, paramLabel = "FILE",
            description = "wrk's Lua is not run; says what to use instead.") String script;
        @Option(names = "--warm-up", paramLabel = "TIME", defaultValue = "2s",
            description = "Load so long before, in no figure; 0s: do not. Default: 2s") Duration warmUp;

        LoadRequest request() {
            return new LoadRequest(url, threads, connections, duration, warmUp, timeout, latency, Optional.ofNullable(rate), headers,
                Optional.ofNullable(method), Optional.ofNullable(body), Optional.ofNullable(expect), Optional.ofNullable(procedure),
                Optional.ofNullable(script));
        }
    }

    @Command(sortOptions = false, mixinStandardHelpOptions = true,
        description = "The router with its callees, until Ctrl-C: for wrk, curl, --target and 'load'.")
    int serve(
        @Option(names = "--listen", paramLabel = "ADDRESS", defaultValue = "127.0.0.1",
        description = "Address of this host to listen at. Default: 127.0.0.1") String address,
        @Option(names = "--port", paramLabel = "N", defaultValue = "8080",
        description = "HTTP and WebSocket; 0: any that is free. Default: 8080") int port,
        @Option(names = "--rawsocket", paramLabel = "N", defaultValue = "0",
        description = "Rawsocket over TCP; 0: any that is free. Default: 0") int rawSocketPort,
        @Option(names = "--shared", paramLabel = "N", defaultValue = "0",
        description = "N callees share add2, round robin, instead of the one in the router.") int shared,
        @Option(names = "--without", paramLabel = "NAME,...", split = ",",
        description = "Leave callees out, for example sub2, as when the document was measured.") List<String> without)
        throws IOException {
        return CallerServe.serve(address, port, rawSocketPort, shared, without == null ? List.of() : without, INTERRUPTION);
    }

    @Command(mixinStandardHelpOptions = true, description = "Prints and writes the reports of a run again, from its run.json.")
    int report(
        @Parameters(paramLabel = "RUN_DIR", description = "The folder of a run.") Path folder,
        @Option(names = "--scenario", paramLabel = "FILE", description = "Take published figures and claims from FILE.") Path scenario)
        throws IOException {
        return CallerExperiment.reportAgain(folder, scenario);
    }
}
