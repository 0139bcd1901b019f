package calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reprise.sut.Failure;

/** A small version of calibrate's backlog rows: a heap of 64 MiB, 66 MB of messages. */
final class BacklogTest {
    private static final int BODY_BYTES = 3_300;
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    /** Two fifths of 64 MiB are 26.8 MB: 7,669 messages of 3,500 octets including the broker's overhead, or 8,135 counted by body alone. */
    @Test
    void backlog_ofMoreThanTheHeapHolds_isHeldBackAndArrivesOnce() {
        var result = Backlog.run(new Backlog.Plan(20_001, BODY_BYTES, 3, 64, PATIENCE));
        assertTrue(result.arrivedOnce(20_001), result.toString());
        assertTrue(result.timesBlocked() >= 3 && result.blockedSec() > 0 && result.blockedSec() < result.tookSec(), result.toString());
        assertTrue(result.heldAtMost() > 6_000 && result.heldAtMost() < 8_135, result.toString());
    }

    /** Nearly fits: some publishers are done when others are blocked, and nothing waits for those. */
    @Test
    void backlog_thatHardlyFits_arrivesOnce() {
        for (int messages : new int[] {7_680, 7_900}) {
            var result = Backlog.run(new Backlog.Plan(messages, BODY_BYTES, 3, 64, PATIENCE));
            assertTrue(result.arrivedOnce(messages), messages + ": " + result);
        }
    }

    @Test
    void backlog_thatFits_isNotHeldBack() {
        var result = Backlog.run(new Backlog.Plan(500, BODY_BYTES, 2, 64, PATIENCE));
        assertTrue(result.arrivedOnce(500), result.toString());
        assertEquals(0, result.timesBlocked());
        assertEquals(500, result.heldAtMost());
    }

    @Test
    void backlog_thatIsNotTakenInTime_saysHowFarItCame() {
        var plan = new Backlog.Plan(1_000_000, BODY_BYTES, 1, 64, Duration.ofSeconds(2));
        var failure = assertThrows(Failure.Environment.class, () -> Backlog.run(plan));
        assertTrue(failure.getMessage()
            .matches("backlog: 2 s were over before (all had arrived|the queue was full); of 1000000 messages \\d+ were confirmed and "
            + "\\d+ acknowledged"),
            failure.getMessage());
    }

    @Test
    void consumer_getsWhatIsNotDue_countsIt() {
        var consumer = new BacklogConsumer(null, 2, 8);
        deliver(consumer, false, 0, 0);
        deliver(consumer, false, 1, 0);
        deliver(consumer, false, 0, 1);
        assertEquals(0, consumer.wrong());
        deliver(consumer, false, 0, 1); // again
        deliver(consumer, false, 1, 2); // 1 is missing
        deliver(consumer, true, 1, 1); // it was due but had been delivered before
        deliver(consumer, false, 2, 0); // no such publisher
        consumer.take(false, Unpooled.wrappedBuffer(new byte[7])); // cut off
        assertEquals(5, consumer.wrong());
        assertEquals(8, consumer.taken());
        assertFalse(new Backlog.Result(8, 5, 0, 0, 0, 0, 0, 0, 0, 0).arrivedOnce(8));
        assertFalse(new Backlog.Result(8, 0, 0, 0, 0, 0, 0, 0, 0, 0).arrivedOnce(9));
        assertFalse(new Backlog.Result(8, 0, 1, 0, 0, 0, 0, 0, 0, 0).arrivedOnce(8));
        assertTrue(new Backlog.Result(8, 0, 0, 0, 0, 0, 0, 0, 0, 0).arrivedOnce(8));
    }

    private static void deliver(BacklogConsumer consumer, boolean redelivered, int publisher, int number) {
        ByteBuf body = Unpooled.buffer(8).writeInt(publisher).writeInt(number);
        consumer.take(redelivered, body);
    }
}
