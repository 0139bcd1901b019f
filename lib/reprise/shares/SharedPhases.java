package reprise.shares;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import reprise.recorder.FactRule;
import reprise.recorder.Facts;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.RunColumn;
import reprise.recorder.RunRows;
import reprise.recorder.Timing;
import reprise.recorder.Unjudged;
import reprise.recorder.Usage;

/**
 * The phases of shares, added up, with their seconds. A phase that one of them lacks is left out with that one's reason. Of the seconds of
 * a phase counters, the load's CPU and memory are sums, and timings have their maximum alone: percentiles of a second are kept by no share.
 *
 * @param offsets of the shares' beginnings after the first one's, s
 * @param histograms of the whole, by their names
 */
record SharedPhases(List<SharedRuns.Part> parts, List<Double> offsets, Map<String, Histogram> histograms, List<FactRule> rules) {
    /** A share may begin a phase so much later than the first, by the phase's length, before they are no longer one load. */
    static final double LATE = 0.1;

    /** When a share began the phase, s after the first share's beginning. */
    private record Begun(SharedRuns.Part part, double atSec, Phase phase) {}

    private List<String> ids() {
        return parts.stream().flatMap(part -> Phases.of(part.run()).phases().stream()).map(Phase::id).distinct().toList();
    }

    private List<Begun> begun(String id) {
        var all = new ArrayList<Begun>();
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            double offset = offsets.get(i);
            Phases.of(part.run()).phase(id).ifPresent(phase -> all.add(new Begun(part, offset + phase.startSec(), phase)));
        }
        return all;
    }

    private boolean isWhole(String id) {
        return begun(id).size() == parts.size();
    }

    Phases phases() {
        var left = new LinkedHashMap<String, Phases.LeftOut>();
        for (var part : parts) {
            Phases.of(part.run()).leftOut().forEach((id, why) -> left.putIfAbsent(id,
                new Phases.LeftOut(why.by(), why.by() == Unjudged.By.REQUEST ? why.why() : part.named() + ": " + why.why())));
            for (var id : ids())
                if (Phases.of(part.run()).phase(id).isEmpty())
                    left.putIfAbsent(id, new Phases.LeftOut(Unjudged.By.RUN, part.named() + " did not measure it"));
        }
        return new Phases(ids().stream().filter(this::isWhole).map(this::whole).toList(), left);
    }

    private Phase whole(String id) {
        var all = begun(id).stream().map(Begun::phase).toList();
        var counts = new LinkedHashMap<String, Long>();
        all.forEach(phase -> phase.counts().forEach((name, count) -> counts.merge(name, count, Long::sum)));
        var usage = new LinkedHashMap<String, Usage>();
        all.forEach(phase -> phase.usage().forEach((process, used) ->
            usage.merge(process, used, (one, other) -> added(process, one, other))));
        return new Phase(id, RunRows.rounded(begun(id).stream().mapToDouble(Begun::atSec).min().orElseThrow()),
            all.stream().mapToDouble(Phase::lengthSec).max().orElseThrow(), all.getFirst().plannedSec(), counts, usage,
            facts(id));
    }

    /** The shares' own processes are one load; another process is the same, seen by several. */
    private static Usage added(String process, Usage one, Usage other) {
        return process.equals(Usage.SCRIPT) ? new Usage(one.cpuPercent() + other.cpuPercent(), one.rssMiB() + other.rssMiB())
            : one.cpuPercent() >= other.cpuPercent() ? one : other;
    }

    /** Those that nobody adds are kept for each share by itself. */
    private Optional<Facts> facts(String id) {
        var all = begun(id).stream().flatMap(begun -> begun.phase.facts().stream()).toList();
        if (all.isEmpty()) return Optional.empty();
        var words = new LinkedHashMap<String, String>();
        all.forEach(facts -> facts.words().forEach((name, text) -> words.merge(name, text,
            (one, other) -> one.contains(other) ? one : one + "; " + other)));
        var whole = added(id);
        var figures = new LinkedHashMap<>(whole);
        for (var begun : begun(id)) begun.phase.facts().ifPresent(its -> its.figures().forEach((name, value) -> {
            if (!whole.containsKey(name)) figures.putIfAbsent(begun.part.share().key(name), value);
        }));
        return Optional.of(new Facts(figures, words));
    }

    private Map<String, Double> added(String id) {
        return FactRule.whole(rules, begun(id).stream().flatMap(begun -> begun.phase.facts().stream()).map(Facts::figures).toList(),
            timing -> timed(id, timing));
    }

    /** The names of the facts that are not the whole's, but each share's. */
    List<String> perShare() {
        return ids().stream().filter(this::isWhole).flatMap(id -> {
            var whole = added(id);
            return begun(id).stream().flatMap(begun -> begun.phase.facts().stream()).flatMap(facts -> facts.figures().keySet().stream())
                .filter(name -> !whole.containsKey(name));
        }).distinct().toList();
    }

    private Histogram timed(String id, Timing timing) {
        return histograms.getOrDefault(id.isEmpty() ? timing.name() : Phase.histogram(id, timing), LoopRecorder.histogram());
    }

    /** A phase that a share began so much later than the first. */
    private record Late(Begun first, Begun last) {
        double apartSec() {
            return last.atSec - first.atSec;
        }

        /** Of the phase's length. */
        double part() {
            return apartSec() / last.phase.lengthSec();
        }
    }

    /** A sentence on the phase that a share began latest, if that is too late to load together with the first, and on how many are so. */
    List<String> late() {
        var late = ids().stream().filter(this::isWhole).map(this::begun).map(all -> new Late(
            all.stream().min(Comparator.comparingDouble(Begun::atSec)).orElseThrow(),
            all.stream().max(Comparator.comparingDouble(Begun::atSec)).orElseThrow())).filter(each -> each.part() > LATE).toList();
        return late.stream().max(Comparator.comparingDouble(Late::part)).stream().map(worst ->
            late(worst.last.part, "the phase " + worst.last.phase.id() + " ", worst.apartSec(), worst.first.part,
                worst.last.phase.lengthSec()) + (late.size() == 1 ? "" : ", and of " + (late.size() - 1) + " other phases the beginnings "
                + "were too far apart as well")).toList();
    }

    /** @param what it began, and a blank; empty for the run */
    static String late(SharedRuns.Part last, String what, double apartSec, SharedRuns.Part first, double lengthSec) {
        return String.format(Locale.ROOT, "%s began %s%.1f s after %s, which is more than a tenth of its %.1f s", last.named(), what,
            apartSec, first.named(), lengthSec);
    }

    // ---- by the second

    /** The rows of the phases of the whole, each by the seconds since the first share began it. */
    List<Map<String, Double>> seconds() {
        var rows = new ArrayList<Map<String, Double>>();
        int number = 0;
        for (var phase : phases().phases()) {
            number++;
            long first = Math.max(rows.isEmpty() ? 0 : rows.getLast().get(RunColumn.SECOND.key()).longValue() + 1,
                Math.round(phase.startSec()));
            for (var each : rows(phase).entrySet()) {
                var row = new LinkedHashMap<String, Double>();
                row.put(RunColumn.SECOND.key(), (double) (first + each.getKey()));
                row.put(RunColumn.PHASE.key(), (double) number);
                row.putAll(each.getValue());
                rows.add(row);
            }
        }
        return rows;
    }

    private Map<Long, Map<String, Double>> rows(Phase whole) {
        var rows = new TreeMap<Long, Map<String, Double>>();
        for (var begun : begun(whole.id())) {
            long shift = Math.round(begun.atSec - whole.startSec());
            var own = rowsOf(begun);
            for (int second = 0; second < own.size(); second++) add(own.get(second), begun, rows.computeIfAbsent(second + shift,
                _ -> new LinkedHashMap<>()));
        }
        return rows;
    }

    private static List<Map<String, Double>> rowsOf(Begun begun) {
        double number = 1 + Phases.of(begun.part.run()).phases().indexOf(begun.phase);
        return begun.part.run().seconds().stream().filter(row -> row.getOrDefault(RunColumn.PHASE.key(), 0.0) == number).toList();
    }

    private static void add(Map<String, Double> row, Begun from, Map<String, Double> into) {
        var script = List.of(RunColumn.cpu(Usage.SCRIPT).key(), RunColumn.memory(Usage.SCRIPT).key());
        row.forEach((key, value) -> {
            if (key.equals(RunColumn.SECOND.key()) || key.equals(RunColumn.PHASE.key())) return;
            if (Timing.isStatistic(key) && !Timing.isMaximum(key)) return;
            DoubleBinaryOperator one = from.phase.counts().containsKey(key) || script.contains(key) ? Double::sum : Math::max;
            into.merge(key, value, one::applyAsDouble);
        });
        var its = new Usage(row.getOrDefault(script.getFirst(), 0.0), row.getOrDefault(script.getLast(), 0.0));
        if (row.containsKey(script.getFirst())) RunRows.put(into, from.part.share().process(), its);
    }
}
