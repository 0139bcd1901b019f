///usr/bin/env jbang "$0" "$@" ; exit $?
// A whole experiment, explained in lib/README.md: how the rate of a web server grows with its callers.
// prints: ^16 +8300 +[0-9]+ +[0-9.]+ +[0-9.]+$
//JAVA 25+
//SOURCES ../lib/Reprise.java
//JAVA_OPTIONS -Xmx256m -XX:+UseSerialGC
//MAIN MyExperiment

import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reprise.experiment.*;
import reprise.judge.*;
import reprise.recorder.*;
import reprise.report.*;
import reprise.simulator.http.HttpMetrics;
import reprise.sut.*;

@Command(name = "my-experiment", mixinStandardHelpOptions = true, description = "The rate of a web server by its callers.")
final class MyExperiment extends Script {
    @Option(names = "--url", description = "Another server. Default: the JDK's own, in a child process.")
    String url;

    static final List<Integer> CALLERS = List.of(1, 4, 16);
    static final Scenario DOCUMENT = Scenario.of("my-experiment", "A web server's rate", "made up", "Callers asked for a page.")
        .with("rates", Scenario.Table.of("callers", "rate").row(1, 2800).row(4, 6100).row(16, 8300));

    public static void main(String[] args) { run(new MyExperiment(), args); }

    @Override protected Duration documentedLength() { return Duration.ofSeconds(1); } // of a phase
    @Override protected Metrics metrics() { return HttpMetrics.ALL; } // their names are for --fail-if
    @Override protected Duration expected(Duration length) { return length.multipliedBy(CALLERS.size()).plusSeconds(2); }

    @Override protected void perform(Experiment x) throws Exception {
        var at = url != null ? url : "http://127.0.0.1:" + x.start("the JDK's web server", () -> ChildProcess.start("server", x.folder(),
            System.getProperty("java.home") + "/bin/jwebserver", "-o", "none", "-d", x.folder().toRealPath().toString(), "-p",
            ChildProcess.PORT)).port() + "/";
        x.warmUp(HttpCallers.get(at, 16, x), Until.after(Duration.ofSeconds(1)));
        for (int callers : CALLERS) x.measure("callers." + callers, HttpCallers.get(at, callers, x), length());
    }

    static Reading rate(Run run, int callers) { return PhaseReadings.perSec(run, "callers." + callers, HttpMetrics.REQUESTS); }

    static Reading latency(Run run, int callers) { return PhaseReadings.percentileMs(run, "callers." + callers, HttpMetrics.LATENCY, 50); }

    static final Measure<Run> WAIT = new Measure<>("wait", "the median latency of 16 callers", Unit.times("that of one"), 1,
        run -> latency(run, 16).over(latency(run, 1)));
    static final Claim LONGER = new Claim.Judged("longer", "16 callers wait longer than one", 5.4, 1, WAIT.quantity(), new Bound.Above(1));

    @Override protected Scenario document() { return DOCUMENT; }

    @Override protected Report report(Scenario document) {
        var rates = Comparison.by("callers", CALLERS, callers -> callers)
            .figure("rate", Unit.PER_SEC, 0, document.table("rates"), MyExperiment::rate)
            .ours("median", Unit.MS, 2, MyExperiment::latency);
        return Report.of(document.claiming(List.of(LONGER)), List.of(WAIT))
            .section(run -> rates.table("The rate", run)).section(run -> rates.chart("The rate", "rate", run));
    }
}
