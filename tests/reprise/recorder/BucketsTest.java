package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BucketsTest {
    private static final double[] BOUNDS = {1, 2, 4};

    private static Buckets of(long... cumulative) {
        return new Buckets(BOUNDS, cumulative);
    }

    /**
     * 10 at or below 1, 20 at or below 2, none to 4, 5 beyond. histogram_quantile by hand: 0.2 is rank 5 of 25, half of the first bucket;
     * 0.6 is rank 15, half of the second; 0.8 is rank 20, its end; 0.9 is beyond the last bound.
     */
    @ParameterizedTest
    @CsvSource({"0,0", "0.2,0.5", "0.4,1", "0.6,1.5", "0.8,2", "0.9,4", "1,4"})
    void quantile_ofEachPlace_isPrometheus(double share, double expected) {
        assertEquals(expected, of(10, 20, 20, 25).quantileSec(share).orElseThrow(), 1e-12);
    }

    /** All of the published broadcasts are in the first bucket, so their p95 is 0.95 of its 100 µs: the document's 95.1. */
    @Test
    void quantile_allInTheFirstBucket_isAShareOfItsBound() {
        var single = new long[15];
        single[0] = 60_797;
        assertEquals(0.000095, Buckets.ofSingle(Buckets.usualBoundsSec(), single).quantileSec(0.95).orElseThrow(), 1e-12);
    }

    @Test
    void quantile_ofNothing_isEmpty() {
        assertTrue(of(0, 0, 0, 0).quantileSec(0.95).isEmpty());
    }

    @Test
    void since_anEarlierReading_isWhatCameBetween() {
        assertEquals(of(1, 3, 3, 4), of(11, 23, 23, 29).since(of(10, 20, 20, 25)));
        assertEquals(of(2, 3, 3, 3), of(2, 3, 3, 3).since(of(10, 20, 20, 25)), "the server began anew");
        assertThrows(IllegalArgumentException.class, () -> of(1, 1, 1, 1)
            .since(new Buckets(new double[] {1, 2, 5}, new long[] {0, 0, 0, 0})));
    }

    @Test
    void buckets_thatCannotBe_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> of(2, 1, 3, 4));
        assertThrows(IllegalArgumentException.class, () -> of(1, 2, 3));
        assertThrows(IllegalArgumentException.class, () -> new Buckets(new double[] {1, 1, 2}, new long[] {1, 2, 3, 4}));
    }

    @Test
    void rows_ofASecond_haveEachBucketThatHasAnyAndTheP95() {
        var columns = new BucketColumns("broadcast", "queueing");
        var row = new LinkedHashMap<String, Double>();
        var single = new long[15];
        single[0] = 19;
        single[14] = 1;
        columns.put(row, Buckets.ofSingle(Buckets.usualBoundsSec(), single));
        // rank 19 of 20 is the end of the first bucket: 0.1 ms
        assertEquals(Map.of("broadcastP95Ms queueing", 0.1, "broadcastLe0.0001 queueing", 19.0, "broadcastLeInf queueing", 1.0), row);
        assertTrue(row.keySet().stream().filter(key -> !key.startsWith("broadcastP95"))
            .allMatch(key -> columns.isBucket(RunColumn.of(key, Unit.COUNT))));
        assertTrue(!columns.isBucket(columns.p95()) && !columns.isBucket(RunColumn.of("connections queueing", Unit.COUNT)));
        var empty = new LinkedHashMap<String, Double>();
        new BucketColumns("handling", "queueing").put(empty, Buckets.ofSingle(Buckets.usualBoundsSec(), new long[15]));
        assertEquals(Map.of(), empty);
    }
}
