package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.scripts.ScriptProcess.Script.AMQP_CLUSTER;
import static reprise.scripts.ScriptProcess.Script.HTTP_LOAD;
import static reprise.scripts.ScriptProcess.Script.REST_CALLER;
import static reprise.scripts.ScriptProcess.Script.RPC_CAST_FAILOVER;
import static reprise.scripts.ScriptProcess.Script.WS_BROADCAST;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reprise.peers.Children;
import reprise.scripts.ScriptProcess.Script;

/** Output to a full disk or a closed pipe is reported as lost, by the exit code and by a sentence. */
@Tag("waits")
@Order(5)
@Execution(ExecutionMode.CONCURRENT)
final class LostOutputTest {
    private static final String LOST = "standard output could not be written to its end: its disk is full, or its reader has gone; ";
    /** A pipe whose only reader is gone before the command begins. */
    private static final String TO_NOBODY = "rm -f \"$0\"; mkfifo \"$0\" && exec 3<>\"$0\" 4>\"$0\" 3<&- && exec \"$@\" >&4 4>&-";
    @TempDir
    Path temp;

    private void isTold(Script script, boolean nobodyReads, String... args) throws Exception {
        var err = Files.createTempFile(temp, "err", ".txt");
        var command = new ArrayList<>(nobodyReads ? List.of("sh", "-c", TO_NOBODY, temp.resolve("pipe").toString()) : List.<String>of());
        command.addAll(ScriptProcess.command(script, List.of(args)));
        var process = Children.process(command).redirectInput(Path.of("/dev/null").toFile()).redirectError(err.toFile())
            .redirectOutput(Path.of("/dev/full").toFile()).start();
        try {
            assertTrue(process.waitFor(ScriptProcess.PATIENCE_SEC, TimeUnit.SECONDS), "it goes on");
            var said = Files.readString(err);
            assertEquals(3, process.exitValue(), List.of(args) + said);
            assertTrue(said.contains(LOST), said);
            assertEquals(said.indexOf(LOST), said.lastIndexOf(LOST), "told twice: " + said);
            assertFalse(said.contains("\tat "), said);
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"AMQP_CLUSTER", "HTTP_LOAD", "PUBLISH"}) // they have nothing to explain
    void words_ofEachScript_toAFullDiskOrToNobody(Script script) throws Exception {
        isTold(script, false, "--explain");
        isTold(script, true, "report", "--help");
    }

    /** Servers that cannot print their addresses end, because no client can find them. */
    @Test
    void servers_thatCannotSayWhereTheyAre_end() throws Exception {
        isTold(REST_CALLER, false, "serve", "--port", "0");
        isTold(WS_BROADCAST, true, "serve", "--port", "0");
        isTold(AMQP_CLUSTER, false, "--out", temp.resolve("cluster").toString());
    }

    @Test
    void load_whoseFiguresAreLost_isThree() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            isTold(HTTP_LOAD, false, "-t1", "-c1", "-d", "200ms", "http://127.0.0.1:" + server.getAddress().getPort() + "/");
        } finally {
            server.stop(0);
        }
    }

    /** The tables are lost, the files are not. */
    @Test
    void run_whoseTablesAreLost_keepsItsFiles() throws Exception {
        var out = temp.resolve("run");
        isTold(RPC_CAST_FAILOVER, true, "--duration", "1s", "--kill-at", "500ms", "--warm-up", "0s", "--out", out.toString());
        for (var file : List.of("run.json", "report.html", "latency.hlog")) assertTrue(Files.size(out.resolve(file)) > 0, file);
    }
}
