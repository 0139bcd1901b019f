package broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.recorder.InvalidFile;
import reprise.recorder.RunFile;
import reprise.recorder.SpoiledFile;

final class BroadcastRunTest {
    @TempDir
    private Path folder;

    private Path written(SyntheticBroadcast made) throws IOException {
        var file = folder.resolve("run.json");
        RunFile.write(file, made.judged());
        return file;
    }

    /** Each pair is a text that the file contains, and its replacement at the first occurrence. */
    private List<String> wrong(String... fromTo) throws IOException {
        var made = new SyntheticBroadcast();
        var file = written(made);
        var text = Files.readString(file);
        for (int i = 0; i < fromTo.length; i += 2) {
            assertTrue(text.contains(fromTo[i]), fromTo[i]);
            text = text.replaceFirst(Pattern.quote(fromTo[i]), Matcher.quoteReplacement(fromTo[i + 1]));
        }
        Files.writeString(file, text);
        return assertThrows(InvalidFile.class, () -> RunFile.read(file, made.report.details())).problems();
    }

    /** The path as it is reported, and the line counted in the file that was read. */
    private String at(String part, String path) throws IOException {
        var file = folder.resolve("run.json");
        var lines = Files.readAllLines(file);
        int line = 0;
        while (!lines.get(line).contains(part)) line++;
        return file + ": line " + (line + 1) + ": " + path + " ";
    }

    /** One fault of each kind: a word, a negative count, one with a fraction, a list for an object, two misspelt keys. */
    @Test
    void runFile_withSeveralFaults_tellsAllAtOnce_withLineAndPath() throws IOException {
        var told = wrong("\"style\":\"awaiting\"", "\"style\":\"slow\"", "\"inFlight\":100", "\"inFlight\":-1",
            "\"interrupted\":124", "\"interrupted\":0.5", "\"sessions\":{", "\"sesions\":{",
            "\"clockLateP99Ms\"", "\"clockLateP99\"", "\"thresholdsMet\" : { }", "\"thresholdsMet\" : [ ]");
        var server = "\"name\":\"awaiting\"";
        var whole = "; it must be a whole number of at least 0, for example 1";
        assertEquals(List.of(
            at("\"load\"", "load.clockLateP99Ms") + "is missing; it must be a number of at least 0, for example 1",
            at("\"clockLateP99\"", "load.clockLateP99") + "is not known; it must be one of asDescribed, clockLateP99Ms, completeInStages, "
                + "spoiledBy, stagesSec, timeScale, usersScale, worstLoop, worstLoopBusyShare",
            at("\"thresholdsMet\"", "k6.thresholdsMet") + "is []; it must be an object, for example {}",
            at("\"interrupted\":0.5", "scenarios[1].interrupted") + "is 0.5; it must be a whole number of at least 0, for example 1",
            at(server, "servers[0].style") + "is \"slow\"; it must be one of \"awaiting\", \"queueing\", \"other\"",
            at(server, "servers[0].lost.inFlight") + "is -1" + whole,
            at(server, "servers[0].sessions") + "is missing; it must be an object, for example {}"),
            told.stream().filter(each -> !each.contains("sesions is not known")).sorted(Comparator.comparing(each ->
                Integer.parseInt(each.replaceFirst(".*: line (\\d+): .*", "$1")))).toList());
        assertEquals(8, told.size(), told::toString);
    }

    /** Parameters and environment are shown unchanged with any values; percentiles and sums are recomputed and not read. */
    @Test
    void valueOfAnotherKind_isTold_whereverItStands() throws Exception {
        var made = new SyntheticBroadcast();
        made.seconds = 2;
        var file = written(made);
        var untold = SpoiledFile.untold(Files.readAllBytes(file), json -> {
            try {
                RunFile.read(Files.write(file, json), made.report.details());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertEquals(List.of(), untold.stream().filter(path -> !path.matches("(parameters|environment)\\..*"
            + "|servers\\[.]\\.(\\w+(P\\d\\dMs|P95Sec|MaxMs)|deliveriesLost) is read")).toList());
    }

    /** Faults that no single key shows: decreasing counts, a name without histograms, wrong derived figures. */
    @Test
    void runFile_withFiguresThatCannotBeTogether_tellsWhichAndWhere() throws IOException {
        var spoiled = wrong("\"worstLoopBusyShare\" : 0.42", "\"worstLoopBusyShare\" : 0.92");
        assertEquals(
            List.of(at("\"load\"", "load") + "cannot be: spoiledBy is absent; by the figures beside it, it must be \"the load's event "
            + "loop 1 was busy 92 % of 5 s, over 80 %\""), spoiled);
        var metrics = wrong("\"min\" : 0,\n    \"max\" : 749", "\"min\" : 0", "\"passes\" : 121000,", "\"passes\" : 121000.5,",
            "\"avg\" : 1552.25", "\"avg\" : -1", "\"max\" : 750", "\"max\" : null");
        assertEquals(List.of(
            at("\"passes\" : 121000.5", "summary.checks.passes") + "is 121000.5; it must be a whole number of 0 or above, for example 1",
            at("\"avg\" : -1", "summary.iteration_duration.avg") + "is -1.0; it must be 0 or above, for example 1.5",
            at("\"vus\"", "summary.vus")
            + "has value, min; a metric of k6's must have count, rate; or value, min, max; or rate, passes, fails; "
                + "or avg, min, med, max, p(90), p(95)",
            at("\"max\" : null", "summary.vus_max.max") + "is null; it must be a number, for example 1.5"), metrics);
        var server = "\"name\":\"other\"";
        var strange = wrong("\"name\":\"awaiting\"", server);
        assertEquals(List.of(at(server, "servers[0].name") + "cannot be: there is no histogram 'delivery other'"), strange);
        var open = wrong("\"Inf\":", "\"9\":");
        assertEquals(List.of(at("\"name\":\"awaiting\"", "servers[0].broadcastBuckets") + "cannot be: buckets: the last bound is not Inf"),
            open);
        var twice = wrong("\"name\":\"awaiting\"", "\"name\":\"queueing\"");
        assertEquals(1, twice.size());
        assertTrue(twice.getFirst()
            .endsWith(": servers[1].name is \"queueing\" a second time; it must be different from every "
            + "other one's"), twice::toString);
    }

    /** The form that an earlier version wrote: "surplus" for duplicates, without received messages and unread metrics. */
    @Test
    void runFile_ofAnEarlierVersion_isReadWithWhatItHas() throws IOException {
        var made = new SyntheticBroadcast();
        var now = made.details();
        var file = written(made);
        var text = Files.readString(file);
        var before = text.replace("\"duplicates\":", "\"surplus\":").replaceAll(",\"received\":\\{[^}]*}", "");
        assertFalse(before.contains("\"duplicates\"") || before.contains("\"received\":{") || before.contains("metricsFault"), before);
        Files.writeString(file, before);
        var read = RunFile.read(file, made.report.details()).details(BroadcastRun.class);
        for (var server : now.servers()) {
            var again = read.servers().stream().filter(each -> each.name().equals(server.name())).findFirst().orElseThrow();
            assertEquals(server.deliveries().duplicates(), again.deliveries().duplicates());
            assertEquals("", again.metricsFault());
            assertEquals(0, again.unread());
        }
        for (var account : read.accounts()) assertEquals("", account.imbalance());
    }
}
