package reprise.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import failover.SyntheticRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.experiment.ReportFiles;
import reprise.judge.Scenario;
import reprise.recorder.Origin;
import reprise.recorder.Run;
import reprise.report.RepeatCommand;
import reprise.report.Report;
import reprise.report.ReportReaders;
import reprise.report.RunGroup;

/** What a reader of a run's page finds beside its figures: the way to repeat it, its files, its sections, the bands of its claims. */
final class RunPageTest {
    @TempDir
    private Path folder;

    private static List<String> all(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().map((MatchResult each) -> each.group(1)).toList();
    }

    private String page() throws Exception {
        var made = new SyntheticRun(20, 6, 3.2);
        Files.writeString(folder.resolve("broker <1>.log"), "");
        Files.createDirectories(folder.resolve("without-a-page"));
        ReportFiles.write(folder, made.run, made.report);
        return Files.readString(folder.resolve("report.html"));
    }

    @Test
    void page_links_toEachFileBesideIt_andToEachSection() throws Exception {
        var page = page();
        var files = page.substring(page.indexOf("<section id=\"files\">"));
        assertEquals(List.of("broker &lt;1&gt;.log", "report.rst", "report.txt", "rpc_cast_message_flow.svg",
            "rpc_cast_received_messages.svg", "rpc_cast_sent_messages.svg", "series.csv", "summary.md"),
            all(files, "<li><a href=\"([^\"]+)\""));
        var ids = all(page, " id=\"([^\"]+)\"");
        assertEquals(ids.size(), new HashSet<>(ids).size(), "each once: " + ids);
        var linked = all(page, " href=\"#([^\"]+)\"");
        assertTrue(linked.size() > 10 && ids.containsAll(linked), linked + " of " + ids);
        assertTrue(page.contains("<title>Not reproduced. RPC CAST fail-over test report, 2026-11-21</title>"), "the title");
    }

    @Test
    void claims_haveTheirBand_andADotThatIsHollowOutside() throws Exception {
        var page = page();
        var claims = page.substring(page.indexOf("<section id=\"claims\">"), page.indexOf("<section id=\"summary\">")).split("<li>");
        var outage = List.of(claims).stream().filter(claim -> claim.contains("stands still")).findFirst().orElseThrow();
        assertTrue(outage.contains("class=\"errors outside\"") && outage.contains("good-band") && outage.contains("diamond"), outage);
        assertFalse(claims[1].contains("outside"), claims[1]);
    }

    /** A reader who has never seen a page finds what its words mean, and none that it does not have. */
    @Test
    void words_ofAPage_areExplainedOnIt() throws Exception {
        var page = page();
        var terms = all(page.substring(page.indexOf("<details class=\"terms\">"), page.indexOf("<section id=\"claims\">")),
            "<dt>([^<]+)</dt>");
        assertEquals(List.of("reproduced", "not judged", "band, diamond, dots", "50&nbsp;%, 99&nbsp;%, 99.9&nbsp;%",
            "as recorded, corrected", "published, this run", "seed"), terms);
    }

    private static Origin origin(String... command) {
        return new Origin(Optional.empty(), List.of(command), Map.of(), Optional.empty());
    }

    private static String repeat(String... command) {
        return RepeatCommand.of(Run.of("x", 7, Instant.EPOCH).origin(origin(command)).build());
    }

    /** Into a folder of its own, with the seed of this run of several. */
    @Test
    void command_toRepeatARun_hasItsSeedAndNotItsFolder() {
        assertEquals("./jbang rpc-cast-failover --quick --tag 'a=it'\\''s b' --seed 7",
            repeat("rpc-cast-failover", "--quick", "--out", "/tmp/x", "--tag", "a=it's b", "--repeat=3", "--seeds", "1,7", "--hold=1"));
        assertEquals("", repeat());
        var chosen = Run.of("x", 0, Instant.EPOCH);
        assertEquals("./jbang rpc-cast-failover --seed 0",
            RepeatCommand.of(chosen.origin(origin("rpc-cast-failover", "--seeds=0,1")).build()));
        assertEquals("./jbang http-load http://127.0.0.1:8080/", RepeatCommand.of(chosen.origin(origin("http-load",
            "http://127.0.0.1:8080/")).build()), "it has no random choices, and no such option");
    }

    private static String repeatAll(String folder, long seed, String... command) {
        var report = Report.of(Scenario.of("x", "X", "none", "Nothing."), List.of());
        var group = new RunGroup("all", report.scenario());
        group.add(Path.of(folder), Run.of("x", seed, Instant.EPOCH).origin(origin(command)).build(), report);
        return RepeatCommand.of(group);
    }

    /** All of them: with the seeds that were given, or from the first one's on. */
    @Test
    void command_toRepeatRepeats_hasTheirSeeds() {
        assertEquals("./jbang s --repeat 3 --hold 0.5 --seed 7", repeatAll("1", 7, "s", "--repeat", "3", "--hold", "0.5", "--out", "x"));
        assertEquals("./jbang s --seeds=7,9", repeatAll("1", 7, "s", "--seeds=7,9", "--junit", "x"));
        assertEquals("./jbang s --repeat 3 --seed 6", repeatAll("2", 7, "s", "--repeat", "3", "--seed", "6"));
        assertEquals("./jbang s --repeat 3", repeatAll("2", 7, "s", "--repeat", "3"), "the first run is missing");
        assertEquals("", repeatAll("1", 7));
    }

    /** Without the script the button is not shown, for it needs it. */
    @Test
    void copyButton_inABrowser_isShownAndTellsThatItCopied() throws Exception {
        var made = new SyntheticRun(20, 6, 2.0);
        ReportFiles.write(folder, made.run.withOrigin(origin("rpc-cast-failover")), made.report);
        assertTrue(Files.readString(folder.resolve("report.html")).contains("<button hidden>"), "hidden without a script");
        var dom = ReportReaders.byBrowser(folder, "document.querySelector('.repeat button').click();");
        assertTrue(dom.contains("./jbang rpc-cast-failover --seed 42</code> <button>"), "shown by the script");
    }
}
