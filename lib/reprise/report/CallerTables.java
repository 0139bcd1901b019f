package reprise.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import reprise.judge.CallerRun;
import reprise.judge.CallerRuns;
import reprise.judge.CallerScenario;
import reprise.judge.CallerScenario.PlannedRun;
import reprise.peer.wrk.WrkFigures;
import reprise.recorder.Numbers;
import reprise.recorder.Unjudged;

/** The tables of rest-caller: a line a run, in the document's order and groups. */
final class CallerTables {
    private static final String ROUTER = "router";
    private static final String LOAD = "load";
    /** What wrk's correction makes of a stall weighs the more the shorter a run is, and the largest grows with it. */
    static final String CORRECTED = "corrected";
    private static final int LABEL = 22;
    private final CallerScenario document;
    private final CallerRuns runs;
    private final Lengths lengths;

    CallerTables(CallerScenario document, CallerRuns runs, Lengths lengths) {
        this.document = document;
        this.runs = runs;
        this.lengths = lengths;
    }

    /** A spoiled run's figures are printed and have no ratio. */
    Section runs() {
        var columns = new ArrayList<>(List.of(Section.Column.of("run", LABEL)));
        columns.add(new Section.Column("requests/s", "published", "published", 10));
        columns.add(new Section.Column("requests/s", "this run", "this run", 10));
        columns.add(new Section.Column("requests/s", "ratio", "ratio", 7));
        for (var percentile : List.of("50 %, ms", "99 %, ms")) {
            columns.add(new Section.Column(percentile, "published", "publ.", 7));
            columns.add(new Section.Column(percentile, "this run", "ours", 7));
        }
        return new Section.Table("runs", "Runs", "Percentiles are as wrk prints them, corrected, in both columns.", "", columns,
            lines((planned, run) -> {
            var published = planned.published();
            var ours = run.map(CallerRun::wrk);
            boolean comparable = published.isPresent() && run.isPresent() && run.get().spoiledBy().isEmpty();
            return List.of(
                new Section.Text(CallerLabels.row(planned) + (run.filter(each -> !each.spoiledBy().isEmpty()).isPresent() ? " !" : "")),
                new Section.Number(published.map(WrkFigures::requestsPerSec).orElse(Double.NaN), 0),
                Section.Number.ours(ours.map(WrkFigures::requestsPerSec).orElse(Double.NaN), 0),
                Section.Number.ours(comparable ? ours.get().requestsPerSec() / published.get().requestsPerSec() : Double.NaN, 2),
                publishedMs(published.map(figures -> figures.percentiles().p50Us())),
                ms(ours.map(figures -> figures.percentiles().p50Us())),
                publishedMs(published.map(figures -> figures.percentiles().p99Us())),
                lengths.mark(CORRECTED, ms(ours.map(figures -> figures.percentiles().p99Us()))));
        }), remark());
    }

    private String remark() {
        var sentences = new ArrayList<String>();
        for (var run : runs.runs()) if (!run.spoiledBy().isEmpty()) sentences.add("! Not compared: " + run.spoiledBy() + ".");
        if (CallerLabels.emulated(runs)) {
            sentences.add("Emulated: loopback with " + Numbers.shortest(document.links().addedDelayUs())
                + " us added to a round trip, for the document's network.");
        }
        var reasons = runs.leftOut().values().stream().map(Unjudged::why).distinct().toList();
        if (!reasons.isEmpty()) sentences.add("Without a figure of this run: " + String.join("; ", reasons) + ".");
        return String.join(" ", sentences);
    }

