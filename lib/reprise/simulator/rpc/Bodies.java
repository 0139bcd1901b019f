package reprise.simulator.rpc;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A client's message bodies: a thousand strings of lower-case letters, drawn once from the run's seed, sent cyclically from a random
 * place. Immutable and thread-safe; sizes in bytes (= letters).
 *
 * <p>Source: the document's message sizes. A length is drawn by bucket, with its weight in the total (4,077), and evenly from the 500
 * lengths that start there: 501:56 gives 501 … 1000 in 56 of 4,077 cases. The mean is 3,280.3 bytes.
 */
public final class Bodies {
    /** As published; a scenario may provide its own. */
    public static final List<Bucket> DOCUMENT = buckets(501, 56, 1001, 105, 1501, 801, 2001, 1166, 2501, 616, 3001, 150, 3501, 100,
        4001, 37, 4501, 177, 5001, 250, 5501, 99, 6001, 154, 6501, 211, 7001, 52, 7501, 53, 11001, 50);
    /** The number of bodies that a client draws. */
    public static final int DRAWN = 1000;
    public static final int WIDTH_BYTES = 500;

    private final byte[][] bodies = new byte[DRAWN][];
    private final long seed;

    /** Lengths from {@code fromBytes} to {@code fromBytes + 499}, with this weight. */
    public record Bucket(int fromBytes, int weight) {
        public Bucket {
            if (fromBytes < 1 || weight < 1) {
                throw new IllegalArgumentException("bucket " + fromBytes + ":" + weight
                    + "; both must be at least 1, for example 501:56");
            }
        }
    }

    /** @param lengthsAndWeights a bucket's first length and its weight, the next bucket's, and so on */
    public static List<Bucket> buckets(int... lengthsAndWeights) {
        return IntStream.range(0, lengthsAndWeights.length / 2)
            .mapToObj(i -> new Bucket(lengthsAndWeights[2 * i], lengthsAndWeights[2 * i + 1])).toList();
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

    /** Draws one length as the class comment says. {@code total} is the sum of the weights. */
    static int drawLength(List<Bucket> buckets, int total, Random random) {
        int left = random.nextInt(total);
        for (var bucket : buckets) {
            if (left < bucket.weight) return bucket.fromBytes + random.nextInt(WIDTH_BYTES);
            left -= bucket.weight;
        }
        throw new IllegalStateException("weights sum to less than " + total);
    }

    /** The place where this client thread begins: its own random one, from the run's seed. */
    public int firstOf(int thread) {
        return new Random(seed ^ 0x9E3779B97F4A7C15L * (thread + 1)).nextInt(DRAWN);
    }

    /** The body at a place; place 1000 is place 0 again. The caller must not modify it. */
    // HOT: once per message; returns the array that was drawn at the start.
    public byte[] at(long place) {
        return bodies[(int) (place % DRAWN)];
    }
}
