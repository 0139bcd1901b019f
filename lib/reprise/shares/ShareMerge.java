package reprise.shares;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import reprise.recorder.Event;
import reprise.recorder.FactRule;
import reprise.recorder.FiledRun;
import reprise.recorder.HistogramLog;
import reprise.recorder.LoopRecorder;
import reprise.recorder.OwnPart;
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
    private final OwnPart own;
    private final ShareClocks clocks;
    private final List<Double> offsets;
    private final Map<String, Histogram> histograms = new LinkedHashMap<>();
    private final SharedPhases phases;

    private ShareMerge(SharedRuns shares, DocumentReport report, List<FactRule> rules) {
        this.shares = shares;
        this.report = report;
        this.rules = rules;
        own = report.details().own();
        clocks = ShareClocks.of(shares.parts());
        offsets = clocks.offsets();
        runs().forEach(run -> run.histograms().forEach((name, values) ->
            histograms.computeIfAbsent(name, _ -> LoopRecorder.histogram()).add(values)));
        phases = new SharedPhases(shares.parts(), offsets, histograms, rules);
    }

    /** @throws reprise.recorder.InvalidFile if the files of a share do not belong together */
    public static Merged of(SharedRuns shares, DocumentReport report, List<FactRule> rules) throws IOException {
        return new ShareMerge(shares, report, rules).merged();
    }

    private Stream<Run> runs() {
        return shares.parts().stream().map(SharedRuns.Part::run);
    }

    private Merged merged() throws IOException {
        var first = shares.parts().getFirst().run();
        var whole = first.change().startedAt(clocks.startedAt()).interrupted(false).parameters(parameters(first))
            .environment(environment()).summary(FactRule.whole(rules, runs().map(Run::summary).toList(),
                timing -> histograms.getOrDefault(timing.name(), LoopRecorder.histogram())))
            .measures(Map.of(), Map.of()).claims(List.of()).events(events()).details(RunDetails.NONE)
            .origin(first.origin().whole());
        long startWallNs = clocks.startedAt().getEpochSecond() * 1_000_000_000L + clocks.startedAt().getNano();
        if (isOfPhases(first)) {
            var made = phases.phases();
            histograms.keySet().removeIf(name -> phase(made, name).isEmpty());
            var late = late(phases.late());
            var run = whole.details(made).seconds(phases.seconds()).histograms(histograms).notes(notes(late))
                .endedEarly(partial(late)).build();
            return new Merged(told(run, phases.perShare()), intervals(made), startWallNs);
        }
        var recording = recording();
        var late = late(lateRuns());
        var run = whole.seconds(seconds(recording)).histograms(histograms).notes(notes(late)).endedEarly(partial(late)).build();
        if (first.details() instanceof Phases) run = run.change().details(phases.phases()).build();
        return new Merged(withOwnFigures(own.of(run, recording, placed())), HistogramLog.intervals(recording), startWallNs);
    }

    private List<OwnPart.Placed> placed() {
        return IntStream.range(0, offsets.size()).mapToObj(i ->
            new OwnPart.Placed(shares.parts().get(i).share(), offsets.get(i), shares.parts().get(i).run())).toList();
    }

    /** With the figures that nobody adds, for each share by itself. */
    private Run withOwnFigures(Run whole) {
        var summary = new LinkedHashMap<>(whole.summary());
        var kept = new LinkedHashSet<String>();
        for (var part : shares.parts()) {
            part.run().summary().forEach((name, value) -> {
                if (whole.summary().containsKey(name)) return;
                summary.putIfAbsent(part.share().key(name), value);
                kept.add(name);
            });
        }
        return told(whole.change().summary(summary).build(), kept);
    }

    /** Names the figures that are no figures of the whole. */
    private static Run told(Run whole, Collection<String> kept) {
        if (kept.isEmpty()) return whole;
        var notes = new ArrayList<>(whole.notes());
        notes.add("Not added up, for there is no rule by which shares have these together; run.json has them for each share by itself, as "
            + new Share(1, 2).key(kept.iterator().next()) + ": " + String.join(", ", kept));
        return whole.change().notes(notes).build();
    }

    /** Otherwise its only phase has no id, and its seconds are the run's. */
    private static boolean isOfPhases(Run run) {
        return run.details() instanceof Phases its && its.phases().stream().noneMatch(phase -> phase.id().isEmpty());
    }

    private Optional<String> partial(List<String> late) {
        // The line that ends a report has the first line of a reason; each share's has to stand there. The notes have all of them.
        var why = Stream.of(shares.missing(), shares.cutShort(), late).flatMap(List::stream).map(each -> each.lines().findFirst()
            .orElse(each)).toList();
        return why.isEmpty() ? Optional.empty() : Optional.of("partial: " + String.join("; ", why));
    }

    private Map<String, Object> parameters(Run first) {
        var all = new LinkedHashMap<>(first.parameters());
        all.put("shares", String.join(", ", shares.parts().stream().map(part -> part.share() + " " + part.folder()).toList()));
        return all;
    }

    private Map<String, Object> environment() {
        var all = new LinkedHashMap<String, Object>();
        shares.parts().forEach(part -> all.put(part.share().process(), part.run().environment()));
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

    /** On the axis of the share that began first, as long as the longest. */
    private Recording recording() throws IOException {
        Recording sum = null;
        long durationNs = 0;
        for (int i : byBeginning()) {
            var its = FiledRun.read(shares.parts().get(i).folder(), report.details()).recording();
            durationNs = Math.max(durationNs, its.durationNs());
            sum = sum == null ? its : RecordingSum.of(sum, its, shift(i));
        }
        return new Recording(sum.metrics(), durationNs, sum.seconds(), sum.counts(), sum.raw(), sum.corrected(), sum.anomalies());
    }

    /** What a system tells of itself is that of the first share that has it, for all of them read the same. */
    private List<Map<String, Double>> seconds(Recording recording) {
        var rows = new ArrayList<Map<String, Double>>();
        for (var row : RunRows.seconds(recording, usage())) {
            var its = new LinkedHashMap<>(row);
            its.keySet().removeIf(own::isOfSystem);
            rows.add(its);
        }
        var taken = new HashSet<String>();
        for (int i = 0; i < offsets.size(); i++) {
            var columns = RunColumn.all(shares.parts().get(i).run().seconds()).stream().map(RunColumn::key)
                .filter(key -> own.isOfSystem(key) && !taken.contains(key)).toList();
            taken.addAll(columns);
            for (var row : shares.parts().get(i).run().seconds()) {
                int second = row.get(RunColumn.SECOND.key()).intValue() + shift(i);
                if (second < rows.size()) columns.forEach(key -> Optional.ofNullable(row.get(key))
                    .ifPresent(value -> rows.get(second).put(key, value)));
            }
        }
        return rows;
    }

    private List<Integer> byBeginning() {
        return Stream.iterate(0, i -> i + 1).limit(offsets.size()).sorted(Comparator.comparing(offsets::get)).toList();
    }

    private int shift(int part) {
        return (int) Math.round(offsets.get(part));
    }

    /** A share's own process is one of the whole's; another process is the same for all, and that of the first share that saw it. */
    private Map<String, Map<Integer, Usage>> usage() {
        var usage = new LinkedHashMap<String, Map<Integer, Usage>>();
        for (int i = 0; i < offsets.size(); i++) {
            var part = shares.parts().get(i);
            for (var process : RunColumn.processes(part.run().seconds())) {
                var name = process.equals(Usage.SCRIPT) ? part.share().process() : process;
                if (!usage.containsKey(name)) usage.put(name, usage(part.run().seconds(), process, shift(i)));
            }
        }
        return usage;
    }

    private static Map<Integer, Usage> usage(List<Map<String, Double>> rows, String process, int shift) {
        var bySecond = new LinkedHashMap<Integer, Usage>();
        for (var row : rows) {
            var cpu = row.get(RunColumn.cpu(process).key());
            if (cpu != null) bySecond.put(row.get(RunColumn.SECOND.key()).intValue() + shift,
                new Usage(cpu, row.getOrDefault(RunColumn.memory(process).key(), 0.0)));
        }
        return bySecond;
    }

    /** Shares that did not load at one time have no axis on which one would be late. */
    private List<String> late(List<String> begun) {
        return clocks.apart().isEmpty() ? begun : clocks.apart();
    }

    private List<String> lateRuns() {
        int last = byBeginning().getLast();
        var first = shares.parts().get(byBeginning().getFirst());
        double lengthSec = shares.parts().stream().mapToDouble(SharedRuns.Part::endSec).max().orElse(0);
        return offsets.get(last) <= SharedPhases.LATE * lengthSec ? List.of() : List.of(SharedPhases.late(shares.parts().get(last), "",
            offsets.get(last), first, lengthSec));
    }

    // ---- what a reader must know

    private List<String> notes(List<String> late) {
        var notes = new ArrayList<String>();
        Stream.of(shares.missing(), shares.cutShort(), late).flatMap(List::stream).forEach(why -> notes.add("Partial: " + why));
        for (int i = 0; i < offsets.size(); i++) notes.add(health(shares.parts().get(i), offsets.get(i)));
        notes.addAll(clocks.notes());
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
}
