package reprise.peer.wrk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import reprise.recorder.ExactCounts;
import reprise.simulator.Allocation;

final class WrkStatisticsTest {
    private static final long SECOND_NS = 1_000_000_000L;

    @Test
    void correction_oneStall_addsTheRequestsThatCouldNotHappen() {
        // One connection, 10 replies in 1000 µs: interval 100. Nine took 10 µs, one 350 µs.
        // From 350: 250 and 150 are above 100 and are added, 50 is not. n begins at 200, so 10 adds nothing.
        //   value   10  150  250  350     total 12, sum 90 + 150 + 250 + 350 = 840, mean 70
        //   count    9    1    1    1
        // Squares: 9 × 60² + 80² + 180² + 280² = 32,400 + 6,400 + 32,400 + 78,400 = 149,600; ÷ 11 = 13,600; root 116.619
        // Within 70 ± 116.619: 9 + 1 (150) = 10 of 12 = 83.33 %.
        // Ranks: ⌊12 p/100⌋ + 1: 50 → 7 → 10; 75 → 10 → 150; 90 → 11 → 250; 99 → 12 → 350.
        var thread = new WrkStatistics(2 * SECOND_NS);
        for (int i = 0; i < 9; i++) assertTrue(thread.replied(i * 50_000, i * 50_000 + 10_000));
        assertTrue(thread.replied(600_000, 950_000));
        var figures = figures(List.of(thread), 1, 1_000_000);
        assertEquals(70, figures.latencyUs().mean());
        assertEquals(Math.sqrt(13_600), figures.latencyUs().stdev(), 1e-9);
        assertEquals(350, figures.latencyUs().max());
        assertEquals(1000.0 / 12, figures.latencyUs().withinPercent().orElseThrow(), 1e-9);
        assertEquals(new WrkFigures.Percentiles(10, 150, 250, 350), figures.percentiles());
        assertEquals(10, figures.requests()); // the correction adds no replies
        assertEquals(10_000, figures.requestsPerSec());
    }

    @Test
    void correction_ofTwoConnections_hasTheWholeNumberInterval() {
        // 5 replies, 2 connections: 5 ÷ 2 = 2, 1000 ÷ 2 = 500 µs. From 1000: 500 is not above 500. From 1001: 501 is.
        var thread = new WrkStatistics(2 * SECOND_NS);
        for (long us : new long[] {10, 10, 10, 1000, 1001}) thread.replied(0, us * 1000);
        var figures = figures(List.of(thread), 2, 1_000_999); // 1000.999 µs is 1000
        assertEquals((30 + 1000 + 1001 + 501) / 6.0, figures.latencyUs().mean());
        assertEquals(1000, figures.tookUs());
    }

    @Test
    void correction_fewerRepliesThanConnections_isNone() {
        var thread = new WrkStatistics(2 * SECOND_NS);
        thread.replied(0, 1_000_000);
        assertEquals(1000, figures(List.of(thread), 2, 10_000_000).latencyUs().mean());
    }

    @Test
    void correction_addedBelowTheSmallest_countsInTheTotalOnly() {
        // wrk walks from the smallest it saw. 4 replies in 400 µs on one connection, interval 100, all of 350: 250 and 150 are
        // added 4 times each, below 350: N = 12, but the sum is 4 × 350: mean 116.67. The 50 % has rank 7, never reached: 0.
        var thread = new WrkStatistics(2 * SECOND_NS);
        for (int i = 0; i < 4; i++) thread.replied(0, 350_000);
        var figures = figures(List.of(thread), 1, 400_000);
        assertEquals(1400 / 12.0, figures.latencyUs().mean());
        assertEquals(0, figures.percentiles().p50Us());
    }

    @Test
    void latency_isTheDifferenceOfWholeMicroseconds() {
        // wrk reads whole µs twice: 1.999 → 2.001 µs is 2 − 1 = 1 µs; 1.001 → 1.999 is 0.
        assertEquals(1, WrkStatistics.latencyUs(1_999, 2_001));
        assertEquals(0, WrkStatistics.latencyUs(1_001, 1_999));
    }

    @Test
    void latency_overTheLimit_isAReplyButNoFigure() {
        var thread = new WrkStatistics(2 * SECOND_NS);
        assertTrue(thread.replied(0, 2 * SECOND_NS + 999)); // 2,000,000 µs is not above it
        assertFalse(thread.replied(0, 2 * SECOND_NS + 1000));
        var figures = figures(List.of(thread), 10, 3 * SECOND_NS);
        assertEquals(2, figures.requests());
        assertEquals(2_000_000, figures.latencyUs().mean());
        assertEquals(2_000_000, figures.latencyUs().max());
    }

    @Test
    void percentiles_areByWrksRank() {
        // Values 1 … 100 once each: rank of p is p + 1, so 50 % is 51, and 99 % is 100.
        var counts = new ExactCounts(1000);
        for (int value = 1; value <= 100; value++) counts.see(value);
        assertEquals(51, WrkStatistics.percentile(counts, 50));
        assertEquals(100, WrkStatistics.percentile(counts, 99));
        // One value: round(0.5 + 0.5) = 1, round(0.99 + 0.5) = 1.
        var one = new ExactCounts(1000);
        one.see(7);
        assertEquals(7, WrkStatistics.percentile(one, 50));
        assertEquals(7, WrkStatistics.percentile(one, 99));
    }

