package reprise.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.DoubleToIntFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import reprise.judge.Reading;
import reprise.judge.Scenario;
import reprise.recorder.Digits;
import reprise.recorder.Numbers;
import reprise.recorder.Run;
import reprise.recorder.Unit;

/**
 * Published figures beside ours by step or by case, as a table (published, this run, and their ratio for each figure) and as a chart.
 * {@snippet :
 * var calls = Comparison.by("threads", List.of(50, 100, 250), threads -> threads)
 *     .figure("throughput", Unit.PER_SEC, 1, document.table("calls"), (run, threads) -> rate(run, threads))
 *     .ours("99 %", Unit.MS, 2, (run, threads) -> PhaseReadings.percentileMs(run, "call." + threads, RpcMetrics.LATENCY, 99)).byLength();
 * report.section(run -> calls.table("Calls", run)).section(run -> calls.chart("Calls", "throughput", run));
 * }
 * A row whose figure is only shown (see {@link Reading.Shown}) is marked, has no ratio, and its reason stands below the table.
 *
 * @param <K> the type of a row, such as a number of threads
 */
public final class Comparison<K> {
    /**
     * @param over a heading shared with its neighbours; if empty, published figures and ours are below the figure's name
     * @param published absent for a figure that only we have
     */
    private record Compared<K>(String over, String name, Unit unit, DoubleToIntFunction decimals,
                               Optional<Function<K, OptionalDouble>> published, BiFunction<Run, K, Reading> ours, boolean hasRatio,
                               boolean isByLength) {
        double ours(Run run, K row) {
            return ours.apply(run, row).figure().orElse(Double.NaN);
        }

        double published(K row) {
            return published.map(of -> of.apply(row)).orElse(OptionalDouble.empty()).orElse(Double.NaN);
        }

        String title() {
            return unit.symbol().isEmpty() ? name : name + ", " + unit.symbol();
        }

        Section.Column.Ours ours(String before, OptionalInt publishedColumn) {
            return new Section.Column.Ours(before, over.isEmpty() ? name : over + " " + name, unit, publishedColumn);
        }

        /** Why ours is not compared with the published figure; empty if it may be. */
        Optional<String> whyNot(Run run, K row) {
            var reading = ours.apply(run, row);
            return published.isPresent() && reading instanceof Reading.Shown(var _, var why) ? Optional.of(why.why()) : Optional.empty();
        }
    }

    private static final double DECADES = 100;
    private static final int RATIO_DECIMALS = 2;
    private static final int HEIGHT = 180;
    private static final List<BarChart.Key> BOTH =
        List.of(new BarChart.Key("published", Palette.PUBLISHED), new BarChart.Key("this run", Palette.MEASURED));

    private final Rows<K> rows;
    private final String before; // a row's label, in reports of several runs
    private final ToDoubleFunction<K> place;
    private final List<Compared<K>> figures = new ArrayList<>();
    private String text = "";
    private Function<Run, String> remark = _ -> "";
    private boolean measuredOnly;

    private Comparison(Rows<K> rows, String before, ToDoubleFunction<K> place) {
        this.rows = rows;
        this.before = before;
        this.place = place;
    }

    /**
     * @param step the first column's name, and the chart's axis
     * @param place a row's position on the axis
     */
    public static <K> Comparison<K> by(String step, List<K> rows, ToDoubleFunction<K> place) {
        return new Comparison<>(Rows.of(step, rows, row -> Numbers.shortest(place.applyAsDouble(row))), step + " ", place);
    }

    /** By cases with names; their place on a chart's axis is their number. */
    public static <K> Comparison<K> of(Rows<K> rows) {
        return new Comparison<>(rows, "", row -> rows.all().indexOf(row) + 1);
    }

    /**
     * Adds a figure.
     *
     * @param published has a column of this name, and a row with each row's place here
     * @param decimals as the document prints it
     */
    public Comparison<K> figure(String name, Unit unit, int decimals, Scenario.Table published, BiFunction<Run, K, Reading> ours) {
        return figure(name, unit, decimals, row -> published.figure(place.applyAsDouble(row), name), ours);
    }

    /** Adds a figure that was published elsewhere; empty if there is none. */
    public Comparison<K> figure(String name, Unit unit, int decimals, Function<K, OptionalDouble> published,
                                BiFunction<Run, K, Reading> ours) {
        figures.add(new Compared<>("", name, unit, _ -> decimals, Optional.of(published), ours, true, false));
        return this;
    }

