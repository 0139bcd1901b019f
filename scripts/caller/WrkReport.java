package caller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import reprise.experiment.HttpReadings;
import reprise.judge.Reading;
import reprise.judge.Scenario;
import reprise.peer.wrk.WrkFigures;
import reprise.peer.wrk.WrkText;
import reprise.recorder.Digits;
import reprise.recorder.Numbers;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.recorder.Unit;
import reprise.report.CaseFigures;
import reprise.report.Comparison;
import reprise.report.Figure;
import reprise.report.Lengths;
import reprise.report.Palette;
import reprise.report.Percentiles;
import reprise.report.Rows;
import reprise.report.Section;
import reprise.simulator.http.HttpMetrics;

/**
 * What wrk printed of each case beside what our load would print by wrk's rules, and what was recorded.
 *
 * @param urls that wrk was given, by the link's word
 * @param length of a published run
 * @param remark below the table of the rates
 */
public record WrkReport(Scenario document, Published published, Rows<Case> rows, Map<String, String> urls, Duration length,
                        Function<Run, String> remark) {
    private static final List<Double> PERCENTILES = List.of(50.0, 75.0, 90.0, 99.0, 99.9, 99.99);

    private OptionalDouble published(Case each, ToDoubleFunction<WrkFigures> figure) {
        return published.of(each).map(wrk -> OptionalDouble.of(figure.applyAsDouble(wrk))).orElse(OptionalDouble.empty());
    }

    private Comparison<Case> wrk(Comparison<Case> table, String name, Unit unit, ToDoubleFunction<WrkFigures> figure) {
        return table.figure(name, unit, 0, each -> published(each, figure), (run, each) -> HttpReadings.wrk(run, each.id(), figure));
    }

    private Comparison<Case> rates() {
        var rates = wrk(Comparison.of(rows), "requests/s", Unit.COUNT, WrkFigures::requestsPerSec);
        wrk(rates, "50 %", Unit.MS, wrk -> wrk.percentiles().p50Us() / 1e3).printed(WrkReport::decimals).withoutRatio();
        return wrk(rates, "99 %", Unit.MS, wrk -> wrk.percentiles().p99Us() / 1e3).printed(WrkReport::decimals).withoutRatio().byLength()
            .saying("Percentiles are as wrk prints them, corrected, in both columns.", remark);
    }

    /** As wrk prints: whole microseconds below a millisecond. */
    private static int decimals(double ms) {
        return ms < 1 ? 3 : ms < 100 ? 2 : 1;
    }

    public Section rates(Run run) {
        return rates().table("Runs", run);
    }

    public Figure throughput(Run run) {
        return rates().bars("Throughput", "Requests per second of each run. The factor is this run to the published one; a property of the "
            + "machines, where the shape is the finding.", run, "requests/s");
    }

    /** What a callee costs beyond the one in the router, by one caller. @param base the case of the same link in the router */
    public Figure cost(Run run, List<Case> cases, Function<Case, Case> base) {
        var costs = Comparison.of(Rows.of("callee", cases, each -> each.callee().words() + (each.network() ? ", network" : "")));
        cost(costs, "mean time per request", base, wrk -> 1e6 / wrk.requestsPerSec(),
            (of, each) -> HttpReadings.wrk(of, each.id(), wrk -> 1e6 / wrk.requestsPerSec()));
        cost(costs, "median", base, wrk -> wrk.percentiles().p50Us(),
            (of, each) -> HttpReadings.percentileMs(of, each.id(), 50).map(ms -> ms * 1e3));
        return costs.bars("What it costs to attach a callee outside the router",
            "Time of a request of one caller beyond that of the callee "
            + "in the router, µs. The mean is the time between two requests; of the medians the published ones are as wrk prints them, "
            + "ours "
            + "as recorded.", run, "mean time per request", "median");
    }

    private void cost(Comparison<Case> costs, String name, Function<Case, Case> base, ToDoubleFunction<WrkFigures> figure,
                      BiFunction<Run, Case, Reading> ours) {
        costs.figure(name, Unit.US, 1, each -> published(each, figure).isEmpty() ? OptionalDouble.empty()
            : OptionalDouble.of(published(each, figure).getAsDouble() - published(base.apply(each), figure).orElse(Double.NaN)),
            (run, each) -> ours.apply(run, each).minus(ours.apply(run, base.apply(each)))).withoutRatio();
    }

    /** As recorded; wrk's corrected mean stands beside. */
    public Section latency(Run run) {
        var table = Comparison.of(rows).measuredOnly().saying("From the first byte written to the reply parsed, each request once; wrk's "
            + "mean is the same run after its correction.", this::percentileRule);
        for (double percent : PERCENTILES)
            recorded(table, Numbers.shortest(percent) + " %", values -> Percentiles.valueNs(percent, values));
        recorded(table, "max", Histogram::getMaxValue).byLength();
        recorded(table, "mean", Histogram::getMean);
        return table.ours("mean", Unit.MS, 0, (of, each) -> HttpReadings.wrk(of, each.id(), wrk -> wrk.latencyUs().mean() / 1e3))
            .printed(WrkReport::decimals).under("wrk").byLength().table("Latency of this run", run);
    }

    private String percentileRule(Run run) {
        return rows.all().stream().map(each -> Phases.histogram(run, each.id(), HttpMetrics.SERVICE)).allMatch(values ->
            values.getTotalCount() == 0 || Percentiles.isCarried(PERCENTILES.getLast(), values)) ? "" : Percentiles.RULE;
    }

    private static Comparison<Case> recorded(Comparison<Case> table, String name, ToDoubleFunction<Histogram> ns) {
        return table.ours(name, Unit.MS, 0, (run, each) -> HttpReadings.latencyMs(run, each.id(), ns)).printed(WrkReport::decimals)
            .under("as recorded, ms");
    }

    public Figure percentiles(Run run) {
        return CaseFigures.percentiles("Latency by percentile", "Each nine is as wide as the last. wrk's figures are corrected after the "
            + "run: compare dots with dots, and read the line for what callers really waited.", rows, run,
            each -> Phases.histogram(run, each.id(), HttpMetrics.SERVICE), List.of(
                new CaseFigures.Dots<>("published, as wrk prints 50, 75, 90 and 99 %", Palette.PUBLISHED,
                    (_, each) -> ms(published.of(each))),
                new CaseFigures.Dots<>("this run, as wrk prints them", Palette.MEASURED,
                    (of, each) -> ms(Phases.of(of).phase(each.id()).flatMap(phase -> phase.facts(HttpMetrics.WRK))))));
    }

    private static Map<Double, Double> ms(Optional<WrkFigures> of) {
        var ms = new LinkedHashMap<Double, Double>();
        of.filter(wrk -> wrk.requests() > 0).map(WrkFigures::percentiles).ifPresent(wrk -> {
            ms.put(50.0, wrk.p50Us() / 1e3);
            ms.put(75.0, wrk.p75Us() / 1e3);
            ms.put(90.0, wrk.p90Us() / 1e3);
            ms.put(99.0, wrk.p99Us() / 1e3);
        });
        return ms;
    }

    public Section texts(Run run) {
        return rows.sideBySide("Each run as wrk prints it",
            "wrk corrects latencies after the run, the published ones too; below the two is what was recorded in this run.", run,
            each -> Phases.of(run).phase(each.id()).map(phase -> pair(run, each, phase)).orElse(null));
    }

    private Section.Pair pair(Run run, Case each, Phase phase) {
        var planned = Duration.ofNanos(Math.round(phase.plannedSec() * 1e9));
        var url = phase.words(HttpMetrics.URL).orElse("").replaceFirst("(?<=[^:/])/.*", ""); // wrk's script gave the path
        boolean isEmulated = phase.fact(HttpMetrics.LINK_ASKED_US).isPresent();
        var error = each.callee().isRegistered() ? "" : ", error reply";
        return new Section.Pair(each.id() + ": " + each.callee().words() + error, "published",
            published.of(each).map(wrk -> WrkText.of(wrk, urls.get(each.link()), length, true)).orElse("(no such run was published)"),
            "this run" + (isEmulated ? ", emulated network" : each.network() ? ", network" : "") + error,
            phase.facts(HttpMetrics.WRK).map(wrk -> WrkText.of(wrk, url, planned, true)).orElse(""), remarks(run, phase));
    }

    private List<String> remarks(Run run, Phase phase) {
        var remarks = new ArrayList<String>();
        remarks.add("As recorded, not corrected: " + percentiles(Phases.histogram(run, phase.id(), HttpMetrics.SERVICE)));
        if (Lengths.differ(run, document)) remarks.add(
            "Not comparable, for they depend on the length: requests and bytes in all, and the corrected Avg, Stdev, Max, 90 and 99 %");
        phase.fact(HttpMetrics.LINK_MEAN_US).ifPresent(us -> remarks.add("The emulated link added " + Digits.of(us, 1)
            + " us to a round trip in the mean, " + Digits.of(phase.fact(HttpMetrics.LINK_MEDIAN_US).orElse(0), 1) + " us in the median"));
        long unexpected = phase.count(HttpMetrics.UNEXPECTED);
        if (unexpected > 0) remarks.add("Unexpected replies: " + unexpected + " of " + HttpReadings.requests(phase));
        var spoiledBy = HttpReadings.spoiledBy(run, phase.id());
        if (!spoiledBy.isEmpty()) remarks.add("Not compared: " + spoiledBy);
        return remarks;
    }

    private static String percentiles(Histogram histogram) {
        if (histogram.getTotalCount() == 0) return "nothing";
        var parts = new ArrayList<String>();
        for (double percent : PERCENTILES) if (Percentiles.isCarried(percent, histogram))
            parts.add(Numbers.shortest(percent) + " % " + WrkText.time(histogram.getValueAtPercentile(percent) / 1e3));
        return String.join(", ", parts) + ", max " + WrkText.time(histogram.getMaxValue() / 1e3) + ", mean "
            + WrkText.time(histogram.getMean() / 1e3);
    }
}
