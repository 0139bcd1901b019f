package reprise.peer.k6;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import reprise.peer.k6.K6Figures.Bar;
import reprise.peer.k6.K6Figures.Check;
import reprise.peer.k6.K6Figures.Contains;
import reprise.peer.k6.K6Figures.Counter;
import reprise.peer.k6.K6Figures.Gauge;
import reprise.peer.k6.K6Figures.Metric;
import reprise.peer.k6.K6Figures.Rate;
import reprise.peer.k6.K6Figures.Status;
import reprise.peer.k6.K6Figures.Thresholds;
import reprise.peer.k6.K6Figures.Trend;
import reprise.peer.k6.K6Figures.Value;
import reprise.recorder.StrictJson;

/**
 * {@link K6Figures} as scenarios and run files have them. Metrics are named and keyed as in the data that k6 gives to
 * {@code handleSummary}: count and rate; value, min and max; rate, passes and fails; avg, min, med, max, p(90) and p(95).
 * Their keys tell what kind they are, their names what they count: {@code data_…} are bytes.
 */
public final class K6Json {
    private static final Set<String> COUNTER = Set.of("count", "rate");
    private static final Set<String> GAUGE = Set.of("value", "min", "max");
    private static final Set<String> RATE = Set.of("rate", "passes", "fails");
    private static final Set<String> TREND = Set.of("avg", "min", "med", "max", "p(90)", "p(95)");
    private static final int MOST_USERS = 10_000_000;

    private K6Json() {}

    /** By {@code metric.key}, which a run's summary nests. */
    public static Map<String, Double> metrics(List<Metric> metrics) {
        var all = new LinkedHashMap<String, Double>();
        for (var metric : metrics) values(metric.value()).forEach((key, value) -> all.put(metric.name() + "." + key, value));
        return all;
    }

    private static Map<String, Double> values(Value value) {
        var values = new LinkedHashMap<String, Double>();
        switch (value) {
            case Counter counter -> {
                values.put("count", counter.total());
                values.put("rate", counter.perSec());
            }
            case Gauge gauge -> {
                values.put("value", gauge.last());
                values.put("min", gauge.min());
                values.put("max", gauge.max());
            }
            case Rate rate -> {
                values.put("rate", rate.share());
                values.put("passes", (double) rate.passes());
                values.put("fails", (double) rate.fails());
            }
            case Trend trend -> {
                values.put("avg", trend.avg());
                values.put("min", trend.min());
                values.put("med", trend.med());
                values.put("max", trend.max());
                values.put("p(90)", trend.p90());
                values.put("p(95)", trend.p95());
            }
        }
        return values;
    }

    /** Of the object {@code key} of {@code parent}; numbers of it that are no metric's are left alone. */
    public static List<Metric> metrics(StrictJson parent, String key, Map<String, Thresholds> thresholds) {
        var byMetric = new LinkedHashMap<String, Map<String, Double>>();
        parent.object(key).nestedNumbers().forEach((path, value) -> {
            int dot = path.lastIndexOf('.');
            if (dot > 0) byMetric.computeIfAbsent(path.substring(0, dot), _ -> new LinkedHashMap<>()).put(path.substring(dot + 1), value);
        });
        var metrics = new ArrayList<Metric>();
        byMetric.forEach((name, values) -> value(name, values).ifPresentOrElse(
            value -> metrics.add(new Metric(name, value, thresholds.getOrDefault(name, Thresholds.NONE))),
            () -> parent.wrong(key,
            "k6's metrics; " + name + " has " + String.join(", ", values.keySet()) + ", and none of it may be below 0",
                "{\"iterations\": {\"count\": 120979, \"rate\": 143.69}}")));
        return metrics;
    }

    private static Optional<Value> value(String name, Map<String, Double> of) {
        if (of.values().stream().anyMatch(value -> value < 0)) return Optional.empty();
        var keys = of.keySet();
        if (keys.equals(COUNTER))
            return Optional.of(new Counter(name.startsWith("data_") ? Contains.DATA : Contains.DEFAULT, of.get("count"), of.get("rate")));
        if (keys.equals(GAUGE)) return Optional.of(new Gauge(of.get("value"), of.get("min"), of.get("max")));
        if (keys.equals(RATE)) return Optional.of(new Rate(of.get("passes").longValue(), of.get("fails").longValue()));
        if (keys.equals(TREND))
            return Optional.of(new Trend(of.get("avg"), of.get("min"), of.get("med"), of.get("max"), of.get("p(90)"), of.get("p(95)")));
        return Optional.empty();
    }

    /** What stands around the metrics, but for the scenarios' lines. */
    public static Map<String, Object> plain(K6Figures figures) {
        var status = figures.status();
        var thresholds = new LinkedHashMap<String, Object>();
        for (var metric : figures.metrics())
            if (metric.thresholds() != Thresholds.NONE) thresholds.put(metric.name(), metric.thresholds() == Thresholds.MET);
        return ordered("checks", figures.checks().stream()
            .map(check -> ordered("name", check.name(), "passes", check.passes(), "fails", check.fails())).toList(),
            "thresholdsMet", thresholds, "status",
            ordered("elapsedSec", status.elapsedSec(), "planSec", status.planSec(), "users", status.users(),
                "maxUsers", status.maxUsers(), "complete", status.complete(), "interrupted", status.interrupted()));
    }

    public static List<Check> checks(StrictJson object) {
        return object.objects("checks").stream().map(each -> {
            var check = new Check(each.text("name", "status is 101"), count(each, "passes"), count(each, "fails"));
            each.done();
            return check;
        }).toList();
    }

    public static Map<String, Thresholds> thresholds(StrictJson object) {
        var thresholds = new LinkedHashMap<String, Thresholds>();
        var met = object.object("thresholdsMet");
        met.plain().keySet().forEach(name -> thresholds.put(name, met.flag(name) ? Thresholds.MET : Thresholds.CROSSED));
        return thresholds;
    }

    public static Status status(StrictJson object) {
        var status =
            new Status(object.number("elapsedSec", 0, 1e9, 841.9), object.number("planSec", 0, 1e9, 870),
            (int) object.whole("users", 0, MOST_USERS, 0),
            (int) object.whole("maxUsers", 0, MOST_USERS, 750), count(object, "complete"), count(object, "interrupted"));
        object.done();
        return status;
    }

    /** A scenario's line, without its name. */
    public static Map<String, Object> plain(Bar bar) {
        var row = ordered("passed", bar.passed(), "done", bar.done());
        bar.users().ifPresent(users -> row.put("users", users));
        row.putAll(ordered("maxUsers", bar.maxUsers(), "spentSec", bar.spentSec(), "planSec", bar.planSec()));
        if (!bar.iterations().isEmpty()) row.put("shown", bar.iterations());
        return row;
    }

    /** The caller has read the name, and ends the reading. */
    public static Bar bar(String name, StrictJson object) {
        return new Bar(name, object.flag("passed"), object.number("done", 0, 1, 1),
            object.has("users") ? OptionalInt.of((int) object.whole("users", 0, MOST_USERS, 0)) : OptionalInt.empty(),
            (int) object.whole("maxUsers", 0, MOST_USERS, 750), object.number("spentSec", 0, 1e9, 45), object.number("planSec", 0, 1e9, 45),
            object.has("shown") ? object.text("shown", "200/200 shared iters") : "");
    }

    private static long count(StrictJson object, String key) {
        return object.whole(key, 0, (long) 1e15, 0);
    }

    private static Map<String, Object> ordered(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }
}
