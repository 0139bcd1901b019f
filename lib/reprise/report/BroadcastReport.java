package reprise.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import reprise.judge.BroadcastFaults;
import reprise.judge.BroadcastRows;
import reprise.judge.BroadcastRun;
import reprise.judge.BroadcastScenario;
import reprise.judge.Scenario;
import reprise.peer.k6.K6Summary;
import reprise.recorder.Numbers;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;

/** The reports of documents/ws-broadcast.md: k6's summary beside the published one, the servers, the dashboard, and what users felt. */
public record BroadcastReport(BroadcastScenario document) implements DocumentReport {

    @Override
    public Scenario scenario() {
        return document.scenario();
    }

    @Override
    public Set<String> byLength() {
        return Set.of("durationSec", "ws_sessions.count", "iterations.count", "interruptedIterations", "ws_msgs_sent.count", "deliveries",
            "lostDeliveries", BroadcastTables.TOTAL);
    }

    @Override
    public RunDetails.Reader details() {
        return BroadcastRun.reader();
    }

    @Override
    public List<Section> console(Run run) {
        var tables = new BroadcastTables(document, details(run), Lengths.of(run, this));
        var sections = new ArrayList<>(List.of(k6(run), tables.servers(), summary(run), new Section.Claims()));
        sections.addAll(alarm(run)); // last: a console is read from its end
        return sections;
    }

    @Override
    public List<Section> page(Run run) {
        var tables = new BroadcastTables(document, details(run), Lengths.of(run, this));
        var charts = files(run);
        var sections = new ArrayList<>(alarm(run));
        sections.addAll(List.of(new Section.Figure(charts.get(0)), new Section.Claims(), k6(run), tables.servers(),
            new Section.Figure(charts.get(1)),
            new Section.Figure(charts.get(2)), summary(run), tables.scenarios()));
        return sections;
    }

    @Override
    public List<Section> rst(Run run) {
        var tables = new BroadcastTables(document, details(run), Lengths.of(run, this));
        var charts = files(run);
        var sections = new ArrayList<>(alarm(run));
        sections.addAll(List.of(k6(run), new Section.Claims(), new Section.Figure(charts.get(0)), tables.servers(),
            new Section.Figure(charts.get(1)),
            new Section.Figure(charts.get(2)), summary(run), tables.scenarios()));
        return sections;
    }

    @Override
    public List<Illustration> files(Run run) {
        return new BroadcastCharts(document, run).all();
    }

    @Override
    public boolean inTable(String key) {
        return !BroadcastRows.isBucket(key);
    }

    private static BroadcastRun details(Run run) {
        return run.details(BroadcastRun.class);
    }

    private static List<Section> alarm(Run run) {
        var sections = new ArrayList<Section>();
        var why = details(run).health().spoiledBy();
        if (!why.isEmpty()) {
            sections.add(new Section.Alarm("The load was the bottleneck: " + why
                + ". What was timed then is not the servers', and is neither printed as theirs nor judged; what was counted is."));
        }
        for (var fault : BroadcastFaults.of(details(run))) sections.add(new Section.Alarm(fault));
        return sections;
    }

    private Section k6(Run run) {
        var details = details(run);
        var remarks = new ArrayList<String>();
        remarks.add("Published, each iteration made two checks, one of them always false; ours makes one.");
        remarks.add("Their users read nothing while they slept, ours read always: what was received is not to be compared.");
        if (details.asDescribed()) remarks.add("This run's users did what the document describes, not what was run.");
        if (details.timeScale() != 1) {
            remarks.add("Time scale of this run: " + Numbers.shortest(details.timeScale())
                + ". Not comparable, for they depend on the length: checks, data_received, data_sent,"
                + " iterations, ws_msgs_received, ws_msgs_sent and ws_sessions in all, and the numbers of complete and interrupted "
                + "iterations.");
        }
        if (details.usersScale() != 1)
            remarks.add("Users of this run: " + Numbers.shortest(details.usersScale()) + " times the published ones.");
        return new Section.Blocks("k6's summary", "", List.of(new Section.PairGroup("", List.of(new Section.Pair("End of test", "published",
            K6Summary.text(document.published()), "this run", K6Summary.text(details.k6()), remarks)))));
    }

    private Section summary(Run run) {
        var rows = scenario().summary().stream()
            .map(figure -> (Section.Line) Rows.summary(figure, figure.label(), run, Lengths.of(run, this))).toList();
        return new Section.Table("summary", "Summary", "", "", List.of(Section.Column.of("figure", 44), Section.Column.of("published", 13),
            Section.Column.of("this run", 13)), rows, "");
    }
}
