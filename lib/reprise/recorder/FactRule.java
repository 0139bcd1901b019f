package reprise.recorder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * How facts of a load's shares become the whole load's. A load declares those of its facts; a fact without a rule is in no whole.
 *
 * @param names the facts that it is for, by their names in {@link Facts#figures}
 * @param whole makes the whole's figures; those that it does not know are left out
 */
public record FactRule(Predicate<String> names, Whole whole) {
    /** From the shares' figures with these names, and the whole's histograms (empty for a timing without a value). */
    @FunctionalInterface
    public interface Whole {
        Map<String, Double> of(List<Map<String, Double>> parts, Function<Timing, Histogram> timings);
    }

    /** What is counted. */
    public static FactRule sum(Predicate<String> names) {
        return each(names, DoubleStream::sum);
    }

    public static FactRule sum(Fact... facts) {
        return sum(named(facts));
    }

    /** Times that pass at once, and what all shares have alike. */
    public static FactRule largest(Predicate<String> names) {
        return each(names, figures -> figures.max().orElse(0));
    }

    public static FactRule largest(Fact... facts) {
        return largest(named(facts));
    }

    public static FactRule smallest(Predicate<String> names) {
        return each(names, figures -> figures.min().orElse(0));
    }

    /** Computed again from a histogram of the whole; not of one without values. @param ns such as a percentile; the fact is in µs */
    public static FactRule ofTiming(Fact fact, Timing timing, Function<Histogram, Double> ns) {
        return new FactRule(fact.name()::equals, (_, timings) -> {
            var values = timings.apply(timing);
            return values.getTotalCount() == 0 ? Map.of() : Map.of(fact.name(), RunRows.rounded(ns.apply(values) / 1e3));
        });
    }

    /** Figures that belong together, of the shares that have them. */
    public static <T extends Record> FactRule group(Fact.Group<T> group, BiFunction<List<T>, Function<Timing, Histogram>, T> whole) {
        return new FactRule(name -> name.startsWith(group.name() + "."), (parts, timings) -> {
            var groups = parts.stream().map(figures -> new Facts(figures, Map.of()).group(group)).flatMap(Optional::stream).toList();
            return groups.isEmpty() ? Map.of() : Facts.NONE.with(group, whole.apply(groups, timings)).figures();
        });
    }

    private static Predicate<String> named(Fact... facts) {
        var names = Stream.of(facts).map(Fact::name).toList();
        return names::contains;
    }

    private static FactRule each(Predicate<String> names, Function<DoubleStream, Double> one) {
        return new FactRule(names, (parts, _) -> {
            var whole = new LinkedHashMap<String, Double>();
            parts.stream().flatMap(part -> part.keySet().stream()).distinct().forEach(name -> whole.put(name,
                one.apply(parts.stream().filter(part -> part.containsKey(name)).mapToDouble(part -> part.get(name)))));
            return whole;
        });
    }

    /** The facts of the whole, by the first rule for each name. @param timings the whole's histograms */
    public static Map<String, Double> whole(List<FactRule> rules, List<Map<String, Double>> parts, Function<Timing, Histogram> timings) {
        var whole = new LinkedHashMap<String, Double>();
        for (int i = 0; i < rules.size(); i++) {
            var rule = rules.get(i);
            var before = rules.subList(0, i);
            var its = parts.stream().map(part -> {
                var named = new LinkedHashMap<>(part);
                named.keySet().removeIf(name -> !rule.names.test(name) || before.stream().anyMatch(each -> each.names.test(name)));
                return (Map<String, Double>) named;
            }).toList();
            if (its.stream().anyMatch(part -> !part.isEmpty())) whole.putAll(rule.whole.of(its, timings));
        }
        return whole;
    }
}
