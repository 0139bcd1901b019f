package reprise.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import reprise.judge.BroadcastRows;
import reprise.judge.BroadcastRows.Timer;
import reprise.judge.BroadcastRun;
import reprise.judge.BroadcastScenario;
import reprise.judge.BroadcastScenario.PublishedServer;
import reprise.judge.ServerFigures;
import reprise.recorder.Buckets;
import reprise.recorder.Digits;
import reprise.recorder.Numbers;
import reprise.recorder.Run;
import reprise.report.Chart.Mark;
import reprise.report.Chart.Panel;
import reprise.report.Chart.Series;
import reprise.report.Chart.Shape;

/** The charts of ws-broadcast: what the servers time beside what users feel, the dashboard's panels, and the heat maps. */
final class BroadcastCharts {
    private static final String PUBLISHED = "published";
    private static final List<String> SERVER_ROLES = List.of("measured", "other", "errors", "axis");
    private static final long DRAWN_COUNT = 1000; // to 99.9 %
    private static final int HEAT_ROW = 14;
    private final Run run;
    private final BroadcastScenario document;
    private final BroadcastRun details;
    private final int seconds;
    private final boolean spoiled;

    BroadcastCharts(BroadcastScenario document, Run run) {
        this.document = document;
        this.run = run;
        details = run.details(BroadcastRun.class);
        seconds = Rows.count(run);
        spoiled = !details.health().spoiledBy().isEmpty();
    }

    List<Illustration> all() {
        return List.of(story(), dashboard(), heat());
    }

    // ---- what was timed, and what is felt

