package failover;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import reprise.judge.Scenario;
import reprise.recorder.Numbers;
import reprise.recorder.Run;
import reprise.report.Axis;
import reprise.report.Chart;
import reprise.report.Chart.Mark;
import reprise.report.Chart.Panel;
import reprise.report.Chart.Shape;
import reprise.report.Chart.Title;
import reprise.report.Chart.Trace;
import reprise.report.Figure;
import reprise.report.Palette;
import reprise.report.Section;
import reprise.report.Series;
import reprise.simulator.rpc.LedgerFigures;
import reprise.simulator.rpc.RpcMetrics;

/**
 * The three charts of documents/rpc-cast-failover.rst, with published and measured values in each. The first shows both flows one above the
 * other on one scale; the others overlay published and measured values.
 */
public final class FailoverCharts {
    private static final String TIME = "time, s";
    private static final String PER_SEC = "msg/s";
    private static final double AROUND_SEC = 3;
    private static final int LANE = 16; // height per node, CSS pixels
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

    FailoverCharts(Run run, Scenario scenario) {
        this.run = run;
        ledger = run.details() instanceof LedgerFigures figures ? Optional.of(figures) : Optional.empty();
        sent = Series.counts(Series.measured(run, RpcMetrics.SENT));
        received = Series.counts(Series.measured(run, RpcMetrics.RECEIVED));
        errors = Series.counts(Series.measured(run, RpcMetrics.ERRORS));
        latency = Series.measured(run, RpcMetrics.LATENCY.mean());
        latencyMax = Series.measured(run, RpcMetrics.LATENCY.max());
        sentPublished = Series.counts(PublishedSeries.SENT.of(scenario));
        errorsPublished = Series.counts(PublishedSeries.ERRORS.of(scenario));
        receivedPublished = Series.counts(PublishedSeries.RECEIVED.of(scenario));
        latencyPublished = PublishedSeries.LATENCY_MS.of(scenario);
        int published = Math.max(sentPublished.length, receivedPublished.length);
        // A short run would be hard to see beside two minutes, so the published rows are then cut to its length.
        endSec = sent.length == 0 || sent.length >= 0.7 * published ? Math.max(sent.length, published) : sent.length;
    }

    /** For a run with an account of its messages, above each chart's first panel: the kills by node, and how long each node was down. */
    private List<Panel> kills() {
        if (ledger.isEmpty()) return List.of();
        var nodes = ledger.get().nodes().stream().map(node -> String.valueOf(node.node())).toList();
        var kills = ledger.get().kills();
        var moments = kills.stream().mapToDouble(LedgerFigures.KillRow::atSec).toArray();
        var spans =
            kills.stream().flatMapToDouble(kill ->
            DoubleStream.of(kill.atSec(), kill.downSec().isPresent() ? kill.atSec() + kill.downSec().getAsDouble() : endSec)).toArray();
        var lanes = kills.stream().mapToDouble(kill -> Axis.lane(nodes.indexOf(String.valueOf(kill.node())), nodes.size())).toArray();
        var shaded = ledger.get().outages().isPresent() ? "shaded while the client stands still" : "";
        return List.of(new Panel(new Title("kills", "by node", shaded), Axis.lanes(nodes), LANE * nodes.size(), List.of(
            new Trace("node is down", Palette.TEXT, Shape.SPANS, spans, Arrays.stream(lanes).flatMap(lane -> DoubleStream.of(lane, lane))
            .toArray()),
            new Trace("kill", Palette.ERRORS, Shape.TICKS, moments, lanes)), outages(), ""));
    }

    private List<Mark> outages() {
        return ledger.flatMap(LedgerFigures::outages).orElse(List.of()).stream()
            .map(outage -> new Mark(Double.NaN, outage.fromSec(), outage.toSec(), "")).toList();
    }

    public Figure flow() {
        var y = Axis.linear(Series.largest(sent, sentPublished, received, receivedPublished, errors, errorsPublished), 4);
        var name = Series.largest(errors, errorsPublished) > 0 ? "errors" : "errors (none)";
        var panels = new ArrayList<Panel>();
        if (sentPublished.length > 0)
            panels.add(flowPanel(Title.of("published", PER_SEC), y, sentPublished, receivedPublished, errorsPublished, name, List.of()));
        panels.add(flowPanel(Title.of("this run", PER_SEC), y, sent, received, errors, name, marks("")));
        return new Figure("rpc_cast_message_flow.svg", "Message flow",
            "What went in at the client, what came out at the server and what failed, second by second.",
            true, chart("Message flow", "Messages sent, received and errors per second, published above and this run below.", panels));
    }

