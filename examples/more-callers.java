///usr/bin/env jbang "$0" "$@" ; exit $?
// What scripts/rest-caller.java does, tweaked: how many callers saturate the router? The document measured 1 and 200; this doubles them.
// prints: ^64 +[0-9]+ +[0-9.]+ +[0-9.]+$
//JAVA 25+
//SOURCES ../lib/Reprise.java
//JAVA_OPTIONS -Xmx192m -XX:+UseSerialGC
//MAIN MoreCallers

import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reprise.experiment.*;
import reprise.judge.Scenario;
import reprise.recorder.Metrics;
import reprise.recorder.Unit;
import reprise.report.*;
import reprise.simulator.http.HttpMetrics;
import reprise.sut.RouterUnderTest;

@Command(name = "more-callers", mixinStandardHelpOptions = true, description = "How many callers saturate the router.")
final class MoreCallers extends Script {
    @Option(names = "--url", description = "Ask another service. Default: add2 of our router.")
    String url;

    static final List<Integer> CALLERS = List.of(1, 2, 4, 8, 16, 32, 64);

    public static void main(String[] args) { run(new MoreCallers(), args); }

    @Override protected Duration documentedLength() { return Duration.ofSeconds(1); }

    @Override protected Duration expected(Duration length) { return length.plusSeconds(3).multipliedBy(CALLERS.size()); }

    @Override protected void perform(Experiment x) throws Exception {
        var to = url != null ? url : x.start("the router", RouterUnderTest::start).url().withTarget("/call?seq={n}").toString();
        for (int callers : CALLERS)
            x.measure("callers." + callers, url != null ? HttpCallers.get(to, callers, x) : HttpCallers.post(to, "application/json",
                "{\"procedure\": \"com.example.add2\", \"args\": [2, 3]}", callers, x), length(), Until.settled(Duration.ofSeconds(4)));
    }

    @Override protected Metrics metrics() { return HttpMetrics.ALL; }

    @Override protected Scenario document() {
        return Scenario.of("more-callers", "More callers", "nobody", "From 1 to 64 callers called the router.");
    }

    @Override protected Report report(Scenario document) {
        var rates = Comparison.by("callers", CALLERS, callers -> callers)
            .ours("requests", Unit.PER_SEC, 0, (run, callers) -> HttpReadings.perSec(run, "callers." + callers))
            .ours("50 %", Unit.MS, 3, (run, callers) -> HttpReadings.percentileMs(run, "callers." + callers, 50))
            .ours("99 %", Unit.MS, 3, (run, callers) -> HttpReadings.percentileMs(run, "callers." + callers, 99));
        return Report.of(document, List.of()).section(run -> rates.table("Callers", run))
            .section(run -> rates.chart("Requests by callers", "requests", run));
    }
}
