package reprise.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import reprise.recorder.Clock;
import reprise.recorder.Event;
import reprise.recorder.Recorder;
import reprise.recorder.Schema;
import reprise.recorder.Second;
import reprise.recorder.Usage;
import reprise.simulator.rpc.MessageClient;
import reprise.sut.ProcessUsage;

/**
 * What is shown and kept of a fail-over run while it goes: a line a second, a line an event, how long the client has
 * stood still. A thread of its own does it, so that no event loop waits for a terminal; it also samples the processes
 * as each second closes.
 */
final class FailoverLive implements AutoCloseable {
    private static final long STANDING_STILL_NS = 300_000_000L;
    private static final int REFRESH_MS = 100;

    private record Note(long atNs, String what) {}

    private final LiveConsole console;
    private final Clock clock;
    private final Duration total;
    private final boolean calls;
    private final Supplier<Map<String, Long>> brokerPids;
    private final Map<String, Long> watched = new LinkedHashMap<>();
    private final ProcessUsage processes = new ProcessUsage();
    private final LiveThread thread = new LiveThread("live");
    private final List<Note> notes = new ArrayList<>();
    private final Map<String, Map<Integer, Usage>> usage = new LinkedHashMap<>();
    private Recorder recorder;
    private String lastSecond = "";

    /** @param calls whether replies are shown; {@code brokerPids} is asked each second, for a node that comes back has another */
    FailoverLive(LiveConsole console, Clock clock, Duration total, boolean calls, Supplier<Map<String, Long>> brokerPids) {
        this.console = console;
        this.clock = clock;
        this.total = total;
        this.calls = calls;
        this.brokerPids = brokerPids;
        thread.execute(() -> {
            watchBrokers();
            processes.watch("script", ProcessHandle.current().pid());
        });
    }

    private void watchBrokers() {
        brokerPids.get().forEach((name, pid) -> {
            if (!pid.equals(watched.put(name, pid))) processes.watch(name, pid);
        });
    }

    void start(Recorder recorder, Optional<MessageClient> client) {
        this.recorder = recorder;
        recorder.onSecond(second -> thread.execute(() -> closed(recorder.schema(), second)));
        thread.execute(() -> {
            processes.read();
            console.line(FailoverRows.head(calls), false);
        });
        thread.every(REFRESH_MS, () -> refresh(client));
    }

    /** Something happened; called on any thread. */
    void note(long atNs, String what) {
        synchronized (notes) {
            notes.add(new Note(atNs, what));
        }
        thread.execute(() -> {
            var time = recorder == null ? "" : String.format(Locale.ROOT, "%9.3f s  ", (atNs - recorder.startNs()) / 1e9);
            console.line(time + what.replace("; ", System.lineSeparator() + " ".repeat(time.length() + 2)), isBad(what));
        });
    }

    private static boolean isBad(String what) {
        return what.startsWith("killed") || what.contains("cut off:") || what.contains("not connected:") || what.contains("fail");
    }

    private void closed(Schema schema, Second second) {
        var sampled = processes.read();
        sampled.forEach((name, sample) -> usage.computeIfAbsent(name, _ -> new LinkedHashMap<>()).put(second.index(), sample));
        console.line(FailoverRows.row(schema, second, sampled, calls), false);
        watchBrokers();
        lastSecond = String.format(Locale.ROOT, "%,d sent/s", second.counts()[schema.counter("sent")]);
    }

    private void refresh(Optional<MessageClient> client) {
        long nowNs = clock.nanos();
        long sinceNs = client.map(party -> nowNs - party.lastSentNs().orElse(recorder.startNs())).orElse(0L);
        console.progress(Duration.ofNanos(Math.max(0, nowNs - recorder.startNs())),
            sinceNs > STANDING_STILL_NS ? String.format(Locale.ROOT, "standing still for %.1f s", sinceNs / 1e9) : lastSecond);
    }

    /** In order of time, from the connecting on. */
    List<Event> events(long startNs) {
        synchronized (notes) {
            return notes.stream().sorted(java.util.Comparator.comparingLong(Note::atNs))
                .map(note -> new Event((note.atNs() - startNs) / 1e9, note.what())).toList();
        }
    }

    /** By process, then by second. Complete once closed. */
    Map<String, Map<Integer, Usage>> usage() {
        return usage;
    }

    /** Shows what is still to be shown, then ends the thread. */
    @Override
    public void close() {
        thread.close();
    }
}