    @Test
    void rates_areSampledAtTicksWithReplies() {
        // 100 ms: 50 replies → 500/s. 200 ms: none → no sample, the time goes on. 300 ms: 30 in 200 ms → 150/s.
        // Then 1 reply until 400.9 ms: 1 ÷ 100 ms (whole) → 10/s. Mean 220, squares 280² + 70² + 210² = 127,400 ÷ 2, root 252.39;
        // 220 ± 252.39 holds 150 and 10 (from −32.39): 2 of 3; 500 is above 472.39.
        var thread = new WrkStatistics(SECOND_NS);
        for (int i = 0; i < 50; i++) thread.replied(0, 1000);
        thread.tick(100_000_000);
        thread.tick(200_000_000);
        for (int i = 0; i < 30; i++) thread.replied(0, 1000);
        thread.tick(300_000_000);
        thread.replied(0, 1000);
        thread.tick(400_900_000);
        var rates = figures(List.of(thread), 1, 400_900_000).threadRate();
        assertEquals(220, rates.mean());
        assertEquals(Math.sqrt(63_700), rates.stdev(), 1e-9);
        assertEquals(500, rates.max());
        assertEquals(200.0 / 3, rates.withinPercent().orElseThrow(), 1e-9);
    }

    @Test
    void figures_withoutAReply_areZeroAndNan() {
        var figures = figures(List.of(new WrkStatistics(SECOND_NS)), 1, SECOND_NS);
        for (var spread : List.of(figures.latencyUs(), figures.threadRate())) {
            assertEquals(new WrkFigures.Spread(0, 0, 0, OptionalDouble.empty()), spread);
        }
        assertEquals(new WrkFigures.Percentiles(0, 0, 0, 0), figures.percentiles());
        assertEquals(0, figures.requestsPerSec());
    }

    /** Compares with sorting and walking over lists, on random loads of several threads. */
    @Test
    void figures_ofRandomLoads_equalTheStraightforwardOnes() {
        var random = new Random(3);
        for (int round = 0; round < 60; round++) {
            int connections = 1 + random.nextInt(20);
            var threads = List.of(new WrkStatistics(100_000_000), new WrkStatistics(100_000_000));
            var latencies = new ArrayList<Long>();
            int replies = random.nextInt(2_000);
            for (int i = 0; i < replies; i++) {
                long us = random.nextInt(20) == 0 ? random.nextInt(120_000) : random.nextInt(300);
                boolean counts = threads.get(i % 2).replied(5_000_500, 5_000_500 + us * 1000);
                assertEquals(us <= 100_000, counts);
                if (counts) latencies.add(us);
            }
            long tookUs = 1 + (long) replies * 400 / connections;
            assertSame(latencies, replies, connections, tookUs, figures(threads, connections, tookUs * 1000));
        }
    }

    private static void assertSame(List<Long> seen, int replies, int connections, long tookUs, WrkFigures figures) {
        var all = new ArrayList<>(seen);
        int perConnection = replies / connections;
        if (perConnection > 0) {
            long interval = tookUs / perConnection;
            for (long n : seen) {
                if (n < 2 * interval) continue;
                for (long m = n - interval; m > interval; m -= interval) all.add(m);
            }
        }
        Collections.sort(all);
        long total = all.size();
        long min = seen.isEmpty() ? 0 : Collections.min(seen);
        all.removeIf(value -> value < min);
        double mean = total == 0 ? 0 : all.stream().mapToDouble(value -> value).sum() / total;
        double squares = all.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
        double stdev = total < 2 ? 0 : Math.sqrt(squares / (total - 1));
        assertEquals(mean, figures.latencyUs().mean(), 1e-6);
        assertEquals(stdev, figures.latencyUs().stdev(), 1e-6);
        assertEquals(100.0 * all.stream().filter(value -> Math.abs(value - mean) <= stdev).count() / total, figures.latencyUs()
            .withinPercent().orElse(Double.NaN), 0.01);
        assertEquals(seen.isEmpty() ? 0.0 : (double) Collections.max(seen), figures.latencyUs().max());
        for (double p : new double[] {50, 75, 90, 99}) {
            int rank = (int) Math.round(p / 100 * total + 0.5 + 1e-9);
            double expected = rank > all.size() ? 0 : all.get(rank - 1);
            var percentiles = figures.percentiles();
            assertEquals(expected, p == 50 ? percentiles.p50Us() : p == 75 ? percentiles.p75Us() : p == 90 ? percentiles.p90Us()
                : percentiles.p99Us());
        }
    }

    @Test
    void reply_afterItsPagesAreThere_allocatesNothing() {
        var thread = new WrkStatistics(2 * SECOND_NS);
        var i = new long[1];
        Allocation.assertNone(100_000, () -> {
            long at = i[0]++ * 1_000_000;
            thread.replied(at, at + i[0] * 37_000 % 50_000_000);
            if (i[0] % 100 == 0) thread.tick(at);
        });
    }

    private static WrkFigures figures(List<WrkStatistics> threads, int connections, long tookNs) {
        return WrkStatistics.figures(threads, connections, tookNs, 0, WrkFigures.Errors.NONE);
    }
}
