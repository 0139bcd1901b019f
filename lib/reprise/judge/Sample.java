package reprise.judge;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * The figures that several runs gave for one quantity, and what they say together. All statistics are Apache Commons Statistics'. They
 * assume nothing of the figures' distribution.
 */
public record Sample(List<Double> values) {
    /**
     * Two samples differ if equal ones would be as far apart in at most one of a hundred comparisons. It is 1 % and not the usual 5 %,
     * because one comparison has tens of figures. Five runs each are needed: of fewer even those that do not overlap can be chance.
     */
    public static final double CHANCE = 0.01;
    /** The confidence of an interval, if there are runs enough. */
    public static final double CONFIDENCE = 0.95;

    /** The range that contains the true median with this confidence, a share of 1; below {@link #CONFIDENCE} of fewer than six runs. */
    public record Interval(double low, double high, double confidence) {
        public boolean isConfident() {
            return confidence >= CONFIDENCE;
        }
    }

    public Sample {
        values = List.copyOf(values);
    }

    public int size() {
        return values.size();
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** NaN of no figures. */
    public double median() {
        return Median.withDefaults().evaluate(array());
    }

    /** The standard deviation, in the figures' unit; NaN of fewer than two. */
    public double spread() {
        return size() < 2 ? Double.NaN : StandardDeviation.of(array()).getAsDouble();
    }

    /** The same as a share of the median; NaN if that is 0. */
    public double relativeSpread() {
        return median() == 0 ? Double.NaN : spread() / Math.abs(median());
    }

    public double least() {
        return sorted()[0];
    }

    public double most() {
        return sorted()[size() - 1];
    }

    /**
     * The narrowest interval of the median between two of the figures that has at least {@link #CONFIDENCE}; of fewer than six figures all
     * that they span, with the confidence that it has. Absent for fewer than two.
     */
    public Optional<Interval> interval() {
        if (size() < 2) return Optional.empty();
        var below = BinomialDistribution.of(size(), 0.5); // how many figures lie below the median
        int rank = 1; // the interval is from the rank-th to the rank-th last figure
        while (rank < (size() + 1) / 2 && 1 - 2 * below.cumulativeProbability(rank) >= CONFIDENCE) rank++;
        var sorted = sorted();
        return Optional.of(new Interval(sorted[rank - 1], sorted[size() - rank], 1 - 2 * below.cumulativeProbability(rank - 1)));
    }

    /** The probability that equal samples are as far apart (Mann-Whitney's U, both sides); absent if one is empty. */
    public Optional<Double> chance(Sample other) {
        if (isEmpty() || other.isEmpty()) return Optional.empty();
        if (least() == other.most() && most() == other.least()) return Optional.of(1.0); // one figure throughout
        return Optional.of(MannWhitneyUTest.withDefaults().test(array(), other.array()).getPValue());
    }

    /** Whether the difference to the other is more than chance. */
    public boolean differsFrom(Sample other) {
        return chance(other).map(chance -> chance <= CHANCE).orElse(false);
    }

    /** Whether so many figures on each side can differ at all: if they do not overlap. */
    public static boolean isEnough(int one, int other) {
        return one > 0 && other > 0 && upFrom(0, one).differsFrom(upFrom(one, other));
    }

    private static Sample upFrom(int first, int count) {
        return new Sample(IntStream.range(first, first + count).mapToObj(value -> (double) value).toList());
    }

    private double[] array() {
        return values.stream().mapToDouble(value -> value).toArray();
    }

    private double[] sorted() {
        return values.stream().mapToDouble(value -> value).sorted().toArray();
    }
}
