package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/** An experiment performed several times, and what all runs together say; and runs that are compared. */
@Tag("alone")
final class RepeatsTest {
    @TempDir
    Path temp;

    private static void fails(CapturedRun ended, int exitCode, String sentence) {
        ended.fails(exitCode, sentence);
    }

    private String folder(String name) {
        return temp.resolve(name).toString();
    }

    private JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(temp.resolve(file).toFile());
    }

    private static JsonNode claim(JsonNode repeats, String id) {
        return StreamSupport.stream(repeats.path("claims").spliterator(), false).filter(claim -> claim.path("id").textValue().equals(id))
            .findFirst().orElseThrow();
    }

    @Test
    void repeats_haveAFolderAndASeedEach_andOneReport() throws IOException {
        var ended = CapturedRun.of(new RepeatedProbe(), "--seeds", "1,2", "--out", folder("all"));
        assertEquals(0, ended.exitCode(), ended.out() + ended.err());
        assertTrue(ended.out().endsWith("All 3 judged claims held in each of the 2 runs that should answer it\n"), ended.out());
        for (int number : List.of(1, 2)) {
            assertEquals(number, json("all/" + number + "/run.json").path("seed").intValue());
            for (var file : List.of("report.html", "latency.hlog", "series.csv"))
                assertTrue(Files.exists(temp.resolve("all/" + number + "/" + file)), file);
        }
        var repeats = json("all/repeats.json");
        assertEquals(2, claim(repeats, "some").path("held").intValue());
        assertEquals(1, claim(repeats, "odd").path("asked").intValue());
        assertEquals("not judged in 1 of 2 runs: the seed is even", claim(repeats, "odd").path("why").textValue());
        assertEquals(1.5, claim(repeats, "few").path("figures").path("median").doubleValue());
        assertTrue(Files.readString(temp.resolve("all/report.rst")).contains("2 of 2"));

        var page = Files.readString(temp.resolve("all/report.html"));
        assertTrue(page.contains("<a href=\"2/report.html\">"), "the runs' own pages");
        var command = "./jbang probe --seeds 1,2";
        assertTrue(page.contains("<code>" + command + "</code> <button hidden>Copy</button>"), page);
        assertTrue(Files.readString(temp.resolve("all/report.md")).contains("To repeat it: `" + command + "`"));
        var again = CapturedRun.of(new RepeatedProbe(), "report", folder("all"));
        assertEquals(0, again.exitCode(), again.err());
        assertEquals(page, Files.readString(temp.resolve("all/report.html")));
    }

    @Test
    void claim_thatHeldInSomeRuns_failsUnlessFewerAreAskedFor() throws IOException {
        var ended = CapturedRun.of(new RepeatedProbe(), "--repeat", "3", "--out", folder("all"));
        assertEquals(1, ended.exitCode(), ended.out());
        assertTrue(ended.out().endsWith("1 of 3 judged claims did not hold in each of the 3 runs (few in 2 of 3)\n"), ended.out());
        assertFalse(claim(json("all/repeats.json"), "few").path("steady").booleanValue());
        var warning = claim(json("all/repeats.json"), "few").path("warning").textValue();
        assertTrue(warning.startsWith("the spread is 1 ms, and the bound is only 0 ms from the median"), warning);
        var fewer = CapturedRun.of(new RepeatedProbe(), "--repeat", "3", "--hold", "0.6", "--out", folder("fewer"));
        assertEquals(0, fewer.exitCode(), fewer.out());
        assertTrue(fewer.out().endsWith("(few in 2 of 3); asked for are 60 %\n"), fewer.out());
    }

    private List<String> phases(String run) throws IOException {
        return StreamSupport.stream(json(run + "/run.json").path("phases").spliterator(), false).map(phase -> phase.path("id").textValue())
            .toList();
    }

    @Test
    void order_isShuffledByTheSeed_andASingleRunHasTheDocuments() throws IOException {
        assertEquals(0, CapturedRun.of(new RepeatedProbe(), "--seeds", "1,2,1", "--out", folder("all")).exitCode());
        assertEquals(phases("all/1"), phases("all/3"));
        assertNotEquals(phases("all/1"), phases("all/2"));
        assertEquals("shuffled by the seed", json("all/1/run.json").path("parameters").path("order").textValue());
        assertEquals(0, CapturedRun.of(new RepeatedProbe(), "--out", folder("single")).exitCode());
        assertEquals(List.of("one", "two", "three", "four", "five"), phases("single"));
    }

    @Test
    void run_thatFails_isTold_andTheOthersAreReported() throws IOException {
        var ended = CapturedRun.of(new RepeatedProbe(x -> {
            if (x.seed() == 2) throw new Failure.Environment("the host is on fire");
        }), "--repeat", "3", "--hold", "0.5", "--out", folder("all"));
        fails(ended, 3, "Run 2 ended early");
        assertTrue(ended.err().contains("the host is on fire"), ended.err());
        assertTrue(ended.out().contains("Only 2 of 3 runs. "), ended.out());
        assertEquals(List.of(1, 3), StreamSupport.stream(json("all/repeats.json").path("runs").spliterator(), false)
            .map(run -> Integer.parseInt(run.path("folder").textValue())).toList());
        assertTrue(Files.exists(temp.resolve("all/2/run.json")));
    }

    @Test
    void run_thatFailsFirst_endsTheRepeats() {
        fails(CapturedRun.of(new RepeatedProbe(_ -> {
            throw new Failure.Environment("nothing works");
        }), "--repeat", "3", "--out", folder("all")), 3, "nothing works");
        assertFalse(Files.exists(temp.resolve("all/2")));
    }

    @Test
    void interruption_inARun_leavesWhatRan() throws IOException {
        var asked = new Interruption();
        var script = new RepeatedProbe(x -> {
            if (x.seed() == 3) asked.asked().complete(null);
            x.measure("six", new CountingLoad(1_000_000), Duration.ofMillis(20));
        });
        var ended = CapturedRun.of(script, asked, "--repeat", "5", "--hold", "0.5", "--out", folder("all"));
        assertTrue(ended.out().contains("Only 2 of 5 runs. "), ended.out());
        assertTrue(ended.out().contains("Run 3 was interrupted. What it recorded is in its folder"), ended.out());
        assertTrue(json("all/3/run.json").path("interrupted").booleanValue());
        assertFalse(Files.exists(temp.resolve("all/4")));
        assertEquals(2, json("all/repeats.json").path("runs").size());
    }

    @Test
    void options_thatCannotBeUsed_areToldTogether_andNothingIsBegun() {
        fails(CapturedRun.of(new RepeatedProbe(), "--repeat", "0", "--hold", "2"), 2, "--repeat is 0; it must be 1 to 1000, for example 5");
        fails(CapturedRun.of(new RepeatedProbe(), "--repeat", "2", "--hold", "2"), 2,
            "--hold is 2; it must be a share above 0 and at most 1, for example 0.8");
        fails(CapturedRun.of(new RepeatedProbe(), "--hold", "0.5"), 2, "--hold is for several runs; give --repeat too");
        fails(CapturedRun.of(new RepeatedProbe(), "--seeds", "1,2", "--seed", "3"), 2, "--seed and --seeds both set the seed");
        fails(CapturedRun.of(new RepeatedProbe(), "--seeds", "1,2", "--repeat", "3"), 2,
            "--repeat is 3 and --seeds has 2; give one of them");
    }

    // ---- comparison

    private CapturedRun compare(String... args) {
        var all = new ArrayList<>(List.of("compare", "--out", folder("compared")));
        all.addAll(List.of(args));
        return CapturedRun.of(new RepeatedProbe(), all.toArray(String[]::new));
    }

    private void perform(String folder, int firstSeed, int runs) {
        var seeds = String.join(",", IntStream.range(firstSeed, firstSeed + runs).mapToObj(String::valueOf).toList());
        CapturedRun.of(new RepeatedProbe(), "--seeds", seeds, "--out", folder(folder));
    }

    @Test
    void groups_thatDiffer_areTold_andWorseOnesFail() throws IOException {
        perform("old", 11, 5);
        perform("new", 21, 5);
        var ended = compare(folder("old"), folder("new"), "--worse-than", "5%");
        assertEquals(1, ended.exitCode(), ended.out() + ended.err());
        var delay = StreamSupport.stream(json("compared/compare.json").path("differences").spliterator(), false)
            .filter(each -> each.path("name").textValue().equals("the delay")).findFirst().orElseThrow();
        assertEquals("worse", delay.path("says").textValue(), "it is in ms");
        assertEquals(10 / 13.0, delay.path("change").doubleValue(), 1e-9);
        assertTrue(delay.path("chance").doubleValue() < 0.01, delay.toString());
        assertTrue(delay.path("tooMuch").booleanValue());
        assertTrue(Files.readString(temp.resolve("compared/compare.md")).contains("| the delay, ms | 13 |"));
        var page = Files.readString(temp.resolve("compared/compare.html"));
        assertTrue(page.contains("Latency by percentile"));
        assertTrue(page.contains("To repeat it: <code>./jbang probe compare " + folder("old") + " " + folder("new")
            + " --worse-than 5%</code>"), page);
        assertTrue(ended.out().contains("is worse by more than 5 %. Of "), ended.out());
    }

    @Test
    void runs_ofOneEach_areComparedWithoutSignificance_andItIsSaid() throws IOException {
        perform("one", 11, 1);
        perform("other", 21, 1);
        var ended = compare(folder("one"), folder("other/1"));
        assertEquals(0, ended.exitCode(), ended.err());
        assertTrue(ended.out().contains("One run each: nobody can tell whether a difference is more than chance."), ended.out());
        assertTrue(StreamSupport.stream(json("compared/compare.json").path("differences").spliterator(), false)
            .allMatch(each -> each.path("says").textValue().equals("nothing") && each.path("chance").isMissingNode()));
    }

    /** Odd seeds alone have that figure. */
    @Test
    void figure_thatOneDoesNotHave_isNotCompared() throws IOException {
        perform("odd", 11, 1);
        perform("even", 12, 1);
        assertEquals(0, compare(folder("odd"), folder("even")).exitCode());
        assertTrue(Files.readString(temp.resolve("compared/compare.md")).contains("| the odd seed | 11 |  |  |  |"),
            Files.readString(temp.resolve("compared/compare.md")));
    }

    @Test
    void folders_thatCannotBeCompared_areTold_andNothingIsWritten() throws IOException {
        perform("one", 11, 1);
        fails(compare(folder("one"), folder("none")), 2,
            "none is no run and has no repeats: there is neither run.json nor 1/run.json in it");
        fails(compare(folder("one"), folder("one")), 2, "a folder is named twice");
        fails(compare(folder("one")), 2, "compare has one folder, " + folder("one") + "; give those of two runs or more");
        fails(compare(folder("one"), folder("none"), "--worse-than", "5"), 2, "'5' is no percentage; write for example 5%");
        Files.createDirectories(temp.resolve("strange"));
        Files.writeString(temp.resolve("strange/run.json"), Files.readString(temp.resolve("one/1/run.json"))
            .replace("\"scenario\": \"probe\"", "\"scenario\": \"other\""));
        fails(compare(folder("one"), folder("strange")), 2, "it is a run of other, not of probe");
        assertFalse(Files.exists(temp.resolve("compared")));
    }
}
