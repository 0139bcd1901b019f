package reprise.simulator.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import reprise.simulator.Allocation;

final class AttemptTest {
    private static final byte[] CARGO = new byte[10];
    private final Attempt attempt = new Attempt();

    @Test
    void confirm_ofAnotherPublish_isNotOurs() {
        begin();
        assertNull(attempt.confirmed(5, true, true)); // not on the wire yet
        attempt.written(5, 0);
        assertNull(attempt.confirmed(4, false, true));
        assertNull(attempt.confirmed(4, true, true));
        assertNull(attempt.confirmed(6, false, true));
        assertSame(Outcome.CONFIRMED, attempt.confirmed(5, false, true));
        assertSame(Outcome.CONFIRMED, attempt.confirmed(6, true, true)); // all up to 6
        assertSame(Outcome.CONFIRMED, attempt.confirmed(0, true, true)); // 0 is "all so far"
        assertSame(Outcome.REFUSED, attempt.confirmed(5, false, false));
    }

    @Test
    void returned_beforeItsConfirm_isUnroutable() {
        begin();
        attempt.written(1, 0);
        attempt.returned();
        assertSame(Outcome.UNROUTABLE, attempt.confirmed(1, false, true));
    }

    @Test
    void cutOff_afterAReturn_isAsNewOnTheNextChannel() {
        begin();
        assertFalse(attempt.written(9, 0));
        attempt.returned();
        attempt.cutOff();
        assertTrue(attempt.isOpen());
        assertFalse(attempt.isWritten());
        assertNull(attempt.confirmed(9, false, true));
        assertTrue(attempt.written(1, 0)); // again
        assertSame(Outcome.CONFIRMED, attempt.confirmed(1, false, true));
    }

    @Test
    void call_confirmed_isSentAndNeitherBlockedNorOpenToConfirms() {
        begin();
        assertTrue(attempt.isBlocked());
        attempt.written(3, 0);
        assertFalse(attempt.isBlocked() || attempt.isSent());
        attempt.returned();
        attempt.sent();
        assertTrue(attempt.isSent() && attempt.wasReturned());
        assertFalse(attempt.isBlocked() || attempt.isWritten());
        assertNull(attempt.confirmed(3, true, true));
        attempt.end();
        assertFalse(attempt.isSent() || attempt.isBlocked());
        begin();
        assertFalse(attempt.isSent() || attempt.wasReturned());
    }

    @Test
    void tally_calls_areSentAtTheConfirmAndStandStillBetweenReplies() {
        // Confirmed at 10, 20, 30, 90; replied to at 15, 80 and 95; the second timed out at 70.
        var tally = new MessageTotals.Tally();
        for (int i = 0; i < 4; i++) tally.began();
        tally.sent(5);
        tally.ended(Outcome.REPLIED, 5, 15);
        tally.sent(5);
        tally.timedOut();
        tally.ended(new Outcome.Failed("no reply within 3 s"), 5, 70);
        tally.sent(5);
        tally.ended(Outcome.REPLIED, 5, 80);
        tally.sent(5);
        tally.replyLate();
        tally.replyUnknown();
        tally.ended(Outcome.INTERRUPTED, 5, 96);
        assertEquals(new MessageTotals(4, 2, 0, 1, 1, 0, 0, 20, new MessageTotals.Gap(15, 80, false), 4, 2, 1, 1, 1), tally.totals(100));
    }

    @Test
    void reply_confirms_areItsOwnOrAllUpToIt() {
        var reply = new Reply();
        reply.begin(null, 9);
        assertFalse(reply.isConfirmedBy(0, true)); // not on the wire
        reply.written(5);
        assertFalse(reply.isConfirmedBy(4, true) || reply.isConfirmedBy(6, false));
        assertTrue(reply.isConfirmedBy(5, false) && reply.isConfirmedBy(6, true) && reply.isConfirmedBy(0, true));
        assertThrows(IllegalStateException.class, () -> reply.begin(null, 9));
    }

    @Test
    void callAndReply_perCall_allocateNothing() {
        var tally = new MessageTotals.Tally();
        var reply = new Reply();
        var route = MessageTarget.replyRoute("reply_0");
        Allocation.assertNone(20_000, () -> {
            attempt.begin(1, CARGO, 2, 3, 4, 5);
            tally.began();
            attempt.written(7, 0);
            reply.begin(route, 9).writeBytes(CARGO);
            reply.written(8);
            if (!reply.isConfirmedBy(8, false)) throw new AssertionError();
            reply.state = Reply.State.FREE;
            if (attempt.confirmed(7, false, true) != Outcome.CONFIRMED) throw new AssertionError();
            attempt.sent();
            tally.sent(10);
            attempt.end();
            tally.ended(Outcome.REPLIED, 10, 11);
        });
    }

    @Test
    void attempt_begunOrEndedTwice_isRefused() {
        begin();
        assertThrows(IllegalStateException.class, this::begin);
        attempt.end();
        assertThrows(IllegalStateException.class, attempt::end);
    }

    @Test
    void tally_anyOutcomes_addUpToTheAttempts() {
        var random = new Random(6);
        var tally = new MessageTotals.Tally();
        var outcomes = new Outcome[] {Outcome.CONFIRMED, Outcome.UNROUTABLE, Outcome.REFUSED, Outcome.INTERRUPTED};
        for (int i = 0; i < 1000; i++) {
            tally.began();
            tally.ended(outcomes[random.nextInt(4)], 10, i);
        }
        var totals = tally.totals(1000);
        assertEquals(1000, totals.attempts());
        assertEquals(1000, totals.confirmed() + totals.unroutable() + totals.failed() + totals.interrupted());
        assertEquals(10 * totals.sent(), totals.sentBytes());
    }

    @Test
    void longestGap_betweenSends_hasItsTimesAndOnlySendsCount() {
        // Sent at 10, 20, 50, 60; an error at 40 completes nothing. The longest is 20 to 50.
        var tally = new MessageTotals.Tally();
        assertEquals(new MessageTotals.Gap(0, 0, false), tally.totals(100).longestGap());
        tally.ended(Outcome.CONFIRMED, 1, 10);
        tally.ended(Outcome.CONFIRMED, 1, 20);
        tally.ended(Outcome.REFUSED, 1, 40);
        tally.ended(Outcome.UNROUTABLE, 1, 50);
        tally.ended(Outcome.CONFIRMED, 1, 60);
        assertEquals(new MessageTotals.Gap(20, 50, false), tally.totals(80).longestGap());
        assertEquals(new MessageTotals.Gap(60, 100, true), tally.totals(100).longestGap()); // it never resumed
    }

    @Test
    void inFlight_perCast_allocatesNothing() {
        var tally = new MessageTotals.Tally();
        var schedule = ClosedLoop.paced(1056, 1, 0);
        schedule.start(0);
        var bodies = new Bodies(Bodies.DOCUMENT, 1);
        Allocation.assertNone(20_000, () -> {
            long now = schedule.intendedNs() + 100;
            schedule.begin(now);
            attempt.begin(1, bodies.at(now), schedule.intendedNs(), now, 3, 4);
            tally.began();
            attempt.written(7, 0);
            var outcome = attempt.confirmed(7, false, true);
            attempt.end();
            tally.ended(outcome, attempt.cargo.length, now + 200_000);
            tally.missed(schedule.done(now + 200_000));
        });
    }

    private void begin() {
        attempt.begin(1, CARGO, 2, 3, 4, 5);
    }
}
