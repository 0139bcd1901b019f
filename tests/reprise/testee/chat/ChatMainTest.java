package reprise.testee.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reprise.peers.Children;

/** A chat server as a process of its own. */
@Tag("waits")
final class ChatMainTest {
    private static Process chat(String... args) throws IOException {
        var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(),
            "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1",
            "-cp", System.getProperty("java.class.path"), ChatMain.class.getName()));
        command.addAll(List.of(args));
        return Children.process(command).start();
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void process_saysItsPorts_survivesATermAndEndsWithItsInput(Style style) throws Exception {
        Process chat = chat(style.toString(), "0", "0");
        try (var out = chat.inputReader(StandardCharsets.UTF_8)) {
            var hello = new ObjectMapper().readTree(out.readLine());
            assertEquals(chat.pid(), hello.get("pid").longValue());
            try (var user = RawUser.join(hello.get("port").intValue())) {
                if (style == Style.QUEUEING) user.readText();
                chat.toHandle().destroy(); // a TERM, which a terminal or a supervisor sends to the whole group
                user.say(RawUser.broadcast("still here"));
                assertTrue(user.readText().contains("still here"));
                assertEquals(1, Scrape.of(hello.get("metricsPort").intValue()).connections());
            }
            chat.outputWriter().close();
            assertEquals(128 + 15, chat.waitFor()); // it noticed the signal and continued until its input ended
        } finally {
            chat.destroyForcibly();
        }
    }

    @Test
    void process_whoseInputEnds_exitsWith0() throws Exception {
        Process chat = chat("awaiting", "0", "0");
        try (var out = chat.inputReader(StandardCharsets.UTF_8)) {
            assertTrue(out.readLine().startsWith("{\"port\":"));
            chat.outputWriter().close();
            assertEquals(0, chat.waitFor());
        } finally {
            chat.destroyForcibly();
        }
    }

    private static void assertRefused(int code, String says, String... args) throws Exception {
        Process chat = chat(args);
        try (var errors = chat.errorReader(StandardCharsets.UTF_8)) {
            String line = errors.readLine();
            assertTrue(line != null && line.contains(says), line);
            assertEquals(code, chat.waitFor());
        } finally {
            chat.destroyForcibly();
        }
    }

    @Test
    void arguments_thatAreWrong_exitWith2AndSayWhy() throws Exception {
        assertRefused(2, "style is 'polite'; it must be awaiting or queueing", "polite", "0", "0");
        assertRefused(2, "metricsPort is 65536; it must be 1 to 65535, or 0 for any", "awaiting", "0", "65536");
        assertRefused(2, "PORT is 'x'; it must be a whole number", "awaiting", "x", "0");
        assertRefused(2, "1 arguments; give awaiting|queueing PORT METRICS_PORT [HOST]", "awaiting");
    }

    @Test
    void port_thatIsTaken_exitsWith3AndSaysWhich() throws Exception {
        try (var server = ChatServer.start(ChatPlan.local(Style.AWAITING))) {
            assertRefused(3, "port: cannot listen on 127.0.0.1:" + server.port(), "queueing", "" + server.port(), "0");
        }
    }
}
