package reprise.testee.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users send and receive, where both styles must agree, with the JDK's client. */
final class ChatTest {
    private static ChatServer start(Style style) throws IOException {
        return ChatServer.start(RawUser.plan(style));
    }

    @Test
    void greeting_ofTheQueueingServer_isItsFirstWord() throws Exception {
        try (var server = start(Style.QUEUEING); var user = new JavaUser(server)) {
            assertEquals("{\"accept\": true}", user.hear());
        }
    }

    @Test
    void greeting_ofTheAwaitingServer_isNone() throws Exception {
        try (var server = start(Style.AWAITING); var user = new JavaUser(server)) {
            user.say(RawUser.direct("1"));
            assertEquals("direct", user.hearJson().get("action_type").textValue());
        }
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void direct_sent_isAnsweredToTheSenderAloneWithTheServersTime(Style style) throws Exception {
        try (var server = start(style); var user = JavaUser.join(server, style); var other = JavaUser.join(server, style)) {
            long before = System.currentTimeMillis();
            user.say(RawUser.direct("1700000000000"));
            var answer = user.hearJson();
            long after = System.currentTimeMillis();
            assertEquals(List.of("action_type", "body", "user_id", "data"), new ArrayList<>(answer.properties().stream()
                .map(java.util.Map.Entry::getKey).toList()));
            assertEquals("direct", answer.get("action_type").textValue());
            assertEquals("1700000000000", answer.get("body").textValue());
            long data = Long.parseLong(answer.get("data").textValue());
            assertTrue(before <= data && data <= after, before + " <= " + data + " <= " + after);
            other.say(RawUser.direct("2"));
            var others = other.hearJson();
            assertEquals("2", others.get("body").textValue());
            assertNotEquals(answer.get("user_id"), others.get("user_id"));
        }
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void broadcast_sent_isHeardOnceByEveryoneAndTheSender(Style style) throws Exception {
        try (var server = start(style); var user = JavaUser.join(server, style); var second = JavaUser.join(server, style);
             var third = JavaUser.join(server, style)) {
            for (int i = 0; i < 10; i++) user.say(RawUser.broadcast("" + i));
            for (var listener : List.of(user, second, third)) {
                for (int i = 0; i < 10; i++) {
                    var heard = listener.hearJson();
                    assertEquals("broadcast", heard.get("action_type").textValue());
                    assertEquals("" + i, heard.get("body").textValue());
                }
                listener.say(RawUser.direct("end"));
                assertEquals("direct", listener.hearJson().get("action_type").textValue());
                assertTrue(listener.heardNothingMore());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void pingAndPong_asActions_areAnswered(Style style) throws Exception {
        try (var server = start(style); var user = JavaUser.join(server, style)) {
            user.say("{\"action_type\":\"ping\",\"body\":\"5\"}");
            var ping = user.hearJson();
            assertEquals("pong", ping.get("action_type").textValue());
            assertEquals("5", ping.get("body").textValue());
            user.say("{\"action_type\":\"pong\"}");
            assertEquals("pong", user.hearJson().get("action_type").textValue());
        }
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void anythingElse_sent_getsCannotValidateAndTheConnectionStaysOpen(Style style) throws Exception {
        try (var server = start(style); var user = JavaUser.join(server, style); var other = JavaUser.join(server, style)) {
            for (var wrong : List.of("", "x", "{", "[]", "7", "null", "{}", "{\"action_type\":\"direct\"}", "{\"body\":\"1\"}",
                "{\"action_type\":\"shout\",\"body\":\"1\"}", "{\"action_type\":7,\"body\":\"1\"}",
                "{\"action_type\":\"direct\",\"body\":1}", "{\"action_type\":\"direct\",\"body\":null}",
                "{\"action_type\":\"direct\",\"body\":\"1\"} {}", "{\"action_type\":\"broadcast\",\"body\":\"1\"",
                "{\"action_type\":\"broadcast\",\"body\":\"\\ud800\"}", "{\"a\":" + "[".repeat(20_000))) {
                user.say(wrong);
                var answer = user.hearJson();
                assertEquals("error", answer.get("action_type").textValue(), wrong);
                assertEquals("cannot validate", answer.get("body").textValue(), wrong);
                assertFalse(answer.get("data").textValue().isBlank(), wrong);
            }
            user.say(RawUser.broadcast("still here"));
            assertEquals("still here", other.hearJson().get("body").textValue());
        }
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void body_withEscapesAndBeyondAscii_comesBackAsItIs(Style style) throws Exception {
        try (var server = start(style); var user = JavaUser.join(server, style)) {
            user.say("{\"body\":\"a\\\"\\n\\u00e9 é \\ud83d\\ude00 😀\",\"more\":{\"action_type\":[1]},\"action_type\":\"broadcast\"}");
            assertEquals("a\"\né é 😀 😀", user.hearJson().get("body").textValue());
        }
    }

    /**
     * The limit is 65,536 bytes: a message of that length is accepted in one or two frames, and returned in a frame with a 64-bit length.
     */
    @ParameterizedTest
    @EnumSource(Style.class)
    void message_asLongAsTheLimit_isTaken(Style style) throws Exception {
        try (var server = start(style); var user = JavaUser.join(server, style)) {
            var body = "x".repeat(65_536 - RawUser.direct("").length());
            var message = RawUser.direct(body);
            user.say(message);
            assertEquals(body, user.hearJson().get("body").textValue());
            user.say(message.substring(0, 30_000), message.substring(30_000));
            assertEquals(body, user.hearJson().get("body").textValue());
        }
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void close_fromTheUser_isAnsweredWithItsCode(Style style) throws Exception {
        try (var server = start(style); var user = JavaUser.join(server, style); var other = JavaUser.join(server, style)) {
            assertEquals(1000, user.end(1000));
            Scrape.until(server, scrape -> scrape.connections() == 1);
            other.say(RawUser.broadcast("alone"));
            assertEquals("alone", other.hearJson().get("body").textValue());
        }
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void server_closed_saysGoingAway(Style style) throws Exception {
        var server = start(style);
        try (var user = JavaUser.join(server, style)) {
            server.close();
            assertEquals(1001, user.closed.get(60, java.util.concurrent.TimeUnit.SECONDS));
        }
    }

    /** Twenty times, because it was a race whether the loops' own end closed the sockets. */
    @ParameterizedTest
    @EnumSource(Style.class)
    void server_closed_leavesNoPortAndNoConnection(Style style) throws Exception {
        for (int i = 0; i < 20; i++) {
            var server = start(style);
            try (var user = RawUser.join(server, style); var visitor = new Socket("127.0.0.1", server.metricsPort())) {
                visitor.getOutputStream().write(RawUser.octets("GET /healthcheck HTTP/1.1\n\n"));
                assertEquals('H', visitor.getInputStream().read()); // it is accepted, and stays open
                server.close();
                assertEquals(1001, user.readClose());
                assertTrue(new String(visitor.getInputStream().readAllBytes()).endsWith("ok\n"));
            }
            for (int port : new int[] {server.port(), server.metricsPort()}) assertFalse(isServed(port));
            server.close(); // closing again has no effect
        }
    }

    /** A free port may be taken at once by what is not a chat server, and a connection to it may meet itself. */
    private static boolean isServed(int port) throws IOException {
        try (var visitor = new Socket("127.0.0.1", port)) {
            visitor.setSoTimeout(1_000);
            visitor.getOutputStream().write(RawUser.octets("GET /healthcheck HTTP/1.1\n\n"));
            return visitor.getInputStream().read() == 'H';
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void start_onATakenPort_saysWhichAndWhatToDo() throws Exception {
        try (var server = start(Style.AWAITING)) {
            var plan = ChatPlan.local(Style.QUEUEING).withPorts(0, server.port());
            var refused = assertThrows(IOException.class, () -> ChatServer.start(plan).close());
            assertTrue(refused.getMessage().startsWith("chat: metricsPort: cannot listen on 127.0.0.1:" + server.port()),
                refused.getMessage());
            assertTrue(refused.getMessage().contains("0 for any that is free"), refused.getMessage());
        }
    }
}
