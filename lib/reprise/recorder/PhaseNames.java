package reprise.recorder;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The names in the file of a run of phases: counts, histograms and seconds name the same counters and timings, because the experiment
 * writes them from one recording. So a misspelt name in one of them is found by the others.
 */
record PhaseNames(Phases phases, RunDetails.Shared shared, JsonFile file) {
    void check() {
        file.checkDistinct("phases", "id", phases.phases(), Phase::id);
        for (var phase : phases.phases())
            if (phases.leftOut().containsKey(phase.id()))
                file.problem("leftOut." + phase.id(), "is among the phases; it must be in one of both");
        file.checkKnown("summary", shared.summary().keySet(), List.of());
        checkFacts("figures", facts -> facts.figures().keySet());
        checkFacts("words", facts -> facts.words().keySet());
        if (!file.isSound("seconds") || !file.isSound("histograms")) return;
        checkRecorded();
        if (file.isSound("phases") && file.isSound("histograms"))
            for (int row = 0; row < shared.seconds().size(); row++) checkRow("seconds[" + row + "]", shared.seconds().get(row));
    }

    /** Counts and histograms, by the rows of their phase; a phase without rows recorded nothing. */
    private void checkRecorded() {
        var recorded = new HashSet<String>();
        for (int i = 0; i < phases.phases().size(); i++) {
            var phase = phases.phases().get(i);
            double number = i + 1;
            var rows = shared.seconds().stream().filter(row -> row.getOrDefault(RunColumn.PHASE.key(), 0.0) == number).toList();
            var timings = Timing.timed(rows.stream().flatMap(row -> row.keySet().stream()).toList()).toList();
            timings.forEach(timing -> recorded.add(Phase.histogram(phase.id(), timing)));
            if (!rows.isEmpty()) file.checkKnown("phases[" + i + "].counts", phase.counts().keySet(),
                RunColumn.counters(rows, timings).stream().map(Counter::name).filter(name -> !name.equals(RunColumn.PHASE.key())).toList());
        }
        file.checkKnown("histograms", shared.histograms().keySet(), recorded);
    }

    /**
     * What facts there are depends on the load. Of a phase that has one name of its own, and lacks one that all others have, the first is
     * misspelt.
     */
    private void checkFacts(String key, Function<Facts, Set<String>> names) {
        for (int i = 0; i < phases.phases().size(); i++) {
            var phase = phases.phases().get(i);
            var others = phases.phases().stream().filter(other -> other != phase).flatMap(other -> other.facts().stream()).map(names)
                .toList();
            if (phase.facts().isEmpty() || others.size() < 2) continue;
            var own = new TreeSet<>(names.apply(phase.facts().get()));
            var missing = new TreeSet<>(others.getFirst());
            others.forEach(other -> {
                own.removeAll(other);
                missing.retainAll(other);
            });
            missing.removeAll(names.apply(phase.facts().get()));
            if (own.size() == 1 && missing.size() == 1) file.checkKnown("phases[" + i + "].facts." + key, own, missing);
        }
    }

    private void checkRow(String at, Map<String, Double> row) {
        double number = row.getOrDefault(RunColumn.PHASE.key(), 0.0);
        if (number < 1 || number > phases.phases().size() || number != Math.rint(number)) {
            file.problem(at, "is of no phase; it must have the key " + RunColumn.PHASE.key() + ", from 1 to " + phases.phases().size());
            return;
        }
        var phase = phases.phases().get((int) number - 1);
        var known = new HashSet<>(Set.of(RunColumn.SECOND.key(), RunColumn.PHASE.key()));
        known.addAll(phase.counts().keySet());
        RunColumn.processes(List.of(row)).forEach(process -> {
            known.add(RunColumn.cpu(process).key());
            known.add(RunColumn.memory(process).key());
        });
        Timing.timed(List.copyOf(row.keySet()))
            .filter(timing -> shared.histograms().containsKey(Phase.histogram(phase.id(), timing)))
            .flatMap(timing -> Stream.of(Statistic.values()).map(timing::column)).forEach(column -> known.add(column.key()));
        file.checkKnown(at, row.keySet(), known);
    }
}
