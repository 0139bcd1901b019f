package reprise.simulator.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class UnroutedCastsTest {
    /** In flight from 100 to 200: within any time that overlaps, and in none before or after. */
    @Test
    void cast_isWithinATime_ifItWasOnItsWayInIt() {
        var casts = new UnroutedCasts();
        casts.add(100, 200);
        for (var within : new long[][] {{0, 100}, {0, 150}, {120, 130}, {150, 300}, {200, 300}, {0, 300}})
            assertTrue(casts.isWithin(0, within[0], within[1]));
        for (var outside : new long[][] {{0, 99}, {201, 300}}) assertFalse(casts.isWithin(0, outside[0], outside[1]));
    }

    /** 40 casts, more than fit the first array. */
    @Test
    void times_areThoseOfEachCast() {
        var casts = new UnroutedCasts();
        for (int i = 0; i < 40; i++) casts.add(10L * i, 10L * i + 5);
        for (int i = 0; i < 40; i++)
            assertTrue(casts.isWithin(i, 10L * i + 1, 10L * i + 2) && !casts.isWithin(i, 10L * i + 6, 10L * i + 9));
        assertEquals(5, casts.firstNs()); // the first confirm
        assertEquals(390, casts.lastNs()); // the last write
        assertTrue(casts.isComplete());
    }

    @Test
    void casts_beyondTheMostThatAreKept_areCounted() {
        var casts = new UnroutedCasts();
        for (int i = 0; i <= UnroutedCasts.MOST; i++) casts.add(i, i + 1);
        assertEquals(UnroutedCasts.MOST + 1, casts.count());
        assertFalse(casts.isComplete());
    }
}
