package broadcast;

import broadcast.BroadcastScenario.PublishedServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import reprise.recorder.Buckets;
import reprise.recorder.Digits;
import reprise.recorder.Numbers;
import reprise.recorder.Run;
import reprise.recorder.RunColumn;
import reprise.report.Axis;
import reprise.report.Chart.Mark;
import reprise.report.Chart.Shape;
import reprise.report.Chart.Title;
import reprise.report.Chart.Trace;
import reprise.report.Figure;
import reprise.report.Multiples;
import reprise.report.Palette;
import reprise.report.SecondsPanels;
import reprise.report.Series;
import reprise.simulator.users.UserMetrics;

/** The charts of ws-broadcast: the servers' timings beside the delivery to users, the dashboard's panels, and the heat maps. */
public final class BroadcastCharts {
    private static final long DRAWN_COUNT = 10_000; // to 99.99 %
    private final Run run;
    private final BroadcastScenario document;
    private final BroadcastRun details;
    private final Optional<String> spoiled;

    public BroadcastCharts(BroadcastScenario document, Run run) {
        this.document = document;
        this.run = run;
        details = BroadcastRun.of(run);
        spoiled = details.health().spoiledBy().isEmpty() ? Optional.empty() : Optional.of("not the servers' figures");
    }

    // ---- server timings and delivery

    public Figure story() {
        var keys =
            List.of(key("published p95 of the server's own timer", Palette.PUBLISHED, Shape.DOTS),
            key("this run: the server's own timer", Palette.MEASURED, Shape.LINE),
            key("last write accepted", Palette.AXIS, Shape.LINE), key("received by each listener", Palette.TEXT, Shape.LINE),
            key("received by the last one", Palette.OTHER, Shape.LINE));
        var plots = details.servers().stream().map(this::plot).toList();
        var values = plots.stream().flatMap(plot -> plot.traces().stream()).map(Trace::y).toArray(double[][]::new);
        var y = Axis.decades(Series.smallestAboveZero(values), Math.max(Series.largest(values), 0.001));
        return new Figure("ws_broadcast_latency.svg", "What the servers time, and what users feel", storyText(), false,
            new Multiples("What the servers time, and what users feel",
            "Duration of a broadcast by percentile on one log scale, for each server: by its own timer,"
                + " to the last write, and from the sender to the listeners; the published 95th percentile beside it.", "percentile",
                Axis.percentiles(DRAWN_COUNT),
                keys, List.of(new Multiples.Group("a broadcast, ms, log scale", y, plots)), 220));
    }

    private String storyText() {
        var own = run.measures().get("broadcastRatio");
        var felt = run.measures().get("deliveryMedianRatio");
        var text =
            "A server's own timer ends when all writes were awaited, or when they were queued; a user waits until the message is there.";
        if (own == null || felt == null) return text;
        return text + " By their own timers (p95) the awaiting server takes " + factor(own)
            + " times the queueing one's time; until users have it (median), " + factor(felt) + " times.";
    }

    private static String factor(double ratio) {
        return Numbers.grouped(ratio, Digits.decimals(ratio, 0));
    }

    private static Trace key(String name, Palette colour, Shape shape) {
        return new Trace(name, colour, shape, new double[0], new double[0]);
    }

    private Multiples.Plot plot(ServerFigures server) {
        var traces = new ArrayList<Trace>();
        if (spoiled.isEmpty()) {
            server.written().ifPresent(buckets -> traces.add(quantiles(Palette.AXIS, buckets)));
            server.broadcast().ifPresent(buckets -> traces.add(quantiles(Palette.MEASURED, buckets)));
            delivered(Palette.OTHER, server.deliveries().last()).ifPresent(traces::add);
            delivered(Palette.TEXT, server.deliveries().each()).ifPresent(traces::add);
        }
        document.published(server.name()).broadcastP95Sec().ifPresent(sec -> traces.add(
            new Trace("published", Palette.PUBLISHED, Shape.DOTS, new double[] {20}, new double[] {sec * 1e3}))); // 20 = 1 / (1 - 0.95)
        var nothing = traces.isEmpty() ? "nothing was recorded" : "";
        return new Multiples.Plot(server.name(), traces, spoiled.map(_ -> "not the server's figures").orElse(nothing));
    }

