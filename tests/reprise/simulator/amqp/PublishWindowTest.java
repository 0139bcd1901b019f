package reprise.simulator.amqp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.AmqpUrl;

final class PublishWindowTest {
    private static final AmqpUrl.Host HOST = new AmqpUrl.Host("b1", 5672);

    private final PublishWindow window = new PublishWindow(HOST, 4);

    /** The window begins at the oldest unconfirmed message, so 1 holds back what comes after 4, whatever else is confirmed. */
    @Test
    void confirms_outOfOrder_makeRoomWhenTheOldestCame() {
        for (int number = 1; number <= 4; number++) assertEquals(number, window.take());
        window.end(2, true);
        window.end(3, true);
        assertEquals(0, window.take());
        assertArrayEquals(new long[] {1, 4}, window.unconfirmed());
        assertFalse(window.isUnconfirmed(2));
        window.end(1, true);
        assertEquals(4, window.oldest());
        for (int number = 5; number <= 7; number++) assertEquals(number, window.take());
        assertEquals(0, window.take());
        assertArrayEquals(new long[] {4, 5, 6, 7}, window.unconfirmed());
        assertFalse(window.isUnconfirmed(1), "its place in the ring is that of 5");
        assertTrue(window.isWritten(7) && !window.isWritten(8) && !window.isWritten(0));
    }

    @Test
    void queued_messages_areWrittenInOrderBeforeTheLoopsOwn() {
        var written = new ArrayList<Integer>();
        for (int i = 1; i <= 3; i++) assertEquals(i, window.queue(null, new byte[] {(byte) i}, Duration.ZERO));
        assertEquals(0, window.take());
        assertFalse(window.isWritten(1));
        window.writeQueued((_, body) -> written.add((int) body[0]));
        assertEquals(IntStream.rangeClosed(1, 3).boxed().toList(), written);
        assertEquals(4, window.take());
        assertEquals("b1:5672: no room for message 5 within 0 s: the window of 4 is full; the broker confirms slowly or not at all; "
            + "4 messages are unconfirmed: 1 to 4", assertThrows(IllegalStateException.class,
            () -> window.queue(null, new byte[1], Duration.ZERO)).getMessage());
    }

    @Test
    void failure_withGaps_saysWhichAreUnconfirmed() {
        var wide = new PublishWindow(HOST, 100);
        for (int number = 1; number <= 9; number++) wide.take();
        for (int number : new int[] {1, 4, 6}) wide.end(number, true);
        wide.fail(AmqpFailure.closedByUs(HOST));
        assertEquals(
            "b1:5672: closed by us; open another one; 6 messages are unconfirmed, taken by the broker or not: 2 to 3, 5, 7 to 9",
            assertThrows(AmqpFailure.class, wide::take).getMessage());
    }

    @Test
    void complaint_ofRefusedAndReturned_isMadeOnceAndOnlyIfNobodyListens() {
        window.take();
        window.take();
        window.end(1, false);
        window.returned();
        assertNull(window.complaint(false, false));
        window.end(2, false);
        window.returned();
        assertEquals(
            "b1:5672: of the messages up to 2 the broker refused 1 (its queue is full, or its node failed) and gave back 1 "
            + "that no queue took; look at exchange and routing key, or ask for onReturn",
            window.complaint(true, true).getMessage());
        assertNull(window.complaint(true, true));
    }
}
