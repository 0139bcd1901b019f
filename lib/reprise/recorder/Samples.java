package reprise.recorder;

import java.util.Arrays;
import java.util.Collection;

/**
 * All values of a trend, exactly, at 8 bytes each. An iteration's trends have only a few values per second and user, so k6's percentiles
 * can be exact to the last printed digit. Owned by one thread until it is done.
 */
public final class Samples {
    private long[] values = new long[16];
    private int count;

    // HOT: once or twice per iteration; allocates only when it doubles.
    public void add(long value) {
        if (count == values.length) values = Arrays.copyOf(values, count * 2);
        values[count++] = value;
    }

    public int count() {
        return count;
    }

    /** All values in ascending order. */
    public static long[] sorted(Collection<Samples> parts) {
        var all = new long[parts.stream().mapToInt(Samples::count).sum()];
        int at = 0;
        for (var part : parts) {
            System.arraycopy(part.values, 0, all, at, part.count);
            at += part.count;
        }
        Arrays.sort(all);
        return all;
    }

    /** k6's percentile: linear between the two values around position p (n − 1), counted from 0; {@code sorted} is not empty. */
    public static double percentile(long[] sorted, double p) {
        double place = p * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }

    public static double mean(long[] values) {
        double sum = 0;
        for (long value : values) sum += value;
        return sum / values.length;
    }
}
