package reprise.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import reprise.judge.Scenario;
import reprise.recorder.LedgerFigures;
import reprise.recorder.Numbers;
import reprise.recorder.Run;
import reprise.report.Chart.Mark;
import reprise.report.Chart.Panel;
import reprise.report.Chart.Series;
import reprise.report.Chart.Shape;

/**
 * The three charts of documents/rpc-cast-failover.rst, with published and measured in each. The first has the two flows
 * one above the other on one scale, the others lay published and measured over each other.
 */
final class FailoverCharts {
    private static final String TIME = "time, s";
    private static final int LANE = 16; // of a node, CSS pixels
    private final Run run;
    private final double[] sent;
    private final double[] sentPublished;
    private final double[] received;
    private final double[] receivedPublished;
    private final double[] errors;
    private final double[] errorsPublished;
    private final double[] latency;
    private final double[] latencyMax;
    private final double[] latencyPublished;
    private final double endSec;
    private final Optional<LedgerFigures> ledger;

    private FailoverCharts(Run run, Scenario scenario) {
        this.run = run;
        ledger = run.details() instanceof LedgerFigures figures ? Optional.of(figures) : Optional.empty();
        sent = Rows.counts(Rows.measured(run, "sent"));
        received = Rows.counts(Rows.measured(run, "received"));
        errors = Rows.counts(Rows.measured(run, "errors"));
        latency = Rows.measured(run, "latencyMeanMs");
        latencyMax = Rows.measured(run, "latencyMaxMs");
        sentPublished = Rows.counts(Rows.published(scenario, "sent", 1));
        errorsPublished = Rows.counts(Rows.published(scenario, "sent", 2));
        receivedPublished = Rows.counts(Rows.published(scenario, "received", 1));
        latencyPublished = Rows.published(scenario, "received", 2);
        int published = Math.max(sentPublished.length, receivedPublished.length);
        // A short run is not to be a sliver beside two minutes: the published rows are then shown as far as ours go.
        endSec = sent.length == 0 || sent.length >= 0.7 * published ? Math.max(sent.length, published) : sent.length;
    }

    static List<Illustration> of(Run run, Scenario scenario) {
        var charts = new FailoverCharts(run, scenario);
        var all = new ArrayList<>(List.of(charts.flow(), charts.sent(), charts.received()));
        if (hasReplies(run)) all.add(charts.replied());
        return all;
    }

    /** Calls have replies; what else is sent has none. */
    static boolean hasReplies(Run run) {
        return run.seconds().stream().anyMatch(row -> row.getOrDefault("replies", 0.0) > 0);
    }

    /**
     * Of a run with an account of its messages, and before each chart's first panel: who was killed when, and for how long the node was
     * down.
     */
    private List<Panel> kills() {
        if (ledger.isEmpty()) return List.of();
        var nodes = ledger.get().nodes().stream().map(node -> String.valueOf(node.node())).toList();
        var kills = ledger.get().kills();
        var moments = kills.stream().mapToDouble(LedgerFigures.KillRow::atSec).toArray();
        var spans =
            kills.stream().flatMapToDouble(kill ->
            DoubleStream.of(kill.atSec(), kill.downSec().isPresent() ? kill.atSec() + kill.downSec().getAsDouble() : endSec)).toArray();
        var lanes = kills.stream().mapToDouble(kill -> Axis.lane(nodes.indexOf(String.valueOf(kill.node())), nodes.size())).toArray();
        return List.of(new Panel(ledger.get().outages().isPresent() ? "kills, by node; shaded while the client stands still"
            : "kills, by node", Axis.lanes(nodes), LANE * nodes.size(), List.of(
            new Series("node is down", "text", Shape.SPANS, spans, Arrays.stream(lanes).flatMap(lane -> DoubleStream.of(lane, lane))
            .toArray()),
            new Series("kill", "errors", Shape.TICKS, moments, lanes)), outages(), ""));
    }

    private List<Mark> outages() {
        return ledger.flatMap(LedgerFigures::outages).orElse(List.of()).stream()
            .map(outage -> new Mark(Double.NaN, outage.fromSec(), outage.toSec(), "")).toList();
    }

    private Illustration flow() {
        var y = Axis.linear(Rows.largest(sent, sentPublished, received, receivedPublished, errors, errorsPublished), 4);
        var name = Rows.largest(errors, errorsPublished) > 0 ? "errors" : "errors (none)";
        var panels = new ArrayList<Panel>();
        if (sentPublished.length > 0)
            panels.add(flowPanel("published, msg/s", y, sentPublished, receivedPublished, errorsPublished, name, List.of()));
        panels.add(flowPanel("this run, msg/s", y, sent, received, errors, name, marks("")));
        return new Illustration("rpc_cast_message_flow.svg", "Message flow",
            "What went in at the client, what came out at the server and what failed, second by second.",
            true, chart("Message flow", "Messages sent, received and errors per second, published above and this run below.", panels));
    }

    private Panel flowPanel(String title, Axis y, double[] sends, double[] receives, double[] fails, String errorsName, List<Mark> marks) {
        return new Panel(title, y, 130, List.of(Series.perSecond("sent", "measured", Shape.AREA, sends),
            Series.perSecond("received", "text", Shape.STEP, receives), Series.perSecond(errorsName, "errors", Shape.BARS, fails)), marks,
            "");
    }

