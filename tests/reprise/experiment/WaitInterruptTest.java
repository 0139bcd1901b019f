package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reprise.judge.Scenario;
import reprise.peers.Children;
import reprise.report.Report;
import reprise.sut.TesteeProcess;

/** Ctrl-C where a script waits for what never comes, after a phase: the run ends, what was recorded is kept, and no process is left. */
@Tag("waits")
final class WaitInterruptTest {
    private enum Wait { CHILD_WITHOUT_A_LINE, START, METHOD }

    /** A child JVM that prints nothing and reads nothing: it ends only if it is killed. */
    static final class Mute {
        private Mute() {}

        public static void main(String[] args) {
            new CompletableFuture<Void>().join();
        }
    }

    @Command(name = "waiting")
    static final class Waiting extends Script {
        @Parameters
        Wait wait;

        public static void main(String[] args) {
            run(new Waiting(), args);
        }

        @Override
        protected Scenario document() {
            return Scenario.of("waiting", "It waits", "ours", "It waits.");
        }

        @Override
        protected Duration documentedLength() {
            return Duration.ofMillis(100);
        }

        @Override
        protected Duration expected(Duration length) {
            return length;
        }

        @Override
        protected void perform(Experiment x) throws Exception {
            x.measure("one", new CountingLoad(1), length());
            System.out.println("now it waits");
            switch (wait) {
                case CHILD_WITHOUT_A_LINE ->
                    x.start("a mute one", () -> TesteeProcess.start("mute", Mute.class, List.of("-Xmx16m"), List.of()));
                case START -> x.start("nothing", () -> (AutoCloseable) new CompletableFuture<AutoCloseable>().get());
                case METHOD -> new CountDownLatch(1).await();
            }
        }

        @Override
        protected Report report(Scenario document) {
            return Report.of(document, List.of());
        }
    }

    @TempDir
    Path temp;

    @ParameterizedTest
    @EnumSource
    void interruption_whileItWaits_endsTheRun(Wait wait) throws Exception {
        var out = temp.resolve("out");
        var script = Children.process(ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1", "-Xmx64m", "-cp",
            System.getProperty("java.class.path"), Waiting.class.getName(), wait.name(), "--out", temp.resolve("run").toString())
            .redirectErrorStream(true).redirectOutput(out.toFile()).start();
        try {
            await(() -> Files.readString(out).contains("now it waits"), script);
            var children = new ArrayList<ProcessHandle>();
            if (wait == Wait.CHILD_WITHOUT_A_LINE) await(() -> script.children().peek(children::add).findAny().isPresent(), script);
            Children.process("kill", "-INT", String.valueOf(script.pid())).start().waitFor();
            assertTrue(script.waitFor(100, TimeUnit.SECONDS), "it still runs");
            var said = Files.readString(out);
            assertEquals(130, script.exitValue(), said);
            assertTrue(said.contains("\nInterrupted. "), said);
            var kept = new ObjectMapper().readTree(temp.resolve("run/run.json").toFile());
            assertEquals("interrupted", kept.path("outcome").textValue());
            assertEquals(List.of("one"), kept.path("phases").findValuesAsText("id"));
            assertEquals(List.of(), OwnedProcesses.staying(() -> children));
        } finally {
            script.destroyForcibly();
        }
    }

    /** A condition that a running process makes true. */
    private static void await(Callable<Boolean> condition, Process by) throws Exception {
        while (!condition.call()) {
            assertTrue(by.isAlive(), "it has ended");
            LockSupport.parkNanos(10_000_000);
        }
    }
}
