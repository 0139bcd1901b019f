package broadcast;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;
import reprise.peer.k6.K6Figures.Bar;
import reprise.peer.k6.K6Figures.Check;
import reprise.peer.k6.K6Figures.Counter;
import reprise.peer.k6.K6Figures.Gauge;
import reprise.peer.k6.K6Figures.Metric;
import reprise.peer.k6.K6Figures.Rate;
import reprise.peer.k6.K6Figures.Status;
import reprise.peer.k6.K6Figures.Trend;
import reprise.peer.k6.K6Figures.Value;
import reprise.peer.k6.K6Figures;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Recording;
import reprise.recorder.Run;
import reprise.recorder.RunRows;
import reprise.simulator.users.UserMetrics;

/**
 * k6's summary of a whole load from those of its shares. A share keeps no values of its trends beyond their figures; those of the whole are
 * computed from the histograms of the same times, to three digits.
 *
 * @param added has the histograms of all
 */
record SharedK6(List<K6Figures> parts, Run added, Recording recording) {
    K6Figures whole() {
        var names = parts.stream().flatMap(part -> part.metrics().stream()).map(Metric::name).distinct().toList();
        var metrics = new ArrayList<Metric>();
        for (var name : names) whole(name).ifPresent(value -> metrics.add(new Metric(name, value)));
        return new K6Figures(checks(), metrics, status(), bars());
    }

    private Optional<Value> whole(String name) {
        var values = parts.stream().flatMap(part -> part.metrics().stream()).filter(metric -> metric.name().equals(name))
            .map(Metric::value).toList();
        return switch (values.getFirst()) {
            case Counter counter -> Optional.of(new Counter(counter.contains(), sum(values, Counter.class, Counter::total),
                sum(values, Counter.class, Counter::perSec)));
            case Rate _ -> Optional.of(new Rate((long) sum(values, Rate.class, Rate::passes), (long) sum(values, Rate.class, Rate::fails)));
            case Gauge _ -> Optional.of(name.equals("vus") ? users(values) : new Gauge(sum(values, Gauge.class, Gauge::last),
                sum(values, Gauge.class, Gauge::min), sum(values, Gauge.class, Gauge::max)));
            case Trend _ -> trend(name);
        };
    }

    private static <T extends Value> double sum(List<Value> values, Class<T> kind, ToDoubleFunction<T> figure) {
        return values.stream().map(kind::cast).mapToDouble(figure).sum();
    }

    /** The fewest and the most users at once are those of the seconds of all. */
    private Gauge users(List<Value> values) {
        double last = sum(values, Gauge.class, Gauge::last);
        var active = recording.seconds().stream().filter(second -> second.index() + 1 <= recording.durationSec())
            .mapToDouble(second -> second.count(UserMetrics.USERS)).summaryStatistics();
        return active.getCount() == 0 ? new Gauge(last, last, last)
            : new Gauge(last, Math.min(last, active.getMin()), Math.max(last, active.getMax()));
    }

    /** Of a part, such as one scenario's, there is no histogram. */
    private Optional<Value> trend(String name) {
        var values = LoopRecorder.histogram();
        timings(name).forEach(values::add);
        return values.getTotalCount() == 0 ? Optional.empty() : Optional.of(new Trend(ms(values.getMean()), ms(values.getMinValue()),
            ms(values.getValueAtPercentile(50)), ms(values.getMaxValue()), ms(values.getValueAtPercentile(90)),
            ms(values.getValueAtPercentile(95))));
    }

    private static double ms(double ns) {
        return RunRows.milliseconds(ns);
    }

    private List<Histogram> timings(String trend) {
        var prefix = switch (trend) {
            case "iteration_duration" -> UserMetrics.ITERATION.name();
            case "ws_connecting" -> "connecting ";
            case "ws_session_duration" -> "session ";
            default -> "";
        };
        return prefix.isEmpty() ? List.of() : added.histograms().entrySet().stream()
            .filter(each -> prefix.endsWith(" ") ? each.getKey().startsWith(prefix) : each.getKey().equals(prefix))
            .map(Map.Entry::getValue).toList();
    }

    private List<Check> checks() {
        var all = new LinkedHashMap<String, Check>();
        parts.stream().flatMap(part -> part.checks().stream()).forEach(check -> all.merge(check.name(), check,
            (one, other) -> new Check(one.name(), one.passes() + other.passes(), one.fails() + other.fails())));
        return List.copyOf(all.values());
    }

    private Status status() {
        var all = parts.stream().map(K6Figures::status).toList();
        return new Status(largest(all.stream().mapToDouble(Status::elapsedSec)), largest(all.stream().mapToDouble(Status::planSec)),
            all.stream().mapToInt(Status::users).sum(), all.stream().mapToInt(Status::maxUsers).sum(),
            all.stream().mapToLong(Status::complete).sum(), all.stream().mapToLong(Status::interrupted).sum());
    }

    private static double largest(DoubleStream values) {
        return values.max().orElse(0);
    }

    private List<Bar> bars() {
        return parts.getFirst().bars().stream().map(bar -> bar(parts.stream().flatMap(part -> part.bars().stream())
            .filter(each -> each.name().equals(bar.name())).toList())).toList();
    }

    /** It has passed when all have, and is done as far as the last one. */
    private static Bar bar(List<Bar> all) {
        var first = all.getFirst();
        return new Bar(first.name(), all.stream().allMatch(Bar::passed), all.stream().mapToDouble(Bar::done).min().orElse(0),
            all.stream().allMatch(bar -> bar.users().isPresent()) ? OptionalInt.of(all.stream().mapToInt(bar -> bar.users().getAsInt())
            .sum()) : OptionalInt.empty(), all.stream().mapToInt(Bar::maxUsers).sum(),
            largest(all.stream().mapToDouble(Bar::spentSec)), largest(all.stream().mapToDouble(Bar::planSec)), "");
    }
}
