package caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.experiment.CompiledScript;
import reprise.judge.Claim;
import reprise.judge.Scenario;
import reprise.peer.wrk.WrkFigures;
import reprise.recorder.InvalidFile;

/** Compares the published figures with facts that were derived from the document. */
final class PublishedTest {
    private static final double MIB = 1 << 20;
    private static final CompiledScript SCRIPT = CompiledScript.of("rest-caller");
    private final Scenario document;
    @TempDir
    private Path folder;

    PublishedTest() throws IOException {
        document = SCRIPT.report().scenario();
    }

    @Test
    void runs_ofTheDocument_areThoseThatWerePublished() throws IOException {
        var procedures = List.of("add2", "sub2", "mul2", "div2");
        var expected = Stream.concat(Stream.of("local-sequential", "local-concurrent", "network-sequential", "network-concurrent")
            .flatMap(group -> procedures.stream().map(procedure -> group + "-" + procedure)),
            Stream.of("shared-sequential", "shared-concurrent")).toList();
        assertEquals(expected, PublishedCases.ids());
        assertEquals(4, SyntheticCaller.IDS.size() - expected.size(), "sub2 as meant");
    }

    @Test
    void bytes_ofEachReply_areTheDocuments() throws IOException {
        for (var id : PublishedCases.ids()) {
            var published = PublishedCases.of(id);
            // MB read has two decimals: rounding hides at most half of 0.01 MiB divided by the requests
            double rounding = 0.005 * MIB / published.requests();
            assertEquals(id.endsWith("sub2") ? 335.0 : 241.0, published.readBytes() / published.requests(), rounding + 0.05, id);
        }
    }

    @Test
    void rates_ofEachRun_agreeWithItsCountAndTime() throws IOException {
        for (var id : PublishedCases.ids()) {
            var published = PublishedCases.of(id);
            double sec = published.tookUs() / 1e6; // printed to a hundredth
            assertTrue(published.requestsPerSec() > published.requests() / (sec + 0.005) - 0.01
                && published.requestsPerSec() < published.requests() / (sec - 0.005) + 0.01, id);
            assertEquals(published.readBytes() / sec / MIB, published.readBytesPerSec() / MIB, 0.006, id);
        }
    }

    private static double perSec(String id) throws IOException {
        return PublishedCases.of(id).requestsPerSec();
    }

    @Test
    void claims_publishedFigures_areThoseOfTheRows() throws IOException {
        double sequential = perSec("network-sequential-add2") / perSec("local-sequential-add2");
        double concurrent = perSec("network-concurrent-add2") / perSec("local-concurrent-add2");
        assertEquals(0.75, sequential, 0.005);
        assertEquals(0.92, concurrent, 0.005);
        for (var expected : Map.of("concurrency", 12_483.91 / 8_508.83,
            "in-router-msgpack", perSec("local-sequential-add2") / perSec("local-sequential-mul2"),
            "in-router-json", perSec("local-sequential-add2") / perSec("local-sequential-div2"),
            "shared", perSec("shared-concurrent") / perSec("network-concurrent-add2"), "network", sequential / concurrent,
            "codecs", perSec("local-sequential-mul2") / perSec("local-sequential-div2")).entrySet())
            assertEquals(expected.getValue(), claim(expected.getKey()).publishedFigure().orElseThrow(), 0.0005, expected.getKey());
        assertEquals(6, document.claims().stream().filter(Claim.Judged.class::isInstance).count());
    }

    @Test
    void summary_publishedFigures_areThoseOfTheRows() throws IOException {
        long requests = 0;
        for (var id : PublishedCases.ids()) requests += PublishedCases.of(id).requests();
        assertEquals(requests, summary("requests"));
        assertEquals(136 - 96, summary("networkMedianUs"));
    }

    private double summary(String key) {
        return document.summary().stream().filter(figure -> figure.key().equals(key)).findFirst().orElseThrow().published().orElseThrow();
    }

    @Test
    void claims_onTheirThreshold_areJudgedAsTheyAreWritten() {
        assertEquals("not-reproduced", judged("concurrency", 1.2)); // above 1.2
        assertEquals("reproduced", judged("concurrency", 1.2001));
        assertEquals("reproduced", judged("shared", 1.1)); // at most 1.1
        assertEquals("not-reproduced", judged("shared", 1.1001));
        assertEquals("not-reproduced", judged("network", 1)); // below 1
        assertEquals("reproduced", judged("network", 0.9999));
        assertEquals("not-reproduced", judged("sub2-errors", 1 - 1e-6)); // one other reply in a million
        assertEquals("not-judged", judged("codecs", 1.13));
    }

    private String judged(String claim, double measured) {
        return claim(claim).judge(Map.of(claim(claim).measure().id(), measured), Map.of()).ending().word();
    }

    private Claim claim(String id) {
        return document.claims().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    }

    private static List<String> told(String json) {
        return assertThrows(InvalidFile.class, () -> Published.parse("x.json", json.getBytes(StandardCharsets.UTF_8), List.of(),
            PublishedCases.CASES)).problems().stream().map(each -> each.replaceFirst("^x.json: line \\d+: ", "")).toList();
    }

    @Test
    void scenario_withSeveralFaults_tellsAllAtOnce() throws IOException {
        var text = Files.readString(PublishedCases.FILE).replaceFirst("\"p75\": 107", "\"p57\": 107")
            .replace("\"shared-concurrent\"", "\"shared-sequential\"").replace("\"local-sequential-div2\"", "\"local-sequential-pow2\"");
        assertEquals(List.of("runs[0].published.percentilesUs.p75 is missing; it must be a number of at least 0, for example 1",
            "runs[0].published.percentilesUs.p57 is not known; it must be one of p50, p75, p90, p99",
            "runs[3].id is \"local-sequential-pow2\"; it must be a case of the script, for example \"local-sequential-add2\"",
            "runs[17].id is \"shared-sequential\" a second time; it must be different from every other one's"), told(text));
    }

    /** The form of earlier versions: the set-up in the file, and claims of its own, which win over the script's. */
    @Test
    void scenario_ofAnEarlierVersion_isRead_andItsClaimsWin() throws IOException {
        var earlier = folder.resolve("mine.json");
        Files.writeString(earlier, Files.readString(PublishedCases.FILE)
            .replaceFirst("\"published\"", "\"parameters\": {\"seed\": 1, \"load\": {\"duration\": \"30s\"}},\n  \"published\"")
            .replaceFirst("\"id\": \"local-sequential-add2\",", "\"id\": \"local-sequential-add2\", \"group\": \"local-sequential\", "
                + "\"link\": \"loopback\", \"threads\": 1, \"connections\": 1, \"procedure\": \"com.example.add2\", "
                + "\"attached\": \"router\", \"reply\": \"{}\",")
            .replace("\"claims\": []", "\"claims\": [{\"id\": \"mine\", \"statement\": \"Mine\", \"published\": 1.467, "
                + "\"measure\": \"concurrencyGain\", \"above\": 5}]"));
        var claims = SCRIPT.report(earlier).scenario().claims();
        assertEquals(List.of("mine"), claims.stream().map(Claim::id).toList());
        assertEquals(new WrkFigures.Percentiles(96, 107, 146, 39_010), PublishedCases.of("local-sequential-add2").percentiles());
    }
}
