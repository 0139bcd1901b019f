package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import reprise.simulator.Allocation;

/** Wall times of 2026, in ns; each test says how far the server's clock is ahead. */
final class ClockOffsetTest {
    private static final long START = 1_790_000_000_000_000_000L;
    private static final long MS = 1_000_000L;
    private static final long MINUTE = 60_000 * MS;
    private final ClockOffset clocks = new ClockOffset();

    /** A call that takes {@code there} and {@code back} by a true clock; the server's clock shows {@code ahead} more. */
    private void call(long at, long there, long back, long ahead) {
        clocks.add(START + at, START + at + there + ahead, START + at + there + back);
    }

    private static ClockOffset.Result result(long offset, long uncertainty, long samples) {
        return new ClockOffset.Result(offset, uncertainty, samples, 0, OptionalDouble.empty());
    }

    @Test
    void calls_none_tellNothing() {
        assertEquals(Optional.empty(), clocks.result());
    }

    @Test
    void call_withEqualWays_tellsTheOffsetExactly() {
        call(0, MS, MS, 12_310_000);
        assertEquals(result(12_310_000, MS, 1), clocks.result().orElseThrow());
    }

    @Test
    void call_withUnequalWays_isWrongByHalfTheirDifferenceWhichIsWithinTheUncertainty() {
        call(0, 3 * MS, MS, -5 * MS); // (3 − 1) / 2 = 1 ms too much, of ± 2 ms
        assertEquals(result(-4 * MS, 2 * MS, 1), clocks.result().orElseThrow());
    }

    @Test
    void calls_many_theQuickestCounts() {
        call(0, 900 * MS, MS, 7 * MS);
        call(1000 * MS, 200_000, 200_000, 7 * MS);
        call(2000 * MS, MS, 900 * MS, 7 * MS);
        assertEquals(result(7 * MS, 200_000, 3), clocks.result().orElseThrow());
    }

    @Test
    void trip_ofOddLength_isUncertainByTheLargerHalf() {
        clocks.add(START, START + 1, START + 3);
        assertEquals(result(0, 2, 1), clocks.result().orElseThrow()); // the middle of 3 ns is at 1
    }

    @Test
    void call_whoseClientWentBack_isCountedAndIsNoSample() {
        clocks.add(START, START, START - 1);
        assertEquals(Optional.empty(), clocks.result());
        call(0, MS, MS, 0);
        assertEquals(new ClockOffset.Result(0, MS, 1, 1, OptionalDouble.empty()), clocks.result().orElseThrow());
    }

    @Test
    void drift_aboveWhatBothMinutesAreUncertainBy_isTold() {
        call(0, MS, MS, 10 * MS);
        call(5_000 * MS, 5 * MS, 5 * MS, 10 * MS); // the minute keeps the faster one
        call(2 * MINUTE, MS, MS, 13 * MS);
        assertEquals(1.5 * MS, clocks.result().orElseThrow().driftNsPerMinute().orElseThrow()); // 3 ms in 2 minutes, of ± 2 ms
        assertEquals(10 * MS, clocks.result().orElseThrow().offsetNs()); // the first of two equally fast ones
    }

    @Test
    void drift_withinTheUncertainty_isNotTold() {
        call(0, MS, MS, 10 * MS);
        call(2 * MINUTE, MS, MS, 12 * MS); // 2 ms, of ± 1 ms twice
        assertEquals(OptionalDouble.empty(), clocks.result().orElseThrow().driftNsPerMinute());
    }

    @Test
    void drift_withinOneMinute_isNotTold() {
        call(0, 1000, 1000, 0);
        call(MINUTE - 1, 1000, 1000, 50 * MS);
        assertEquals(OptionalDouble.empty(), clocks.result().orElseThrow().driftNsPerMinute());
    }

    @Test
    void call_afterTheFirstDay_countsForTheWholeRunAlone() {
        call(0, MS, MS, 0);
        call(25 * 60 * MINUTE, 1000, 1000, 9 * MS);
        assertEquals(result(9 * MS, 1000, 2), clocks.result().orElseThrow());
    }

    @Test
    void add_allocatesNothing() {
        long[] at = {0};
        Allocation.assertNone(100_000, () -> call(at[0] += MS, 100_000, 120_000, 3 * MS));
    }
}
