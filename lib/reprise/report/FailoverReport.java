package reprise.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import reprise.judge.FailoverAccounts;
import reprise.judge.Scenario;
import reprise.recorder.LedgerFigures;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;

/** The reports of documents/rpc-cast-failover.rst: its summary, its three charts and its two tables, in its own structure. */
public record FailoverReport(Scenario scenario) implements DocumentReport {
    /** Totals, and means in which the one message that waited weighs the more the fewer there are. */
    static final Set<String> BY_LENGTH =
        Set.of("sentMessages", "receivedMessages", "replies", "durationSec", "throughputPerSec", "transferMb", "bandwidthMbPerSec",
        "avgLatencyMs",
        "avgRoundTripMs", "correctedAvgLatencyMs", "correctedP99LatencyMs");

    @Override
    public Set<String> byLength() {
        return BY_LENGTH;
    }

    @Override
    public RunDetails.Reader details() {
        return LedgerFigures.reader();
    }

    @Override
    public List<Section> console(Run run) {
        var sections = new ArrayList<>(List.of(summary(run)));
        if (run.details() instanceof LedgerFigures figures) sections.addAll(new LedgerTables(figures).console());
        sections.add(new Section.Claims());
        sections.addAll(alarm(run)); // last: a console is read from its end
        return sections;
    }

    @Override
    public List<Section> page(Run run) {
        var sections = new ArrayList<>(alarm(run));
        sections.addAll(List.of(new Section.Claims(), summary(run)));
        if (run.details() instanceof LedgerFigures figures) sections.addAll(new LedgerTables(figures).all());
        FailoverCharts.of(run, scenario).forEach(illustration -> sections.add(new Section.Figure(illustration)));
        for (var timing : List.of("latency", "roundTrip")) {
            if (run.histograms().containsKey(timing) && run.histograms().get(timing).getTotalCount() > 0)
                sections.add(new Section.Figure(Illustration.percentiles(run, timing)));
        }
        sections.add(new Section.Figure(Illustration.usage(run)));
        return sections;
    }

    @Override
    public List<Section> rst(Run run) {
        var charts = FailoverCharts.of(run, scenario);
        var sections = new ArrayList<>(alarm(run));
        sections.addAll(List.of(summary(run), new Section.Claims(), new Section.Figure(charts.get(0)), new Section.Figure(charts.get(1)),
            sent(run),
            new Section.Figure(charts.get(2)), received(run)));
        if (charts.size() > 3) sections.add(new Section.Figure(charts.get(3)));
        sections.addAll(replied(run));
        if (run.details() instanceof LedgerFigures figures) sections.addAll(new LedgerTables(figures).all());
        return sections;
    }

    @Override
    public List<Illustration> files(Run run) {
        return FailoverCharts.of(run, scenario);
    }

    private static List<Section> alarm(Run run) {
        var warmUpSec = run.summary("warmUpSec");
        var alarms = new ArrayList<Section>();
        if (warmUpSec.isPresent() && warmUpSec.getAsDouble() == 0)
            alarms.add(Section.Alarm.notWarmedUp("latencies and rates of the first seconds"));
        for (var fault : FailoverAccounts.faults(run)) alarms.add(Section.Alarm.wrongCount(fault.sentence()));
        return alarms;
    }

    private Section summary(Run run) {
        boolean published = Rows.hasPublished(scenario);
        var lengths = Lengths.of(run, this);
        var rows = scenario.summary().stream()
            .map(figure -> Rows.summary(figure, figure.label(), published, List.of(run.summary(figure.key()).orElse(Double.NaN)), lengths))
            .toList();
        return new Section.Table("summary", "Execution Summary", "", "", Rows.columns(published, List.of("this run")), rows, "");
    }

    private Section sent(Run run) {
        var sent = Rows.measured(run, "sent");
        var errors = Rows.measured(run, "errors");
        return seconds(run, published("sent", "Sent messages"), List.of("sent this run, msg", "errors this run, msg"),
            second -> List.of(count(Rows.at(sent, second)), new Section.Number(Rows.at(errors, second), 0)));
    }

    private Section received(Run run) {
        var received = Rows.measured(run, "received");
        var latency = Rows.measured(run, "latencyMeanMs");
        return seconds(run, published("received", "Received messages"), List.of("received this run, msg", "latency this run, ms"),
            second -> List.of(new Section.Number(Rows.at(received, second), 0), inForm(Rows.at(latency, second))));
    }

    private List<Section> replied(Run run) {
        if (!FailoverCharts.hasReplies(run)) return List.of();
        var replies = Rows.measured(run, "replies");
        var roundTrip = Rows.measured(run, "roundTripMeanMs");
        return List.of(seconds(run, published("replied", "Replies"), List.of("replies this run, msg", "round trip this run, ms"),
            second -> List.of(count(Rows.at(replies, second)), inForm(Rows.at(roundTrip, second)))));
    }

    /** A report of the family that was published without its rows has a table of ours alone. */
    private Scenario.Table published(String name, String title) {
        var table = scenario.tables().get(name);
        return table != null ? table : new Scenario.Table(title, List.of("time"), List.of());
    }

    /** The document's columns as they are, then ours; as many rows as the longer of the two has. */
    private static Section seconds(Run run, Scenario.Table published, List<String> ours, IntFunction<List<Section.Cell>> measured) {
        var columns = new ArrayList<>(published.columns());
        columns.addAll(ours);
        var rows = new ArrayList<Section.Line>();
        for (int second = 0; second < Math.max(published.rows().size(), Rows.count(run)); second++) {
            var cells = new ArrayList<Section.Cell>(List.of(new Section.Number(second, 0)));
            for (int i = 1; i < published.columns().size(); i++) {
                var value = second < published.rows().size() ? published.rows().get(second)[i] : null;
                cells.add(new Section.Number(value == null ? Double.NaN : value, published.columns().get(i).endsWith("ms") ? 1 : 0));
            }
            cells.addAll(measured.apply(second));
            rows.add(new Section.Row(cells));
        }
        return new Section.Table("", "", "", published.title(), columns.stream().map(name -> Section.Column.of(name, 0)).toList(), rows,
            "");
    }

    /** Rows keep the document's one decimal, but where it would leave nothing of ours. */
    private static Section.Cell inForm(double ms) {
        return ms >= 1 ? new Section.Number(ms, 1) : Section.Number.ours(ms, 1);
    }

    /** Nothing sent in a second is a dot there. */
    private static Section.Cell count(double value) {
        return new Section.Number(value == 0 ? Double.NaN : value, 0);
    }
}
