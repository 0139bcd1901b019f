///usr/bin/env jbang "$0" "$@" ; exit $?
// Copied from what scripts/rest-caller.java does and tweaked: how many callers does it take until the router has enough to do?
// The document measured 1 and 200; this doubles them. Give a URL to ask another service: jbang examples/more-callers.java
// http://host:port/path
// prints: ^ +64 callers +[0-9,]+ requests/s, 50 % +[0-9.]+ ms, 99 % +[0-9.]+ ms$
//JAVA 25+
//SOURCES ../lib/Reprise.java
//JAVA_OPTIONS -Xmx192m -XX:+UseSerialGC
//MAIN MoreCallers

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import reprise.experiment.StandardOutput;
import reprise.recorder.Clock;
import reprise.recorder.Recorder;
import reprise.simulator.http.HttpLoad;
import reprise.simulator.http.HttpLoadPlan;
import reprise.simulator.http.HttpSchema;
import reprise.sut.RouterUnderTest;
import reprise.transport.Sockets;
import reprise.transport.Wait;
import reprise.transport.http.HttpRequestTemplate;
import reprise.transport.http.HttpUrl;

final class MoreCallers {
    private static final String ADD = "{\"procedure\": \"com.example.add2\", \"args\": [2, 3]}";

    public static void main(String[] args) throws Exception {
        boolean given = args.length > 0 && args[0].startsWith("http://");
        try (var router = RouterUnderTest.start()) {
            var url = given ? HttpUrl.parse(args[0]) : router.url().withTarget("/call?seq=" + HttpRequestTemplate.NUMBER);
            var request = given ? new HttpRequestTemplate("GET", url, List.of(), new byte[0])
                : new HttpRequestTemplate("POST", url, List.of(HttpRequestTemplate.Header.parse("Content-Type: application/json")),
                ADD.getBytes());
            load(HttpLoadPlan.closed(url, request, 1, 16, 3_000_000_000L)); // warms up
            for (int callers = 1; callers <= 64; callers *= 2) load(HttpLoadPlan.closed(url, request, 1, callers, 1_000_000_000L));
        }
        System.exit(StandardOutput.exitCode("more-callers", 0));
    }

    private static void load(HttpLoadPlan plan) {
        var clock = Clock.system();
        var load = new HttpLoad(plan, Sockets.loops("load", 1), clock, (atNs, what) -> System.out.println(what));
        var recorder = new Recorder(HttpSchema.of());
        load.start(recorder);
        var totals =
            Wait.atMost(Duration.ofNanos(plan.durationNs()).plusSeconds(30), "the end of the load of " + plan.connections() + " callers",
            load.done());
        var latency = recorder.finish(recorder.startNs() + totals.tookNs()).whole("latency");
        System.out.printf(Locale.ROOT, "%4d callers %,9.0f requests/s, 50 %% %7.3f ms, 99 %% %7.3f ms%n", plan.connections(),
            totals.repliesPerSec(),
            latency.getValueAtPercentile(50) / 1e6, latency.getValueAtPercentile(99) / 1e6);
    }
}
