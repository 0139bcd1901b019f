package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reprise.recorder.Fact;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.recorder.Share;
import reprise.recorder.ShareClock;
import reprise.recorder.Unit;
import reprise.sut.Failure;

/** What spoils the whole of several shares is told. */
final class SpoiltSharesTest extends SharesOfALoad {
    private String refused(Path... folders) {
        return assertThrows(Failure.BadInput.class, () -> ShareReports.again(List.of(folders), folder.resolve("out"), report(),
            new EndOptions())).getMessage();
    }

    @Test
    void sharesOfDifferentLoads_areRefusedInASentenceEach() throws Exception {
        var one = quick(new Share(1, 2), 1, Map.of());
        var two = quick(new Share(2, 2), 1, Map.of());
        assertEquals(one + " and " + one + " both are share 1/2; give each share once", refused(one, one, two));
        var ofThree = quick(new Share(2, 3), 1, Map.of());
        assertEquals(one + " is share 1/2 and " + ofThree + " is share 2/3: they are of two loads; give the shares of one",
            refused(one, ofThree));
        var otherSeed = quick(new Share(2, 2), 5, Map.of());
        assertEquals("the seed of " + one + " is 1 and that of " + otherSeed + " is 5: they are no shares of one load; start all shares "
            + "with one --seed", refused(one, otherSeed));
        var otherRate = quick(new Share(2, 2), 1, Map.of("rate", 5));
        assertEquals(one + " has rate null and " + otherRate + " has 5: they are no shares of one load; give all shares the same options",
            refused(one, otherRate));
        var whole = quick(Share.WHOLE, 1, Map.of());
        assertEquals(whole + " is a run by itself, no share of a load; report it alone", refused(one, whole));
        assertEquals("--out is " + folder.resolve("out") + "; it is for the whole of several shares: give the folders of all of them, or "
            + "leave --out out", refused(whole));
    }

    @Test
    void shareThatWasNotAskedForAPhase_isOfAnotherLoad() throws Exception {
        var both = performed(new Share(1, 2), 1, Map.of(), x -> {
            for (var id : List.of("get", "again")) x.measure(id, HttpCallers.get(url(), 4, x), Duration.ofMillis(300));
        });
        var only = performed(new Share(2, 2), 1, Map.of(), x -> {
            x.measure("get", HttpCallers.get(url(), 4, x), Duration.ofMillis(300));
            x.notAsked("again", OnlyOption.WHY);
        });
        var why = both + " has the phase again, and " + only + " does not: --only did not ask for it; they are no shares of one load; give "
            + "all shares the same options";
        assertEquals(why, refused(both, only));
    }

    /** Of a load whose other hosts are gone with their folders. */
    @Test
    void onlyShareThatIsLeft_isAPartialWhole_whereAFolderIsNamedForIt() throws Exception {
        var one = quick(new Share(2, 3), 1, Map.of());
        var out = folder.resolve("whole");
        assertEquals(Failure.NOT_REPRODUCED, ShareReports.again(List.of(one), out, report(), new EndOptions()));
        assertEquals(Optional.of("partial: share 1/3 is missing; share 3/3 is missing"), read(out).endedEarly());
        assertEquals(Optional.empty(), read(out).origin().share());
        assertEquals(phase(read(one), "get").counts(), phase(read(out), "get").counts());
    }

    @Test
    void missingShare_isNamedAndTheWholeIsPartialAndNotJudged() throws Exception {
        var one = quick(new Share(1, 3), 1, Map.of());
        var died = Files.createDirectory(folder.resolve("died"));
        var whole = merged(List.of(one, died, quick(new Share(3, 3), 1, Map.of())));
        var why = whole.endedEarly().orElseThrow();
        assertTrue(why.startsWith("partial: share 2/3 is missing (there is no whole run.json in " + died + ": its process did not come "
            + "to its end)"), why);
        assertEquals(Run.Ending.BY_RUN, whole.claims().getFirst().verdict());
        assertTrue(whole.claims().getFirst().why().contains("share 2/3 is missing"), whole.claims().toString());
        assertFalse(whole.measures().containsKey("answered"));
    }

    @Test
    void lateShare_isNamedWithItsPhase() throws Exception {
        var folders = shares(2, x -> x.measure("get", HttpCallers.get(url(), 4, x), LONG));
        var first = read(folders.getFirst()).startedAt();
        rewritten(folders.getLast(), run -> run.change().startedAt(first.plusMillis(1000)).build());
        var why = merged(folders).endedEarly().orElseThrow();
        assertTrue(why.matches("partial: share 2/2 began the phase get [0-9.]+ s after share 1/2, which is more than a tenth of its 1.5 s"),
            why);
    }

    @Test
    void shareThatBeganAfterTheFirstHadEnded_isNamedAndTheWholeIsPartial() throws Exception {
        var one = quick(new Share(1, 2), 1, Map.of());
        var two = quick(new Share(2, 2), 1, Map.of()); // after the first has ended
        var why = merged(List.of(two, one)).endedEarly().orElseThrow();
        assertTrue(why.matches("partial: share 2/2 began [0-9.]+ s after the first, when that had ended; its seconds are laid to the "
            + "beginning"), why);
    }

