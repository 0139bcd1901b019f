package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reprise.peers.Children;
import reprise.recorder.Event;
import reprise.sut.Failure;
import reprise.sut.SystemUnderTest;

/** Processes of systems that end while a phase is measured: by themselves, by a moment, or because they may. */
final class EndedProcessTest extends StagedExperiment {
    private static final Duration SHORT = Duration.ofMillis(150);
    /** For a phase that something else is to end. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private record Child(Process process) implements SystemUnderTest {
        Child() throws IOException {
            this(Children.process("sleep", "600").start());
        }

        @Override
        public Map<String, Long> pids() {
            return Map.of("child", process.pid());
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private record Grandchild(Process shell, long pid) implements SystemUnderTest {
        @Override
        public Map<String, Long> pids() {
            return Map.of("grandchild", pid);
        }

        @Override
        public void close() {
            shell.destroyForcibly();
        }
    }

    private String events() {
        return run().events().stream().map(Event::what).collect(Collectors.joining("\n"));
    }

    @Test
    void measure_processThatDies_endsThePhaseAndSaysWhich() throws Exception {
        var child = x.start("a child", Child::new);
        var load = new CountingLoad(1) {
            @Override
            void counted(long sum) {
                if (sum == 20) child.process.destroyForcibly();
            }
        };
        var failure = assertThrows(Failure.Environment.class, () -> x.measure("one", load, LONG));
        assertEquals("the process of child ended by itself, and the phase with it; what was recorded until then is kept",
            failure.getMessage());
        assertEquals("the process of child is gone", events());
        assertTrue(phase("one").count(CountingLoad.SENT) >= 20);
    }

    /** As RabbitMQ's nodes are: children of a shell that does not wait for them, so that they stay in the system's list. */
    @Test
    void measure_processThatNobodyWaitsFor_isFoundToHaveEnded() throws Exception {
        var shell = Children.process("sh", "-c", "sleep 600 & echo $!; read line").start();
        long pid = Long.parseLong(shell.inputReader().readLine());
        x.start("a grandchild", () -> new Grandchild(shell, pid));
        var load = new CountingLoad(1) {
            @Override
            void counted(long sum) {
                if (sum == 20) ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            }
        };
        var failure = assertThrows(Failure.Environment.class, () -> x.measure("one", load, LONG));
        assertTrue(failure.getMessage().startsWith("the process of grandchild ended by itself"), failure.getMessage());
        assertTrue(ProcessHandle.of(pid).isPresent(), "it is in the list");
    }

    @Test
    void measure_processThatAMomentKills_doesNotEndThePhase() throws Exception {
        var child = x.start("a child", Child::new);
        var load = new StoppedLoad(SHORT);
        x.measure("one", load, Moment.at(Duration.ofMillis(20), () -> {
            child.process.destroyForcibly().waitFor();
            load.stopAfter(600); // the watch looks each 250 ms
            return "killed";
        }));
        assertFalse(phase("one").isCutShort());
        assertEquals("killed", events());
    }

    /** What dies within a second after a moment, the moment has killed. From then on a child is killed each second, until one is missed. */
    @Test
    void measure_processThatDiesLongAfterAMoment_endsThePhase() throws Exception {
        var children = new ArrayDeque<Child>();
        for (int i = 0; i < 5; i++) children.add(x.start("a child", Child::new));
        var nextNs = new AtomicLong(Long.MAX_VALUE);
        var load = new CountingLoad(1) {
            @Override
            void counted(long sum) {
                if (x.clock().nanos() < nextNs.get() || children.isEmpty()) return;
                children.pop().process.destroyForcibly();
                nextNs.addAndGet(1_000_000_000L);
            }
        };
        var failure = assertThrows(Failure.Environment.class, () -> x.measure("one", load, LONG, Moment.at(Duration.ofMillis(20), () -> {
            nextNs.set(x.clock().nanos() + 1_500_000_000L);
            return "looked at";
        })));
        assertTrue(failure.getMessage().matches("the process of child( \\d+)? ended by itself, and the phase with it; .*"),
            failure.getMessage());
        assertTrue(events().matches("looked at\nthe process of child( \\d+)? is gone"), events());
    }

    /** One of three that a moment has killed is missed by no later phase. */
    @Test
    void measure_afterAPhaseWithAKilledProcess_goesOn() throws Exception {
        var child = x.start("a child", Child::new);
        var load = new StoppedLoad(SHORT);
        x.measure("one", load, Moment.at(Duration.ofMillis(20), () -> {
            child.process.destroyForcibly().waitFor();
            load.stopAfter(150);
            return "killed";
        }));
        x.measure("two", new CountingLoad(1), Duration.ofMillis(600)); // the watch looks each 250 ms
        assertFalse(phase("two").isCutShort());
    }

    /** The load goes on after the process has died, while the watch looks several times, each 250 ms; its death is told once. */
    @Test
    void process_thatMayEnd_isToldOnce_andThePhaseGoesOn() throws Exception {
        var looks = new AtomicInteger();
        try (var child = new Child()) {
            x.mayEnd(new SystemUnderTest() { // it was not started by the experiment
                @Override
                public Map<String, Long> pids() {
                    looks.incrementAndGet();
                    return child.pids();
                }

                @Override
                public void close() {}
            });
            x.measure("one", new StoppedLoad(SHORT) {
                @Override
                void counted(long sum) {
                    if (sum == 20) {
                        child.process.destroyForcibly().onExit().join();
                        looks.set(0);
                    }
                    if (sum > 20 && looks.get() >= 5) stop();
                }
            });
            assertFalse(phase("one").isCutShort());
            assertTrue(phase("one").usage().containsKey("script"), "and its CPU was sampled as long as it lived");
            assertEquals("the process of child is gone", events());
        }
    }
}
