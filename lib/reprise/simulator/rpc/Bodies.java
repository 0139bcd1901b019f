package reprise.simulator.rpc;

import java.util.List;
import java.util.Random;

/**
 * The bodies that a client sends: a thousand strings of lower-case letters, drawn once from the run's seed, sent in a
 * circle from a random place. Read-only after construction, so any thread may use it; sizes in bytes (= letters).
 *
 * <p>Source: the document's message sizes. A length is drawn by bucket, weight of the total (4,077), and uniformly from
 * the 500 lengths that start there: 501:56 gives 501 … 1000 in 56 of 4,077 cases. Mean 3,280.3 bytes.
 */
public final class Bodies {
    /** As published; a scenario may bring its own. */
    public static final List<Bucket> DOCUMENT = List.of(new Bucket(501, 56), new Bucket(1001, 105), new Bucket(1501, 801),
        new Bucket(2001, 1166), new Bucket(2501, 616), new Bucket(3001, 150), new Bucket(3501, 100), new Bucket(4001, 37),
        new Bucket(4501, 177), new Bucket(5001, 250), new Bucket(5501, 99), new Bucket(6001, 154), new Bucket(6501, 211),
        new Bucket(7001, 52), new Bucket(7501, 53), new Bucket(11001, 50));
    /** How many a client draws. */
    public static final int DRAWN = 1000;
    public static final int WIDTH_BYTES = 500;

    private final byte[][] bodies = new byte[DRAWN][];
    private final long seed;

    /** Lengths from {@code fromBytes} to {@code fromBytes + 499}, this often. */
    public record Bucket(int fromBytes, int weight) {
        public Bucket {
            if (fromBytes < 1 || weight < 1) {
                throw new IllegalArgumentException("bucket " + fromBytes + ":" + weight
                    + "; both must be at least 1, for example 501:56");
            }
        }
    }

    public Bodies(List<Bucket> buckets, long seed) {
        if (buckets.isEmpty()) throw new IllegalArgumentException("no buckets; give at least one, for example 501:56");
        this.seed = seed;
        var random = new Random(seed);
        int total = buckets.stream().mapToInt(Bucket::weight).sum();
        for (int i = 0; i < DRAWN; i++) {
            var body = new byte[drawLength(buckets, total, random)];
            for (int j = 0; j < body.length; j++) body[j] = (byte) ('a' + random.nextInt(26));
            bodies[i] = body;
        }
    }

    /** One length, drawn as the class comment says. {@code total} is the sum of the weights. */
    static int drawLength(List<Bucket> buckets, int total, Random random) {
        int left = random.nextInt(total);
        for (var bucket : buckets) {
            if (left < bucket.weight) return bucket.fromBytes + random.nextInt(WIDTH_BYTES);
            left -= bucket.weight;
        }
        throw new IllegalStateException("weights sum to less than " + total);
    }

    /** Where this client thread begins in the circle: its own random place, from the run's seed. */
    public int firstOf(int thread) {
        return new Random(seed ^ 0x9E3779B97F4A7C15L * (thread + 1)).nextInt(DRAWN);
    }

    /** The body at a place of the circle: place 1000 is place 0 again. Not to be written to. */
    // HOT: once per message; hands out the array that was drawn at the start.
    public byte[] at(long place) {
        return bodies[(int) (place % DRAWN)];
    }
}
