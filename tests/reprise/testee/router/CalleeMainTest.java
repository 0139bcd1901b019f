package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.testee.router.Sessions.get;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.peers.Children;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.Serializer;
import reprise.transport.wamp.WampSession;

/** The callee as a process. */
@Tag("waits")
final class CalleeMainTest {
    @TempDir
    Path folder;
    private Sessions sessions;
    private WampSession caller;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        sessions = new Sessions(RouterPlan.local().withUnixPath(folder.resolve("router")));
        caller = sessions.overTcp(Serializer.JSON);
    }

    @AfterEach
    void stop() {
        for (var process : started) process.destroyForcibly();
        sessions.close();
    }

    private Process callee(String... args) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx24m",
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), CalleeMain.class.getName()));
        command.addAll(List.of(args));
        var process = Children.process(command).start();
        started.add(process);
        return process;
    }

    @Test
    void callee_attachedAndDetached_doesWhatItIsTold() throws Exception {
        var process = callee("rs+unix://" + folder.resolve("router"), "msgpack", "realm1", "com.example.div2", "modulo");
        var out = process.inputReader(StandardCharsets.UTF_8);
        var in = process.outputWriter(StandardCharsets.UTF_8);
        assertEquals("{\"pid\":" + process.pid() + ",\"attached\":true}", out.readLine());
        assertEquals("[2]", Sessions.call(caller, "com.example.div2", "[-7,3]"));
        for (String line : new String[] {"attach", "detach", "detach", "dance", "attach"}) in.write(line + "\n");
        in.flush();
        assertEquals("error: attached already", out.readLine());
        assertEquals("detached", out.readLine());
        assertEquals("error: not attached", out.readLine());
        assertEquals("error: 'dance' is no command; there are: attach, detach", out.readLine());
        assertEquals("attached", out.readLine());
        assertEquals("[1]", Sessions.call(caller, "com.example.div2", "[7,3]"));
        in.close();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
        var refused = Sessions.refused(caller.call("com.example.div2", Sessions.NONE, Payload.NONE));
        while (!refused.uri().equals("wamp.error.no_such_procedure")) { // the router notices its end a moment later
            refused = Sessions.refused(caller.call("com.example.div2", Sessions.NONE, Payload.NONE));
        }
    }

    @Test
    void callee_idleAndShared_waitsAndOutlivesASignal() throws Exception {
        var process =
            callee("ws://127.0.0.1:" + sessions.wsPort + "/ws", "json", "realm1", "com.example.add2", "add", "roundrobin", "idle");
        var out = process.inputReader(StandardCharsets.UTF_8);
        assertEquals("{\"pid\":" + process.pid() + ",\"attached\":false}", out.readLine());
        get(caller.register("com.example.add2", Sessions.NONE.with("invoke", "roundrobin"), Sessions.answering("[\"mine\"]")));
        process.toHandle().destroy(); // TERM, and the streams stay open
        process.outputWriter().write("attach\n");
        process.outputWriter().flush();
        assertEquals("attached", out.readLine());
        assertEquals("[\"mine\"] [5]",
            Sessions.call(caller, "com.example.add2", "[2,3]") + " " + Sessions.call(caller, "com.example.add2", "[2,3]"));
        process.outputWriter().close();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    }

    @Test
    void callee_thatCannotJoinOrLosesTheRouter_endsWith3() throws Exception {
        var nowhere = callee("rs+unix://" + folder.resolve("nowhere"), "json", "realm1", "com.example.x", "add");
        assertTrue(nowhere.waitFor(60, TimeUnit.SECONDS));
        assertEquals(3, nowhere.exitValue());
        assertTrue(nowhere.errorReader().readLine().contains("cannot connect"));
        var left = callee("rs://127.0.0.1:" + sessions.router.rawSocketPort(), "json", "realm1", "com.example.x", "add");
        assertTrue(left.inputReader().readLine().contains("true"));
        sessions.router.close();
        assertTrue(left.waitFor(60, TimeUnit.SECONDS));
        assertEquals(3, left.exitValue());
        assertTrue(left.errorReader().readLine().contains("wamp.close.system_shutdown"));
    }

    @Test
    void arguments_thatAreWrong_areNamed() {
        refused("4 arguments", "rs://h:1", "json", "realm1", "a.b");
        refused("router URL: 'http://h:1'", "http://h:1", "json", "realm1", "a.b", "add");
        refused("serializer 'cbor'", "rs://h:1", "cbor", "realm1", "a.b", "add");
        refused("operation 'divide'", "rs://h:1", "json", "realm1", "a.b", "divide");
        refused("INVOKE is 'best'", "rs://h:1", "json", "realm1", "a.b", "add", "best");
        assertFalse(CalleeMain.Plan.parse(new String[] {"rs://h:1", "json", "realm1", "a.b", "add"}).idle());
        assertTrue(CalleeMain.Plan.parse(new String[] {"rs://h:1", "json", "realm1", "a.b", "add", "idle"}).idle());
    }

    private static void refused(String why, String... args) {
        var refused = assertThrows(IllegalArgumentException.class, () -> CalleeMain.Plan.parse(args));
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }
}
