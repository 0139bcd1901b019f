package reprise.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import reprise.judge.CallerRun;
import reprise.judge.CallerRuns;
import reprise.judge.CallerScenario;
import reprise.judge.Claim;
import reprise.judge.Scenario;
import reprise.peer.wrk.WrkText;
import reprise.recorder.Digits;
import reprise.recorder.Numbers;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.Unjudged;

/** The reports of documents/rest-caller.md: wrk's text of every run beside the published one, the runs in a table, and the charts. */
public record CallerReport(CallerScenario document) implements DocumentReport {
    private static final Set<String> NETWORK_MEASURES = Set.of("sharedToSingle", "networkSequentialRatio", "networkConcurrentRatio",
        "networkSequentialToConcurrent");
    private static final Set<String> NETWORK_FIGURES = Set.of("networkSequentialRatio", "networkConcurrentRatio", "networkMedianUs");

    @Override
    public Scenario scenario() {
        return document.scenario();
    }

    @Override
    public Set<String> byLength() {
        return Set.of("requests", CallerTables.CORRECTED);
    }

    @Override
    public RunDetails.Reader details() {
        return CallerRuns.reader(document);
    }

    @Override
    public List<Section> console(Run run) {
        var tables = new CallerTables(document, details(run), Lengths.of(run, this));
        var sections =
            new ArrayList<>(List.of(blocks(run), tables.runs(), tables.latency(), tables.usage(), summary(run), new Section.Claims()));
        sections.addAll(alarms(run)); // last: a console is read from its end
        return sections;
    }

    @Override
    public List<Section> page(Run run) {
        var tables = new CallerTables(document, details(run), Lengths.of(run, this));
        var charts = files(run);
        var sections = new ArrayList<>(alarms(run));
        sections.addAll(List.of(new Section.Claims(), tables.runs(), new Section.Figure(charts.get(0)), new Section.Figure(charts.get(1)),
            new Section.Figure(charts.get(2)), tables.latency(), new Section.Figure(charts.get(3)), tables.usage(), summary(run),
            blocks(run)));
        return sections;
    }

    @Override
    public List<Section> rst(Run run) {
        var tables = new CallerTables(document, details(run), Lengths.of(run, this));
        var charts = files(run);
        var sections = new ArrayList<>(alarms(run));
        sections.addAll(List.of(summary(run), new Section.Claims(), tables.runs(), new Section.Figure(charts.get(0)),
            new Section.Figure(charts.get(1)),
            new Section.Figure(charts.get(2)), tables.latency(), new Section.Figure(charts.get(3)), tables.usage(), blocks(run)));
        return sections;
    }

    @Override
    public List<Illustration> files(Run run) {
        return new CallerCharts(document, details(run)).all();
    }

    @Override
    public long runsLeftOut(Run run) {
        return details(run).leftOut().values().stream().filter(reason -> reason instanceof Unjudged.ByRun).count();
    }

    @Override
    public String label(Run run, Claim claim) {
        return NETWORK_MEASURES.contains(claim.measure()) && CallerLabels.emulated(details(run)) ? "emulated" : "";
    }

    private static List<Section> alarms(Run run) {
        var cold = details(run).runs().stream().filter(each -> each.warmUpSec() == 0).map(CallerRun::id).toList();
        var alarms = new ArrayList<Section>();
        if (!cold.isEmpty()) alarms.add(Section.Alarm.notWarmedUp("the figures of " + String.join(", ", cold)));
        var off = details(run).runs().stream().filter(CallerRun::isLinkOff).map(CallerRun::spoiledBy).toList();
        if (!off.isEmpty()) {
            alarms.add(new Section.Alarm("The emulated link is not what was asked for: " + String.join("; ", off)
                + ". No claim that rests on these runs is judged; run it again on a host that is less busy, or with --target."));
        }
        for (var each : details(run).runs()) if (!each.imbalance().isEmpty()) alarms.add(Section.Alarm.wrongCount(each.imbalance()));
        return alarms;
    }

    private static CallerRuns details(Run run) {
        return run.details(CallerRuns.class);
    }

    private Section summary(Run run) {
        boolean emulated = CallerLabels.emulated(details(run));
        var rows = scenario().summary().stream().map(figure -> Rows.summary(figure,
            figure.label() + (emulated && NETWORK_FIGURES.contains(figure.key()) ? " (emulated)" : ""), run, Lengths.of(run, this)))
            .toList();
        return new Section.Table("summary", "Summary", "", "", List.of(Section.Column.of("figure", 44), Section.Column.of("published", 13),
            Section.Column.of("this run", 13)), rows, "");
    }

    private Section blocks(Run run) {
        var details = details(run);
        var groups = CallerLabels.groups(document, details).stream().map(group -> new Section.PairGroup(group.title(), group.runs().stream()
            .flatMap(planned -> details.run(planned.id()).stream()).map(each -> pair(each, Lengths.of(run, this))).toList()))
            .filter(group -> !group.pairs().isEmpty()).toList();
        return new Section.Blocks("Each run as wrk prints it",
            "wrk corrects latencies after the run, the published ones too; below the two is what was recorded in this run.", groups);
    }

    private Section.Pair pair(CallerRun run, Lengths lengths) {
        var planned = run.planned();
        var published = planned.published()
            .map(figures -> WrkText.of(figures, document.url(planned.link()), document.load().duration(), true));
        return new Section.Pair(CallerLabels.title(planned), "published", published.orElse("(no such run was published)"),
            CallerLabels.thisRun(run),
            WrkText.of(run.wrk(), run.url(), run.duration(), true), remarks(run, lengths));
    }

    private static List<String> remarks(CallerRun run, Lengths lengths) {
        return Stream.of(
            Optional.of("As recorded, not corrected: " + percentiles(run.raw())),
            Optional.of(
            "Not comparable, for they depend on the length: requests and bytes in all, and the corrected Avg, Stdev, Max, 90 and 99 %")
            .filter(_ -> lengths.differ()),
            run.intended().map(intended -> "From the intended time"
            + (run.ratePerSec().isPresent() ? " at " + Numbers.shortest(run.ratePerSec().getAsDouble())
                + " requests/s" : "") + ": " + percentiles(intended)),
            run.addedDelay().map(delay -> "The emulated link added " + Digits.of(delay.meanUs(), 1) + " us to a round trip in the mean, "
                + Digits.of(delay.medianUs(), 1) + " us in the median"),
            Optional.of(run.unexpectedReplies()).filter(unexpected -> unexpected > 0)
            .map(unexpected -> "Unexpected replies: " + unexpected + " of " + run.wrk().requests()),
            Optional.of(run.spoiledBy()).filter(why -> !why.isEmpty()).map(why -> "Not compared: " + why)).flatMap(Optional::stream)
            .toList();
    }

    private static String percentiles(Histogram histogram) {
        if (histogram.getTotalCount() == 0) return "nothing";
        var parts = new ArrayList<String>();
        for (double percent : new double[] {50, 75, 90, 99, 99.9}) {
            parts.add(Numbers.shortest(percent) + " % " + WrkText.time(histogram.getValueAtPercentile(percent) / 1e3));
        }
        return String.join(", ", parts) + ", max " + WrkText.time(histogram.getMaxValue() / 1e3) + ", mean "
            + WrkText.time(histogram.getMean() / 1e3);
    }
}
