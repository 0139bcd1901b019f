package reprise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.recorder.Origin;
import reprise.recorder.Run;
import reprise.recorder.RunFile;
import reprise.report.html.HtmlIndex;

/** The list of earlier runs, from the beginnings of their files. */
final class RunIndexTest {
    @TempDir
    private Path folder;

    private void run(String name, String startedAt, double tookSec, Map<String, String> tags) throws IOException {
        RunFile.write(folder.resolve(name + "/run.json"), Run.of("scenario", 1, Instant.parse(startedAt))
            .summary(Map.of(Run.DURATION_SEC, tookSec)).origin(new Origin(Optional.empty(), List.of("a-script", "--quick"), tags,
                Optional.empty())).build());
    }

    @Test
    void runs_areListedTheNewestFirst_withTheirTags_andRepeatsAsOne() throws IOException {
        run("old", "2026-01-01T00:00:00Z", 90, Map.of());
        run("new", "2026-01-03T00:00:00Z", 3600, Map.of("host", "<a>"));
        run("repeats/1", "2026-01-02T00:00:00Z", 5, Map.of());
        run("repeats/2", "2026-01-02T00:00:05Z", 5, Map.of());
        Files.createDirectories(folder.resolve("no-run"));
        Files.writeString(Files.createDirectories(folder.resolve("broken")).resolve("run.json"), "{\"scenario\": ");
        var index = RunIndex.of(folder);
        assertEquals(List.of("new", "repeats", "old"), index.runs().stream().map(RunIndex.Entry::name).toList());
        assertEquals(List.of("broken"), index.unreadable());
        var lines = index.text(200).lines().toList();
        assertEquals(5, lines.size());
        assertTrue(lines.get(1).startsWith("1  ") && lines.get(1).contains("  a-script  not-judged") && lines.get(1).contains("60 min")
            && lines.get(1).endsWith("host=<a>"), lines.get(1));
        assertTrue(lines.get(2).contains("not-judged, 2 runs"), lines.get(2));
        assertTrue(lines.get(4).startsWith("broken: "), lines.get(4));
        for (var line : index.text(60).lines().limit(4).toList()) assertTrue(line.length() <= 60, line);
        var page = HtmlIndex.text(index);
        assertTrue(page.contains("<a href=\"new/report.html\">new</a>") && page.contains("host=&lt;a&gt;"), page);
        assertTrue(page.contains("<td class=\"took\">5&nbsp;s each</td>"), page);
    }

    /** A claim that held in the first run may have failed in the next: the repeats' own file tells. */
    @Test
    void outcome_ofRepeats_isThatOfAllOfThem() throws IOException {
        for (int number : List.of(1, 2)) RunFile.write(folder.resolve("all/" + number + "/run.json"),
            Run.of("scenario", 1, Instant.parse("2026-01-01T00:00:00Z")).claims(List.of(new Run.Judgement("a", "A", 1.0, 1.0,
                Run.Ending.REPRODUCED, ""))).build());
        assertEquals("reproduced, 2 runs", RunIndex.of(folder).runs().getFirst().outcome(), "there is no such file");
        Files.writeString(folder.resolve("all/repeats.json"), "{\"held\": false, \"hold\": 1}");
        assertEquals("not-reproduced, 2 runs", RunIndex.of(folder).runs().getFirst().outcome());
        assertTrue(HtmlIndex.text(RunIndex.of(folder)).contains("<span class=\"badge bad\">"));
        Files.writeString(folder.resolve("all/repeats.json"), "{\"held\": ");
        assertEquals("reproduced, 2 runs", RunIndex.of(folder).runs().getFirst().outcome(), "it is cut");
    }

    /** Phases have no length of their own in the summary: that of the file counts. */
    @Test
    void length_ofARunOfPhases_isUntilItsFileWasWritten() throws IOException {
        var file = folder.resolve("phases/run.json");
        RunFile.write(file, Run.of("scenario", 1, Instant.parse("2026-01-01T00:00:00Z")).build());
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(Instant.parse("2026-01-01T00:01:30Z")));
        assertEquals("90 s", RunIndex.of(folder).runs().getFirst().took());
        assertEquals("scenario", RunIndex.of(folder).runs().getFirst().head().script());
    }
}
