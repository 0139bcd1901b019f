package reprise.simulator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import reprise.simulator.Allocation;

/** On virtual time. */
final class OpenLoopTest {
    private static final long START = -5_000_000_000L; // nanoTime may be negative

    @Test
    void ticks_ofOneLoop_areEvenlySpread() {
        // 5000/s: one every 200,000 ns.
        var loop = loop(5000, 1, 0);
        for (int k = 0; k < 5; k++) {
            assertEquals(START + k * 200_000L, loop.intendedNs());
            loop.take();
        }
    }

    @Test
    void ticks_ofSeveralLoops_areTheRunsTicksEachOnce() {
        // 3000/s over 4 loops: tick g at g × 333,333.3… ns, and the loops together have every g once.
        var all = new TreeSet<Long>();
        for (int i = 0; i < 4; i++) {
            var loop = loop(3000, 4, i);
            for (int k = 0; k < 25; k++) {
                all.add(loop.intendedNs());
                loop.take();
            }
        }
        var expected = new TreeSet<Long>();
        for (int g = 0; g < 100; g++) expected.add(START + Math.round(g * 1e9 / 3000));
        assertEquals(expected, all);
    }

    @Test
    void ticks_afterAnHour_haveNotDrifted() {
        // 7/s: tick 25,200 is at 3600 s.
        var loop = loop(7, 1, 0);
        for (int k = 0; k < 25_200; k++) loop.take();
        assertEquals(START + 3_600_000_000_000L, loop.intendedNs());
    }

    @Test
    void tick_thatWaitsForAConnection_keepsItsIntendedTime() {
        // Both connections are busy from 0 to 2.5 ms at 1000/s: the ticks at 0 and 1 ms are sent late, then 2 ms, each with its intended
        // time, from which latency counts.
        var loop = loop(1000, 1, 0);
        long now = START + 2_500_000;
        int sent = 0;
        for (; loop.intendedNs() <= now; sent++) {
            assertEquals(START + sent * 1_000_000L, loop.intendedNs());
            loop.take();
        }
        assertEquals(3, sent);
        assertEquals(START + 3_000_000, loop.intendedNs());
    }

    @Test
    void unsent_countsTicksBeforeTheEndOnly() {
        // 1000/s to 10 ms: ticks 0 … 9 are before the end, 10 is on it. Four were taken: six are unsent.
        var loop = loop(1000, 1, 0);
        for (int k = 0; k < 4; k++) loop.take();
        assertEquals(6, loop.unsent(START + 10_000_000));
        assertEquals(7, loop.unsent(START + 10_000_001));
        assertEquals(0, loop.unsent(START + 3_000_000)); // the run ended before the last taken tick
    }

    @Test
    void ticks_ofRandomRuns_areSentOrUnsent() {
        var random = new Random(11);
        for (int round = 0; round < 200; round++) {
            double rate = 1 + random.nextInt(1_000_000);
            int loops = 1 + random.nextInt(8);
            long endNs = START + 1 + random.nextInt(50_000_000);
            long sent = 0;
            long unsent = 0;
            for (int i = 0; i < loops; i++) {
                var loop = loop(rate, loops, i);
                long busy = random.nextInt(1000);
                for (long k = 0; k < busy && loop.intendedNs() < endNs; k++, sent++) loop.take();
                unsent += loop.unsent(endNs);
            }
            long ticks = 0;
            while (START + Math.round(ticks * (1e9 / rate)) < endNs) ticks++;
            assertEquals(ticks, sent + unsent, rate + "/s, " + loops + " loops");
        }
    }

    @Test
    void loop_wrongNumbers_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> new OpenLoop(0, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new OpenLoop(Double.NaN, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new OpenLoop(5, 2, 2));
    }

    @Test
    void loop_takes_allocatesNothing() {
        var loop = loop(100_000, 4, 3);
        var sum = new long[1];
        Allocation.assertNone(100_000, () -> {
            sum[0] += loop.intendedNs();
            loop.take();
        });
    }

    private static OpenLoop loop(double ratePerSec, int loops, int loop) {
        var made = new OpenLoop(ratePerSec, loops, loop);
        made.start(START);
        return made;
    }
}
