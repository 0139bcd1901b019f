package reprise.simulator.users;

import java.util.regex.Pattern;
import reprise.peer.k6.K6Figures.Counter;
import reprise.peer.k6.K6Figures.Gauge;
import reprise.peer.k6.K6Figures.Rate;
import reprise.peer.k6.K6Figures.Trend;
import reprise.recorder.Samples;

/**
 * A condition on a metric at the end of a run, in k6's notation: {@code avg min med max p(95)} of a trend (ms), {@code count rate} of a
 * counter, {@code rate} of a rate (0 to 1), {@code value} of a gauge; {@code < <= > >= == !=} and a number.
 */
public record Threshold(String metric, String expression) {
    private static final Pattern FORM =
        Pattern.compile(
        "\\s*(avg|min|med|max|count|rate|value|p\\((\\d+(?:\\.\\d+)?)\\))\\s*(<=|>=|===?|!=|<|>)\\s*(-?\\d+(?:\\.\\d+)?)\\s*");

    /** {@code value} is NaN if the metric has no sample; the threshold is then met, as in k6. */
    public record Outcome(Threshold threshold, double value, boolean met) {}

    public Threshold {
        var parts = FORM.matcher(expression);
        if (!parts.matches() || parts.group(2) != null && Double.parseDouble(parts.group(2)) > 100) {
            throw new IllegalArgumentException("threshold of " + metric + ": '" + expression
                + "' is no condition; give for example p(95)<500, rate<0.01 or count>1000");
        }
    }

    public Outcome test(UserFigures figures) {
        var parts = FORM.matcher(expression);
        if (!parts.matches()) throw new IllegalStateException("threshold " + this);
        double value = value(figures, parts.group(1), parts.group(2));
        double limit = Double.parseDouble(parts.group(4));
        return new Outcome(this, value, Double.isNaN(value) || switch (parts.group(3)) {
            case "<" -> value < limit;
            case "<=" -> value <= limit;
            case ">" -> value > limit;
            case ">=" -> value >= limit;
            case "!=" -> value != limit;
            default -> value == limit;
        });
    }

    private double value(UserFigures figures, String of, String percent) {
        var found = figures.metric(metric);
        if (found.isEmpty()) return Double.NaN;
        return switch (found.get()) {
            case Counter counter when of.equals("count") -> counter.total();
            case Counter counter when of.equals("rate") -> counter.perSec();
            case Rate rate when of.equals("rate") -> rate.share();
            case Gauge gauge when of.equals("value") -> gauge.last();
            case Trend _ when percent != null -> Samples.percentile(figures.sortedNs(metric), Double.parseDouble(percent) / 100) / 1e6;
            case Trend trend when of.equals("avg") -> trend.avg();
            case Trend trend when of.equals("min") -> trend.min();
            case Trend trend when of.equals("med") -> trend.med();
            case Trend trend when of.equals("max") -> trend.max();
            case Counter _, Rate _, Gauge _, Trend _ -> throw new IllegalArgumentException("threshold of " + metric + ": it has no " + of
                + "; trends have avg, min, med, max and p(N), counters count and rate, rates rate, gauges value");
        };
    }
}
