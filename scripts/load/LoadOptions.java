package load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import reprise.experiment.EndOptions;
import reprise.experiment.LiveConsole;
import reprise.experiment.MetricsOptions;
import reprise.experiment.OptionGroup;
import reprise.experiment.RunOptions;
import reprise.experiment.ShareOptions;
import reprise.experiment.StartOptions;
import reprise.experiment.ShareReports;
import reprise.experiment.TlsOptions;
import reprise.recorder.Event;
import reprise.recorder.Origin;
import reprise.rendezvous.Rendezvous;
import reprise.simulator.http.HttpMetrics;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.sut.OpenFiles;

/** The options of the load generator on its own: those of wrk and additional ones. */
@OptionGroup.In(OptionGroup.LOAD)
public final class LoadOptions {
    public static final String LOAD =
        "A load generator with wrk's options and wrk's text, for any HTTP service. Numbers take k, M and G behind them, as with wrk.";
    public static final String GOOD = "0:every reply was as it should be, and no --fail-if was met";
    public static final String BAD = "1:some were not, or some requests failed, or one was met";
    public static final String WRONG = "2:bad input; nothing was sent";
    public static final String NONE = "3:there was no reply";

    @Parameters(paramLabel = "URL", arity = "0..1", description = "http:// or https://host:port/path; with --procedure the path is /call.")
    String url;
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
    @OptionGroup.In(OptionGroup.REPORT)
    @Option(names = "--out", paramLabel = "DIR", description = "Write the run's files and reports there; new or empty. Default: none")
    Path out;
    @OptionGroup.In(OptionGroup.REPORT)
    @Option(names = "--no-progress", description = "No live line on a terminal while it runs.") boolean noProgress;
    @Mixin TlsOptions tls = new TlsOptions();
    @Mixin EndOptions ends = new EndOptions();
    @Mixin ShareOptions shares = new ShareOptions();
    @Mixin StartOptions start = new StartOptions();
    @Mixin MetricsOptions metrics = new MetricsOptions();
    @Spec(Spec.Target.MIXEE) CommandSpec command;

    /** Performs the load. @return its exit code */
    public int perform(Interruption interruption) throws IOException {
        if (url == null) throw new Failure.BadInput("no URL is given; write for example http://127.0.0.1:8080/");
        ends.check(HttpMetrics.ALL);
        start.check(shares);
        var console = LiveConsole.onStandardError(!noProgress && !ends.isEndOnly(), "load", duration);
        var request = request();
        var plan = request.plan();
        OpenFiles.checkLoad(plan.ownConnections(), plan.ownThreads());
        var alike = new LinkedHashMap<>(Map.of(Rendezvous.SCRIPT, LoadReport.NAME, Rendezvous.VERSION, Origin.Tool.current().words()));
        LoadReport.parameters(request, plan).forEach((name, value) -> alike.put(name, String.valueOf(value)));
        shares.told().ifPresent(told -> console.line("load: " + told, Event.Severity.NORMAL));
        try (var _ = metrics.open();
             var starts = start.open(shares, alike, interruption, (_, severity, what) -> console.line("load: " + what, severity))) {
            return LoadRun.perform(request, plan, starts, ends, metrics.figures(), Optional.ofNullable(out),
                RunOptions.origin(command).withThresholds(ends.failIf).withShare(shares.share()), console, interruption);
        }
    }

    /** Prints and writes the reports of an earlier load again, or those of the whole that its shares were. */
    public static int report(List<Path> folders, Path out, EndOptions ends) throws IOException {
        ends.check(HttpMetrics.ALL);
        return ShareReports.again(folders, out, LoadReport.of(), ends);
    }

    /** The options as given, not checked yet. */
    LoadRequest request() {
        return new LoadRequest(url, threads, connections, duration, warmUp, timeout, latency, Optional.ofNullable(rate), headers,
            Optional.ofNullable(method), Optional.ofNullable(body), Optional.ofNullable(expect), Optional.ofNullable(procedure),
            Optional.ofNullable(script), tls, shares.share());
    }
}