    Section latency() {
        var columns = new ArrayList<>(List.of(Section.Column.of("run", LABEL)));
        for (var name : List.of("50 %", "75 %", "90 %", "99 %", "99.9 %", "max", "mean"))
            columns.add(new Section.Column("as recorded, ms", name, name, 7));
        columns.add(new Section.Column("wrk", "mean", "mean", 8));
        return new Section.Table("latency", "Latency of this run",
            "From the first byte written to the reply parsed, each request once; wrk's mean is"
            + " the same run after its correction.", "", columns, performed((planned, run) -> {
                var cells = new ArrayList<Section.Cell>(List.of(new Section.Text(CallerLabels.row(planned))));
                for (double percent : new double[] {50, 75, 90, 99, 99.9}) cells.add(ms(Optional.of(run.rawUs(percent))));
                cells.add(lengths.mark(CORRECTED, ms(Optional.of(run.rawUs(100)))));
                cells.add(ms(Optional.of(run.meanUs())));
                cells.add(lengths.mark(CORRECTED, ms(Optional.of(run.wrk().latencyUs().mean()))));
                return cells;
            }), "");
    }

    /** By the three places where time goes; run.json has each callee's process on its own. */
    Section usage() {
        var columns = new ArrayList<>(List.of(Section.Column.of("run", LABEL)));
        for (var place : List.of("router", "load", "its callees")) {
            columns.add(new Section.Column(place, "CPU, %", "CPU %", 7));
            columns.add(new Section.Column(place, "us/request", "us/req", 7));
            columns.add(new Section.Column(place, "MiB", "MiB", 5));
        }
        boolean sampled = runs.runs().stream().anyMatch(run -> !run.usage().isEmpty());
        return new Section.Table("usage", "Resources of this run",
            "100 % is one core; CPU time for each request answered; the largest resident memory. Shared callees are added up.",
            "", columns, performed((planned, run) -> {
                var cells = new ArrayList<Section.Cell>(List.of(new Section.Text(CallerLabels.row(planned))));
                used(cells, run, ROUTER::equals);
                used(cells, run, LOAD::equals);
                used(cells, run, process -> !process.equals(ROUTER) && !process.equals(LOAD));
                return cells;
            }), sampled ? "" : "Nothing was sampled.");
    }

    private static void used(List<Section.Cell> cells, CallerRun run, Predicate<String> wanted) {
        var processes = run.usage().keySet().stream().filter(wanted).toList();
        cells.add(Section.Number.ours(sum(processes, process -> run.usage().get(process).cpuPercent()), 1));
        cells.add(Section.Number.ours(sum(processes, process -> run.cpuUsPerRequest(process).orElse(Double.NaN)), 1));
        cells.add(Section.Number.ours(sum(processes, process -> run.usage().get(process).rssMiB()), 0));
    }

    private static double sum(List<String> processes, ToDoubleFunction<String> figure) {
        return processes.isEmpty() ? Double.NaN : processes.stream().mapToDouble(figure).sum();
    }

    private List<Section.Line> lines(BiFunction<PlannedRun, Optional<CallerRun>, List<Section.Cell>> cells) {
        var lines = new ArrayList<Section.Line>();
        for (var group : CallerLabels.groups(document, runs)) {
            lines.add(new Section.Group(group.title()));
            for (var planned : group.runs()) lines.add(new Section.Row(cells.apply(planned, runs.run(planned.id()))));
        }
        return lines;
    }

    /** Without the runs that were not performed, and the groups that are empty then. */
    private List<Section.Line> performed(BiFunction<PlannedRun, CallerRun, List<Section.Cell>> cells) {
        var lines = new ArrayList<Section.Line>();
        for (var group : CallerLabels.groups(document, runs)) {
            var rows = group.runs().stream().flatMap(planned -> runs.run(planned.id()).stream())
                .map(run -> (Section.Line) new Section.Row(cells.apply(run.planned(), run))).toList();
            if (!rows.isEmpty()) lines.add(new Section.Group(group.title()));
            lines.addAll(rows);
        }
        return lines;
    }

    /** As wrk has them: whole microseconds below a millisecond. */
    private static Section.Cell publishedMs(Optional<Double> us) {
        double value = us.orElse(Double.NaN) / 1e3;
        return new Section.Number(value, form(value));
    }

    private static Section.Number ms(Optional<Double> us) {
        double value = us.orElse(Double.NaN) / 1e3;
        return Section.Number.ours(value, form(value));
    }

    private static int form(double ms) {
        return ms < 1 ? 3 : ms < 100 ? 2 : 1;
    }
}
