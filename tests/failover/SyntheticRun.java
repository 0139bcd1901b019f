package failover;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import reprise.judge.Scenario;
import reprise.recorder.Event;
import reprise.recorder.Recorder;
import reprise.recorder.Run;
import reprise.recorder.RunRows;
import reprise.recorder.Usage;
import reprise.report.DocumentReport;
import reprise.simulator.rpc.Bodies;
import reprise.simulator.rpc.MessageTarget;
import reprise.simulator.rpc.ReconnectPolicy;
import reprise.simulator.rpc.RpcMetrics;

/** A run as the script would have recorded it: paced casts of 0.2 to 2.2 ms, a kill, an outage of two seconds. */
public final class SyntheticRun {
    private static final long MS = 1_000_000L;
    /** The document's, but its sizes, as the script has them. */
    public static final PairSetup SETUP = new PairSetup(1056, 1, Duration.ofSeconds(121), Duration.ofSeconds(12), 3, MessageTarget.DOCUMENT,
        Bodies.DOCUMENT, ReconnectPolicy.OSLO, Duration.ofSeconds(60), 1);
    final Scenario scenario = document();
    public final DocumentReport report = ScriptMeasures.report(scenario);
    public final Run run;

    /** The published figures with the claims that stand in the script: a file of an earlier version has both. */
    public static Scenario document() throws IOException {
        return ScriptMeasures.scenario(Path.of("tests/golden/scenarios/rpc-cast-failover.json"), SETUP, List.of()).scenario();
    }

    public SyntheticRun(int durationSec, double killSec, double outageSec) throws IOException {
        var random = new Random(1);
        long gapNs = 1_000_000_000L / 1056;
        var recorder = new Recorder(RpcMetrics.of(gapNs), 0);
        var loop = recorder.loop();
        long lastNs = 0;
        double gapStart = 0;
        for (long atNs = 0; atNs < durationSec * 1000 * MS; atNs += gapNs) {
            double atSec = atNs / 1e9;
            if (atSec >= killSec && atSec < killSec + outageSec) {
                if (gapStart == 0) gapStart = lastNs / 1e9;
                loop.count(RpcMetrics.MISSED_TICKS, atNs, 1);
                continue;
            }
            boolean resent = gapStart > 0 && lastNs / 1e9 < killSec;
            long latencyNs = resent ? (long) (outageSec * 1000 * MS) : 200_000 + skewed(random.nextDouble());
            loop.count(RpcMetrics.SENT, atNs, 1);
            loop.count(RpcMetrics.RECEIVED, atNs, 1);
            loop.count(RpcMetrics.BODY_BYTES, atNs, 3280);
            loop.count(RpcMetrics.RECEIVED_BYTES, atNs, 3280);
            loop.time(RpcMetrics.LATENCY, atNs, latencyNs);
            loop.time(RpcMetrics.CONFIRM, atNs, latencyNs + 100_000);
            loop.time(RpcMetrics.SERVICE, atNs, Math.min(latencyNs, 1_000_000));
            lastNs = atNs;
        }
        var recording = recorder.finish(durationSec * 1000 * MS);
        var failover = new PlayedPair(recording, true, true, false, OptionalDouble.of(1056), OptionalDouble.of(killSec),
            Optional.of(new EndedPair.Gap(gapStart, outageSec)), OptionalDouble.of(lastNs / 1e9));
        run = scenario.judged(finished(failover, killSec, outageSec));
    }

    private static Run finished(PlayedPair failover, double killSec, double outageSec) {
        var measures = failover.measured();
        return Run.of("rpc-cast-failover", 42, Instant.parse("2026-11-21T10:00:00.123Z")).parameters(parameters())
            .environment(environment()).summary(failover.summary()).measures(measures.measures(), measures.unmeasured())
            .seconds(RunRows.seconds(failover.recording(), usage(failover.recording().seconds().size())))
            .events(List.of(new Event(killSec, Event.Severity.ALARM, "killed node 1 (127.0.0.1:5672)"),
                new Event(killSec + 0.001, Event.Severity.ALARM, "client disconnected <b>&</script>"),
                new Event(killSec + outageSec, Event.Severity.NORMAL, "client connected to 127.0.0.1:5673")))
            .histograms(RunRows.histograms(failover.recording())).notes(failover.recording().anomalies().notes()).build();
    }

    private static Map<String, Map<Integer, Usage>> usage(int seconds) {
        var random = new Random(2);
        var broker = new TreeMap<Integer, Usage>();
        var script = new TreeMap<Integer, Usage>();
        for (int i = 0; i < seconds; i++) {
            broker.put(i, new Usage(30 + random.nextInt(200) / 10.0, 140 + i / 4.0));
            script.put(i, new Usage(15 + random.nextInt(60) / 10.0, 118));
        }
        var usage = new LinkedHashMap<String, Map<Integer, Usage>>();
        usage.put("broker", broker);
        usage.put("script", script);
        return usage;
    }

    /** 0 to 2 ms, mostly small. It only multiplies, so that every machine gives the same. */
    private static long skewed(double share) {
        double cubed = share * share * share;
        return (long) (cubed * cubed * 2 * MS);
    }

    private static Map<String, Object> parameters() {
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("url", "amqp://guest:hunter2@127.0.0.1:5672,127.0.0.1:5673/");
        parameters.put("ratePerSec", 1056.0);
        parameters.put("threads", 1);
        parameters.put("reconnect", Map.of("delay", "1s"));
        parameters.put("password", "hunter2");
        return parameters;
    }

    private static Map<String, Object> environment() {
        var environment = new LinkedHashMap<String, Object>();
        environment.put("os", "Linux 6.1 (amd64)");
        environment.put("cpu", "Example Processor @ 2.40GHz, 2 cores");
        environment.put("java", "25.0.1 (Eclipse Adoptium)");
        environment.put("sockets", "epoll");
        return environment;
    }
}
