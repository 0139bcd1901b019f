package reprise.peer.k6;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reprise.peer.k6.K6Figures.Contains;
import reprise.peer.k6.K6Figures.Counter;
import reprise.peer.k6.K6Figures.Gauge;
import reprise.peer.k6.K6Figures.Metric;
import reprise.peer.k6.K6Figures.Rate;
import reprise.peer.k6.K6Figures.Thresholds;
import reprise.peer.k6.K6Figures.Trend;
import reprise.peer.k6.K6Figures.Value;
import reprise.recorder.JsonFile;

/**
 * k6's metrics as scenarios and run files have them: by their names, and each one's figures by theirs, as in the data that k6 gives to
 * {@code handleSummary}. The figures' names tell of which kind a metric is, its own what it counts: {@code data_…} are bytes.
 */
public final class K6Metrics {
    private static final List<String> COUNTER = List.of("count", "rate");
    private static final List<String> GAUGE = List.of("value", "min", "max");
    private static final List<String> RATE = List.of("rate", "passes", "fails");
    private static final List<String> TREND = List.of("avg", "min", "med", "max", "p(90)", "p(95)");
    private static final Set<String> WHOLE = Set.of("passes", "fails");

    private K6Metrics() {}

    /** By {@code metric.figure}, which a run's summary nests. */
    public static Map<String, Double> summary(List<Metric> metrics) {
        var summary = new LinkedHashMap<String, Double>();
        for (var metric : metrics) {
            var put = switch (metric.value()) {
                case Counter counter -> figures(COUNTER, counter.total(), counter.perSec());
                case Gauge gauge -> figures(GAUGE, gauge.last(), gauge.min(), gauge.max());
                case Rate rate -> figures(RATE, rate.share(), rate.passes(), rate.fails());
                case Trend trend -> figures(TREND, trend.avg(), trend.min(), trend.med(), trend.max(), trend.p90(), trend.p95());
            };
            put.forEach((name, value) -> summary.put(metric.name() + "." + name, value));
        }
        return summary;
    }

    private static Map<String, Double> figures(List<String> names, double... values) {
        var figures = new LinkedHashMap<String, Double>();
        for (int i = 0; i < values.length; i++) figures.put(names.get(i), values[i]);
        return figures;
    }

    /** Of each metric that has thresholds, whether they were met. */
    public static Map<String, Boolean> thresholdsMet(List<Metric> metrics) {
        var met = new LinkedHashMap<String, Boolean>();
        for (var metric : metrics)
            if (metric.thresholds() != Thresholds.NONE) met.put(metric.name(), metric.thresholds() == Thresholds.MET);
        return met;
    }

    /** The other way round: figures of the summary that are no metric's are left alone. @param met of the metrics that have thresholds */
    public static List<Metric> ofSummary(JsonFile file, Map<String, Double> summary, Map<String, Boolean> met) {
        var metrics = new LinkedHashMap<String, Map<String, Double>>();
        summary.forEach((key, value) -> {
            int dot = key.lastIndexOf('.');
            if (dot > 0) metrics.computeIfAbsent(key.substring(0, dot), _ -> new LinkedHashMap<>()).put(key.substring(dot + 1), value);
        });
        return read(file, "summary", metrics, met);
    }

    /** @param path where they stand in the file; what is no metric of k6's is told there, and left out */
    public static List<Metric> read(JsonFile file, String path, Map<String, Map<String, Double>> metrics, Map<String, Boolean> met) {
        var read = new ArrayList<Metric>();
        metrics.forEach((name, figures) -> {
            if (!areAll(file, path + "." + name, figures)) return;
            var thresholds = !met.containsKey(name) ? Thresholds.NONE : met.get(name) ? Thresholds.MET : Thresholds.CROSSED;
            read.add(new Metric(name, value(name, figures), thresholds));
        });
        return read;
    }

    private static boolean areAll(JsonFile file, String path, Map<String, Double> figures) {
        if (!file.isSound(path)) return false;
        if (Stream.of(COUNTER, GAUGE, RATE, TREND).noneMatch(kind -> figures.keySet().equals(Set.copyOf(kind)))) {
            file.problem(path, "has " + String.join(", ", figures.keySet()) + "; a metric of k6's must have "
                + Stream.of(COUNTER, GAUGE, RATE, TREND).map(kind -> String.join(", ", kind)).collect(Collectors.joining("; or ")));
            return false;
        }
        boolean areAll = true;
        for (var figure : figures.entrySet()) {
            double value = figure.getValue();
            if (value >= 0 && (value == Math.rint(value) || !WHOLE.contains(figure.getKey()))) continue;
            var mustBe = WHOLE.contains(figure.getKey()) ? "a whole number of 0 or above, for example 1" : "0 or above, for example 1.5";
            file.problem(path + "." + figure.getKey(), "is " + value + "; it must be " + mustBe);
            areAll = false;
        }
        return areAll;
    }

    private static Value value(String metric, Map<String, Double> of) {
        if (of.containsKey("count")) {
            var contains = metric.startsWith("data_") ? Contains.DATA : Contains.DEFAULT;
            return new Counter(contains, of.get("count"), of.get("rate"));
        }
        if (of.containsKey("value")) return new Gauge(of.get("value"), of.get("min"), of.get("max"));
        if (of.containsKey("passes")) return new Rate(of.get("passes").longValue(), of.get("fails").longValue());
        return new Trend(of.get("avg"), of.get("min"), of.get("med"), of.get("max"), of.get("p(90)"), of.get("p(95)"));
    }
}
