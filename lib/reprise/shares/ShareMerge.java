package reprise.shares;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import reprise.recorder.Event;
import reprise.recorder.FactRule;
import reprise.recorder.FiledRun;
import reprise.recorder.HistogramLog;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Recording;
import reprise.recorder.RecordingSum;
import reprise.recorder.Run;
import reprise.recorder.RunColumn;
import reprise.recorder.RunDetails;
import reprise.recorder.RunRows;
import reprise.recorder.Share;
import reprise.recorder.Usage;
import reprise.report.DocumentReport;

/**
 * Makes the run that several shares were: counters and histograms are added, seconds and events are laid on one axis, by the hosts' clocks.
 * One that lacks a share, or has a late one, is partial, which is its {@link Run#endedEarly}.
 */
public final class ShareMerge {
    /** @param intervals of the histogram log */
    public record Merged(Run run, List<HistogramLog.Interval> intervals, long startWallNs) {}

    private final SharedRuns shares;
    private final DocumentReport report;
    private final List<FactRule> rules;
    private final Instant startedAt;
    private final List<Double> offsets;
    private final Map<String, Histogram> histograms = new LinkedHashMap<>();
    private final SharedPhases phases;

    private ShareMerge(SharedRuns shares, DocumentReport report, List<FactRule> rules) {
        this.shares = shares;
        this.report = report;
        this.rules = rules;
        startedAt = runs().map(Run::startedAt).min(Comparator.naturalOrder()).orElseThrow();
        offsets = runs().map(run -> Duration.between(startedAt, run.startedAt()).toNanos() / 1e9).toList();
        runs().forEach(run -> run.histograms().forEach((name, values) ->
            histograms.computeIfAbsent(name, _ -> LoopRecorder.histogram()).add(values)));
        phases = new SharedPhases(shares.parts(), offsets, histograms, rules);
    }

    public static Merged of(SharedRuns shares, DocumentReport report, List<FactRule> rules) throws IOException {
        return new ShareMerge(shares, report, rules).merged();
    }

    private Stream<Run> runs() {
        return shares.parts().stream().map(SharedRuns.Part::run);
    }

    private Merged merged() throws IOException {
        var first = shares.parts().getFirst().run();
        var whole = first.change().startedAt(startedAt).interrupted(false).parameters(parameters(first)).environment(environment())
            .summary(FactRule.whole(rules, runs().map(Run::summary).toList(),
                timing -> histograms.getOrDefault(timing.name(), LoopRecorder.histogram())))
            .measures(Map.of(), Map.of()).claims(List.of()).events(events()).origin(first.origin().withShare(Share.WHOLE));
        long startWallNs = startedAt.getEpochSecond() * 1_000_000_000L + startedAt.getNano();
        if (isOfPhases(first)) {
            var made = phases.phases();
            histograms.keySet().removeIf(name -> phase(made, name).isEmpty());
            var run = whole.details(made).seconds(phases.seconds()).histograms(histograms).notes(notes(phases.late()))
                .endedEarly(partial(phases.late())).build();
            return new Merged(run, intervals(made), startWallNs);
        }
        var recording = recording();
        var late = lateRuns();
        var run = whole.details(details(first)).seconds(RunRows.seconds(recording, usage())).histograms(histograms).notes(notes(late))
            .endedEarly(partial(late)).build();
        return new Merged(run, HistogramLog.intervals(recording), startWallNs);
    }

    /** Otherwise its only phase has no id, and its seconds are the run's. */
    private static boolean isOfPhases(Run run) {
        return run.details() instanceof Phases its && its.phases().stream().noneMatch(phase -> phase.id().isEmpty());
    }

    private RunDetails details(Run first) {
        return first.details() instanceof Phases ? phases.phases() : first.details();
    }

    private Optional<String> partial(List<String> late) {
        var why = Stream.of(shares.missing(), shares.cutShort(), late).flatMap(List::stream).toList();
        return why.isEmpty() ? Optional.empty() : Optional.of("partial: " + String.join("; ", why));
    }

    private Map<String, Object> parameters(Run first) {
        var all = new LinkedHashMap<>(first.parameters());
        all.put("shares", String.join(", ", shares.parts().stream().map(part -> part.share() + " " + part.folder()).toList()));
        return all;
    }

    private Map<String, Object> environment() {
        var all = new LinkedHashMap<String, Object>();
        shares.parts().forEach(part -> all.put(SharedPhases.process(part), part.run().environment()));
        return all;
    }

