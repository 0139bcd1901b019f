package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import calibrate.BareHttpMain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reprise.peers.Children;

/** The bare server, the caller's yardstick, gives the same reply and is a child process like the others. */
final class BareHttpTest {
    private static Process limit(String... args) throws Exception {
        var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(),
            "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1",
            "-cp", System.getProperty("java.class.path"), BareHttpMain.class.getName()));
        command.addAll(List.of(args));
        return Children.process(command).start();
    }

    @Test
    void reply_ofTheBareServer_isAsLongAsTheCallersAndHasItsHeaders() throws Exception {
        Process limit = limit("{\"args\":[5]}");
        try (var hello = limit.inputReader(StandardCharsets.UTF_8)) {
            int port = Integer.parseInt(hello.readLine().replaceFirst("\\{\"port\":(\\d+)}", "$1"));
            try (var stage = new HttpStage(); var called = stage.client(); var bare = new HttpSocket(port)) {
                String request = HttpSocket.call("com.example.add2", "[2, 3]");
                var expected = called.ask(request);
                bare.say(request + request);
                for (int i = 0; i < 2; i++) {
                    var reply = bare.read();
                    assertEquals(expected.wireBytes(), reply.wireBytes());
                    assertEquals(expected.body(), reply.body());
                    reply.headers().put("date", expected.headers().get("date"));
                    assertEquals(expected.headers(), reply.headers());
                }
            }
            limit.outputWriter().close();
            assertEquals(0, limit.waitFor());
        } finally {
            limit.destroyForcibly();
        }
    }

    @Test
    void arguments_thatAreWrong_sayWhatTheyMustBe() throws Exception {
        Process limit = limit();
        try {
            assertEquals("http-limit: 0 arguments; give the body of the reply, for example '{\"args\":[5]}'",
                new String(limit.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            assertEquals(2, limit.waitFor());
        } finally {
            limit.destroyForcibly();
        }
    }
}
