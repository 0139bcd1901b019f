package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reprise.peers.Children;
import reprise.recorder.Event;
import reprise.recorder.Phases;
import reprise.recorder.Recorder;
import reprise.recorder.RunColumn;
import reprise.recorder.Usage;
import reprise.sut.Failure;
import reprise.sut.SystemUnderTest;

final class ExperimentTest extends StagedExperiment {
    private static final Duration SHORT = Duration.ofMillis(150);
    /** For a phase that something else is to end. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private String leftOut(String id) {
        return Phases.of(run()).leftOut().get(id).why();
    }

    private String events() {
        return run().events().stream().map(Event::what).collect(Collectors.joining("\n"));
    }

    @Test
    void measure_twoPhases_eachHasItsOwnCountsTimesAndSeconds() {
        var first = new CountingLoad(1_000_000);
        var second = new CountingLoad(5_000_000);
        x.measure("one", first, Duration.ofMillis(1100)); // two seconds, the second begun
        x.measure("two", second, SHORT);
        assertEquals(first.sent.get(), phase("one").count(CountingLoad.SENT));
        assertEquals(second.sent.get(), phase("two").count(CountingLoad.SENT));
        assertFalse(phase("one").isCutShort());
        var ones = Phases.histogram(run(), "one", CountingLoad.LATENCY); // each value is the load's, to three digits
        assertEquals(1, ones.getValueAtPercentile(99) / 1e6, 0.001);
        assertEquals(1, ones.getValueAtPercentile(0.1) / 1e6, 0.001);
        var twos = Phases.histogram(run(), "two", CountingLoad.LATENCY);
        assertEquals(5, twos.getValueAtPercentile(50) / 1e6, 0.005);
        assertEquals(second.sent.get(), twos.getTotalCount());
        var seconds = run().seconds().stream().map(row -> row.get(RunColumn.SECOND.key()).longValue()).toList();
        assertEquals(seconds.stream().distinct().sorted().toList(), seconds);
        var phases = run().seconds().stream().map(row -> row.get("phase").longValue()).toList();
        assertEquals(List.of(1L, 2L), phases.stream().distinct().toList());
        assertTrue(Collections.frequency(phases, 1L) >= 2, phases.toString()); // more if a busy host ends it late
        assertEquals(List.of("one.first.byte", "two.first.byte"),
            x.measured().intervals().stream().map(interval -> interval.tag()).toList());
        assertTrue(phase("one").usage(Usage.SCRIPT).orElseThrow().rssMiB() > 1, "this process has more");
    }

    @Test
    void measure_idThatIsNone_orGivenBefore_isRefused() {
        x.measure("one", new CountingLoad(1), SHORT);
        x.notAsked("left", "--only");
        assertEquals("two phases are called one; give each an id of its own", refused("one"));
        assertEquals("two phases are called left; give each an id of its own", refused("left"));
        assertEquals("a phase is called 'a b'; give letters, digits, . _ or -, for example cast.50", refused("a b"));
        assertEquals("two phases are called one; give each an id of its own",
            assertThrows(IllegalArgumentException.class, () -> x.leaveOut("one", "why")).getMessage());
    }

    private String refused(String id) {
        var load = new CountingLoad(1);
        var refused = assertThrows(IllegalArgumentException.class, () -> x.measure(id, load, SHORT));
        assertEquals(0, load.sent.get(), "before it is loaded");
        return refused.getMessage();
    }

    @Test
    void measure_noTime_orAMomentAfterTheEnd_isRefused() {
        assertEquals("the phase one is 0s long; it must be above 0, for example 20s", assertThrows(IllegalArgumentException.class,
            () -> x.measure("one", new CountingLoad(1), Duration.ZERO)).getMessage());
        assertEquals("the phase one has a moment at 2s and ends at 2s; it must be before the end", assertThrows(
            IllegalArgumentException.class, () -> x.measure("one", new CountingLoad(1), Duration.ofSeconds(2),
            Moment.at(Duration.ofSeconds(2), () -> "never"))).getMessage());
    }

    @Test
    void measure_loadThatCannotStart_isStoppedAndClosed_andThePhaseLeftOut() {
        var load = new CountingLoad(1) {
            @Override
            public long start(Recorder into, long atNs) {
                throw new IllegalStateException("no start");
            }
        };
        assertEquals("no start", assertThrows(IllegalStateException.class, () -> x.measure("one", load, LONG)).getMessage());
        assertTrue(load.stopped.isDone() && load.isClosed);
        assertEquals("it could not begin", leftOut("one"));
        x.measure("two", new CountingLoad(1), SHORT); // the experiment can go on
    }

    @Test
    void measure_loadThatFailsInItsMiddle_keepsWhatItHadCounted() {
        var load = new CountingLoad(1) {
            @Override
            void counted(long sum) {
                if (sum == 20) throw new IllegalStateException("lost");
            }
        };
        var failure = assertThrows(Failure.Environment.class, () -> x.measure("one", load, LONG));
        assertEquals("the load ended with java.lang.IllegalStateException: lost", failure.getMessage());
        assertEquals(20, phase("one").count(CountingLoad.SENT));
        assertTrue(phase("one").isCutShort());
    }

    @Test
    void measure_loadThatEndsByItself_isAFailureWithItsTime() {
        var failure = assertThrows(Failure.Environment.class, () -> x.measure("one", endingAt(20), LONG));
        assertTrue(failure.getMessage().matches("the load of the phase one ended by itself after [0-9.]+ s of 60s; what was .* kept: .*"),
            failure.getMessage());
        assertEquals(20, phase("one").count(CountingLoad.SENT));
    }

    private static CountingLoad endingAt(long last) {
        return new CountingLoad(1) {
            @Override
            void counted(long sum) {
                if (sum == last) stop();
            }
        };
    }

    @Test
    void measure_loadThatCannotClose_leavesItsPhaseOutAndKeepsTheOthers() {
        x.measure("one", new CountingLoad(1), SHORT);
        var load = new CountingLoad(1) {
            @Override
            public void close() {
                throw new IllegalStateException("stuck");
            }
        };
        assertThrows(Failure.Environment.class, () -> x.measure("two", load, SHORT));
        assertEquals("its load did not close", leftOut("two"));
        assertTrue(phase("one").count(CountingLoad.SENT) > 0);
    }

    @Test
    void warmUp_thatFails_isNotPassedOver() {
        var load = new CountingLoad(1) {
            @Override
            void counted(long sum) {
                throw new IllegalStateException("cold");
            }
        };
        var failure = assertThrows(Failure.Environment.class, () -> x.warmUp(load, Until.after(LONG)));
        assertEquals("the load ended with java.lang.IllegalStateException: cold", failure.getMessage());
        assertTrue(load.isClosed);
        assertEquals(List.of(), run().seconds());
    }

    @Test
    void moment_thatThrows_endsThePhase() {
        var load = new CountingLoad(1);
        var failure = assertThrows(Failure.Environment.class, () -> x.measure("one", load, LONG, Moment.at(Duration.ofMillis(20), () -> {
            throw new NullPointerException("no node");
        })));
        assertEquals("the moment at 20ms ended with java.lang.NullPointerException: no node", failure.getMessage());
        assertEquals(load.sent.get(), phase("one").count(CountingLoad.SENT));
        assertEquals("failed: " + failure.getMessage(), events());
    }

    /** Its node would come back in the middle of the next phase. */
    @Test
    void moment_inProgressAtThePhasesEnd_isAwaited() {
        var load = new StoppedLoad(SHORT);
        x.measure("one", load, Moment.at(Duration.ofMillis(1), () -> {
            load.stopAfter(10);
            load.stopped.get(100, TimeUnit.SECONDS);
            return "at last";
        }));
        assertEquals("at last", events());
    }

