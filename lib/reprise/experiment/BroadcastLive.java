package reprise.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import reprise.judge.BroadcastRows;
import reprise.peer.k6.K6Summary;
import reprise.recorder.Digits;
import reprise.recorder.Event;
import reprise.recorder.RunRows;
import reprise.recorder.Schema;
import reprise.recorder.Second;
import reprise.recorder.Usage;
import reprise.simulator.users.UserFigures;
import reprise.simulator.users.Users;
import reprise.sut.ChatUnderTest;
import reprise.sut.ProcessUsage;

/**
 * What is shown and kept of virtual users while they come and go: a line a second, an event a line, k6's own lines of the scenarios
 * below. A thread of its own does it; as each second closes it reads the servers' metrics and samples the processes.
 */
final class BroadcastLive implements AutoCloseable {
    private static final int REFRESH_MS = 200;
    private static final String LOAD = "load";

    private final LiveConsole console;
    private final List<ServerWatch> watches;
    private final ProcessUsage processes = new ProcessUsage();
    private final LiveThread thread = new LiveThread("live");
    private final List<Event> events = new ArrayList<>();
    private final Map<String, Map<Integer, Usage>> usage = new LinkedHashMap<>();
    private volatile Users users; // once they are about to begin

    BroadcastLive(LiveConsole console, List<ChatUnderTest> sites) {
        this.console = console;
        watches = sites.stream().map(site -> new ServerWatch(site, this::event)).toList();
    }

    void start(Users users) {
        this.users = users;
        var recorder = users.recorder();
        for (var watch : watches) {
            watch.begin();
            watch.site.pid().ifPresent(pid -> processes.watch(watch.site.name(), pid));
        }
        processes.watch(LOAD, ProcessHandle.current().pid());
        console.line(head(), false);
        recorder.onSecond(second -> thread.execute(() -> closed(recorder.schema(), second, users.active())));
        thread.every(REFRESH_MS, () -> refresh(users));
    }

    private String head() {
        var line = new StringBuilder(String.format(Locale.ROOT, "%4s %5s %6s", "sec", "users", "iter/s"));
        for (var watch : watches)
            line.append(String.format(Locale.ROOT, " | %-9.9s %7s %8s %5s", watch.site.name(), "deliv/s", "99 % ms", "cpu"));
        return line.append(String.format(Locale.ROOT, " | %s", "load cpu")).toString();
    }

    private void closed(Schema schema, Second second, int active) {
        var sampled = processes.read();
        sampled.forEach((name, sample) -> usage.computeIfAbsent(name, _ -> new LinkedHashMap<>()).put(second.index(), sample));
        var line =
            new StringBuilder(String.format(Locale.ROOT, "%4d %5d %6d", second.index(), active,
            second.counts()[schema.counter("iterations")]));
        for (var watch : watches) {
            var name = watch.site.name();
            var row = watch.second(second.index(), Optional.ofNullable(sampled.get(name)));
            var open = row.get(BroadcastRows.connections(name));
            var delivery = second.timing(schema.timing("delivery " + name));
            line.append(String.format(Locale.ROOT, " | %4s open %7d %8s %5s", open == null ? "." : String.format(Locale.ROOT, "%.0f", open),
                second.counts()[schema.counter("deliveries " + name)],
                delivery.getTotalCount() == 0 ? "." : Digits.of(delivery.getValueAtPercentile(99) / 1e6, 1), percent(sampled.get(name))));
        }
        console.line(line.append(String.format(Locale.ROOT, " | %8s", percent(sampled.get(LOAD)))).toString(), false);
    }

    private static String percent(Usage usage) {
        return usage == null ? "." : String.format(Locale.ROOT, "%.0f%%", usage.cpuPercent());
    }

    private void refresh(Users users) {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add(K6Summary.status(users.status()));
        lines.addAll(K6Summary.bars(users.bars()));
        console.below(lines);
    }

    /** Something happened; called on any thread. */
    void event(String what) {
        double atSec = users == null ? 0 : RunRows.rounded(users.elapsedNs() / 1e9);
        synchronized (events) {
            events.add(new Event(atSec, what));
        }
        console.line(String.format(Locale.ROOT, "%9.3f s  %s", atSec, what), true);
    }

    List<Event> events() {
        synchronized (events) {
            return events.stream().sorted(Comparator.comparingDouble(Event::atSec)).toList();
        }
    }

    List<ServerWatch> watches() {
        return watches;
    }

    /** A row a second: what the users saw, what each server told, what the processes used. Complete once closed. */
    List<Map<String, Double>> seconds(UserFigures figures) {
        var rows = new ArrayList<Map<String, Double>>();
        var active = figures.activeBySecond();
        for (var recorded : RunRows.seconds(figures.recording(), usage)) {
            int second = recorded.get("second").intValue();
            var row = new LinkedHashMap<>(recorded);
            if (second < active.size()) row.put(BroadcastRows.USERS, (double) active.get(second));
            for (var watch : watches) row.putAll(watch.rows().getOrDefault(second, Map.of()));
            rows.add(row);
        }
        return rows;
    }

    /** Shows what is still to be shown, reads the servers a last time, ends the thread. */
    @Override
    public void close() {
        if (thread.isClosed()) return;
        thread.execute(() -> watches.forEach(ServerWatch::end));
        thread.close();
        console.below(List.of());
    }
}
