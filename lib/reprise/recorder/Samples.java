package reprise.recorder;

import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Collection;

/**
 * All values of a trend, exactly, at 8 bytes each: the newest in the heap, the others where the recorder keeps what is long. An
 * iteration's trends have only a few values per second and user, so k6's percentiles can be exact to the last printed digit. Made by
 * {@link LoopRecorder#samples}. Owned by one thread until it is done.
 */
public final class Samples {
    private final Pages pages;

    Samples(Pages pages) {
        this.pages = pages;
    }

    // HOT: once or twice per iteration.
    public void add(long value) {
        pages.add(value);
    }

    public int count() {
        return pages.count();
    }

    /** All values in ascending order. */
    public static long[] sorted(Collection<Samples> parts) {
        var all = LongBuffer.allocate(parts.stream().mapToInt(Samples::count).sum());
        for (var part : parts) part.pages.forEachPage(all::put);
        Arrays.sort(all.array());
        return all.array();
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