    private Illustration sent() {
        var y = Axis.linear(Rows.largest(sent, sentPublished), 5);
        var panels = List.of(overlay("sent, msg/s", y, 190, sentPublished, sent, marks("this run: "), ""), errorsPanel());
        return new Illustration("rpc_cast_sent_messages.svg", "Messages sent by the client",
            "A message counts in the second in which it was confirmed.",
            true, chart("Messages sent by the client", "Messages sent and errors per second, published and this run.", panels));
    }

    private Panel errorsPanel() {
        boolean none = Rows.largest(errors, errorsPublished) == 0;
        return overlay("errors, msg/s", Axis.linear(Rows.largest(errors, errorsPublished), 2), none ? 26 : 60, none ? new double[0]
            : errorsPublished,
            none ? new double[0] : errors, List.of(), none ? "none, published or in this run" : "");
    }

    private Illustration received() {
        var y = Axis.linear(Rows.largest(received, receivedPublished), 4);
        var ms = Axis.logarithmic(Rows.smallestAboveZero(latency, latencyPublished),
            Math.max(Rows.largest(latency, latencyMax, latencyPublished), 0.001));
        var series = new ArrayList<Series>();
        if (latencyPublished.length > 0) series.add(Series.perSecond("published", "published", Shape.LINE, latencyPublished));
        series.add(Series.perSecond("this run", "measured", Shape.LINE, latency));
        series.add(Series.perSecond("this run, longest of the second", "measured", Shape.DOTS, latencyMax));
        var latencies = new Panel("latency, ms, log scale", ms, 170, series, quiet(marks("")), "");
        var panels = List.of(overlay("received, msg/s", y, 150, receivedPublished, received, marks("this run: "), ""), latencies);
        return new Illustration("rpc_cast_received_messages.svg", "Messages received by the server",
            "Latency is from the client's stamp to the arrival; a line is the mean of a second. A resent message keeps its first stamp, "
            + "so the outage is a latency.",
            true, chart("Messages received by the server", "Messages received and their latency per second, published and this run.",
            panels));
    }

    private Illustration replied() {
        var replies = Rows.counts(Rows.measured(run, "replies"));
        var mean = Rows.measured(run, "roundTripMeanMs");
        var longest = Rows.measured(run, "roundTripMaxMs");
        var ms = Axis.logarithmic(Rows.smallestAboveZero(mean), Math.max(Rows.largest(mean, longest), 0.001));
        var panels =
            List.of(new Panel("replies, msg/s", Axis.linear(Rows.largest(replies), 4), 150,
            List.of(Series.perSecond("this run", "measured", Shape.STEP, replies)), marks("this run: "), ""),
            new Panel("round trip, ms, log scale", ms, 170, List.of(Series.perSecond("this run", "measured", Shape.LINE, mean),
                Series.perSecond("this run, longest of the second", "measured", Shape.DOTS, longest)), quiet(marks("")), ""));
        return new Illustration("rpc_call_replies.svg", "Replies to the client",
            "A round trip is from the call's first stamp to its reply's arrival at the client.",
            true, chart("Replies to the client", "Replies and their round trips per second.", panels));
    }

    private static Panel overlay(String title, Axis y, int height, double[] published, double[] measured, List<Mark> marks, String note) {
        var series = new ArrayList<Series>();
        if (published.length > 0) series.add(Series.perSecond("published", "published", Shape.STEP, published));
        series.add(Series.perSecond("this run", "measured", Shape.STEP, measured));
        return new Panel(title, y, height, series, marks, note);
    }

    private Chart chart(String title, String description, List<Panel> panels) {
        var all = new ArrayList<>(kills());
        all.addAll(panels);
        return new Chart(title, description + shaded(), TIME, width -> Axis.time(endSec, width), all);
    }

    /** What the marks of a run with many kills are. */
    private String shaded() {
        return ledger.map(figures -> " Above it each kill by its node (" + figures.kills().size() + ")"
            + figures.outages().map(outages -> "; shaded is when the client stood still ("
            + outages.size() + (outages.size() == 1 ? " time)" : " times)")).orElse("") + ".").orElse("");
    }

    /** This run's kill and outage, as far as they are known; of many kills each outage alone, for the kills have a panel. */
    private List<Mark> marks(String whose) {
        if (ledger.isPresent()) return outages();
        double killed = run.summary("killedAtSec").orElse(Double.NaN);
        double from = run.summary("outageStartSec").orElse(Double.NaN);
        double outage = run.summary("outageSec").orElse(Double.NaN);
        if (Double.isNaN(killed)) return List.of();
        var label = whose + (isFreeze() ? "frozen at " : "killed at ") + Numbers.fixed(killed, 1) + " s"
            + (Double.isNaN(outage) ? "" : ", outage " + Numbers.fixed(outage, 2) + " s");
        return List.of(new Mark(killed, from, from + outage, label));
    }

    private boolean isFreeze() {
        return String.valueOf(run.parameters().get("fault")).startsWith("freeze");
    }

    /** The same lines and bands in a panel below, where the label is not said again. */
    private static List<Mark> quiet(List<Mark> marks) {
        return marks.stream().map(mark -> new Mark(mark.at(), mark.from(), mark.to(), "")).toList();
    }
}