    /** The quantiles as Prometheus estimates them, ten per additional nine. */
    private static Trace quantiles(Palette colour, Buckets buckets) {
        var places = IntStream.rangeClosed(0, 30).mapToDouble(step -> Math.pow(10, step / 10.0)).filter(place -> place <= buckets.count())
            .toArray();
        return new Trace("timer", colour, Shape.LINE, places, Arrays.stream(places)
            .map(place -> buckets.quantileSec(1 - 1 / place).orElse(Double.NaN) * 1e3).toArray());
    }

    private static Optional<Trace> delivered(Palette colour, Histogram histogram) {
        if (histogram.getTotalCount() == 0) return Optional.empty();
        var all = Figure.distribution("delivered", colour, histogram);
        int drawn = (int) Arrays.stream(all.x()).takeWhile(place -> place <= DRAWN_COUNT).count();
        return Optional.of(new Trace("delivered", colour, Shape.LINE, Arrays.copyOf(all.x(), drawn), Arrays.copyOf(all.y(), drawn)));
    }

    // ---- by second

    public Figure dashboard() {
        return panels()
            .whole(Title.of("users", ""), 90, Shape.STEP, UserMetrics.USERS)
            .panel(new Title("open connections", "", published(PublishedServer::connectionsMax, "published at most ", 0)), 110,
                Shape.LINE, ChatMetrics::connections)
            .hiding(spoiled)
            .logarithmic(Title.of("broadcast p95 by its own timer", "ms, log"), server -> ChatMetrics.broadcast(server).p95(),
                server -> ms(document.published(server).broadcastP95Sec()))
            .logarithmic(Title.of("sent to each listener", "99 %, ms, log"), server -> UserMetrics.of(server).delivery().p99())
            .hiding(Optional.empty())
            .rare(new Title("closed-connection errors per s", "", published(PublishedServer::closedErrors, "published in all ", 0)), 80,
                ChatMetrics::closedErrors)
            .panel(new Title("connections in all", "", published(PublishedServer::connectionsTotal, "published ", 0)), 80,
                Shape.LINE, ChatMetrics::connectionsTotal)
            .hiding(spoiled)
            .panel(new Title("CPU", "% of one core", published(PublishedServer::cpuMeanPercent, "published mean ", 1)), 80,
                Shape.LINE, RunColumn::cpu)
            .panel(new Title("memory", "MiB", published(PublishedServer::memoryMeanMiB, "published mean ", 1)), 80,
                Shape.LINE, RunColumn::memory)
            .figure("ws_broadcast_dashboard.svg", "The dashboard, second by second", "Users over time above what the two servers say of "
                + "themselves. A dotted line is a server's first write to a closed connection.",
                "Users, and per server connections, broadcast duration, delivery, errors, CPU and memory per second.");
    }

    /** Of the servers' own timers. */
    public Figure heat() {
        return panels().whole(Title.of("users", ""), 90, Shape.STEP, UserMetrics.USERS).hiding(spoiled)
            .heat("broadcast", ChatMetrics::broadcast).heat("message handling", ChatMetrics::handling)
            .figure("ws_broadcast_heat.svg", "How long each took, second by second",
                "Broadcasts and direct messages by the servers' own timers: a row is a bucket of their"
                    + " histograms, up to the bound beside it; the darker, the more, on a log scale.",
                "Heat maps of broadcast and message handling durations per second, for each server.");
    }

    private SecondsPanels panels() {
        var marks = details.servers().stream().flatMap(server -> server.firstError().stream().map(error -> new Mark(error.atSec(),
            Double.NaN, Double.NaN, server.name() + ": first error at " + Numbers.fixed(error.atSec(), 1) + " s, "
            + Numbers.grouped(error.users(), 0) + " open"))).toList();
        return new SecondsPanels(run, details.servers().stream().map(ServerFigures::name).toList(), marks);
    }

    private static OptionalDouble ms(OptionalDouble sec) {
        return sec.isPresent() ? OptionalDouble.of(sec.getAsDouble() * 1e3) : sec;
    }

    /** "published 60,306 and 60,797", in the servers' order; empty if nothing was published. */
    private String published(Function<PublishedServer, OptionalDouble> figure, String before, int decimals) {
        var figures = details.servers().stream().map(server -> figure.apply(document.published(server.name()))).toList();
        var texts = figures.stream().filter(OptionalDouble::isPresent).map(each -> Numbers.grouped(each.getAsDouble(), decimals)).distinct()
            .toList();
        return texts.isEmpty() ? "" : before + String.join(" and ", texts);
    }
}
