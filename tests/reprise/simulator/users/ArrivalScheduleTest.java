package reprise.simulator.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reprise.simulator.users.Executor.ConstantArrivals;
import reprise.simulator.users.Executor.RampingArrivals;

final class ArrivalScheduleTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static List<Long> millis(ArrivalSchedule schedule) {
        var all = new ArrayList<Long>();
        for (; schedule.atNs() != Long.MAX_VALUE; schedule.next()) all.add(schedule.atNs() / 1_000_000);
        return all;
    }

    @Test
    void constant_tenASecond_beginsAtZeroAndEveryTenth() {
        var arrivals = new ConstantArrivals(10, SECOND, Duration.ofMillis(550), 1, 1, Executor.GRACE);
        assertEquals(List.of(0L, 100L, 200L, 300L, 400L, 500L), millis(arrivals.schedule()));
    }

    @Test
    void constant_endOfItsTime_isNoArrivalAnyMore() {
        assertEquals(List.of(0L, 500L), millis(new ConstantArrivals(2, SECOND, SECOND, 1, 1, Executor.GRACE).schedule()));
    }

    @Test
    void constant_ratesThatDoNotDivide_doNotDrift() {
        // 7 a second: the 7,000,001st is at exactly 1,000,000 s.
        var schedule = ArrivalSchedule.constant(7, 1_000_000_000L, Long.MAX_VALUE);
        for (int i = 0; i < 7_000_000; i++) schedule.next();
        assertEquals(1_000_000_000_000_000L, schedule.atNs());
    }

    @Test
    void ramping_fromNothing_comesWhenTheAreaReachesEachWhole() {
        // 0 → 4 a second in 2 s: the area is x², so the n-th is at √n s: 1, 1.414, 1.732, 2. Then 1 s flat at 4: 4 + 4 (x − 2):
        // 2.25, 2.5, 2.75, 3. Then 4 → 0 in 1 s: 8 + 4x − 2x² = 9 → x = 1 − √(1/2) = 0.293; = 10 → x = 1.
        var arrivals = new RampingArrivals(0, SECOND, List.of(UserScheduleTest.stage(2, 4), UserScheduleTest.stage(1, 4),
            UserScheduleTest.stage(1, 0)), 1, 1, Executor.GRACE);
        assertEquals(List.of(1000L, 1414L, 1732L, 2000L, 2250L, 2500L, 2750L, 3000L, 3292L, 4000L), millis(arrivals.schedule()));
    }

    @Test
    void ramping_partOfAnIteration_isCarriedIntoTheNextStage() {
        // 2 a second for 4.9 s is 9.8; the tenth comes 0.2 iterations into the next stage of 1 a second: at 4.9 + 0.2 s.
        var arrivals =
            new RampingArrivals(2, SECOND, List.of(new Stage(4_900_000_000L, 2), new Stage(0, 1), UserScheduleTest.stage(2, 1)), 1, 1,
            Executor.GRACE);
        var all = millis(arrivals.schedule());
        assertEquals(List.of(4500L, 5100L, 6100L), all.subList(8, all.size()));
    }

    @Test
    void ramping_hourAtTenThousand_hasExactlyThatMany() {
        var schedule = new RampingArrivals(0, SECOND, List.of(UserScheduleTest.stage(100, 10_000)), 1, 1, Executor.GRACE).schedule();
        long n = 0;
        long last = 0;
        for (; schedule.atNs() != Long.MAX_VALUE; schedule.next(), n++) {
            assertEquals(true, schedule.atNs() >= last);
            last = schedule.atNs();
        }
        assertEquals(500_000, n); // 100 × 10,000 / 2
        assertEquals(100_000_000_000L, last);
    }

    @Test
    void pool_nobodyFree_dropsAndMakesOneMoreForTheNext() {
        var pool = new UserPool(1, 2);
        assertEquals(1, pool.take());
        assertEquals(UserPool.DROPPED, pool.take()); // makes user 2
        assertEquals(2, pool.take());
        assertEquals(UserPool.DROPPED, pool.take()); // the maximum is reached
        assertEquals(UserPool.DROPPED, pool.take());
        pool.give(1);
        assertEquals(1, pool.take());
        assertEquals(2, pool.made());
        assertEquals(3, pool.dropped());
    }

    @Test
    void executors_outOfBounds_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ConstantArrivals(0, SECOND, SECOND, 1, 1, Executor.GRACE));
        assertThrows(IllegalArgumentException.class, () -> new ConstantArrivals(1, SECOND, SECOND, 2, 1, Executor.GRACE));
        assertThrows(IllegalArgumentException.class, () -> new RampingArrivals(1, SECOND, List.of(), 1, 1, Executor.GRACE));
    }
}
