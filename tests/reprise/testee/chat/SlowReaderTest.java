package reprise.testee.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reprise.testee.Changed;

/** Users that do not read: how each style treats them is the difference between the styles. */
final class SlowReaderTest {
    /** A busy host's test sees late that one was closed, and reads on after it. */
    private static final Duration TO_HEAR_WHY = Duration.ofMinutes(1);
    private static final int SMALL_BUFFER_BYTES = 4096;
    private static final String BIG = "x".repeat(60_000);
    /** 12 MB: more than the kernel holds for one socket (4 MB to send by default, the small buffer to receive) plus the limit. */
    private static final int BROADCASTS = 200;

    private static void assertHears(RawUser user, String body) throws IOException {
        String text = user.readText();
        assertTrue(text.contains("\"" + body + "\""), () -> "not " + body + " but " + text.substring(0, 60));
    }

    /** One listener has filled the kernel's buffers, so the lock is held for it. The speaker's own broadcasts stop returning. */
    private static int speakUntilStalled(RawUser speaker) throws IOException {
        speaker.socket.setSoTimeout(5000); // a host may stand still for a second or more
        for (int said = 1; ; said++) {
            if (said > BROADCASTS) throw new AssertionError("the one that does not read stalls nobody");
            speaker.say(RawUser.broadcast(BIG));
            try {
                speaker.readText();
            } catch (SocketTimeoutException _) {
                speaker.socket.setSoTimeout(20_000);
                return said;
            }
        }
    }

    private static CompletableFuture<Void> readingAway(RawUser user, int texts) {
        return CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < texts; i++) user.readText();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * The lock is held for the listener that does not read. Meanwhile directs are answered, and three broadcasts wait; when the lock is
     * released they go out in order of arrival. The ping in one packet before each shows when it was read.
     */
    @Test
    void awaiting_whileOneDoesNotRead_broadcastsWaitForTheLockInOrder() throws Exception {
        var plan = Changed.of(RawUser.plan(Style.AWAITING), "sendPatience", Duration.ofMinutes(5));
        try (var server = ChatServer.start(plan); var deaf = RawUser.join(server.port(), SMALL_BUFFER_BYTES);
             var speaker = RawUser.join(server.port()); var first = RawUser.join(server.port());
             var second = RawUser.join(server.port()); var third = RawUser.join(server.port());
             var other = RawUser.join(server.port())) {
            var reading = CompletableFuture.allOf(); // the others read what came before the stall below, by count
            int said = speakUntilStalled(speaker);
            for (var user : new RawUser[] {first, second, third}) {
                reading = CompletableFuture.allOf(reading, readingAway(user, said - 1));
            }
            reading.get(60, TimeUnit.SECONDS);
            readingAway(other, said - 1).get(60, TimeUnit.SECONDS);
            int number = 0;
            for (var user : new RawUser[] {first, second, third}) {
                user.write(RawUser.frame(RawUser.PING, ""), RawUser.frame(RawUser.TEXT, RawUser.broadcast("" + ++number)));
                assertEquals(RawUser.PONG, user.read().opcode());
            }
            other.say(RawUser.direct("me"));
            assertHears(other, "me");
            assertEquals(said - 1, Scrape.of(server).get("ws_broadcast_duration_seconds_count"));
            deaf.reset();
            for (var user : new RawUser[] {speaker, first, second, third, other}) {
                for (var body : new String[] {BIG, "1", "2", "3"}) assertHears(user, body);
            }
            var scrape = Scrape.until(server, now -> now.get("ws_broadcast_duration_seconds_count") == said + 3);
            assertEquals(0, scrape.get("ws_conn_closed_errors_total"));
        }
    }

    /** As above, but nobody waits: the others get all 200 broadcasts, and the listener that does not read is closed. */
    @Test
    void queueing_whileOneDoesNotRead_nobodyWaitsAndItIsClosed() throws Exception {
        try (var server = ChatServer.start(Changed.of(RawUser.plan(Style.QUEUEING), "sendPatience",
             Duration.ofMinutes(1), "closePatience", TO_HEAR_WHY));
             var deaf = RawUser.join(server.port(), SMALL_BUFFER_BYTES); var speaker = RawUser.join(server, Style.QUEUEING);
             var witness = RawUser.join(server, Style.QUEUEING)) {
            assertSpokenToAll(server, speaker, witness, deaf);
            var scrape = Scrape.until(server, now -> now.get("ws_broadcast_written_seconds_count") == BROADCASTS);
            // Far below the patience: the slowest broadcast did not wait for the listener that did not read.
            assertEquals(BROADCASTS, scrape.get("ws_broadcast_written_seconds_bucket{le=\"5.0\"}"));
        }
    }

    /** The lock is held for it once, until patience ends; then it is closed, and the room continues. */
    @Test
    void awaiting_whenPatienceEnds_closesTheOneThatDoesNotReadAndGoesOn() throws Exception {
        var plan = Changed.of(RawUser.plan(Style.AWAITING), "sendPatience", Duration.ofMillis(300), "closePatience", TO_HEAR_WHY);
        try (var server = ChatServer.start(plan); var deaf = RawUser.join(server.port(), SMALL_BUFFER_BYTES);
             var speaker = RawUser.join(server.port()); var witness = RawUser.join(server.port())) {
            assertSpokenToAll(server, speaker, witness, deaf);
            var scrape = Scrape.until(server, now -> now.get("ws_broadcast_duration_seconds_count") == BROADCASTS);
            assertTrue(scrape.get("ws_broadcast_duration_seconds_bucket{le=\"0.25\"}") < BROADCASTS);
        }
    }

    private static void assertSpokenToAll(ChatServer server, RawUser speaker, RawUser witness, RawUser deaf) throws Exception {
        var heard = CompletableFuture.runAsync(() -> {
            Scrape.until(server, now -> now.get("ws_slow_readers_closed_total") == 1);
            try {
                assertEquals(1008, deaf.readClose()); // after everything in flight, complete
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        for (int i = 0; i < BROADCASTS; i++) {
            speaker.say(RawUser.broadcast(BIG));
            assertHears(speaker, BIG);
            assertHears(witness, BIG); // each in turn, so that a busy host does not make this one slow, too
        }
        heard.get(60, TimeUnit.SECONDS);
        assertEquals(2, Scrape.until(server, now -> now.connections() == 2).connections());
    }

    /** A user that sends requests without reading answers is cut off, whatever the style; the answers would be 60 MB. */
    @ParameterizedTest
    @EnumSource(Style.class)
    void asker_thatReadsNoAnswer_isClosed(Style style) throws Exception {
        var plan = Changed.of(RawUser.plan(style), "sendPatience", Duration.ofMillis(300));
        try (var server = ChatServer.start(plan); var witness = RawUser.join(server, style);
             var greedy = RawUser.join(server.port(), SMALL_BUFFER_BYTES)) {
            var asking = CompletableFuture.runAsync(() -> assertThrows(IOException.class, () -> {
                byte[] question = RawUser.frame(RawUser.TEXT, RawUser.direct(BIG));
                while (true) greedy.write(question); // ends when the server has cut it off
            }));
            Scrape.until(server, now -> now.get("ws_slow_readers_closed_total") == 1);
            witness.say(RawUser.broadcast("on"));
            assertHears(witness, "on");
            asking.get(60, TimeUnit.SECONDS);
        }
    }
}
