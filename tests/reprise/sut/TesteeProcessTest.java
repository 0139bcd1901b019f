package reprise.sut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import reprise.peers.Certificates;
import reprise.peers.Children;

@Tag("alone")
final class TesteeProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Says which options it has. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            System.out.println(System.getProperty("own") + " " + System.getProperty("first") + " " + System.getProperty("second"));
            while (System.in.read() >= 0) assertTrue(args.length == 1, "it reads until its parent ends it");
        }
    }

    /** Those of the property come last, and the last of two that are given twice is a JVM's choice. */
    @Test
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    void options_ofTheProperty_areTheChildsToo() {
        var before = System.setProperty(TesteeProcess.MORE_OPTIONS, "-Dfirst=1  -Dsecond=2");
        try (var child = TesteeProcess.start("child", Child.class, List.of("-Down=3", "-Dfirst=4"), List.of("argument"))) {
            assertEquals("3 1 2", child.firstLine());
        } finally {
            if (before == null) System.clearProperty(TesteeProcess.MORE_OPTIONS);
            else System.setProperty(TesteeProcess.MORE_OPTIONS, before);
        }
    }

    /** Its main has ended, and another thread keeps it alive. */
    static final class Mute {
        private Mute() {}

        public static void main(String[] args) {
            new Thread(() -> new java.util.concurrent.CompletableFuture<Void>().join()).start();
            throw new IllegalStateException("no port");
        }
    }

    @Test
    void child_thatPrintsNoLine_isKilled() {
        var told = assertThrows(Failure.Environment.class,
            () -> TesteeProcess.start("mute", Duration.ofMillis(500), List.of(), Mute.class, List.of(), List.of())).getMessage();
        assertTrue(told.contains(" printed no line within 0.5 s, and was killed: "), told);
        long pid = Long.parseLong(told.replaceAll("\\D+(\\d+) printed(?s:.*)", "$1"));
        ProcessHandle.of(pid).ifPresent(child -> child.onExit().orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join());
    }

    @Test
    void child_thatWasKilled_isSaidToBe() {
        try (var child = TesteeProcess.start("child", Child.class, List.of(), List.of("argument"))) {
            ProcessHandle.of(child.pid()).orElseThrow().destroyForcibly();
            assertEquals("child: the child JVM was killed, by somebody or by the system for want of memory (it said nothing); free memory "
                + "on this host, and run again", assertThrows(Failure.Environment.class, () -> child.command("attach")).getMessage());
        }
    }

    /** As in two containers that share /tmp: both JVMs are process 1, and the second finds the first one's file of counters locked. */
    @Test
    void firstLine_isTheProgramsToo_whereAnotherJvmHasItsNumber() throws Exception {
        var container = List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc");
        var probe = Stream.concat(container.stream(), Stream.of("true")).toList();
        assumeTrue(Certificates.isInstalled("unshare") && Children.process(probe).start().waitFor() == 0,
            "no namespaces here; run as root, with util-linux installed");
        var counting = List.of("-Down=1", "-XX:+UsePerfData");
        try (var first = TesteeProcess.start("first", PATIENCE, container, Child.class, counting, List.of("argument"));
             var warning = TesteeProcess.start("warning", PATIENCE, container, Child.class, counting, List.of("argument"));
             var usual = TesteeProcess.start("usual", PATIENCE, container, Child.class, List.of("-Down=1"), List.of("argument"))) {
            for (var child : List.of(first, warning, usual)) assertEquals("1 null null", child.firstLine());
        }
    }

    /** Linux keeps a page of a command line for others, and Java says none of one that is longer: a class path of 60 libraries is. */
    @Test
    void arguments_areSeenFromOutside() {
        try (var child = TesteeProcess.start("child", Child.class, List.of(), List.of("argument"))) {
            var words = List.of(ProcessHandle.of(child.pid()).orElseThrow().info().arguments().orElseThrow());
            assertEquals(List.of(Child.class.getName(), "argument"), words.subList(words.size() - 2, words.size()));
            assertTrue(String.join(" ", words).length() < 1000, words.toString());
        }
    }
}
