package reprise.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import reprise.recorder.Clock;
import reprise.recorder.Counter;
import reprise.recorder.Event;
import reprise.recorder.Phase;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.recorder.RunColumn;
import reprise.recorder.RunRows;
import reprise.recorder.Second;
import reprise.recorder.Usage;
import reprise.sut.ProcessUsage;
import reprise.sut.Watch;

/**
 * The live view of an experiment, and the rows and events of its run: a line for each phase, the first two counters' rates beside the
 * progress bar, and a row for each second. Rows count their seconds from the experiment's start.
 */
final class LiveView implements AutoCloseable {
    private static final int REFRESH_MS = 100;
    private static final int SHOWN = 2;
    private static final int ALIVE_MS = 250;
    private static final int WIDTH = 80;
    private static final long UNKNOWN = -1;
    private static final long SECOND_NS = 1_000_000_000L;

    private record Noted(long atNs, Event.Severity severity, String what) {}

    private final LiveConsole console;
    private final Clock clock;
    private final long beganNs;
    private volatile long originNs; // of the run's time
    private final LiveThread thread = new LiveThread("live");
    private final LiveLines lines = new LiveLines(); // the thread's
    private final List<Noted> events = new ArrayList<>();
    private final List<Map<String, Double>> rows = new ArrayList<>();
    private volatile String words = "";
    private volatile Runnable watch = () -> { };
    private final Map<String, Map<Integer, Usage>> usage = new LinkedHashMap<>(); // of the phase, by process and second; the thread's
    private ProcessUsage processes = new ProcessUsage(); // likewise
    private final Map<String, Long> watched = new LinkedHashMap<>(); // likewise
    private Supplier<Map<String, Long>> sampled = Map::of; // likewise
    private final SystemWatches watches = new SystemWatches(); // likewise
    private volatile Optional<LiveRows> live = Optional.empty();
    private volatile String label = ""; // of the phase, before words
    private volatile boolean isOnly;
    private volatile boolean isBegun; // a phase, and not its warm-up
    private volatile boolean isFaulted; // the phase, by its own moments
    private volatile boolean isFaultedElsewhere; // it may be, by another process
    private int phase;

    LiveView(LiveConsole console, Clock clock, long beganNs) {
        this.console = console;
        this.clock = clock;
        this.beganNs = beganNs;
        originNs = beganNs;
        thread.every(REFRESH_MS, () -> {
            lines.print(clock.nanos());
            console.progress(Duration.ofNanos(clock.nanos() - beganNs), words());
        });
        thread.every(ALIVE_MS, () -> watch.run());
    }

    void line(String text) {
        words = "";
        if (thread.isClosed()) console.line(text);
        else thread.execute(() -> {
            lines.printAll();
            console.line(text);
        });
    }

    /** A planned fault of the phase begins; from now on connections may be lost to it. */
    void faultBegins() {
        isFaulted = true;
    }

    /** Faults may be another process's, of which this one is not told. */
    void faultsElsewhere() {
        isFaultedElsewhere = true;
    }

    /** Not after the end: what is told then is of systems that stop. */
    void event(long atNs, Event.Severity noted, String what) {
        if (thread.isClosed()) return;
        var severity = noted == Event.Severity.LOST && !isFaulted && !isFaultedElsewhere ? Event.Severity.ALARM : noted;
        synchronized (events) {
            events.add(new Noted(atNs, severity, what));
        }
        thread.execute(() -> {
            var time = originNs == UNKNOWN ? "" : String.format(Locale.ROOT, "%9.3f s  ", (atNs - originNs) / 1e9);
            var text = time + what.replace("; ", System.lineSeparator() + " ".repeat(time.length() + 2));
            lines.add(atNs, () -> console.line(text, severity));
        });
    }

    void trouble(long atNs, Event.Severity severity, String what) {
        if (severity != Event.Severity.NORMAL) event(atNs, severity, what);
    }

    /** Reads it in the phases that follow. */
    void watch(Watch system) {
        thread.execute(() -> watches.add(system));
    }

    /** Shows the phases that follow by the second. */
    void show(LiveRows shown) {
        live = Optional.of(shown);
    }

    private String words() {
        var now = live.map(each -> each.now().get()).orElse("");
        return now.isEmpty() ? words : now;
    }

    /** @param id absent for the only phase of a run, whose start is the beginning of the run's time */
    void begin(Optional<String> id, Recorder recorder) {
        isOnly = id.isEmpty();
        isBegun = true;
        isFaulted = false;
        label = id.map(named -> named + ": ").orElse("");
        words = id.orElse("");
        if (isOnly) originNs = UNKNOWN;
        recorder.onSecond(second -> {
            words = label + shown(recorder.metrics().counters(), second);
            thread.execute(() -> {
                watches.second(second.index());
                var used = processes.read();
                used.forEach((name, sample) -> usage.computeIfAbsent(name, _ -> new LinkedHashMap<>()).put(second.index(), sample));
                live.ifPresent(rows -> {
                    var row = rows.row().apply(second, used);
                    lines.add(recorder.startNs() + (second.index() + 1) * SECOND_NS, () -> console.line(row));
                });
                watchProcesses();
            });
        });
    }

