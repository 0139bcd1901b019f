package reprise.recorder;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A condition under which a run fails: {@code p99(latency) > 5ms}, {@code rate(received) < 1000}, of one phase {@code max(latency,
 * callers.16) >= 1s}, or of a measure {@code outage > 2.5}.
 *
 * @param text as given; the others follow from it
 * @param name of a timing, a counter or a measure
 * @param phase absent for all phases together
 * @param limit of a timing ms, of a rate per second; of a measure in its own unit
 */
public record FailIf(String text, Figure figure, String name, Optional<String> phase, Comparison comparison, double limit) {
    /** What is computed of a metric. */
    public sealed interface Figure {}

    /** Of a timing. */
    public sealed interface OfTiming extends Figure {}

    /** @param percent 50 for the median */
    public record Percentile(double percent) implements OfTiming {}

    public record Mean() implements OfTiming {}

    public record Max() implements OfTiming {}

    /** Of a counter. */
    public enum OfCounter implements Figure { RATE, COUNT }

    /** A measure of the script is a figure already. */
    public record OfMeasure() implements Figure {}

    /** Between the figure and the limit. */
    public enum Comparison {
        ABOVE(">"), AT_LEAST(">="), BELOW("<"), AT_MOST("<=");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        private static Comparison of(String sign) {
            for (var each : values()) if (each.sign.equals(sign)) return each;
            throw new IllegalArgumentException(sign);
        }
    }

    private static final Pattern FORM = Pattern.compile("(?:([a-z][a-z0-9.]*)\\(([^(),]+)(?:,([^(),]+))?\\)|([^\\s()<>=,]+))"
        + "\\s*(>=|<=|>|<)\\s*([0-9]+(?:\\.[0-9]+)?)\\s*([^\\s0-9.]*)");
    private static final Pattern PERCENTILE = Pattern.compile("p([0-9]{1,2}(?:\\.[0-9]{1,4})?|100)");
    private static final String EXAMPLES = "for example p99(latency) > 5ms, max(latency, PHASE) > 1s, rate(received) < 1000 or MEASURE > 2";
    private static final String FUNCTIONS = "of a timing p50, p99, p99.9 and the like, mean and max, of a counter rate and count";

    /** @throws IllegalArgumentException with the condition that it does not meet, and an example */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static FailIf of(String text) {
        var form = FORM.matcher(text.strip());
        if (!form.matches())
            throw new IllegalArgumentException("'" + text + "' is not FUNCTION(METRIC), FUNCTION(METRIC, PHASE) or a measure with one of "
                + "< <= > >= and a limit behind it; write " + EXAMPLES);
        var figure = form.group(1) == null ? new OfMeasure() : figure(form.group(1));
        var name = form.group(1) == null ? form.group(4) : form.group(2).strip();
        return new FailIf(text.strip(), figure, name, Optional.ofNullable(form.group(3)).map(String::strip),
            Comparison.of(form.group(5)), Double.parseDouble(form.group(6)) * factor(figure, form.group(7), text));
    }

    private static Figure figure(String function) {
        var percentile = PERCENTILE.matcher(function);
        if (percentile.matches()) return new Percentile(Double.parseDouble(percentile.group(1)));
        return switch (function) {
            case "mean" -> new Mean();
            case "max" -> new Max();
            case "rate" -> OfCounter.RATE;
            case "count" -> OfCounter.COUNT;
            default -> throw new IllegalArgumentException("there is no function " + function + "; there are " + FUNCTIONS);
        };
    }

    /** From the limit's unit to ours. */
    private static double factor(Figure figure, String unit, String text) {
        return switch (figure) {
            case OfTiming _ -> switch (unit) {
                case "ns" -> 1e-6;
                case "us", "µs" -> 1e-3;
                case "ms" -> 1;
                case "s" -> 1e3;
                default -> throw new IllegalArgumentException("'" + text + "' limits a time by a number "
                    + (unit.isEmpty() ? "without a unit" : "of the unit " + unit) + "; give ns, us, ms or s, " + EXAMPLES);
            };
            case OfCounter counter -> switch (counter == OfCounter.RATE ? unit.replaceFirst("/s$", "") : unit) {
                case "" -> 1;
                case "k" -> 1e3;
                case "M" -> 1e6;
                case "G" -> 1e9;
                default -> throw new IllegalArgumentException("'" + text + "' limits a " + (counter == OfCounter.RATE ? "rate" : "count")
                    + " by the unit " + unit + "; give a number, which may have k, M or G behind it, " + EXAMPLES);
            };
            case OfMeasure _ -> {
                if (unit.isEmpty()) yield 1;
                throw new IllegalArgumentException("'" + text + "' limits a measure by the unit " + unit
                    + "; leave it out, the number is in the measure's own unit, " + EXAMPLES);
            }
        };
    }

    /** What is limited, such as {@code p99(latency, callers.16)}. */
    public String subject() {
        return text.split("[<>]", 2)[0].strip();
    }

    /** Its form in a file. */
    @JsonValue
    String filed() {
        return text;
    }

    /** Why a run with these metrics and measures cannot have its figure; absent if it can. */
    public Optional<String> problem(Metrics metrics, Collection<String> measures) {
        var counters = metrics.counters().stream().map(Counter::name).toList();
        var timings = metrics.timings().stream().map(Timing::name).toList();
        var its = switch (figure) {
            case OfTiming _ -> timings;
            case OfCounter _ -> counters;
            case OfMeasure _ -> List.copyOf(measures);
        };
        if (its.contains(name)) return Optional.empty();
        if (figure instanceof OfTiming && counters.contains(name))
            return Optional.of(name + " is a counter, which has no " + subject().split("\\(")[0] + "; write rate(" + name + ") or count("
                + name + ")");
        if (figure instanceof OfCounter && timings.contains(name))
            return Optional.of(name + " is a timing, which has no " + subject().split("\\(")[0] + "; write p99(" + name + "), mean(" + name
                + ") or max(" + name + ")");
        var kinds = new ArrayList<String>();
        if (!timings.isEmpty()) kinds.add("the timings " + String.join(", ", timings));
        if (!counters.isEmpty()) kinds.add("the counters " + String.join(", ", counters));
        if (figure instanceof OfMeasure || kinds.isEmpty()) kinds.addFirst("the measures " + String.join(", ", measures));
        return Optional.of("nothing here is called " + name + "; there are " + String.join("; ", kinds));
    }
}