    private Panel flowPanel(Title title, Axis y, double[] sends, double[] receives, double[] fails, String errorsName, List<Mark> marks) {
        return new Panel(title, y, 130, List.of(Trace.perSecond("sent", Palette.MEASURED, Shape.AREA, sends),
            Trace.perSecond("received", Palette.TEXT, Shape.STEP, receives),
            Trace.perSecond(errorsName, Palette.ERRORS, Shape.BARS, fails)), marks,
            "");
    }

    /** The three seconds before and after a single fault. */
    public List<Section> fault() {
        var killed = run.summary(FailoverKeys.KILLED_AT_SEC);
        if (killed.isEmpty() || ledger.isPresent()) return List.of();
        double from = Math.max(0, Math.floor(killed.getAsDouble()) - AROUND_SEC);
        double to = Math.max(from + 1, Math.min(sent.length, Math.ceil(killed.getAsDouble()) + AROUND_SEC));
        var gap = span(FailoverKeys.QUEUE_GAP_START_SEC, run.summary(FailoverKeys.QUEUE_GAP_END_SEC).orElse(to));
        var still = span(FailoverKeys.OUTAGE_START_SEC, run.summary(FailoverKeys.OUTAGE_START_SEC).orElse(0)
            + run.summary(FailoverKeys.OUTAGE_SEC).orElse(0));
        var lanes = new Panel(new Title("from the fault on", "", ""), Axis.lanes(List.of("server", "client")), LANE * 2, List.of(
            new Trace("server has no queue", Palette.OTHER, Shape.SPANS, gap, lane(0, gap)),
            new Trace("client sends nothing", Palette.FIFTH, Shape.SPANS, still, lane(1, still))), quiet(marks("")), "");
        var rates = new Panel(Title.of("sent and received", PER_SEC), Axis.linear(Series.largest(sent, received), 4), 130, List.of(
            Trace.perSecond("sent", Palette.MEASURED, Shape.AREA, sent), Trace.perSecond("received", Palette.TEXT, Shape.STEP, received)),
            marks(""), "");
        var chart = new Chart("The fault", "Messages per second from three seconds before the fault to three seconds after it, and how "
            + "long client and server did without their node.", TIME, _ -> Axis.seconds(from, to), List.of(lanes, rates));
        return List.of(new Figure("rpc_cast_fault.svg", "The fault, three seconds before and after",
            "How long the server's queues were missing, and between which two sends the client stood still.", true, chart));
    }

    private double[] span(String start, double endSec) {
        var from = run.summary(start);
        return from.isEmpty() ? new double[0] : new double[] {from.getAsDouble(), endSec};
    }

    private static double[] lane(int number, double[] span) {
        var middles = new double[span.length];
        Arrays.fill(middles, Axis.lane(number, 2));
        return middles;
    }

    public Figure sent() {
        var y = Axis.linear(Series.largest(sent, sentPublished), 5);
        var panels = List.of(overlay(Title.of("sent", PER_SEC), y, 190, sentPublished, sent, marks("this run: "), ""), errorsPanel());
        return new Figure("rpc_cast_sent_messages.svg", "Messages sent by the client",
            "A message counts in the second in which it was confirmed.",
            true, chart("Messages sent by the client", "Messages sent and errors per second, published and this run.", panels));
    }

    private Panel errorsPanel() {
        boolean none = Series.largest(errors, errorsPublished) == 0;
        return overlay(Title.of("errors", PER_SEC), Axis.linear(Series.largest(errors, errorsPublished), 2), none ? 26 : 60,
            none ? new double[0] : errorsPublished, none ? new double[0] : errors, List.of(),
            none ? "none, published or in this run" : "");
    }

