package reprise.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reprise.judge.FailoverMeasures;
import reprise.recorder.Clock;
import reprise.recorder.Event;
import reprise.recorder.Run;
import reprise.recorder.RunRows;
import reprise.recorder.Unjudged;
import reprise.report.DocumentReport;
import reprise.sut.Brokers;
import reprise.sut.ProcessUsage;

/**
 * The run of an embedded cluster on its own: what was done to it and when, and what its process used each second. It judges
 * nothing, client and server do. A thread of its own samples; what was done is told by any thread.
 */
final class ClusterRun implements AutoCloseable {
    private final Brokers.Embedded cluster;
    private final Clock clock = Clock.system();
    private final long startNs = clock.nanos();
    private final ProcessUsage processes = new ProcessUsage();
    private final List<Event> events = new ArrayList<>();
    private final List<Map<String, Double>> seconds = new ArrayList<>();
    private final LiveThread thread = new LiveThread("cluster run");

    ClusterRun(Brokers.Embedded cluster) {
        this.cluster = cluster;
        thread.execute(() -> processes.watch("broker", cluster.process().pid()));
        thread.every(1000, this::second);
    }

    private void second() {
        var row = new LinkedHashMap<String, Double>();
        row.put("second", (double) seconds.size());
        processes.read().forEach((name, used) -> {
            row.put(name + "CpuPercent", RunRows.rounded(used.cpuPercent()));
            row.put(name + "RssMiB", RunRows.rounded(used.rssMiB()));
        });
        seconds.add(row);
    }

    /** A command's answer. */
    void did(String what) {
        synchronized (events) {
            if (!what.isBlank()) events.add(new Event((clock.nanos() - startNs) / 1e9, what));
        }
    }

    /** Ends the sampling and writes the files. */
    void write(Path folder, long seed, DocumentReport report) throws IOException {
        close();
        var why = new LinkedHashMap<String, Unjudged>();
        FailoverMeasures.NAMES.forEach(measure -> why.put(measure, new Unjudged.ByRequest("client and server ran elsewhere")));
        var summary = Map.of("durationSec", RunRows.rounded((clock.nanos() - startNs) / 1e9));
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("brokers", cluster.kind());
        parameters.put("nodes", cluster.url().hosts().stream().map(Object::toString).toList());
        List<Event> done;
        synchronized (events) {
            done = List.copyOf(events);
        }
        long startWallNs = clock.wallNs(startNs);
        var run =
            new Run(report.scenario().id(), seed, false, Instant.ofEpochSecond(0, startWallNs), parameters, HostEnvironment.describe(),
            summary, Map.of(), why,
            seconds, done, Map.of(), List.of(), List.of("The cluster alone: what client and server measured is in their own runs"));
        RunFiles.writeSilently(folder, run, report, new RunFiles.Measured(List.of(), startWallNs));
    }

    @Override
    public void close() {
        thread.close();
    }
}
