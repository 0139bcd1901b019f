package reprise.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reprise.judge.CallerScenario.Attached;
import reprise.judge.CallerScenario.PlannedRun;
import reprise.judge.CallerScenario.Reply;
import reprise.peer.wrk.WrkFigures;
import reprise.recorder.StrictJson;

/** The published figures against the facts that were worked out of the document. */
final class CallerScenarioTest {
    private static final Path FILE = Path.of("scenarios/rest-caller.json");
    private static final double MIB = 1 << 20;
    private final CallerScenario caller;

    CallerScenarioTest() throws IOException {
        caller = CallerScenario.read(FILE);
    }

    @Test
    void runs_ofTheDocument_standInItsOrder() {
        var procedures = List.of("add2", "sub2", "mul2", "div2");
        var expected = Stream.concat(Stream.of("local-sequential", "local-concurrent", "network-sequential", "network-concurrent")
            .flatMap(group -> procedures.stream().map(procedure -> group + "-" + procedure)),
            Stream.of("shared-sequential", "shared-concurrent")).toList();
        assertEquals(expected, caller.runs().stream().filter(run -> run.published().isPresent()).map(PlannedRun::id).toList());
        var ours = caller.runs().stream().filter(run -> run.published().isEmpty()).toList();
        assertEquals(4, ours.size());
        for (var run : ours) {
            assertTrue(run.id().endsWith("-sub2-as-meant"), run.id());
            assertEquals(Attached.WEBSOCKET_JSON, run.attached());
            assertEquals(run.id().replace("-as-meant", ""), caller.runs().get(caller.runs().indexOf(run) - 1).id(),
                "beside the one as published");
        }
    }

    @Test
    void bytes_ofEachReply_areTheDocuments() {
        for (var run : caller.runs()) {
            if (run.published().isEmpty()) continue;
            var published = run.published().get();
            // MB read has two decimals: half of 0.01 MiB over the requests is the most that rounding can hide
            double rounding = 0.005 * MIB / published.requests();
            double expected = run.attached() == Attached.NOT_REGISTERED ? 335.0 : 241.0;
            assertEquals(expected, published.readBytes() / published.requests(), rounding + 0.05, run.id());
        }
    }

    @Test
    void rates_ofEachRun_agreeWithItsCountAndTime() {
        for (var run : caller.runs()) {
            if (run.published().isEmpty()) continue;
            var published = run.published().get();
            double sec = published.tookUs() / 1e6; // printed to a hundredth
            assertTrue(published.requestsPerSec() > published.requests() / (sec + 0.005) - 0.01
                && published.requestsPerSec() < published.requests() / (sec - 0.005) + 0.01, run.id());
            assertEquals(published.readBytes() / sec / MIB, published.readBytesPerSec() / MIB, 0.006, run.id());
            assertEquals(run.isSequential() ? 1 : 4, published.threads(), run.id());
            assertEquals(run.isSequential() ? 1 : 200, published.connections(), run.id());
        }
    }

    @Test
    void claims_publishedFigures_areThoseOfTheRows() {
        assertEquals(12_483.91 / 8_508.83, claim("concurrency").publishedFigure().orElseThrow(), 0.0005);
        assertEquals(perSec("local-sequential-add2") / perSec("local-sequential-mul2"), claim("in-router-msgpack").publishedFigure()
            .orElseThrow(), 0.0005);
        assertEquals(perSec("local-sequential-add2") / perSec("local-sequential-div2"), claim("in-router-json").publishedFigure()
            .orElseThrow(), 0.0005);
        assertEquals(perSec("shared-concurrent") / perSec("network-concurrent-add2"), claim("shared").publishedFigure().orElseThrow(),
            0.0005);
        double sequential = perSec("network-sequential-add2") / perSec("local-sequential-add2");
        double concurrent = perSec("network-concurrent-add2") / perSec("local-concurrent-add2");
        assertEquals(0.75, sequential, 0.005);
        assertEquals(0.92, concurrent, 0.005);
        assertEquals(sequential / concurrent, claim("network").publishedFigure().orElseThrow(), 0.0005);
        assertEquals(perSec("local-sequential-mul2") / perSec("local-sequential-div2"), claim("codecs").publishedFigure().orElseThrow(),
            0.0005);
        assertEquals(6, caller.scenario().claims().stream().filter(Claim.Judged.class::isInstance).count());
    }

