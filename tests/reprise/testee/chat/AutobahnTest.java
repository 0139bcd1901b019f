package reprise.testee.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reprise.testee.Changed;

/** The chat servers through Autobahn's client, if a Python has it (Debian's python3-autobahn). */
final class AutobahnTest {
    private static String python() throws IOException, InterruptedException {
        for (String python : List.of("/usr/bin/python3", "python3")) {
            try {
                var asked = new ProcessBuilder(python, "-c", "import autobahn.asyncio.websocket").redirectErrorStream(true).start();
                asked.getInputStream().readAllBytes();
                if (asked.waitFor() == 0) return python;
            } catch (IOException _) {
                // no such Python: try the next one
            }
        }
        return null;
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void autobahn_onEither_seesTheSameRoom(Style style) throws Exception {
        String python = python();
        assumeTrue(python != null, "no Python with autobahn here; install python3-autobahn");
        var plan = Changed.of(ChatPlan.local(style), "pingInterval", Duration.ofMillis(100), "pongPatience", Duration.ofSeconds(2));
        try (var server = ChatServer.start(plan)) {
            var script = new ProcessBuilder(python, "tests/peers/chat_peer.py", "" + server.port(), style.toString())
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