    @Test
    void shareWhoseFileIsCutOff_isNamedAsOneThatIsMissing() throws Exception {
        var one = quick(new Share(1, 2), 1, Map.of());
        var two = quick(new Share(2, 2), 1, Map.of());
        var file = Files.readAllBytes(two.resolve("run.json"));
        Files.write(two.resolve("run.json"), Arrays.copyOf(file, file.length / 2));
        var why = merged(List.of(one, two)).endedEarly().orElseThrow();
        assertTrue(why.startsWith("partial: share 2/2 is missing (there is no whole run.json in " + two + ":"), why);
        assertEquals("none of the folders has a whole run.json: " + two + ", " + two + "; give those of a load's shares",
            refused(two, two));
    }

    /** The line that ends a report has one line, in which each of them is named. */
    @Test
    void sharesThatEndedEarlyForManyReasons_areEachNamedInOneLine() throws Exception {
        var folders = shares(2, x -> x.measure("get", HttpCallers.get(url(), 4, x), Duration.ofMillis(300)));
        for (var its : folders)
            rewritten(its, run -> run.change().endedEarly(Optional.of("node 1: refused\nnode 2: refused\nstart one")).build());
        var whole = merged(folders);
        assertEquals(Optional.of("partial: share 1/2 ended early: node 1: refused; share 2/2 ended early: node 1: refused"),
            whole.endedEarly());
        assertTrue(whole.notes().contains("Partial: share 2/2 ended early: node 1: refused\nnode 2: refused\nstart one"),
            whole.notes().toString());
    }

    @Test
    void folderWithoutARun_besideAllShares_isRefused() throws Exception {
        var empty = Files.createDirectory(folder.resolve("empty"));
        assertEquals(empty + " has no whole run.json, and with it there are more folders than the 2 shares; leave it out",
            refused(quick(new Share(1, 2), 1, Map.of()), quick(new Share(2, 2), 1, Map.of()), empty));
    }

    /** Ten years later by its own clock: nothing is drawn until then. */
    @Test
    void clocksThatAreApart_areToldAndTheSecondsLaidToTheBeginning() throws Exception {
        var one = quick(new Share(1, 2), 1, Map.of());
        var two = quick(new Share(2, 2), 1, Map.of());
        rewritten(two, run -> run.change().startedAt(run.startedAt().plus(Duration.ofDays(3650)))
            .environment(Map.of("hostId", "another")).build());
        var whole = merged(List.of(one, two));
        assertTrue(whole.endedEarly().orElseThrow().contains("share 2/2 began 3153600"), whole.endedEarly().toString());
        assertTrue(whole.endedEarly().orElseThrow().contains("or the clocks of the hosts are as far apart, which a --rendezvous measures"));
        assertTrue(whole.seconds().size() < 10, whole.seconds().size() + " seconds");
    }

    @Test
    void clocksThatWereCompared_layTheSharesOnOneAxis() throws Exception {
        var folders = shares(2, x -> x.measure("get", HttpCallers.get(url(), 4, x), LONG));
        var apart = Duration.ofMinutes(5);
        rewritten(folders.getFirst(), run -> run.withOrigin(run.origin().withClock(Optional.of(clock(run, 0)))));
        rewritten(folders.getLast(), run -> run.change().startedAt(run.startedAt().plus(apart)).build());
        rewritten(folders.getLast(), run -> run.withOrigin(run.origin().withClock(Optional.of(clock(run, -apart.toMillis())))));
        var whole = merged(folders);
        assertTrue(whole.endedEarly().stream().noneMatch(why -> why.contains("when that had ended")), whole.endedEarly().toString());
        assertEquals(List.of("The clock of share 2/2 was 300000.00 ms ahead of that of share 1/2 at 192.0.2.1:7000, give or take 0.10 "
            + "ms; its seconds are laid so"), whole.notes().stream().filter(note -> note.contains("clock")).toList());
        assertIsTheSum(whole, folders);
    }

    private static ShareClock clock(Run run, double aheadMs) {
        return new ShareClock("share 1/2 at 192.0.2.1:7000", List.of(new ShareClock.Offset(run.startedAt(), aheadMs, 0.1)), List.of());
    }

    /** A median cannot be added: it is kept for each share, and the report says so. */
    @Test
    void factsWithoutARule_areKeptForEachShare() throws Exception {
        var folders = shares(2, x -> x.measure("get", HttpCallers.get(url(), 4, x), LONG));
        var median = new Fact("medianWait", Unit.MS);
        for (var its : folders) rewritten(its, run -> {
            var get = phase(run, "get");
            return run.change().details(new Phases(List.of(new Phase("get", get.startSec(), get.lengthSec(), get.plannedSec(),
                get.counts(), get.usage(), get.facts().map(facts -> facts.with(median, its.equals(folders.getFirst()) ? 3 : 4)))),
                Map.of())).build();
        });
        var whole = merged(folders);
        var facts = phase(whole, "get").facts().orElseThrow().figures();
        assertEquals(3, facts.get("share1.medianWait"));
        assertEquals(4, facts.get("share2.medianWait"));
        assertFalse(facts.containsKey("medianWait"));
        assertTrue(whole.notes().stream().anyMatch(note -> note.startsWith("Not added up, ") && note.endsWith(": medianWait")),
            whole.notes().toString());
    }
}
