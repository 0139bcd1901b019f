package reprise.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reprise.experiment.OwnedProcesses;

/** What tests have started ends with their JVM. */
@Tag("waits")
final class ChildrenTest {
    /** Shells that say which process is to end. */
    private static final List<String> STARTED = List.of(
        "echo $$; exec sleep 600",
        "sleep 600 & echo $!; exit", // has lost its parent
        "setsid sh -c 'echo $$; exec sleep 600' & wait", // in a session of its own
        "trap '' TERM; echo $$; while :; do sleep 600; done"); // neither it nor its child ends when asked

    /** A JVM of tests that is in the middle of them. */
    static final class Testing {
        public static void main(String[] args) throws IOException, InterruptedException {
            for (var command : STARTED)
                System.out.println(Children.process("sh", "-c", command).start().inputReader().readLine());
            new CountDownLatch(1).await();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "KILL"})
    void jvmThatIsEnded_leavesNothingThatItStarted(String signal) throws Exception {
        var tests = Children.process(ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1", "-Xmx16m", "-cp",
            System.getProperty("java.class.path"), Testing.class.getName()).start();
        try {
            var told = tests.inputReader();
            var started = new ArrayList<ProcessHandle>();
            for (int i = 0; i < STARTED.size(); i++) started.add(ProcessHandle.of(Long.parseLong(told.readLine())).orElseThrow());
            assertTrue(started.stream().allMatch(ProcessHandle::isAlive), started.toString());
            assertEquals(0, Children.process("kill", "-" + signal, String.valueOf(tests.pid())).start().waitFor());
            assertEquals(List.of(), OwnedProcesses.staying(() -> started));
        } finally {
            tests.destroyForcibly();
        }
    }
}
