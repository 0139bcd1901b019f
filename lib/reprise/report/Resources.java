package reprise.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import reprise.judge.PhaseReadings;
import reprise.judge.Reading;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.recorder.Unit;
import reprise.recorder.Usage;

/**
 * What the processes of each case used, by the places where time is spent.
 * {@snippet :
 * var used = new Resources<>(ROWS, Case::id, "request", phase -> phase.count(HttpMetrics.REQUESTS),
 *     List.of(Place.of("router", "router"), Place.of("load", Usage.SCRIPT), Place.others("callees", "router", Usage.SCRIPT)));
 * report.section(run -> used.table("Resources", run)).section(run -> used.chart("CPU time", "All processes.", run));
 * }
 *
 * @param id of a row's phase
 * @param unit what the CPU time is divided among, such as a request; {@code units} how many of it a phase had
 */
public record Resources<K>(Rows<K> rows, Function<K, String> id, String unit, ToDoubleFunction<Phase> units, List<Place> places) {
    /** Processes that are added up. */
    public record Place(String name, Predicate<String> has) {
        public static Place of(String name, String... processes) {
            return new Place(name, List.of(processes)::contains);
        }

        /** All processes except these. */
        public static Place others(String name, String... than) {
            return new Place(name, process -> !List.of(than).contains(process));
        }
    }

    private static final double US_PER_PERCENT_SEC = 1e4;

    private double sum(Run run, K row, Place place, ToDoubleFunction<Usage> figure) {
        var its = phase(run, row).stream().flatMap(phase -> phase.usage().entrySet().stream())
            .filter(process -> place.has.test(process.getKey())).toList();
        return its.isEmpty() ? Double.NaN : its.stream().mapToDouble(process -> figure.applyAsDouble(process.getValue())).sum();
    }

    private Optional<Phase> phase(Run run, K row) {
        return Phases.of(run).phase(id.apply(row));
    }

    /** CPU time of a place for each unit, µs. */
    private double usPerUnit(Run run, K row, Place place) {
        var phase = phase(run, row);
        double count = phase.map(units::applyAsDouble).orElse(0.0);
        return count == 0 ? Double.NaN
            : sum(run, row, place, Usage::cpuPercent) * US_PER_PERCENT_SEC * phase.orElseThrow().lengthSec() / count;
    }

    private Reading reading(Run run, K row, double value) {
        if (!Double.isNaN(value)) return new Reading.Value(value);
        return PhaseReadings.of(run, id.apply(row), _ -> value) instanceof Reading.Missing missing ? missing
            : Reading.byRun("it was not sampled");
    }

    /** A place without a process in any phase is one that is misspelt. */
    private String unknown(Run run) {
        var sampled = Phases.of(run).phases().stream().flatMap(phase -> phase.usage().keySet().stream()).distinct().toList();
        if (sampled.isEmpty()) return "";
        return String.join(" ", places.stream().filter(place -> sampled.stream().noneMatch(place.has))
            .map(place -> "No process of '" + place.name + "' was sampled; there are " + String.join(", ", sampled) + ".").toList());
    }

    /** CPU, CPU time for each unit, and memory of each place. */
    public Section table(String heading, Run run) {
        var table = Comparison.of(rows).measuredOnly().saying("100 % is one core; CPU time for each " + unit
            + "; resident memory at the end. Several processes are added up.", this::unknown);
        for (var place : places)
            table.ours("CPU %", Unit.PERCENT, 1, (of, row) -> reading(of, row, sum(of, row, place, Usage::cpuPercent))).under(place.name)
                .ours("us each", Unit.US, 1, (of, row) -> reading(of, row, usPerUnit(of, row, place))).under(place.name)
                .ours("MiB", Unit.MIB, 0, (of, row) -> reading(of, row, sum(of, row, place, Usage::rssMiB))).under(place.name);
        return table.table(heading, run);
    }

    /** CPU time for each unit, by place. */
    public Figure chart(String heading, String text, Run run) {
        return CaseFigures.stacked(heading, text, "µs of one core per " + unit, rows, run, row -> {
            Map<String, Double> parts = new LinkedHashMap<>();
            for (var place : places) if (!Double.isNaN(usPerUnit(run, row, place))) parts.put(place.name, usPerUnit(run, row, place));
            return parts;
        });
    }
}
