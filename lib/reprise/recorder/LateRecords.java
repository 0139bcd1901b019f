package reprise.recorder;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * A loop's records for seconds that it had closed before. On a busy host that may be most of them, and a message that misses a listener
 * holds up those behind it: so they are in {@link Pages}, two numbers each. Owned by one thread until it is done.
 */
final class LateRecords {
    /** How many are in the heap at a time when they are read. */
    static final int BATCH = 65_536;
    private static final long IS_TIMING = 1L << 31;

    /** {@code at} is the position of a timing or of a counter. */
    record Late(int second, boolean isTiming, int at, long value) {
        static final Comparator<Late> BY_PLACE =
            Comparator.comparingInt(Late::second).thenComparing(Late::isTiming).thenComparingInt(Late::at);

        boolean hasPlaceOf(Late other) {
            return BY_PLACE.compare(this, other) == 0;
        }
    }

    private final Pages pages;

    LateRecords(Pages pages) {
        this.pages = pages;
    }

    void count(int second, int counter, long n) {
        add((long) second << 32 | counter, n);
    }

    void time(int second, int timing, long valueNs) {
        add((long) second << 32 | IS_TIMING | timing, valueNs);
    }

    private void add(long place, long value) {
        pages.add(place);
        pages.add(value);
    }

    int size() {
        return pages.count() / 2;
    }

    /** Reads all, in batches that are sorted by place. */
    void forEachBatch(Consumer<List<Late>> each) {
        var batch = new ArrayList<Late>();
        pages.forEachPage(page -> {
            for (int i = 0; i < page.length; i += 2) batch.add(late(page[i], page[i + 1]));
            if (batch.size() >= BATCH) take(batch, each);
        });
        take(batch, each);
    }

    private static Late late(long place, long value) {
        return new Late((int) (place >>> 32), (place & IS_TIMING) != 0, (int) (place & IS_TIMING - 1), value);
    }

    private static void take(List<Late> batch, Consumer<List<Late>> by) {
        batch.sort(Late.BY_PLACE);
        by.accept(batch);
        batch.clear();
    }
}