    public Figure received() {
        var y = Axis.linear(Series.largest(received, receivedPublished), 4);
        var ms = Axis.logarithmic(Series.smallestAboveZero(latency, latencyPublished),
            Math.max(Series.largest(latency, latencyMax, latencyPublished), 0.001));
        var traces = new ArrayList<Trace>();
        if (latencyPublished.length > 0) traces.add(Trace.perSecond("published", Palette.PUBLISHED, Shape.LINE, latencyPublished));
        traces.add(Trace.perSecond("this run", Palette.MEASURED, Shape.LINE, latency));
        traces.add(Trace.perSecond("this run, longest of the second", Palette.MEASURED, Shape.DOTS, latencyMax));
        var latencies = new Panel(Title.of("latency", "ms, log scale"), ms, 170, traces, quiet(marks("")), "");
        var panels =
            List.of(overlay(Title.of("received", PER_SEC), y, 150, receivedPublished, received, marks("this run: "), ""), latencies);
        return new Figure("rpc_cast_received_messages.svg", "Messages received by the server",
            "Latency is from the client's stamp to the arrival; a line is the mean of a second. A resent message keeps its first stamp, "
            + "so the outage is a latency.",
            true, chart("Messages received by the server", "Messages received and their latency per second, published and this run.",
            panels));
    }

    /** Only calls have replies. */
    Optional<Figure> replied() {
        var replies = Series.counts(Series.measured(run, RpcMetrics.REPLIES));
        if (Series.largest(replies) == 0) return Optional.empty();
        var mean = Series.measured(run, RpcMetrics.ROUND_TRIP.mean());
        var longest = Series.measured(run, RpcMetrics.ROUND_TRIP.max());
        var ms = Axis.logarithmic(Series.smallestAboveZero(mean), Math.max(Series.largest(mean, longest), 0.001));
        var panels =
            List.of(new Panel(Title.of("replies", PER_SEC), Axis.linear(Series.largest(replies), 4), 150,
            List.of(Trace.perSecond("this run", Palette.MEASURED, Shape.STEP, replies)), marks("this run: "), ""),
            new Panel(Title.of("round trip", "ms, log scale"), ms, 170, List.of(
                Trace.perSecond("this run", Palette.MEASURED, Shape.LINE, mean),
                Trace.perSecond("this run, longest of the second", Palette.MEASURED, Shape.DOTS, longest)), quiet(marks("")), ""));
        return Optional.of(new Figure("rpc_call_replies.svg", "Replies to the client",
            "A round trip is from the call's first stamp to its reply's arrival at the client.",
            true, chart("Replies to the client", "Replies and their round trips per second.", panels)));
    }

    private static Panel overlay(Title title, Axis y, int height, double[] published, double[] measured, List<Mark> marks, String note) {
        var traces = new ArrayList<Trace>();
        if (published.length > 0) traces.add(Trace.perSecond("published", Palette.PUBLISHED, Shape.STEP, published));
        traces.add(Trace.perSecond("this run", Palette.MEASURED, Shape.STEP, measured));
        return new Panel(title, y, height, traces, marks, note);
    }

    private Chart chart(String title, String description, List<Panel> panels) {
        var all = new ArrayList<>(kills());
        all.addAll(panels);
        return new Chart(title, description + shaded(), TIME, width -> Axis.time(endSec, width), all);
    }

    /** Explains the marks of a run with many kills. */
    private String shaded() {
        return ledger.map(figures -> " Above it each kill by its node (" + figures.kills().size() + ")"
            + figures.outages().map(outages -> "; shaded is when the client stood still ("
            + outages.size() + (outages.size() == 1 ? " time)" : " times)")).orElse("") + ".").orElse("");
    }

    /** This run's kill and outage, as far as known. For many kills only the outages, because the kills have their own panel. */
    private List<Mark> marks(String whose) {
        if (ledger.isPresent()) return outages();
        double killed = run.summary(FailoverKeys.KILLED_AT_SEC).orElse(Double.NaN);
        double from = run.summary(FailoverKeys.OUTAGE_START_SEC).orElse(Double.NaN);
        double outage = run.summary(FailoverKeys.OUTAGE_SEC).orElse(Double.NaN);
        if (Double.isNaN(killed)) return List.of();
        var kind = FaultPlan.Kind.read(run.parameters()).orElse(FaultPlan.Kind.KILL);
        var label = whose + kind.done + " at " + Numbers.fixed(killed, 1) + " s"
            + (Double.isNaN(outage) ? "" : ", outage " + Numbers.fixed(outage, 2) + " s");
        return List.of(new Mark(killed, from, from + outage, label));
    }

    /** The same lines and bands without labels, for a lower panel. */
    private static List<Mark> quiet(List<Mark> marks) {
        return marks.stream().map(mark -> new Mark(mark.at(), mark.from(), mark.to(), "")).toList();
    }
}
