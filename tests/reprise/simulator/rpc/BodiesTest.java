package reprise.simulator.rpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import reprise.simulator.rpc.Bodies.Bucket;

final class BodiesTest {
    @Test
    void documentWeights_total_is4077() {
        assertEquals(4077, total(Bodies.DOCUMENT));
    }

    @Test
    void drawLength_twoHundredThousand_followTheWeights() {
        // Mean of the starts Σ from × weight / 4077 = 12,356,577 / 4077 = 3030.80, plus 249.5 for the place in the bucket
        // = 3280.30. Standard deviation of a length is about 2000, so of the mean of 200,000 about 4.5: 15 is over 3 sigma.
        int n = 200_000;
        var random = new Random(42);
        var seen = new TreeMap<Integer, Integer>();
        long sum = 0;
        for (int i = 0; i < n; i++) {
            int length = Bodies.drawLength(Bodies.DOCUMENT, 4077, random);
            sum += length;
            seen.merge((length - 1) / 500 * 500 + 1, 1, Integer::sum);
        }
        assertEquals(3280.3, (double) sum / n, 15);
        assertEquals(Bodies.DOCUMENT.size(), seen.size());
        for (var bucket : Bodies.DOCUMENT) {
            double expected = n * bucket.weight() / 4077.0;
            // Binomial: sigma = sqrt(n p (1 − p)) ≤ sqrt(expected); 4 sigma over 16 buckets.
            assertEquals(expected, seen.get(bucket.fromBytes()), 4 * Math.sqrt(expected), "bucket " + bucket);
        }
    }

    @Test
    void drawLength_oneBucket_reachesBothEnds() {
        var random = new Random(1);
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (int i = 0; i < 20_000; i++) {
            int length = Bodies.drawLength(List.of(new Bucket(501, 3)), 3, random);
            least = Math.min(least, length);
            most = Math.max(most, length);
        }
        assertEquals(501, least);
        assertEquals(1000, most);
    }

    @Test
    void bodies_sameSeed_areTheSameLettersAgain() {
        var one = new Bodies(Bodies.DOCUMENT, 9);
        var two = new Bodies(Bodies.DOCUMENT, 9);
        for (int i = 0; i < Bodies.DRAWN; i++) assertArrayEquals(one.at(i), two.at(i));
        assertEquals(one.firstOf(3), two.firstOf(3));
        for (byte letter : one.at(17)) assertTrue(letter >= 'a' && letter <= 'z');
        assertFalse(java.util.Arrays.equals(one.at(0), new Bodies(Bodies.DOCUMENT, 10).at(0)));
    }

    @Test
    void bodies_afterTheThousandth_beginAgain() {
        var bodies = new Bodies(Bodies.DOCUMENT, 9);
        assertSame(bodies.at(0), bodies.at(1000));
        assertSame(bodies.at(999), bodies.at(12_999));
        assertNotEquals(bodies.firstOf(0), bodies.firstOf(1));
    }

    @Test
    void bucket_badValues_areRefusedWithTheValue() {
        var e = assertThrows(IllegalArgumentException.class, () -> new Bucket(501, 0));
        assertEquals("bucket 501:0; both must be at least 1, for example 501:56", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Bodies(List.of(), 1));
    }

    private static int total(List<Bucket> buckets) {
        return buckets.stream().mapToInt(Bucket::weight).sum();
    }
}
