package reprise.testee.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many users that misbehave, and one that must not notice. */
final class ChatAbuseTest {
    private static void assertServed(RawUser witness) throws IOException {
        witness.say(RawUser.direct("on"));
        String text;
        do text = witness.readText(); while (text.contains("\"broadcast\""));
        assertTrue(text.contains("\"on\""), text);
    }

    private static ChatServer start(Style style) throws IOException {
        return ChatServer.start(RawUser.plan(style));
    }

    /** 1,000 connections, each reset at one of four moments: at once, in the request, in the room, in a frame. */
    @ParameterizedTest
    @EnumSource(Style.class)
    void connections_openedAndReset_leaveNothing(Style style) throws Exception {
        try (var server = start(style); var witness = RawUser.join(server, style)) {
            for (int i = 0; i < 1000; i++) {
                var user = i % 4 < 2 ? new RawUser(server.port()) : RawUser.join(server.port());
                switch (i % 4) {
                    case 0 -> { }
                    case 1 -> user.write(RawUser.octets("GET /ws HTTP/1.1\nUpg"));
                    case 2 -> user.say(RawUser.broadcast("" + i));
                    default -> user.write(RawUser.frame(0x81, true, 60_000, new byte[100]));
                }
                user.reset();
                if (i % 100 == 0) assertServed(witness);
            }
            var scrape = Scrape.until(server, now -> now.connections() == 1);
            assertEquals(501, scrape.get("all_ws_connections_total")); // two of the four kinds join the room, and the witness
            assertServed(witness);
            // Every listener is accounted for: a broadcast's writes and closed errors are all that it listed, always including the
            // witness.
            var end = Scrape.until(server, now -> now.get("ws_broadcast_written_seconds_count")
                == now.get("ws_broadcast_duration_seconds_count"));
            assertTrue(end.get("ws_broadcast_deliveries_total") >= end.get("ws_broadcast_duration_seconds_count"));
            if (style == Style.AWAITING) assertEquals(0, end.get("ws_conn_closed_errors_total"));
        }
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void garbage_beforeAndAfterTheUpgrade_endsOnlyItself(Style style) throws Exception {
        var random = new Random(20);
        try (var server = start(style); var witness = RawUser.join(server, style)) {
            for (int i = 0; i < 200; i++) {
                byte[] garbage = new byte[1 + random.nextInt(2_000)];
                random.nextBytes(garbage);
                try (var user = i % 2 == 0 ? new RawUser(server.port()) : RawUser.join(server.port())) {
                    // Half of those that have joined send it as a text, so that the error is inside.
                    if (i % 4 == 1) user.write(RawUser.frame(RawUser.TEXT, garbage));
                    else user.write(garbage);
                }
            }
            Scrape.until(server, now -> now.connections() == 1);
            assertServed(witness);
        }
    }

    /** One user sends 20,000 messages at once: each is answered in order, and the stack does not grow with them. */
    @ParameterizedTest
    @EnumSource(Style.class)
    void flood_ofOneUser_isAnsweredInOrder(Style style) throws Exception {
        int messages = 20_000;
        try (var server = start(style); var user = RawUser.join(server, style); var witness = RawUser.join(server, style)) {
            var flood = new ByteArrayOutputStream();
            for (int i = 0; i < messages; i++) flood.write(RawUser.frame(RawUser.TEXT, RawUser.broadcast("" + i)));
            Thread.startVirtualThread(() -> {
                try {
                    user.write(flood.toByteArray());
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            for (int i = 0; i < messages; i++) {
                assertTrue(user.readText().contains("\"" + i + "\""));
                assertTrue(witness.readText().contains("\"" + i + "\""));
            }
            var scrape = Scrape.until(server, now -> now.get("ws_broadcast_duration_seconds_count") == messages
                && now.get("ws_broadcast_deliveries_total") == 2 * messages);
            assertEquals(0, scrape.get("ws_conn_closed_errors_total"));
        }
    }

    /**
     * 200 users send a broadcast and a close in one packet, while others broadcast: every planned write was made or counted as an error;
     * the awaiting server has no errors.
     */
    @ParameterizedTest
    @EnumSource(Style.class)
    void users_thatCloseWhileTheRoomTalks_areAllAccountedFor(Style style) throws Exception {
        int users = 200;
        try (var server = start(style); var witness = RawUser.join(server, style)) {
            var closing = new ArrayList<RawUser>();
            for (int i = 0; i < users; i++) closing.add(RawUser.join(server, style));
            for (var user : closing) user.write(RawUser.frame(RawUser.TEXT, RawUser.broadcast("bye")), RawUser.close(1000));
            for (var user : closing) assertEquals(1000, user.readClose());
            for (int i = 0; i < users; i++) assertTrue(witness.readText().contains("bye"));
            var scrape = Scrape.until(server, now -> now.connections() == 1
                && now.get("ws_broadcast_written_seconds_count") == users);
            double made = scrape.get("ws_broadcast_deliveries_total");
            double errors = scrape.get("ws_conn_closed_errors_total");
            // The i-th user to leave is heard by itself, by later ones and by the witness: at most 202 - i; 20,300 - for all.
            int most = users * (users + 3) / 2;
            assertTrue(made + errors >= most, made + " made, " + errors + " errors, but at least " + most + " listed");
            if (style == Style.AWAITING) assertEquals(0, errors);
            else assertTrue(errors >= users, errors + " errors; each of the 200 was listed and closed before it was written to");
        }
    }

    @Test
    void closedErrors_inTheQueueingServer_areOfThoseWhoWereListed() throws Exception {
        try (var server = start(Style.QUEUEING); var witness = RawUser.join(server, Style.QUEUEING);
             var user = RawUser.join(server, Style.QUEUEING)) {
            user.write(RawUser.close(1000));
            assertEquals(1000, user.readClose());
            Scrape.until(server, now -> now.connections() == 1);
            witness.say(RawUser.broadcast("late"));
            assertTrue(witness.readText().contains("late"));
            assertEquals(0, Scrape.of(server).get("ws_conn_closed_errors_total"));
        }
    }
}
