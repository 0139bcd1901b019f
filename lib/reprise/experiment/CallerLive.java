package reprise.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import reprise.judge.CallerRun;
import reprise.judge.CallerScenario.PlannedRun;
import reprise.recorder.Clock;
import reprise.recorder.Digits;
import reprise.recorder.Event;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.recorder.RunRows;
import reprise.recorder.Schema;
import reprise.recorder.Second;
import reprise.recorder.Usage;
import reprise.sut.ProcessUsage;

/**
 * What is shown and kept of rest-caller's runs while they go: a line a run, the rate beside the bar, a row a second. A
 * thread of its own does it and samples the processes as each second closes. Rows count their seconds from the beginning of
 * all runs; {@code run} says which run, from 1.
 */
final class CallerLive implements AutoCloseable {
    private static final int REFRESH_MS = 100;

    private final LiveConsole console;
    private final Clock clock;
    private final long beganNs;
    private final CallerPlan plan;
    private final LiveThread thread = new LiveThread("live");
    private final List<Event> events = new ArrayList<>();
    private final List<Map<String, Double>> rows = new ArrayList<>();
    private final Map<String, Map<Integer, Usage>> usage = new LinkedHashMap<>();
    private ProcessUsage processes = new ProcessUsage();
    private volatile String words = "";
    private volatile long runBeganNs;
    private volatile int runsDone;

    CallerLive(LiveConsole console, Clock clock, long beganNs, CallerPlan plan) {
        this.console = console;
        this.clock = clock;
        this.beganNs = beganNs;
        this.plan = plan;
        runBeganNs = beganNs;
        thread.every(REFRESH_MS, this::refresh);
        thread.execute(() -> console.line(HEAD, false));
    }

    private static final String HEAD =
        String.format(Locale.ROOT, "%-32s %10s %9s %9s %9s  %s", "run", "requests/s", "50 %, us", "99 %, us", "published", "ratio");

    void begin(PlannedRun run, int done) {
        runBeganNs = clock.nanos();
        runsDone = done;
        words = run.id() + ", warming up";
        event(runBeganNs, run.id() + " begins to warm up");
    }

    /** Something happened; called on any thread. */
    void event(long atNs, String what) {
        synchronized (events) {
            events.add(new Event(RunRows.rounded((atNs - beganNs) / 1e9), what));
        }
    }

    /** The run that has begun is measured now. */
    void measure(Recorder recorder, Map<String, Long> pids) {
        recorder.onSecond(second -> thread.execute(() -> closed(recorder.schema(), second)));
        thread.execute(() -> {
            processes = new ProcessUsage();
            pids.forEach(processes::watch);
            usage.clear();
        });
    }

    private void closed(Schema schema, Second second) {
        processes.read().forEach((name, sample) -> usage.computeIfAbsent(name, _ -> new LinkedHashMap<>()).put(second.index(), sample));
        words = words.replaceFirst(",.*", String.format(Locale.ROOT, ", %,d requests/s", second.timed(schema.timing("service"))));
    }

    /** Takes the seconds of a run that has been measured. */
    void measured(Recording recording, long startNs, int run) {
        thread.execute(() -> {
            int last = rows.isEmpty() ? -1 : rows.getLast().get("second").intValue();
            int first = Math.max(last + 1, (int) ((startNs - beganNs) / 1_000_000_000L));
            for (var row : RunRows.seconds(recording, usage)) {
                var shifted = new LinkedHashMap<String, Double>();
                shifted.put("second", first + row.get("second"));
                shifted.put("run", (double) run);
                row.forEach(shifted::putIfAbsent);
                rows.add(shifted);
            }
        });
    }

    void result(CallerRun run) {
        double published = run.planned().published().map(figures -> figures.requestsPerSec()).orElse(Double.NaN);
        boolean bad = !run.spoiledBy().isEmpty();
        var line =
            String.format(Locale.ROOT, "%-32s %10s %9s %9s %9s  %s", run.id(),
            String.format(Locale.ROOT, "%,.0f", run.wrk().requestsPerSec()),
            Digits.of(run.rawUs(50), 1), Digits.of(run.rawUs(99), 1), Double.isNaN(published) ? "."
            : String.format(Locale.ROOT, "%,.0f", published),
            bad ? run.spoiledBy() : Double.isNaN(published) ? "." : Digits.of(run.wrk().requestsPerSec() / published, 2));
        thread.execute(() -> console.line(line, bad));
        runsDone++;
        runBeganNs = clock.nanos();
        words = "";
    }

    private void refresh() {
        long eachNs = plan.expectedDuration().toNanos() / Math.max(1, plan.runs().size());
        console.progress(Duration.ofNanos(runsDone * eachNs + Math.min(eachNs, clock.nanos() - runBeganNs)), words);
    }

    List<Event> events() {
        synchronized (events) {
            return events.stream().sorted(Comparator.comparingDouble(Event::atSec)).toList();
        }
    }

    /** Of all runs. Complete once closed. */
    List<Map<String, Double>> seconds() {
        close();
        return rows;
    }

    /** Shows what is still to be shown, then ends the thread. */
    @Override
    public void close() {
        thread.close();
    }
}