    @Test
    void summary_publishedFigures_areThoseOfTheRows() {
        var requests = caller.runs().stream().flatMap(run -> run.published().stream()).mapToLong(WrkFigures::requests).sum();
        assertEquals(requests, summary("requests"));
        assertEquals(136 - 96, summary("networkMedianUs"));
        assertEquals(caller.links().addedDelayUs(), summary("networkMedianUs"));
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
        return claim(claim).judge(java.util.Map.of(claim(claim).measure(), measured), java.util.Map.of()).ending().word();
    }

    @Test
    void parameters_ofTheDocument_areRead() {
        assertEquals(Duration.ofSeconds(30), caller.load().duration());
        assertEquals(Duration.ofSeconds(2), caller.load().timeout());
        assertEquals(Duration.ofSeconds(10), caller.load().warmUpMax());
        assertEquals(4, caller.sharedCallees());
        var sub = caller.run("network-concurrent-sub2").orElseThrow();
        assertEquals("{\"procedure\": \"com.example.sub2\", \"args\": [2, 3], \"kwargs\": {\"verbose\": false}}", caller.body(sub));
        assertEquals("http://10.0.1.2:8080", caller.url(sub.link()));
        assertEquals(new Reply.Error("wamp.error.no_such_procedure"), sub.reply());
        // of 2 and 3: sum, difference, product, and the remainder that the original's div2 answers with
        assertEquals(List.of("{\"args\":[5]}", "{\"args\":[-1]}", "{\"args\":[6]}", "{\"args\":[2]}"), caller.runs().stream()
            .filter(run -> run.group().equals("local-sequential")).map(PlannedRun::reply).filter(Reply.Result.class::isInstance)
            .map(reply -> ((Reply.Result) reply).body()).toList());
    }

    @Test
    void scenario_withSeveralFaults_tellsAllAtOnce() throws IOException {
        var text = Files.readString(FILE).replace("\"timeout\": \"2s\"", "\"timeout\": \"2\"")
            .replaceFirst("\"link\": \"loopback\"", "\"link\": \"wlan\"")
            .replaceFirst("\"threads\": 1, \"connections\": 1", "\"threads\": 2, \"connections\": 1")
            .replaceFirst("\"p75\": 107", "\"p57\": 107")
            .replace("\"attached\": \"unix-json\"", "\"attached\": \"smoke\"").replace("\"shared-concurrent\"", "\"shared-sequential\"");
        var told = assertThrows(StrictJson.Invalid.class, () -> CallerScenario.parse("x.json", text.getBytes(StandardCharsets.UTF_8)));
        assertEquals(List.of(
            "x.json: parameters.load.timeout is \"2\"; it must be a time above 0 with its unit ms, s, m or h, for example \"2s\"",
            "x.json: runs[0].link is \"wlan\"; it must be loopback or network, for example \"loopback\"",
            "x.json: runs[0].threads is 2; it must be at most the connections, which are 1, for example 1",
            "x.json: runs[0].published.percentilesUs.p75 is missing; it must be a number from 0 to 1000000000000, for example 107",
            "x.json: runs[0].published.percentilesUs.p57 is not known; it must be one of p50, p75, p90, p99"), told.problems()
            .subList(0, 5));
        assertEquals(4, told.problems().stream().filter(problem -> problem.contains("attached is \"smoke\"; it must be one of router, "))
            .count());
        assertTrue(told.getMessage().contains("runs[21].id is \"shared-sequential\"; it must be different from every other run's"),
            told.getMessage());
        assertTrue(told.getMessage().contains("that has the run shared-concurrent, which a claim needs"), told.getMessage());
    }

    @Test
    void scenario_thatIsNotThere_isToldWithTheRemedy() {
        var told = assertThrows(StrictJson.Invalid.class, () -> CallerScenario.read(Path.of("scenarios/none.json")));
        assertTrue(told.getMessage().startsWith("scenarios/none.json: there is no such file; give"), told.getMessage());
    }

    @Test
    void scenario_onTheClassPath_isTheFile() throws IOException {
        assertEquals(caller, CallerScenario.read());
    }

    private double perSec(String id) {
        return caller.run(id).orElseThrow().published().orElseThrow().requestsPerSec();
    }

    private double summary(String key) {
        return caller.scenario().summary().stream().filter(figure -> figure.key().equals(key)).findFirst().orElseThrow().published()
            .orElseThrow();
    }

    private Claim claim(String id) {
        return caller.scenario().claims().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    }
}
