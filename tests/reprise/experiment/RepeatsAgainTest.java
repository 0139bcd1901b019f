package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/** Repeats whose report is written again from their files. */
@Tag("alone")
final class RepeatsAgainTest {
    @TempDir
    Path temp;

    private String folder(String name) {
        return temp.resolve(name).toString();
    }

    private JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(temp.resolve(file).toFile());
    }

    private Map<String, String> files(String folder) throws IOException {
        var texts = new TreeMap<String, String>();
        for (var file : List.of("report.html", "report.rst", "report.md", "report.txt", "repeats.json"))
            texts.put(file, Files.readString(temp.resolve(folder).resolve(file)));
        return texts;
    }

    private CapturedRun again(String... options) {
        return CapturedRun.of(new RepeatedProbe(), Stream.concat(Stream.of("report", folder("all")), Stream.of(options))
            .toArray(String[]::new));
    }

    /** What was asked for is kept: the share in which claims must hold, and how many runs there should be. */
    @Test
    void report_again_isTheSame_whateverWasAskedFor() throws IOException {
        var asked = new Interruption();
        var script = new RepeatedProbe(x -> {
            if (x.seed() == 2) throw new Failure.Environment("the host is on fire");
            if (x.seed() == 4) asked.asked().complete(null);
            x.measure("six", new CountingLoad(1_000_000), Duration.ofMillis(20));
        });
        CapturedRun.of(script, asked, "--repeat", "5", "--hold", "0.5", "--out", folder("all"));
        var before = files("all");
        assertTrue(before.get("report.txt").contains("Only 2 of 5 runs. "), before.get("report.txt"));
        assertTrue(before.get("report.rst").contains("asked for are 50 %"), before.get("report.rst"));
        assertTrue(before.get("report.md").contains("Run 2 ended early"), before.get("report.md"));
        assertTrue(before.get("report.md").contains("Run 4 was interrupted"), before.get("report.md"));
        assertEquals(0, again().exitCode());
        assertEquals(before, files("all"));
    }

    @Test
    void report_again_withTheShareThatWasAskedFor_hasTheSameExitCode() throws IOException {
        assertEquals(0, CapturedRun.of(new RepeatedProbe(), "--repeat", "3", "--hold", "0.6", "--out", folder("all")).exitCode());
        var before = files("all");
        var again = again();
        assertEquals(0, again.exitCode(), again.out());
        assertEquals(before, files("all"));
        var limited = again("--fail-if", "count(sent) > 0");
        assertEquals(1, limited.exitCode(), limited.out());
        assertTrue(limited.out().contains("count(sent) > 0"), limited.out());
    }

    /** Such a file is of an earlier version; without any, no more is known. */
    @Test
    void report_again_withoutWhatWasAskedFor_wantsAllClaimsInAllRuns() throws IOException {
        CapturedRun.of(new RepeatedProbe(), "--repeat", "3", "--hold", "0.6", "--out", folder("all"));
        var file = temp.resolve("all/repeats.json");
        var kept = Files.readString(file);
        Files.writeString(file, kept.replaceAll("(?m)^\"(planned|hold)\": .*\n", ""));
        assertEquals(1, again().exitCode());
        assertEquals(1, json("all/repeats.json").path("hold").doubleValue());
        assertEquals(3, json("all/repeats.json").path("planned").intValue());
        Files.delete(file);
        assertEquals(1, again().exitCode());
        Files.writeString(file, kept.replace("\"hold\": 0.6", "\"hold\": 1.5")
            .replace("\"planned\": 3", "\"planned\": 0"));
        again().fails(2, "planned is 0; it must be 1 or more, for example 5");
        again().fails(2, "hold is 1.5; it must be a share above 0 and at most 1, for example 0.8");
        again().fails(2, "put it right, or remove it");
        Files.writeString(file, "{\"planned\": ");
        again().fails(2, "the file ends within a value");
    }

    @Test
    void report_again_refusesWhatIsForOneRun() {
        CapturedRun.of(new RepeatedProbe(), "--repeat", "2", "--out", folder("all"));
        again("--junit", folder("junit.xml")).fails(2, "--junit is for one run; leave it out, or ask repeats for --json");
        again("--fail-if", "count(losses) > 0").fails(2, "--fail-if is 'count(losses) > 0'");
    }

    /** The report goes by what is there, and a gap ends nothing. */
    @Test
    void run_thatIsRemoved_isNamed_andTheOthersAreReported() throws IOException {
        CapturedRun.of(new RepeatedProbe(), "--repeat", "3", "--hold", "0.5", "--out", folder("all"));
        Files.delete(temp.resolve("all/2/run.json"));
        var again = again();
        assertEquals(0, again.exitCode(), again.err());
        assertTrue(again.out().contains("Note: Run 2 left no figures."), again.out());
        assertTrue(again.out().contains("Only 2 of 3 runs. "), again.out());
    }
}