    /**
     * Samples these processes, and what systems tell, at the end of each of the phase's seconds.
     *
     * @param pids asked each time: a restarted one has a new one
     */
    void sample(Supplier<Map<String, Long>> pids) {
        thread.await(() -> {
            processes = new ProcessUsage();
            sampled = pids;
            watched.clear();
            usage.clear();
            watches.begin();
            watchProcesses();
        });
    }

    private void watchProcesses() {
        sampled.get().forEach((name, pid) -> {
            if (!pid.equals(watched.put(name, pid))) processes.watch(name, pid);
        });
    }

    /** The load has started, of the phase or of a warm-up before it. */
    void started(long startNs) {
        if (isOnly) originNs = startNs;
        if (isBegun) thread.execute(() -> live.ifPresent(rows -> lines.add(startNs, () -> console.line(rows.head()))));
    }

    /** The phase's warm-up, which precedes it. */
    void warming(Recorder thrownAway) {
        words = label + "warming up";
        thrownAway.onSecond(second -> words = label + "warming up, " + shown(thrownAway.metrics().counters(), second));
    }

    private static String shown(List<Counter> counters, Second second) {
        return counters.stream().filter(counter -> second.count(counter) > 0).limit(SHOWN)
            .map(counter -> String.format(Locale.ROOT, "%,d %s", second.count(counter), counter.label())).collect(Collectors.joining(", "));
    }

    /** Completes {@code settled} when a second's first counter is within this share of the previous one, from the third second on. */
    void whenSettled(Recorder recorder, double share, CompletableFuture<Void> settled) {
        var counter = recorder.metrics().counters().getFirst();
        var before = new long[1];
        recorder.onSecond(second -> {
            long count = second.count(counter);
            if (second.index() >= 2 && Math.abs(count - before[0]) <= share * before[0]) settled.complete(null);
            before[0] = count;
        });
    }

    /** Calls {@code look} repeatedly until {@link #stopWatching}. It must not throw, because that would end the thread's work. */
    void watch(Runnable look) {
        watch = look;
    }

    void stopWatching() {
        watch = () -> { };
    }

    /** A phase's rows follow those of the phase before. */
    void end(Phase ended, Recording recording) {
        thread.await(() -> add(ended, recording));
        isBegun = false;
        if (!isOnly) line(summary(ended, recording));
    }

    private void add(Phase ended, Recording recording) {
        if (isOnly) {
            rows.addAll(watches.into(RunRows.seconds(recording, usage)));
            return;
        }
        phase++;
        long first = Math.max(rows.isEmpty() ? 0 : rows.getLast().get(RunColumn.SECOND.key()).longValue() + 1,
            Math.round(ended.startSec()));
        for (var row : watches.into(RunRows.seconds(recording, usage))) {
            var kept = new LinkedHashMap<String, Double>();
            kept.put(RunColumn.SECOND.key(), first + row.get(RunColumn.SECOND.key()));
            kept.put(RunColumn.PHASE.key(), (double) phase);
            row.forEach(kept::putIfAbsent);
            rows.add(kept);
        }
    }

    /** Its first rate and its first timing, and its second rate if there is room for it. */
    private static String summary(Phase ended, Recording recording) {
        var rates = recording.metrics().counters().stream().filter(counter -> recording.count(counter) > 0).limit(SHOWN)
            .map(counter -> String.format(Locale.ROOT, "%,12.0f %s/s", ended.perSec(counter), counter.label())).toList();
        var times = recording.metrics().timings().stream().filter(timing -> recording.whole(timing).getTotalCount() > 0).limit(1)
            .map(timing -> String.format(Locale.ROOT, "  %s 99 %% %.2f ms", timing.name(),
                recording.whole(timing).getValueAtPercentile(99) / 1e6)).collect(Collectors.joining(""));
        var line = String.format(Locale.ROOT, "%-24s%s%s", ended.id(), String.join("", rates), times);
        return line.length() <= WIDTH ? line
            : String.format(Locale.ROOT, "%-24s%s%s", ended.id(), rates.stream().limit(1).collect(Collectors.joining()), times);
    }

    List<Map<String, Double>> seconds() {
        return List.copyOf(rows);
    }

    List<Event> events() {
        long fromNs = originNs == UNKNOWN ? beganNs : originNs; // a phase that could not begin
        synchronized (events) {
            return events.stream().sorted(Comparator.comparingLong(Noted::atNs)).map(each ->
                new Event(RunRows.rounded((each.atNs - fromNs) / 1e9), each.severity, each.what)).toList();
        }
    }

    @Override
    public void close() {
        thread.execute(lines::printAll);
        thread.close();
        console.close(); // before the report
    }
}
