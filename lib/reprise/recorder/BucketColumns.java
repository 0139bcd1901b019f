package reprise.recorder;

import java.util.Map;

/**
 * The columns per second of one system's histogram: the count of each bucket that has any, and the 95th percentile.
 * {@snippet :
 * var handling = new BucketColumns("handling", "server");
 * handling.put(row, buckets);
 * Series.measured(run, handling.p95());
 * }
 *
 * @param name of the histogram, such as {@code handling}; letters, the first one small
 */
public record BucketColumns(String name, String system) {
    private static final String UP_TO = "Le";

    public RunColumn p95() {
        return RunColumn.of(name + "P95Ms " + system, name + " P95 " + system, Unit.MS);
    }

    /** The count in the bucket that ends at a bound, as {@link Buckets} names it; 0 is left out. */
    public RunColumn bucket(String bound) {
        return RunColumn.of(name + UP_TO + bound + " " + system, Unit.COUNT);
    }

    /** Whether it is one of its buckets' columns; they are too many for a table. */
    public boolean isBucket(RunColumn column) {
        return column.key().startsWith(name + UP_TO) && column.key().endsWith(" " + system);
    }

    /** Adds a second's observations to its row. */
    public void put(Map<String, Double> row, Buckets second) {
        second.quantileSec(0.95).ifPresent(sec -> row.put(p95().key(), RunRows.rounded(sec * 1e3)));
        for (int i = 0; i < second.cumulative().length; i++)
            if (second.single(i) > 0) row.put(bucket(second.boundName(i)).key(), (double) second.single(i));
    }
}
