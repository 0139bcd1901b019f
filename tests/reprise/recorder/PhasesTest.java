package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.peer.wrk.WrkFigures;

final class PhasesTest {
    private static final Counter SENT = new Counter("sent", Unit.MESSAGES, 0);
    private static final Phase ONE = new Phase("cast.50", 1.5, 20, 20, Map.of("sent", 50L), Map.of("broker", new Usage(12.5, 100)));
    private static final Fact.Group<WrkFigures> WRK = new Fact.Group<>("wrk", WrkFigures.class);
    private static final Phase TOLD = new Phase("told", 22, 20, 20, Map.of(), Map.of(),
        Optional.of(Facts.NONE.with(Phase.WARM_UP_SEC, 1.25).with("url", "http://h/").with(WRK, wrk())));
    private static final Phases PHASES = new Phases(List.of(ONE, TOLD),
        Map.of("cast.100", new Phases.LeftOut(Unjudged.By.REQUEST, "--only"),
        "cast.250", new Phases.LeftOut(Unjudged.By.RUN, "it could not begin")));

    @TempDir
    Path folder;

    @Test
    void run_writtenAndRead_hasTheSamePhases() throws Exception {
        var histogram = LoopRecorder.histogram();
        histogram.recordValue(2_000_000);
        var timing = new Timing("first byte", 0);
        var file = folder.resolve("run.json");
        RunFile.write(file, Run.of("x", 1, Instant.EPOCH).seconds(List.of(Map.of("second", 0.0, "phase", 1.0, "sent", 50.0,
            "first byteMeanMs", 2.0))).histograms(Map.of(Phase.histogram("cast.50", timing), histogram)).details(PHASES).build());
        var read = RunFile.read(file, Phases.READER);
        assertEquals(PHASES, Phases.of(read));
        assertEquals(histogram, Phases.histogram(read, "cast.50", timing));
        assertEquals(0, Phases.histogram(read, "cast.100", timing).getTotalCount());
    }

    /** wrk prints -nan for the share within one deviation if there is one sample. */
    private static WrkFigures wrk() {
        return new WrkFigures(1, 2, new WrkFigures.Spread(1, 0, 1, OptionalDouble.empty()), new WrkFigures.Percentiles(1, 2, 3, 4),
            new WrkFigures.Spread(10, 1.5, 12, OptionalDouble.of(62.5)), 7, 2e6, 812, 3.5, 406, WrkFigures.Errors.NONE);
    }

    @Test
    void facts_ofAGroup_areNumbersByTheirPaths_andTheGroupAgain() {
        assertEquals(wrk(), TOLD.facts(WRK).orElseThrow());
        assertEquals(62.5, TOLD.facts().orElseThrow().figures().get("wrk.threadRate.withinPercent"));
        assertEquals(Optional.empty(), ONE.facts(WRK));
        var cut = new Facts(Map.of("wrk.threads", 1.0, "wrk.requests", -7.0), Map.of());
        var message = assertThrows(InvalidFile.class, () -> cut.group(WRK)).getMessage();
        assertTrue(message.contains("the facts of wrk: line 1: latencyUs is missing; it must be an object, for example {}"), message);
    }

    /** As versions before wrote it. */
    @Test
    void phase_withoutFacts_isRead() throws Exception {
        var file = folder.resolve("run.json");
        RunFile.write(file, Run.of("x", 1, Instant.EPOCH).details(new Phases(List.of(ONE), Map.of())).build());
        assertFalse(Files.readString(file).contains("facts"));
        assertEquals(List.of(ONE), Phases.of(RunFile.read(file, Phases.READER)).phases());
    }

    /** The part that an earlier version wrote in place of phases. */
    private record Steps(List<String> steps) implements RunDetails {
        @Override
        public Run current(Run run) {
            return run.change().notes(steps).details(new Phases(List.of(ONE), Map.of())).build();
        }
    }

    @Test
    void run_ofAnEarlierForm_isConvertedWhenItIsRead() throws Exception {
        var reader = Phases.READER.orEarlier(RunDetails.Reader.of(Steps.class));
        var file = folder.resolve("run.json");
        RunFile.write(file, Run.of("x", 1, Instant.EPOCH).details(new Steps(List.of("as it was"))).build());
        var read = RunFile.read(file, reader);
        assertEquals(List.of(ONE), Phases.of(read).phases());
        assertEquals(List.of("as it was"), read.notes());
        RunFile.write(file, read);
        assertEquals(read, RunFile.read(file, reader), "and written, it has the form of this version");
    }

    @Test
    void runsLeftOut_areThoseThatTheRunLeftOut() {
        assertEquals(1, PHASES.runsLeftOut(), "what the user did not ask for is not missing");
    }

    @Test
    void phase_hasRatesByItsOwnLength_andSaysWhatItDidNotCount() {
        assertEquals(2.5, ONE.perSec(SENT), "50 in 20 s");
        assertEquals("phase cast.50: no counter lost; there are [sent]",
            assertThrows(IllegalArgumentException.class, () -> ONE.count(new Counter("lost", Unit.MESSAGES, 1))).getMessage());
        assertEquals(0, new Phase("cut", 0, 0, 20, Map.of("sent", 0L), Map.of()).perSec(SENT), "it had no time");
    }

    @Test
    void phase_thatEndedAHundredthBeforeItsTime_isCutShort() {
        assertFalse(ONE.isCutShort());
        assertFalse(new Phase("a", 0, 19.8, 20, Map.of(), Map.of()).isCutShort());
        assertTrue(new Phase("a", 0, 19.7, 20, Map.of(), Map.of()).isCutShort());
    }

    /** Three phases of one load; the second one's figure has lost its last letter. A load of another kind may have other facts. */
    @Test
    void fact_misspelt_isTold_ifTheOtherPhasesShowItsName() throws Exception {
        var file = folder.resolve("run.json");
        var phases = Stream.of("a", "b", "c", "d").map(id -> new Phase(id, 0, 1, 1, Map.of("sent", 1L), Map.of(), Optional.of(
            id.equals("d") ? Facts.NONE.with(new Fact("other", Unit.COUNT), 1).with(new Fact("tries", Unit.COUNT), 2)
                : Facts.NONE.with(new Fact("tries", Unit.COUNT), 2).with("url", "http://" + id + "/")))).toList();
        RunFile.write(file, Run.of("x", 1, Instant.EPOCH).details(new Phases(phases, Map.of())).build());
        assertEquals(phases, Phases.of(RunFile.read(file, Phases.READER)).phases());
        var text = Files.readString(file);
        Files.writeString(file, text.replaceFirst("(?s)(\"b\".*?\"trie)s", "$1"));
        long line = text.substring(0, text.indexOf("\"id\":\"b\"")).lines().count();
        assertEquals(List.of(file + ": line " + line + ": phases[1].facts.figures.trie is not known; it must be one of tries"),
            assertThrows(InvalidFile.class, () -> RunFile.read(file, Phases.READER)).problems());
    }
}
