package reprise.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import reprise.judge.FailoverMeasures;
import reprise.judge.FailoverRun;
import reprise.judge.FailoverScenario;
import reprise.judge.Scenario;
import reprise.recorder.Event;
import reprise.recorder.Recorder;
import reprise.recorder.Run;
import reprise.recorder.RunRows;
import reprise.recorder.Usage;
import reprise.simulator.rpc.MessageSchema;

/** A run as the script would have recorded it: paced casts of 0.2 to 2.2 ms, a kill, two seconds of standing still. */
public final class SyntheticRun {
    private static final long MS = 1_000_000L;
    final Scenario scenario = FailoverScenario.read(Path.of("scenarios/rpc-cast-failover.json")).scenario();
    public final DocumentReport report = new FailoverReport(scenario);
    public final Run run;

    public SyntheticRun(int durationSec, double killSec, double outageSec) throws IOException {
        var random = new Random(1);
        long gapNs = 1_000_000_000L / 1056;
        var recorder = new Recorder(MessageSchema.of(gapNs), 0);
        var loop = recorder.loop();
        long lastNs = 0;
        double gapStart = 0;
        for (long atNs = 0; atNs < durationSec * 1000 * MS; atNs += gapNs) {
            double atSec = atNs / 1e9;
            if (atSec >= killSec && atSec < killSec + outageSec) {
                if (gapStart == 0) gapStart = lastNs / 1e9;
                loop.count(5, atNs, 1);
                continue;
            }
            boolean resent = gapStart > 0 && lastNs / 1e9 < killSec;
            long latencyNs = resent ? (long) (outageSec * 1000 * MS) : 200_000 + skewed(random.nextDouble());
            loop.count(0, atNs, 1);
            loop.count(2, atNs, 1);
            loop.count(6, atNs, 3280);
            loop.count(7, atNs, 3280);
            loop.time(0, atNs, latencyNs);
            loop.time(1, atNs, latencyNs + 100_000);
            loop.time(2, atNs, Math.min(latencyNs, 1_000_000));
            lastNs = atNs;
        }
        var recording = recorder.finish(durationSec * 1000 * MS);
        var failover = new FailoverRun(recording, true, true, false, OptionalDouble.of(1056), OptionalDouble.of(killSec),
            Optional.of(new FailoverRun.Gap(gapStart, outageSec)), OptionalDouble.of(lastNs / 1e9));
        run = scenario.judged(finished(failover, killSec, outageSec));
    }

    private static Run finished(FailoverRun failover, double killSec, double outageSec) {
        var measures = FailoverMeasures.of(failover);
        return new Run("rpc-cast-failover", 42, false, Instant.parse("2026-11-21T10:00:00.123Z"), parameters(), environment(),
            failover.summary(), measures.values(), measures.unmeasured(),
            RunRows.seconds(failover.recording(), usage(failover.recording().seconds().size())),
            List.of(new Event(killSec, "killed node 1 (127.0.0.1:5672)"), new Event(killSec + 0.001, "client disconnected <b>&</script>"),
                new Event(killSec + outageSec, "client connected to 127.0.0.1:5673")), RunRows.histograms(failover.recording()), List.of(),
            failover.recording().odd().notes());
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

    /** 0 to 2 ms, mostly little. By multiplication, which every machine does alike. */
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
