package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reprise.judge.PhaseReadings;
import reprise.judge.Reading;
import reprise.peers.Children;
import reprise.recorder.Clock;
import reprise.recorder.Fact;
import reprise.recorder.Facts;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.recorder.RunColumn;
import reprise.recorder.Unit;
import reprise.recorder.Usage;
import reprise.simulator.WarmingLoad;
import reprise.sut.Failure;
import reprise.sut.SystemUnderTest;

/** A warm-up that passes into its phase, and what a load tells of the phase. */
final class WarmUpTest extends StagedExperiment {
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Fact RETRIES = new Fact("retries", Unit.COUNT);

    private Phase phase() {
        return phase("one");
    }

    /** Records this many in the first part of its warm-up's first second. */
    private static class Warming extends CountingLoad implements WarmingLoad {
        final AtomicLong warmedNs = new AtomicLong();
        private final long warmed;

        Warming(long warmed) {
            super(1);
            this.warmed = warmed;
        }

        @Override
        public void warmUp(Recorder thrownAway) {
            assertEquals(0, sent.get(), "it is not started yet");
            var part = thrownAway.loop();
            long atNs = Clock.system().nanos();
            thrownAway.startAt(atNs);
            part.count(SENT, atNs, warmed);
            warmedNs.set(atNs);
        }

        @Override
        public Facts facts(Recording phase) {
            assertTrue(isClosed, "they are not complete before");
            return Facts.NONE.with(RETRIES, 3).with("url", "amqp://h/");
        }

        @Override
        public List<String> notes() {
            return List.of("a reply was odd");
        }
    }

    @Test
    void measure_afterAWarmUp_countsOnlyThePhase_andTellsHowLongItWarmedUp() {
        var load = new Warming(1_000_000);
        x.measure("one", load, SHORT, Until.after(Duration.ofMillis(120)));
        assertEquals(load.sent.get(), phase().count(CountingLoad.SENT));
        double warmUpSec = phase().fact(Phase.WARM_UP_SEC).orElseThrow();
        assertTrue(warmUpSec >= 0.12, "at least the time asked for, but " + warmUpSec + " s");
        assertTrue(warmUpSec <= phase().startSec(), "it is in the time before the phase");
        var phases = run().seconds().stream().map(row -> row.get("phase").longValue()).distinct().toList();
        assertEquals(List.of(1L), phases, "no row of the warm-up");
    }

    @Test
    void measure_withoutWarmUp_saysThatItTookNone() {
        var load = new Warming(0);
        x.measure("one", load, SHORT, Until.after(Duration.ZERO));
        assertEquals(0, load.warmedNs.get(), "it was started at once");
        assertEquals(0, phase().fact(Phase.WARM_UP_SEC).orElseThrow());
        assertFalse(phase().isCutShort());
    }

    @Test
    void measure_factsAndNotesOfItsLoad_areThePhases() {
        x.measure("one", new Warming(0), SHORT, Until.after(Duration.ZERO));
        assertEquals(new Reading.Value(3), PhaseReadings.fact(run(), "one", RETRIES));
        assertEquals("amqp://h/", phase().words("url").orElseThrow());
        assertEquals(Reading.byRun("the load of the phase one has no lost"),
            PhaseReadings.fact(run(), "one", new Fact("lost", Unit.COUNT)));
        assertEquals(List.of("one: a reply was odd"), run().notes());
    }

    /** Its third second is the first that is compared: 0 is within a twentieth of 0. */
    @Test
    void measure_rateThatHasSettled_endsTheWarmUp() {
        x.measure("one", new Warming(0) {
            @Override
            public void warmUp(Recorder thrownAway) { // three seconds ago, and without a request
                var part = thrownAway.loop();
                long now = Clock.system().nanos();
                thrownAway.startAt(now - 3_000_000_000L);
                part.tick(now);
            }
        }, SHORT, Until.settled(LONG));
        double tookSec = phase().fact(Phase.WARM_UP_SEC).orElseThrow();
        assertTrue(tookSec >= 3 && tookSec < 60, tookSec + " s");
    }

    @Test
    void warmUp_inWhichItsLoadFails_isThePhaseThatCannotBegin() {
        var load = new Warming(0) {
            @Override
            public void warmUp(Recorder thrownAway) {
                failed(new IllegalStateException("cold"));
            }
        };
        var failure = assertThrows(Failure.Environment.class, () -> x.measure("one", load, SHORT, Until.after(LONG)));
        assertEquals("the load ended with java.lang.IllegalStateException: cold", failure.getMessage());
        assertTrue(load.isClosed);
        assertEquals("it could not begin", Phases.of(run()).leftOut().get("one").why());
    }

    @Test
    void warmUp_inWhichAProcessDies_saysWhich() throws Exception {
        var process = Children.process("sleep", "600").start();
        x.start("a child", () -> new SystemUnderTest() {
            @Override
            public Map<String, Long> pids() {
                return Map.of("child", process.pid());
            }

            @Override
            public void close() {
                process.destroyForcibly();
            }
        });
        var load = new Warming(0) {
            @Override
            public void warmUp(Recorder thrownAway) {
                super.warmUp(thrownAway);
                process.destroyForcibly();
            }
        };
        var failure = assertThrows(Failure.Environment.class, () -> x.measure("one", load, SHORT, Until.after(LONG)));
        assertTrue(failure.getMessage().startsWith("the process of child ended by itself"), failure.getMessage());
        assertEquals(0, load.sent.get(), "it was not started");
    }

    /** As Ctrl-C asks. */
    @Test
    void interruption_inTheWarmUp_startsNothing() {
        var load = new Warming(0) {
            @Override
            public void warmUp(Recorder thrownAway) {
                super.warmUp(thrownAway);
                interruption.asked().complete(null);
            }
        };
        assertThrows(MethodThread.Interrupted.class, () -> x.measure("one", load, SHORT, Until.after(LONG)));
        assertEquals(0, load.sent.get());
        assertTrue(load.isClosed);
    }

    /** This process is sampled at the end of each second. */
    @Test
    void seconds_haveTheProcessesOfTheirPhase() {
        x.measure("one", new CountingLoad(1), SHORT);
        var row = run().seconds().getFirst();
        assertTrue(row.get(RunColumn.memory(Usage.SCRIPT).key()) > 1, row.toString());
        assertTrue(row.get(RunColumn.cpu(Usage.SCRIPT).key()) >= 0, row.toString());
    }
}
