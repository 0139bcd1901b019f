package reprise.simulator.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import reprise.simulator.Allocation;

final class ClosedLoopTest {
    private static final long START = 5_000_000_000L;

    @Test
    void paced_quickSends_keepToTheTicks() {
        // 1000/s: a tick each 1,000,000 ns; each send takes 200,000 ns, so every one is on time.
        var loop = paced(1000, 1, 0);
        for (int k = 0; k < 5; k++) {
            assertEquals(START + k * 1_000_000L, loop.intendedNs());
            assertEquals(0, send(loop, loop.intendedNs(), 200_000));
        }
    }

    @Test
    void paced_1056PerSecondAfterTwoMinutes_hasNotDrifted() {
        // Tick 126,720 is 1056 × 120, so it is exactly 120 s after the start: 946,969.696… ns each, never added up.
        var loop = paced(1056, 1, 0);
        for (int k = 0; k < 126_720; k++) send(loop, loop.intendedNs(), 100_000);
        assertEquals(START + 120_000_000_000L, loop.intendedNs());
    }

    @Test
    void paced_sendBlockedOverThreeTicks_missesThemAndGoesOnAtTheFourth() {
        // Begun at 0, done at 3.5 ms: ticks 1, 2 and 3 passed in flight; the next is tick 4.
        var loop = paced(1000, 1, 0);
        assertEquals(3, send(loop, START, 3_500_000));
        assertEquals(START + 4_000_000, loop.intendedNs());
    }

    @Test
    void paced_doneExactlyOnATick_sendsThatTick() {
        var loop = paced(1000, 1, 0);
        assertEquals(0, send(loop, START, 1_000_000));
        assertEquals(START + 1_000_000, loop.intendedNs());
    }

    @Test
    void paced_timerLateByLessThanATick_isNotMissedAndKeepsItsIntendedTime() {
        var loop = paced(1000, 1, 0);
        assertEquals(START, loop.intendedNs());
        assertEquals(0, send(loop, START + 700_000, 200_000));
        assertEquals(START + 1_000_000, loop.intendedNs());
    }

    @Test
    void paced_timerLateByThreeTicks_sendsThemLateAndMissesOnlyThoseInFlight() {
        // Woken at 3.2 ms: ticks 0 to 3 are late. The first send lasts to 4.5 ms, so tick 4 came in flight: missed.
        // Then 1, 2 and 3 follow at once (0.1 ms each, done by 4.8 ms), and tick 5 is on time.
        var loop = paced(1000, 1, 0);
        assertEquals(1, send(loop, START + 3_200_000, 1_300_000));
        for (int k = 1; k <= 3; k++) {
            assertEquals(START + k * 1_000_000L, loop.intendedNs());
            assertEquals(0, send(loop, START + 4_400_000 + k * 100_000L, 100_000));
        }
        assertEquals(START + 5_000_000, loop.intendedNs());
    }

    @Test
    void end_beforeSomeOfTheLateTicks_countsOnlyThoseBeforeIt() {
        // Woken at 3.2 ms, after the end at 2 ms: of the ticks 0 and 1 before it, 0 is begun and 1 is missed.
        var loop = paced(1000, 1, 0);
        loop.begin(START + 3_200_000);
        assertEquals(1, loop.end(START + 2_000_000));
    }

    @Test
    void paced_fourThreads_shareTheRateStaggered() {
        // 1000/s over 4 threads: thread i sends at i, 4 + i, 8 + i … ms.
        for (int thread = 0; thread < 4; thread++) {
            var loop = paced(1000, 4, thread);
            for (int k = 0; k < 3; k++) {
                assertEquals(START + (k * 4 + thread) * 1_000_000L, loop.intendedNs());
                send(loop, loop.intendedNs(), 10_000);
            }
        }
    }

    @Test
    void paced_anySendTimesAndJitter_everyTickIsSentOrMissed() {
        var random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int threads = 1 + random.nextInt(3);
            int thread = random.nextInt(threads);
            double rate = 1 + random.nextInt(3000);
            var loop = paced(rate, threads, thread);
            long end = START + 1_000_000_000L;
            long now = START;
            long sent = 0;
            long missed = 0;
            while (loop.intendedNs() < end && now < end) {
                now = Math.max(now, loop.intendedNs() + (random.nextInt(10) == 0 ? random.nextInt(9_000_000) : 0));
                if (now >= end) break;
                loop.begin(now);
                sent++;
                long last = now + random.nextInt(3_000_000);
                if (random.nextBoolean()) missed += loop.passed(now + (Math.min(end, last) - now) / 2);
                now = last;
                if (now >= end) break; // in flight at the end
                missed += loop.done(now);
            }
            missed += loop.end(end);
            // Ticks g = k × threads + thread below rate × 1 s: ceil((rate − thread) / threads).
            assertEquals((long) Math.ceil((rate - thread) / threads), sent + missed, "rate " + rate + " thread " + thread + "/"
                + threads);
        }
    }

    @Test
    void unpaced_next_isTheEndOfTheLast() {
        var loop = ClosedLoop.unpaced();
        loop.start(START);
        assertEquals(START, loop.intendedNs());
        assertEquals(0, send(loop, START, 5_000_000_000L));
        assertEquals(START + 5_000_000_000L, loop.intendedNs());
        assertEquals(0, loop.end(START + 9_000_000_000L));
    }

    @Test
    void paced_badArguments_areRefusedWithTheValue() {
        var e = assertThrows(IllegalArgumentException.class, () -> ClosedLoop.paced(-5, 1, 0));
        assertEquals("ratePerSec is -5.0; it must be above 0 and at most 1e9, for example 1056", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> ClosedLoop.paced(Double.NaN, 1, 0));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> ClosedLoop.paced(5, 2,
            2)).getMessage().contains("thread 2 of 2"));
    }

    @Test
    void schedule_perSend_allocatesNothing() {
        var loop = paced(1056, 1, 0);
        Allocation.assertNone(20_000, () -> send(loop, loop.intendedNs(), 1_500_000));
    }

    private static ClosedLoop paced(double ratePerSec, int threads, int thread) {
        var loop = ClosedLoop.paced(ratePerSec, threads, thread);
        loop.start(START);
        return loop;
    }

    private static long send(ClosedLoop loop, long beginNs, long lastsNs) {
        loop.begin(beginNs);
        return loop.done(beginNs + lastsNs);
    }
}