    private List<Event> events() {
        var events = new ArrayList<Event>();
        for (int i = 0; i < offsets.size(); i++) {
            var part = shares.parts().get(i);
            for (var each : part.run().events())
                events.add(new Event(RunRows.rounded(each.atSec() + offsets.get(i)), each.severity(), part.named() + ": " + each.what()));
        }
        events.sort(Comparator.comparingDouble(Event::atSec));
        return events;
    }

    // ---- of phases

    private static Optional<Phase> phase(Phases phases, String histogram) {
        return phases.phases().stream().filter(phase -> histogram.startsWith(phase.id() + "."))
            .max(Comparator.comparingInt(phase -> phase.id().length()));
    }

    private List<HistogramLog.Interval> intervals(Phases made) {
        return histograms.entrySet().stream().map(each -> {
            var phase = phase(made, each.getKey()).orElseThrow();
            return new HistogramLog.Interval(phase.startSec(), phase.startSec() + phase.lengthSec(), each.getKey(), each.getValue()::copy);
        }).toList();
    }

    // ---- of seconds

    /** On the axis of the share that began first. */
    private Recording recording() throws IOException {
        Recording sum = null;
        for (int i : byBeginning()) {
            var its = FiledRun.read(shares.parts().get(i).folder(), report.details()).recording();
            sum = sum == null ? its : RecordingSum.of(sum, its, shift(i));
        }
        return sum;
    }

    private List<Integer> byBeginning() {
        return Stream.iterate(0, i -> i + 1).limit(offsets.size()).sorted(Comparator.comparing(offsets::get)).toList();
    }

    private int shift(int part) {
        return (int) Math.round(offsets.get(part));
    }

    private Map<String, Map<Integer, Usage>> usage() {
        var usage = new LinkedHashMap<String, Map<Integer, Usage>>();
        for (int i = 0; i < offsets.size(); i++) {
            var part = shares.parts().get(i);
            for (var row : part.run().seconds()) {
                if (!row.containsKey(RunColumn.cpu(Usage.SCRIPT).key())) continue;
                usage.computeIfAbsent(SharedPhases.process(part), _ -> new LinkedHashMap<>()).put(
                    row.get(RunColumn.SECOND.key()).intValue() + shift(i), new Usage(row.get(RunColumn.cpu(Usage.SCRIPT).key()),
                    row.getOrDefault(RunColumn.memory(Usage.SCRIPT).key(), 0.0)));
            }
        }
        return usage;
    }

    private List<String> lateRuns() {
        int last = byBeginning().getLast();
        var first = shares.parts().get(byBeginning().getFirst());
        double lengthSec = runs().mapToDouble(run -> run.summary(Run.DURATION_SEC).orElse(run.seconds().size())).max().orElse(0);
        return offsets.get(last) <= SharedPhases.LATE * lengthSec ? List.of() : List.of(SharedPhases.late(shares.parts().get(last), "",
            offsets.get(last), first, lengthSec));
    }

    // ---- what a reader must know

    private List<String> notes(List<String> late) {
        var notes = new ArrayList<String>();
        Stream.of(shares.missing(), shares.cutShort(), late).flatMap(List::stream).forEach(why -> notes.add("Partial: " + why));
        for (int i = 0; i < offsets.size(); i++) notes.add(health(shares.parts().get(i), offsets.get(i)));
        clocks().ifPresent(notes::add);
        for (var part : shares.parts())
            part.run().notes().stream().filter(note -> !note.equals(Share.note(part.share())))
                .forEach(note -> notes.add("Share " + part.share() + ": " + note));
        return notes;
    }

    private static String health(SharedRuns.Part part, double offsetSec) {
        var environment = part.run().environment();
        var cpu = part.run().seconds().stream().filter(row -> row.containsKey(RunColumn.cpu(Usage.SCRIPT).key()))
            .mapToDouble(row -> row.get(RunColumn.cpu(Usage.SCRIPT).key())).summaryStatistics();
        return String.format(Locale.ROOT, "Share %s, in %s, on %s with %s cores, began %.3f s after the first%s", part.share(),
            part.folder(), environment.getOrDefault("host", "an unnamed host"), environment.getOrDefault("cores", "unknown"), offsetSec,
            cpu.getCount() == 0 ? "" : String.format(Locale.ROOT, "; its process took %.0f %% CPU on average, %.0f %% at most",
            cpu.getAverage(), cpu.getMax()));
    }

    private Optional<String> clocks() {
        var hosts = runs().map(run -> run.environment().get("hostId")).distinct().toList();
        return hosts.size() == 1 && hosts.getFirst() != null ? Optional.empty()
            : Optional.of("The shares ran on several hosts, whose clocks were not compared: when each began is by its own host's clock");
    }
}
