package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A share's moments are told by the clock of the share that hosts the rendezvous. */
final class ShareClockTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private static ShareClock.Offset offset(long afterSec, double aheadMs, double uncertaintyMs) {
        return new ShareClock.Offset(NOON.plusSeconds(afterSec), aheadMs, uncertaintyMs);
    }

    private static ShareClock clock(ShareClock.Offset... offsets) {
        return new ShareClock("share 1/2 at 192.0.2.1:7000", List.of(offsets), List.of());
    }

    @Test
    void moment_withOneOffset_isShiftedByIt() {
        var clock = clock(offset(0, -1500, 0.1));
        for (long sec : new long[] {-60, 0, 60})
            assertEquals(NOON.plusSeconds(sec).minusMillis(1500), clock.common(NOON.plusSeconds(sec)));
        assertEquals(Optional.empty(), clock.driftMsPerMinute());
    }

    /** 10 ms in the first 100 s, 30 ms in the next 100 s. */
    @Test
    void moment_betweenOffsets_isShiftedByPartsOfBoth() {
        var clock = clock(offset(0, 0, 0.1), offset(100, 10, 0.1), offset(200, 40, 0.1));
        assertEquals(NOON.minusSeconds(1), clock.common(NOON.minusSeconds(1)));
        assertEquals(NOON.plusSeconds(50).plusMillis(5), clock.common(NOON.plusSeconds(50)));
        assertEquals(NOON.plusSeconds(100).plusMillis(10), clock.common(NOON.plusSeconds(100)));
        assertEquals(NOON.plusSeconds(150).plusMillis(25), clock.common(NOON.plusSeconds(150)));
        assertEquals(NOON.plusSeconds(300).plusMillis(40), clock.common(NOON.plusSeconds(300)));
    }

    /** 40 ms in 200 s are 12 ms in a minute; 0.2 ms with an uncertainty of 0.1 each may be none. */
    @Test
    void drift_isFromTheFirstToTheLast_unlessItMayBeNone() {
        assertEquals(12, clock(offset(0, 0, 0.1), offset(100, 10, 0.1), offset(200, 40, 0.1)).driftMsPerMinute().orElseThrow(), 1e-9);
        assertEquals(Optional.empty(), clock(offset(0, 0, 0.1), offset(60, 0.2, 0.1)).driftMsPerMinute());
    }

    @Test
    void clock_thatWasNeverCompared_isRefused() {
        assertEquals("a clock is compared at least once, and it has no offset",
            assertThrows(IllegalArgumentException.class, () -> clock()).getMessage());
    }
}
