package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.scripts.ScriptProcess.Script.RPC_THROUGHPUT;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A script of phases as its users start it, with a cluster as its child. */
@Tag("waits")
@Order(6)
@Execution(ExecutionMode.CONCURRENT)
final class RpcThroughputTest {
    private static final String SCENARIO = "scenarios/rpc-throughput.json";

    @TempDir
    Path temp;

    private ScriptProcess start(Path out) throws Exception {
        return ScriptProcess.start(RPC_THROUGHPUT, temp, "--scenario", SCENARIO, "--duration", "2s", "--only", "cmsm", "--out",
            out.toString());
    }

    /** Each phase that was measured has as many as the server received: an embedded broker loses nothing. */
    private static void checkCounts(PerformedRun run) {
        assertFalse(run.path("phases").isEmpty());
        for (var phase : run.path("phases")) {
            var counts = phase.path("counts");
            assertTrue(counts.path("sent").longValue() > 0, phase.toString());
            assertEquals(counts.path("sent").longValue(), counts.path("received").longValue(), phase.toString());
        }
    }

    @Test
    void interrupted_keepsItsPhases_stopsItsCluster_andReportsAgainTheSame() throws Exception {
        var out = temp.resolve("run");
        try (var script = start(out)) {
            script.awaitLine("cmsm.call.50 ");
            var children = script.handle().children().toList();
            assertEquals(1, children.size(), "the cluster");
            var ended = script.interrupt();
            assertEquals(130, ended.exitCode(), ended.out() + ended.err());
            children.getFirst().onExit().get(100, TimeUnit.SECONDS);
            var run = PerformedRun.in(out);
            assertTrue(run.isInterrupted());
            checkCounts(run);
            assertEquals("not-judged", run.verdict("no-loss"), "of the casts nothing was measured");
            var page = Files.readString(out.resolve("report.html"));
            var again = ScriptProcess.run(RPC_THROUGHPUT, temp, "report", out.toString(), "--scenario", SCENARIO);
            assertEquals(1, again.exitCode(), again.out() + again.err());
            assertTrue(ended.out().endsWith(again.out()), again.out() + "\nat first\n" + ended.out());
            assertEquals(page, Files.readString(out.resolve("report.html")));
        }
    }

    @Test
    void clusterThatDies_endsTheRunWithTheScriptsLine_andKeepsWhatWasMeasured() throws Exception {
        var out = temp.resolve("run");
        try (var script = start(out)) {
            script.awaitLine("cmsm.call.50 ");
            script.handle().children().forEach(ProcessHandle::destroyForcibly);
            var ended = script.await();
            assertEquals(3, ended.exitCode(), ended.out() + ended.err());
            assertTrue(ended.err().matches("(?s)rpc-throughput: rpc-throughput.java:\\d+: the process of broker ended by itself.*"),
                ended.err());
            assertFalse(ended.err().contains("\tat "), ended.err());
            assertEquals("cmsm.call.50", PerformedRun.in(out).path("phases").path(0).path("id").textValue());
        }
    }
}