    /** Adds a figure that was not published: it has one column, and one line in its chart. */
    public Comparison<K> ours(String name, Unit unit, int decimals, BiFunction<Run, K, Reading> ours) {
        figures.add(new Compared<>("", name, unit, _ -> decimals, Optional.empty(), ours, false, false));
        return this;
    }

    private Comparison<K> last(Function<Compared<K>, Compared<K>> changed) {
        figures.add(changed.apply(figures.removeLast()));
        return this;
    }

    /** Shows no ratio of the figure added last. */
    public Comparison<K> withoutRatio() {
        return last(it -> new Compared<>(it.over, it.name, it.unit, it.decimals, it.published, it.ours, false, it.isByLength));
    }

    /** Marks the figure added last in runs of another length than the document's: a total or a maximum, which depends on the length. */
    public Comparison<K> byLength() {
        return last(it -> new Compared<>(it.over, it.name, it.unit, it.decimals, it.published, it.ours, it.hasRatio, true));
    }

    /** Gives the figure added last a heading that it shares with its neighbours. */
    public Comparison<K> under(String heading) {
        return last(it -> new Compared<>(heading, it.name, it.unit, it.decimals, it.published, it.ours, it.hasRatio, it.isByLength));
    }

    /** Gives the figure added last decimals that depend on its value, where a document prints it so. */
    public Comparison<K> printed(DoubleToIntFunction decimals) {
        return last(it -> new Compared<>(it.over, it.name, it.unit, decimals, it.published, it.ours, it.hasRatio, it.isByLength));
    }

    /** Adds a sentence, and one that depends on the run, below the table; either may be empty. */
    public Comparison<K> saying(String sentence, Function<Run, String> more) {
        text = sentence;
        remark = more;
        return this;
    }

    /** Leaves out the rows of which this run has no figure. */
    public Comparison<K> measuredOnly() {
        measuredOnly = true;
        return this;
    }

    public Section table(String heading, Run run) {
        var columns = new ArrayList<>(List.of(Section.Column.of(rows.name(), 0)));
        for (var figure : figures) {
            if (figure.published.isEmpty()) {
                var name = figure.over.isEmpty() ? figure.title() : figure.name;
                columns.add(new Section.Column(figure.over, name, name, 0).ours(figure.ours(before, OptionalInt.empty())));
                continue;
            }
            columns.add(new Section.Column(figure.title(), "published", "publ.", 0));
            columns.add(new Section.Column(figure.title(), "this run", "ours", 0)
                .ours(figure.ours(before, OptionalInt.of(columns.size() - 1))));
            if (figure.hasRatio) columns.add(new Section.Column(figure.title(), "ratio", "ratio", 0));
        }
        var lines = new ArrayList<Section.Line>();
        for (var group : rows.<Section.Line>groups(run, row -> isShown(run, row) ? new Section.Row(cells(row, run)) : null)) {
            if (!group.title().isEmpty()) lines.add(new Section.Group(group.title()));
            lines.addAll(group.members());
        }
        return new Section.Table(heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"), heading, text, heading, columns, lines,
            remark(run));
    }

    private boolean isShown(Run run, K row) {
        return !measuredOnly || figures.stream().anyMatch(figure -> !Double.isNaN(figure.ours(run, row)));
    }

    private String remark(Run run) {
        var sentences = new LinkedHashSet<String>();
        for (var row : rows.all())
            for (var figure : figures) figure.whyNot(run, row).ifPresent(why -> sentences.add("! Not compared: " + why + "."));
        return String.join(" ", Stream.concat(sentences.stream(), Stream.of(remark.apply(run), missing(run)))
            .filter(each -> !each.isEmpty()).toList());
    }

    /** Why cells are empty: the first reason, and how many more there are. */
    private String missing(Run run) {
        if (measuredOnly && rows.all().stream().anyMatch(row -> isShown(run, row))) return "";
        var reasons = rows.all().stream().flatMap(row -> figures.stream().map(figure -> figure.ours.apply(run, row)))
            .flatMap(reading -> reading instanceof Reading.Missing(var why) ? Stream.of(why.why()) : Stream.empty()).distinct().toList();
        return reasons.isEmpty() ? "" : "Without a figure of this run: " + reasons.getFirst()
            + (reasons.size() > 1 ? " (the first of " + reasons.size() + " reasons)" : "") + ".";
    }

