package reprise.testee.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reprise.peers.Children;
import reprise.peers.Python;
import reprise.testee.Changed;

/** The chat servers through Autobahn's client, if a Python has it (Debian's python3-autobahn). */
final class AutobahnTest {
    @ParameterizedTest
    @EnumSource(Style.class)
    void autobahn_onEither_seesTheSameRoom(Style style) throws Exception {
        String python = Python.importing("autobahn.asyncio.websocket", "python3-autobahn");
        var plan = Changed.of(ChatPlan.local(style), "pingInterval", Duration.ofMillis(100), "pongPatience", Duration.ofSeconds(60));
        try (var server = ChatServer.start(plan)) {
            var script = Children.process(python, "tests/peers/chat_peer.py", "" + server.port(), style.toString())
                .redirectErrorStream(true).start();
            String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals("""
                extensions []
                direct direct 1700000000000 True ['action_type', 'body', 'data', 'user_id']
                in order True
                in order True
                fragments 1000
                invalid cannot validate
                pong b'hello'
                """ + (style == Style.QUEUEING ? "pinged, and still in True\n" : "") + """
                binary 1003 clean
                bad UTF-8 1007 clean
                1 MB 1009 clean
                1 MB in fragments 1009 clean
                close 1000 clean
                goes on True
                """, said);
            assertEquals(0, script.waitFor());
        }
    }
}
