package reprise.rendezvous;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reprise.rendezvous.Gathering.Going;
import reprise.rendezvous.Gathering.Spread;

/** Who goes on when, without a network and without a clock. */
final class GatheringTest {
    private static final long PATIENCE_NS = 100;
    private final Gathering three = new Gathering(3, PATIENCE_NS);

    private void join(int... shares) {
        for (int share : shares) assertTrue(three.join(share));
    }

    @Test
    void shares_thatCome_areCompleteWhenAllAreThere() {
        assertEquals(List.of(1, 2, 3), three.missing());
        join(3, 1);
        assertFalse(three.join(3), "it is there already");
        assertEquals(List.of(2), three.missing());
        join(2);
        assertTrue(three.isComplete());
    }

    @Test
    void phase_whereAllWait_goesOnAtOnce_andOnce() {
        join(1, 2, 3);
        three.arrive(2, 0, 5);
        three.arrive(1, 0, 6);
        assertEquals(Optional.empty(), three.next(7));
        three.arrive(3, 0, 8);
        assertEquals(Optional.of(new Going(0, List.of(1, 2, 3), List.of())), three.next(8));
        assertEquals(Optional.empty(), three.next(1000));
    }

    @Test
    void phase_whereOneHasWaitedTooLong_goesOnWithoutTheLate() {
        join(1, 2, 3);
        three.arrive(1, 4, 10);
        three.arrive(3, 4, 20);
        assertEquals(Optional.empty(), three.next(109));
        assertEquals(Optional.of(new Going(4, List.of(1, 3), List.of(2))), three.next(110));
        three.arrive(2, 4, 120); // late, and alone
        assertEquals(Optional.empty(), three.next(219));
        assertEquals(Optional.of(new Going(4, List.of(2), List.of(1, 3))), three.next(220));
    }

    @Test
    void phase_ofWhichOneHasLeft_goesOnWithoutIt() {
        join(1, 2, 3);
        three.arrive(1, 0, 0);
        three.arrive(2, 0, 0);
        assertTrue(three.leave(3));
        assertFalse(three.leave(3));
        assertEquals(Optional.of(new Going(0, List.of(1, 2), List.of(3))), three.next(1));
    }

    /** Share 2 left phase 1 out: nobody will come to phase 1 any more, and the others meet it at phase 2. */
    @Test
    void shares_thatWaitAtDifferentPhases_goFromTheEarliest() {
        join(1, 2, 3);
        three.arrive(2, 2, 0);
        three.arrive(1, 1, 0);
        three.arrive(3, 1, 0);
        assertEquals(Optional.of(new Going(1, List.of(1, 3), List.of(2))), three.next(1));
        assertEquals(Optional.empty(), three.next(1));
        three.arrive(1, 2, 50);
        three.arrive(3, 2, 50);
        assertEquals(Optional.of(new Going(2, List.of(1, 2, 3), List.of())), three.next(51));
    }

    /** 1000, 1040 and 1010 by stamps that are wrong by 3, 5 and 1: from the first to the last 40, wrong by 3 + 5. */
    @Test
    void spread_isFromTheFirstToTheLast_whenAllHaveBegun() {
        join(1, 2, 3);
        for (int share = 1; share <= 3; share++) three.arrive(share, 0, 0);
        three.next(0);
        three.started(1, 0, 1000, 3);
        three.started(2, 0, 1040, 5);
        three.started(2, 0, 9999, 9); // a second time
        assertEquals(Optional.empty(), three.spread());
        three.started(3, 0, 1010, 1);
        assertEquals(Optional.of(new Spread(0, List.of(1, 2, 3), 40, 8)), three.spread());
        assertEquals(Optional.empty(), three.spread());
    }

    @Test
    void spread_ofSharesThatBeganAtTheSameNanosecond_isAsUncertainAsTheirStamps() {
        join(1, 2, 3);
        for (int share = 1; share <= 3; share++) three.arrive(share, 0, 0);
        three.next(0);
        for (int share = 1; share <= 3; share++) three.started(share, 0, 1000, 3);
        assertEquals(Optional.of(new Spread(0, List.of(1, 2, 3), 0, 6)), three.spread());
    }

    @Test
    void spread_ofAPhaseThatOneLeft_isThatOfTheOthers() {
        join(1, 2, 3);
        for (int share = 1; share <= 3; share++) three.arrive(share, 0, 0);
        three.next(0);
        three.started(1, 0, 1000, 3);
        three.started(3, 0, 1001, 4);
        three.leave(2);
        assertEquals(Optional.of(new Spread(0, List.of(1, 3), 1, 7)), three.spread());
    }
}
