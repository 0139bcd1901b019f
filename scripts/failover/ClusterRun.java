package failover;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reprise.experiment.EndOptions;
import reprise.experiment.HostEnvironment;
import reprise.experiment.LiveThread;
import reprise.experiment.RunReports;
import reprise.recorder.Clock;
import reprise.recorder.Event;
import reprise.recorder.Origin;
import reprise.recorder.Run;
import reprise.recorder.RunColumn;
import reprise.recorder.RunRows;
import reprise.recorder.Unjudged;
import reprise.report.Report;
import reprise.sut.Brokers;
import reprise.sut.ProcessUsage;

/**
 * The run of an embedded cluster on its own: the faults with their times, and the usage of its process per second. It judges nothing;
 * client and server do. A thread of its own samples; faults are reported from any thread.
 */
final class ClusterRun implements AutoCloseable {
    private static final Set<String> FAULTS = Set.of("kill", "freeze"); // commands
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
        row.put(RunColumn.SECOND.key(), (double) seconds.size());
        processes.read().forEach((name, used) -> RunRows.put(row, name, used));
        seconds.add(row);
    }

    /** Records the answer to a command. A fault is planned by the person or the program that gives it. */
    void did(String command, String answer) {
        var severity = FAULTS.contains(command.split("\\s+")[0]) ? Event.Severity.PLANNED : Event.Severity.NORMAL;
        synchronized (events) {
            if (!answer.isBlank()) events.add(new Event((clock.nanos() - startNs) / 1e9, severity, answer));
        }
    }

    /** Ends the sampling and writes the files. */
    void write(Path folder, Origin origin, long seed, Report report) throws IOException {
        close();
        var why = new LinkedHashMap<String, Unjudged>();
        report.measures().forEach(measure -> why.put(measure.id(), new Unjudged.ByRequest("client and server ran elsewhere")));
        var summary = Map.of(Run.DURATION_SEC, RunRows.rounded((clock.nanos() - startNs) / 1e9));
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("brokers", cluster.kind());
        parameters.put("nodes", cluster.url().hosts().stream().map(Object::toString).toList());
        List<Event> done;
        synchronized (events) {
            done = List.copyOf(events);
        }
        long startWallNs = clock.wallNs(startNs);
        var run = Run.of(report.scenario().id(), seed, Instant.ofEpochSecond(0, startWallNs)).parameters(parameters)
            .environment(HostEnvironment.describe()).summary(summary).measures(Map.of(), why).seconds(seconds).events(done)
            .notes(List.of("The cluster alone: what client and server measured is in their own runs")).origin(origin).build();
        RunReports.writeSilently(folder, run, report, new RunReports.Measured(List.of(), startWallNs), new EndOptions().untold());
    }

    @Override
    public void close() {
        thread.close();
    }
}