    private Illustration story() {
        var keys =
            List.of(key("published p95 of the server's own timer", PUBLISHED, Shape.DOTS),
            key("this run: the server's own timer", "measured", Shape.LINE),
            key("last write accepted", "axis", Shape.LINE), key("received by each listener", "text", Shape.LINE),
            key("received by the last one", "other", Shape.LINE));
        var plots = details.servers().stream().map(this::plot).toList();
        var values = plots.stream().flatMap(plot -> plot.series().stream()).map(Series::y).toArray(double[][]::new);
        var y = Axis.decades(Rows.smallestAboveZero(values), Math.max(Rows.largest(values), 0.001));
        return new Illustration("ws_broadcast_latency.svg", "What the servers time, and what users feel", storyText(), false,
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

    private static Series key(String name, String role, Shape shape) {
        return new Series(name, role, shape, new double[0], new double[0]);
    }

    private Multiples.Plot plot(ServerFigures server) {
        var series = new ArrayList<Series>();
        if (!spoiled) {
            server.written().ifPresent(buckets -> series.add(quantiles("axis", buckets)));
            server.broadcast().ifPresent(buckets -> series.add(quantiles("measured", buckets)));
            delivered("other", server.deliveries().last()).ifPresent(series::add);
            delivered("text", server.deliveries().each()).ifPresent(series::add);
        }
        document.published(server.name()).broadcastP95Sec().ifPresent(sec ->
            series.add(new Series(PUBLISHED, PUBLISHED, Shape.DOTS, new double[] {20}, new double[] {sec * 1e3}))); // 1 / (1 - 0.95)
        return new Multiples.Plot(server.name(), series, spoiled ? "not the server's figures" : series.isEmpty() ? "nothing was recorded"
            : "");
    }

    /** As Prometheus estimates them, ten to a nine. */
    private static Series quantiles(String role, Buckets buckets) {
        var places = IntStream.rangeClosed(0, 30).mapToDouble(step -> Math.pow(10, step / 10.0)).filter(place -> place <= buckets.count())
            .toArray();
        return new Series("timer", role, Shape.LINE, places, Arrays.stream(places)
            .map(place -> buckets.quantileSec(1 - 1 / place).orElse(Double.NaN) * 1e3).toArray());
    }

    private static Optional<Series> delivered(String role, Histogram histogram) {
        if (histogram.getTotalCount() == 0) return Optional.empty();
        var all = Illustration.distribution("delivered", role, histogram);
        int drawn = (int) Arrays.stream(all.x()).takeWhile(place -> place <= DRAWN_COUNT).count();
        return Optional.of(new Series("delivered", role, Shape.LINE, Arrays.copyOf(all.x(), drawn), Arrays.copyOf(all.y(), drawn)));
    }

    // ---- the dashboard

    private Illustration dashboard() {
        var panels = new ArrayList<Panel>();
        panels.add(users());
        panels.add(panel("open connections" + published(PublishedServer::connectionsMax, "at most", 0), 110, Shape.LINE,
            BroadcastRows::connections, true));
        panels.add(logPanel("broadcast p95 by its own timer, ms, log", server -> BroadcastRows.p95Ms(Timer.BROADCAST, server), true));
        panels.add(logPanel("sent to each listener, 99 %, ms, log", BroadcastRows::deliveryP99Ms, false));
        panels.add(errors());
        panels.add(panel("connections in all" + published(PublishedServer::connectionsTotal, "", 0), 80, Shape.LINE,
            BroadcastRows::connectionsTotal, true));
        panels.add(panel("CPU, % of one core" + published(PublishedServer::cpuMeanPercent, "mean", 1), 80, Shape.LINE,
            server -> server + "CpuPercent", false));
        panels.add(panel("memory, MiB" + published(PublishedServer::memoryMeanMiB, "mean", 1), 80, Shape.LINE, server -> server + "RssMiB",
            false));
        return new Illustration("ws_broadcast_dashboard.svg", "The dashboard, second by second",
            "Users over time above what the two servers say of themselves. A dotted line"
            + " is a server's first write to a closed connection.", true, new Chart("The dashboard, second by second",
                "Users, and per server connections, broadcast duration, delivery, errors, CPU and memory per second.", "time, s",
                width -> Axis.time(seconds, width), panels));
    }

    private Panel users() {
        var users = Rows.measured(run, BroadcastRows.USERS);
        return new Panel("users", Axis.linear(Rows.largest(users), 3), 90, List.of(Series.perSecond("users", "text", Shape.STEP, users)),
            marks(false),
            seconds == 0 ? "nothing was recorded" : "");
    }

    /** "; published 60,306 and 60,797", in the servers' order. */
    private String published(Function<PublishedServer, OptionalDouble> figure, String word, int decimals) {
        var figures = details.servers().stream().map(server -> figure.apply(document.published(server.name()))).toList();
        var texts = figures.stream().filter(OptionalDouble::isPresent).map(each -> Numbers.grouped(each.getAsDouble(), decimals)).distinct()
            .toList();
        return texts.isEmpty() ? "" : "; published " + (word.isEmpty() ? "" : word + " ") + String.join(" and ", texts);
    }

    private Panel errors() {
        var panel =
            panel("closed-connection errors per s" + published(PublishedServer::closedErrors, "in all", 0), 80, Shape.AREA,
            BroadcastRows::closedErrors, true);
        boolean none = panel.note().isEmpty() && panel.series().stream().allMatch(series -> Rows.largest(series.y()) == 0);
        return none ? new Panel(panel.title(), panel.y(), 26, List.of(), panel.marks(), "none in this run") : panel;
    }

    /** @param counted so that a load that was late does not spoil it */
    private Panel panel(String title, int height, Shape shape, Function<String, String> key, boolean counted) {
        boolean hidden = spoiled && !counted;
        var series = hidden ? List.<Series>of() : series(shape, key);
        double most = series.stream().mapToDouble(each -> Rows.largest(each.y())).max().orElse(0);
        return new Panel(title, Axis.linear(most, 3), height, series, marks(true), note(series, hidden));
    }

    private Panel logPanel(String title, Function<String, String> key, boolean withPublished) {
        var series = new ArrayList<>(spoiled ? List.<Series>of() : series(Shape.LINE, key));
        var note = note(series, spoiled);
        if (withPublished && note.isEmpty()) {
            for (var server : details.servers()) {
                document.published(server.name()).broadcastP95Sec().ifPresent(sec -> {
                    var level = new double[seconds];
                    Arrays.fill(level, sec * 1e3);
                    series.addFirst(Series.perSecond("published, whole run", PUBLISHED, Shape.LINE, level));
                });
            }
        }
        var values = series.stream().map(Series::y).toArray(double[][]::new);
        return new Panel(title, Axis.decades(Rows.smallestAboveZero(values), Math.max(Rows.largest(values), 0.001)), 130, series,
            marks(true), note);
    }

    private List<Series> series(Shape shape, Function<String, String> key) {
        var series = new ArrayList<Series>();
        for (var server : details.servers()) {
            var values = Rows.measured(run, key.apply(server.name()));
            if (Arrays.stream(values).anyMatch(Double::isFinite)) series.add(Series.perSecond(server.name(), role(server), shape, values));
        }
        return series;
    }

    private static String note(List<Series> series, boolean hidden) {
        return hidden ? "not the servers' figures" : series.isEmpty() ? "not read" : "";
    }

    private String role(ServerFigures server) {
        return SERVER_ROLES.get(details.servers().indexOf(server) % SERVER_ROLES.size());
    }

    private List<Mark> marks(boolean quiet) {
        return details.servers().stream()
            .flatMap(server -> server.firstError().stream().map(error -> new Mark(error.atSec(), Double.NaN, Double.NaN,
            quiet ? "" : server.name() + ": first error at " + Numbers.fixed(error.atSec(), 1) + " s, " + Numbers.grouped(error.users(), 0)
            + " open"))).toList();
    }

    // ---- heat maps

    private Illustration heat() {
        var panels = new ArrayList<Panel>(List.of(users()));
        for (var timer : List.of(Timer.BROADCAST, Timer.HANDLING)) {
            var bounds = Buckets.usualBoundsSec();
            var counts = details.servers().stream().map(server -> counts(timer, server.name(), bounds)).toList();
            int rows = Math.max(3, counts.stream().mapToInt(BroadcastCharts::highest).max().orElse(0));
            for (int i = 0; i < details.servers().size(); i++) {
                var server = details.servers().get(i);
                boolean none = highest(counts.get(i)) == 0;
                panels.add(new Panel((timer == Timer.BROADCAST ? "broadcast" : "message handling") + ", " + server.name() + ", ms",
                    buckets(bounds, rows), rows * HEAT_ROW,
                    List.of(), spoiled ? Optional.empty() : Optional.of(new Chart.Heat("measured", Arrays.copyOf(counts.get(i), rows))),
                    marks(true),
                    spoiled ? "not the server's figures" : none ? "not read" : ""));
            }
        }
        return new Illustration("ws_broadcast_heat.svg", "How long each took, second by second",
            "Broadcasts and direct messages by the servers' own timers: a row is a bucket of their"
            + " histograms, up to the bound beside it; the darker, the more, on a log scale.", true,
            new Chart("How long each took, second by second",
                "Heat maps of broadcast and message handling durations per second, for each server.", "time, s",
                width -> Axis.time(seconds, width), panels));
    }

    private double[][] counts(Timer timer, String server, double[] bounds) {
        var counts = new double[bounds.length + 1][];
        for (int i = 0; i < counts.length; i++) {
            counts[i] =
                Rows.counts(Rows.measured(run,
                BroadcastRows.bucket(timer, i < bounds.length ? BroadcastRows.bound(bounds[i]) : BroadcastRows.INFINITE, server)));
        }
        return counts;
    }

    /** Rows up to the highest that has any. */
    private static int highest(double[][] counts) {
        for (int row = counts.length; row > 0; row--) if (Rows.largest(counts[row - 1]) > 0) return row;
        return 0;
    }

    /** A row each, the bounds between them. */
    private static Axis buckets(double[] bounds, int rows) {
        var ticks = new ArrayList<Double>();
        var labels = new ArrayList<String>();
        for (int row = 1; row <= rows; row++) {
            ticks.add((double) row);
            labels.add(row <= bounds.length ? Numbers.shortest(bounds[row - 1] * 1e3) : "more");
        }
        return new Axis(false, 0, rows, ticks, labels);
    }
}
