package reprise.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What several runs say together, against published examples and simulated runs. */
@Tag("waits")
final class SampleTest {
    private static Sample of(double... figures) {
        return new Sample(java.util.Arrays.stream(figures).boxed().toList());
    }

    private static Sample to(int most) {
        return new Sample(IntStream.rangeClosed(1, most).mapToObj(value -> (double) value).toList());
    }

    /** The ages at diagnosis in SciPy's documentation of mannwhitneyu: U is 17, and the exact probability 0.111. */
    @Test
    void chance_ofThePublishedExample_isThePublishedOne() {
        var males = of(19, 22, 16, 29, 24);
        var females = of(20, 11, 17, 12);
        assertEquals(0.1111, males.chance(females).orElseThrow(), 0.0001);
        assertEquals(males.chance(females), females.chance(males));
        assertFalse(males.differsFrom(females));
    }

    /** The ranks of the tables for an interval of the median, such as Conover's A3: of 10 the 2nd to the 9th, of 20 the 6th to the 15th. */
    @Test
    void interval_hasTheRanksAndTheConfidenceOfTheTables() {
        interval(to(6), 1, 6, 0.9688);
        interval(to(10), 2, 9, 0.9785);
        interval(to(15), 4, 12, 0.9648);
        interval(to(20), 6, 15, 0.9586);
        interval(to(30), 10, 21, 0.9572);
    }

    private static void interval(Sample of, double low, double high, double confidence) {
        var interval = of.interval().orElseThrow();
        assertEquals(List.of(low, high), List.of(interval.low(), interval.high()), of.size() + " figures");
        assertEquals(confidence, interval.confidence(), 0.0001);
        assertTrue(interval.isConfident());
    }

    @Test
    void interval_ofFewerThanSix_isAllThatTheySpan_andSaysSo() {
        var interval = of(3, 1, 2, 5, 4).interval().orElseThrow();
        assertEquals(new Sample.Interval(1, 5, 0.9375), interval);
        assertFalse(interval.isConfident());
        assertEquals(new Sample.Interval(1, 3, 0.5), of(3, 1).interval().orElseThrow());
        assertTrue(of(3).interval().isEmpty());
    }

    @Test
    void medianAndSpread_areTheUsualOnes() {
        var sample = of(2, 4, 4, 4, 5, 5, 7, 9);
        assertEquals(4.5, sample.median());
        assertEquals(Math.sqrt(32.0 / 7), sample.spread(), 1e-12);
        assertEquals(sample.spread() / 4.5, sample.relativeSpread(), 1e-12);
        assertTrue(Double.isNaN(of(1).spread()));
        assertTrue(Double.isNaN(of(0, 0).relativeSpread()));
    }

    @Test
    void fiveEach_areEnough_andFourAreNot() {
        assertTrue(Sample.isEnough(5, 5));
        assertFalse(Sample.isEnough(4, 4));
        assertFalse(Sample.isEnough(1, 1));
        assertFalse(Sample.isEnough(0, 5));
        assertTrue(of(0, 0, 0, 0, 0).differsFrom(of(1, 1, 1, 1, 1)), "ties");
        assertEquals(1.0, of(7, 7, 7, 7, 7).chance(of(7, 7, 7, 7, 7)).orElseThrow());
        assertFalse(of(0, 0, 0, 0, 1).differsFrom(of(0, 0, 1, 0, 0)));
    }

    /**
     * Five runs each, as isEnough asks for. Without a difference two of the 252 orders of ten figures are told, 0.8 % (0.8 of 100 are
     * expected, and six are allowed). A difference of 10 % at a spread of 2 % is told if no figure overlaps, 99.5 %.
     */
    @Test
    void simulatedRuns_withoutADifferenceAreNotTold_andThoseOfTenPercentAre() {
        for (int hundred = 0; hundred < 10; hundred++) {
            var random = new Random(hundred);
            long chance = Stream.generate(() -> runs(random, 100).differsFrom(runs(random, 100))).limit(100).filter(each -> each).count();
            long found = Stream.generate(() -> runs(random, 100).differsFrom(runs(random, 110))).limit(100).filter(each -> each).count();
            assertTrue(chance <= 6, chance + " of 100 without a difference, seed " + hundred);
            assertTrue(found >= 95, found + " of 100 with one, seed " + hundred);
        }
    }

    private static Sample runs(Random random, double mean) {
        return new Sample(Stream.generate(() -> mean * (1 + 0.02 * random.nextGaussian())).limit(5).toList());
    }
}
