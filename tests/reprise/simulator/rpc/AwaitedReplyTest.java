package reprise.simulator.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reprise.recorder.Clock;

/** On frozen time: the loop's timers and the clock advance together, in ms. */
final class AwaitedReplyTest {
    private static final long MS = 1_000_000L;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private long nowMs;
    private int timeouts;
    private final Clock clock = new Clock() {
        @Override
        public long nanos() {
            return nowMs * MS;
        }

        @Override
        public long wallNs(long nanos) {
            return nanos;
        }
    };
    private final AwaitedReply reply = new AwaitedReply(channel.eventLoop(), clock, 100 * MS, () -> {
        timeouts++;
        end();
    });

    @BeforeEach
    void freeze() {
        channel.freezeTime();
    }

    @Test
    void timeout_countsFromTheAwait() {
        reply.begin();
        advanceTo(30);
        reply.await(clock.nanos());
        advanceTo(129);
        assertEquals(0, timeouts);
        advanceTo(130);
        assertEquals(1, timeouts);
        advanceTo(500);
        assertEquals(1, timeouts);
    }

    @Test
    void timer_ofAnEarlierCall_looksAgainForTheLaterOne() {
        for (int call = 0; call < 9; call++) { // one every 10 ms, replied to at once
            reply.begin();
            reply.await(clock.nanos());
            assertTrue(reply.take(null, clock.nanos()));
            assertSame(Outcome.REPLIED, reply.answer());
            assertEquals(call * 10 * MS, reply.answerNs());
            end();
            advanceTo((call + 1) * 10);
        }
        reply.begin();
        reply.await(clock.nanos()); // at 90, due at 190; the pending timer is the first call's
        advanceTo(189);
        assertEquals(0, timeouts);
        advanceTo(190);
        assertEquals(1, timeouts);
    }

    @Test
    void reply_quickerThanTheConfirmOrTwice_countsOnce() {
        reply.begin();
        assertNull(reply.answer());
        assertTrue(reply.take("ValueError: no", 7));
        assertEquals(new Outcome.Failed("ValueError: no"), reply.answer());
        assertFalse(reply.take(null, 8));
        assertEquals(7, reply.answerNs());
        end();
        reply.begin();
        assertNull(reply.answer());
        advanceTo(1_000);
        assertEquals(0, timeouts);
    }

    private void end() {
        reply.end();
    }

    private void advanceTo(long ms) {
        channel.advanceTimeBy(ms - nowMs, TimeUnit.MILLISECONDS);
        nowMs = ms;
        channel.runScheduledPendingTasks();
    }
}