    private record Child(Process process, List<String> closed) implements SystemUnderTest {
        @Override
        public Map<String, Long> pids() {
            return Map.of("child", process.pid());
        }

        @Override
        public void close() {
            closed.add("child " + process.pid());
            process.destroyForcibly();
        }
    }

    private Child child(List<String> closed) throws Exception {
        return x.start("a child", () -> new Child(Children.process("sleep", "600").start(), closed));
    }

    @Test
    void systems_areStoppedLastFirst_thoughOneCannotBe_andBothAreSampled() throws Exception {
        var closed = new ArrayList<String>();
        var first = child(closed);
        x.start("one that cannot be stopped", () -> (AutoCloseable) () -> {
            closed.add("stuck");
            throw new IllegalStateException("stuck");
        });
        var last = child(closed);
        x.measure("one", new CountingLoad(1), SHORT);
        assertEquals(3, phase("one").usage().size(), "two of one name, and the script: " + phase("one").usage().keySet());
        x.close();
        assertEquals(List.of("child " + last.process.pid(), "stuck", "child " + first.process.pid()), closed);
    }

    /** As Ctrl-C asks, from the load's own thread. */
    @Test
    void interruption_inAPhase_keepsIt_andTheNextCallEndsTheMethod() {
        var load = new CountingLoad(1) {
            @Override
            void counted(long sum) {
                if (sum == 20) interruption.asked().complete(null);
            }
        };
        x.measure("one", load, LONG);
        assertEquals(load.sent.get(), phase("one").count(CountingLoad.SENT));
        assertTrue(phase("one").isCutShort() && run().interrupted());
        assertThrows(MethodThread.Interrupted.class, () -> x.measure("two", new CountingLoad(1), SHORT));
    }

    @Test
    void interruption_whileConnecting_startsNothing() {
        var load = new CountingLoad(1) {
            @Override
            public void connect() {
                interruption.asked().complete(null);
            }
        };
        assertThrows(MethodThread.Interrupted.class, () -> x.measure("one", load, LONG));
        assertEquals(0, load.sent.get());
        assertTrue(load.isClosed);
        assertEquals(Map.of(), Phases.of(run()).leftOut(), "those behind it are not named either");
        assertFalse(Thread.interrupted(), "the files are still to be written");
    }
}
