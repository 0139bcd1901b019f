package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.recorder.Event;
import reprise.recorder.Event.Severity;
import reprise.recorder.Fact;
import reprise.recorder.Facts;
import reprise.recorder.Recording;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.Unit;
import reprise.sut.Interruption;

/** A run of one phase, whose time is the run's; and moments that follow each other. */
final class OnlyPhaseTest {
    private static final Duration SHORT = Duration.ofMillis(150);

    @TempDir
    Path folder;
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final Experiment x = new Experiment(folder, 1,
        new LiveConsole(new PrintStream(shown, true, StandardCharsets.UTF_8), false, false, () -> 80, "",
            Duration.ofSeconds(1)), new Interruption());

    @AfterEach
    void end() {
        x.close();
    }

    private Run run() {
        x.details(() -> RunDetails.NONE);
        return x.run("probe", Map.of());
    }

    private StoppedLoad load() {
        return new StoppedLoad(SHORT) {
            @Override
            public void connect() {
                x.events().note(x.clock().nanos(), Severity.NORMAL, "connected");
            }

            @Override
            public Facts facts(Recording phase) {
                return Facts.NONE.with(new Fact("twice", Unit.COUNT), 2.0 * phase.count(SENT));
            }

            @Override
            public List<String> notes() {
                return List.of("it went well");
            }
        };
    }

    @Test
    void measure_withoutAnId_hasTheRunsTimeNamesAndSummary() {
        var load = load();
        x.measure(load, Moment.at(Duration.ofMillis(50), () -> {
            load.stopAfter(1100); // two seconds at least, the second begun
            return "done";
        }));
        var run = run();
        assertEquals(Map.of("twice", 2.0 * load.sent.get()), run.summary());
        assertEquals(List.of("it went well"), run.notes(), "no phase to name");
        assertEquals(Set.of("first byte"), run.histograms().keySet());
        var seconds = run.seconds().stream().map(row -> row.get("second")).toList();
        assertEquals(List.of(0.0, 1.0), seconds.subList(0, 2));
        assertFalse(run.seconds().getFirst().containsKey("phase"));
        assertEquals(load.sent.get(), run.seconds().stream().mapToDouble(row -> row.get("sent")).sum());
        assertEquals(seconds, x.measured().intervals().stream().map(interval -> interval.startSec()).toList());
        assertEquals("connected", run.events().getFirst().what());
        assertTrue(run.events().getFirst().atSec() <= 0, "before the start: " + run.events());
        assertTrue(run.events().getLast().atSec() >= 0.05, "50 ms after the start: " + run.events());
        assertEquals(run.startedAt().toEpochMilli(), x.measured().startWallNs() / 1_000_000);
    }

    @Test
    void measure_withoutAnId_isTheOnlyOne() {
        x.measure(load(), SHORT);
        assertEquals("the phase two follows one without an id, which is a run's only phase; give that one an id too, for example cast.50",
            assertThrows(IllegalArgumentException.class, () -> x.measure("two", load(), SHORT)).getMessage());
        assertEquals("a run with several phases has one without an id; give it one, for example cast.50",
            assertThrows(IllegalArgumentException.class, () -> x.measure(load(), SHORT)).getMessage());
    }

    @Test
    void moments_thatFollowEachOther_areToldWithTheirSeverity_andNoneAfterTheEnd() {
        var load = new StoppedLoad(Duration.ofSeconds(59));
        var last = Moment.at(Duration.ofSeconds(58), () -> "never");
        var second = Moment.at(Duration.ofMillis(30), () -> {
            load.stopAfter(50);
            return "came back";
        }).as(Severity.NORMAL).then(() -> Optional.of(last));
        var first = Moment.at(Duration.ofMillis(10), () -> "frozen").as(Severity.WARNING).then(() -> Optional.of(second));
        x.measure(load, first);
        assertEquals(List.of("frozen", "came back"), run().events().stream().map(Event::what).toList());
        assertEquals(List.of(Severity.WARNING, Severity.NORMAL), run().events().stream().map(Event::severity).toList());
    }

    /** The same loss is expected after a planned fault, and an alarm without one. */
    @Test
    void lostConnection_isAnAlarm_unlessThePhaseHasAFault() {
        Callable<String> broken = () -> {
            x.events().note(x.clock().nanos(), Severity.LOST, "cut off");
            return "killed";
        };
        var load = new StoppedLoad(SHORT);
        x.measure(load, Moment.at(Duration.ofMillis(10), broken).as(Severity.WARNING), Moment.at(Duration.ofMillis(50), () -> {
            load.stopAfter(50);
            return broken.call();
        }));
        assertEquals(List.of(Severity.WARNING, Severity.ALARM, Severity.PLANNED, Severity.LOST),
            run().events().stream().map(Event::severity).toList());
    }

    /** As of a server alone, whose broker the client's process kills. */
    @Test
    void lostConnection_isNoAlarm_whereAnotherProcessMakesTheFaults() {
        x.faultsElsewhere();
        x.measure(new CountingLoad(1) {
            @Override
            public void connect() {
                x.events().note(x.clock().nanos(), Severity.LOST, "cut off");
            }
        }, SHORT);
        assertEquals(List.of(Severity.LOST), run().events().stream().map(Event::severity).toList());
    }

    @Test
    void rows_ofAPhase_areShownByTheSecondBelowTheirHead() {
        x.show(new LiveRows("second sent", (second, usage) -> second.index() + " " + second.count(CountingLoad.SENT) + " "
            + usage.keySet(), () -> ""));
        x.warmUp(load(), Until.after(SHORT));
        assertFalse(shown.toString(StandardCharsets.UTF_8).contains("second sent"), "a warm-up is in no figure");
        var load = load();
        x.measure(load, Duration.ofMillis(1100));
        x.end();
        var rows = shown.toString(StandardCharsets.UTF_8).lines().filter(line -> line.matches("second sent|[0-9]+ .*\\]")).toList();
        assertTrue(rows.size() >= 3, shown.toString(StandardCharsets.UTF_8));
        assertEquals(1 + run().seconds().size(), rows.size(), "a row each, below their head");
        assertEquals("second sent", rows.getFirst());
        assertEquals("0 " + run().seconds().getFirst().get("sent").longValue() + " [script]", rows.get(1));
    }
}