    private List<Section.Cell> cells(K row, Run run) {
        boolean isMarked = figures.stream().anyMatch(figure -> figure.whyNot(run, row).isPresent());
        var cells = new ArrayList<Section.Cell>(List.of(new Section.Text(rows.label().apply(row) + (isMarked ? " !" : ""))));
        for (var figure : figures) {
            double ours = figure.ours(run, row);
            double published = figure.published(row);
            if (figure.published.isPresent()) cells.add(new Section.Number(published, figure.decimals.applyAsInt(published)));
            var number = Section.Number.ours(ours, figure.decimals.applyAsInt(ours));
            cells.add(figure.isByLength ? number.marked() : number);
            if (figure.hasRatio) cells.add(Section.Number.ours(ratio(figure, run, row), RATIO_DECIMALS));
        }
        return cells;
    }

    private double ratio(Compared<K> figure, Run run, K row) {
        return figure.whyNot(run, row).isPresent() ? Double.NaN : figure.ours(run, row) / figure.published(row);
    }

    /** One figure by step: a line for the published figures, one for ours. */
    public Figure chart(String heading, String figure, Run run) {
        var compared = named(figure);
        var traces = new ArrayList<Chart.Trace>();
        if (compared.published.isPresent()) traces.add(trace("published", Palette.PUBLISHED, compared::published));
        traces.add(trace("this run", Palette.MEASURED, row -> compared.ours(run, row)));
        double most = traces.stream().mapToDouble(trace -> Series.largest(trace.y())).max().orElseThrow();
        var across = across();
        var panel = new Chart.Panel(Chart.Title.of(compared.name, compared.unit.symbol()), Axis.linear(most, 5), HEIGHT,
            traces, List.of(), "");
        var shows = compared.published.isPresent() ? ": published and of this run, by " : ": of this run, by ";
        return new Figure("", heading, "", false, new Chart(heading, heading + shows + rows.name() + ".",
            rows.name() + (across.log() ? ", log scale" : ""), _ -> across, List.of(panel)));
    }

    /** Logarithmic where the steps span two decades or more: on a linear scale all but the largest would share its beginning. */
    private Axis across() {
        var places = rows.all().stream().mapToDouble(place).summaryStatistics();
        return places.getMin() > 0 && places.getMax() >= DECADES * places.getMin() && Double.isFinite(places.getMin())
            ? Axis.logarithmic(places.getMin(), places.getMax()) : Axis.linear(Math.max(0, places.getMax()), 10);
    }

    private Compared<K> named(String figure) {
        return figures.stream().filter(each -> each.name.equals(figure)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("comparison by " + rows.name() + ": no figure " + figure + "; there are "
                + figures.stream().map(Compared::name).toList()));
    }

    private Chart.Trace trace(String name, Palette role, ToDoubleFunction<K> figure) {
        var places = rows.all().stream().mapToDouble(place).toArray();
        var values = rows.all().stream().mapToDouble(figure).toArray();
        return new Chart.Trace(name, role, Chart.Shape.LINE, places, values);
    }

    /** Figures of one unit as horizontal bars, published and ours, below each other. @param text a sentence above the chart */
    public Figure bars(String heading, String text, Run run, String... names) {
        var groups = new ArrayList<BarChart.Group>();
        for (var name : names)
            for (var group : rows.groups(run, row -> bars(named(name), run, row)))
                groups.add(new BarChart.Group(String.join(": ", Stream.of(names.length > 1 ? name : "", group.title())
                    .filter(part -> !part.isEmpty()).toList()), group.members()));
        var unit = named(names[0]);
        return new Figure("", heading, text, false, new BarChart(heading, heading + " by " + rows.name() + ", published and of this run.",
            names.length > 1 ? unit.unit.symbol() : unit.title(), false, BOTH, groups));
    }

    private BarChart.Row bars(Compared<K> figure, Run run, K row) {
        double ratio = ratio(figure, run, row);
        var note = figure.whyNot(run, row).isPresent() ? "not compared" : figure.hasRatio && Double.isFinite(ratio)
            ? "×" + Digits.of(ratio, RATIO_DECIMALS) : "";
        return new BarChart.Row(rows.label().apply(row), List.of(
            bar(Palette.PUBLISHED, figure.published(row), figure, "not published"),
            bar(Palette.MEASURED, figure.ours(run, row), figure, "not measured")), note);
    }

    private static <K> BarChart.Bar bar(Palette colour, double value, Compared<K> of, String none) {
        return new BarChart.Bar(colour, value, Double.isNaN(value) ? none
            : Numbers.grouped(value, Digits.decimals(value, of.decimals.applyAsInt(value))));
    }
}
