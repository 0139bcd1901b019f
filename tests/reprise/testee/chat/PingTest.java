package reprise.testee.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reprise.testee.Changed;

/** The queueing server's pings, at a tenth of the document's times. */
@Tag("waits")
final class PingTest {
    private static ChatPlan plan(Style style) {
        return Changed.of(ChatPlan.local(style), "pingInterval", Duration.ofMillis(100), "pongPatience", Duration.ofMillis(200));
    }

    @Test
    void queueing_userThatAnswersPings_isPingedOnAndOn() throws Exception {
        var patient = Changed.of(plan(Style.QUEUEING), "pongPatience", Duration.ofSeconds(20)); // this JVM may pause
        long began = System.nanoTime(); // before it joins: from then on pings come, whether or not this thread goes on
        try (var server = ChatServer.start(patient); var user = RawUser.join(server, Style.QUEUEING)) {
            byte[] before = {};
            for (int i = 0; i < 10; i++) {
                var ping = user.read();
                assertEquals(RawUser.PING, ping.opcode());
                assertTrue(!Arrays.equals(before, ping.payload()), "the same ping again");
                before = ping.payload();
                user.write(RawUser.frame(RawUser.PONG, ping.payload()));
            }
            // Ten intervals of 100 ms, each at most a tenth longer where turns run late; never shorter.
            assertTrue(System.nanoTime() - began > 900_000_000);
            assertEquals(0, Scrape.of(server).get("ws_ping_timeouts_total"));
        }
    }

    @Test
    void queueing_userThatAnswersNoPing_isClosedAndCounted() throws Exception {
        long began = System.nanoTime();
        try (var server = ChatServer.start(plan(Style.QUEUEING)); var user = RawUser.join(server, Style.QUEUEING)) {
            assertEquals(1011, user.readClose());
            assertTrue(System.nanoTime() - began > 250_000_000, "100 ms to the ping and 200 ms of patience were not waited");
            var scrape = Scrape.of(server);
            assertEquals(1, scrape.get("ws_ping_timeouts_total"));
            assertEquals(0, scrape.connections());
        }
    }

    @Test
    void queueing_userThatAnswersAnotherPing_isClosed() throws Exception {
        try (var server = ChatServer.start(plan(Style.QUEUEING)); var user = RawUser.join(server, Style.QUEUEING)) {
            assertEquals(RawUser.PING, user.read().opcode());
            user.write(RawUser.frame(RawUser.PONG, "else"));
            assertEquals(1011, user.readClose());
        }
    }

    @Test
    void awaiting_userThatIsSilent_isNotPinged() throws Exception {
        try (var server = ChatServer.start(plan(Style.AWAITING)); var user = RawUser.join(server.port())) {
            user.socket.setSoTimeout(500);
            assertThrows(SocketTimeoutException.class, user::read);
            user.say(RawUser.direct("1"));
            assertTrue(user.readText().contains("direct"));
        }
    }
}
