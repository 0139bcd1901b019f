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
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reprise.recorder.StrictJson;
import reprise.recorder.Unjudged;

/** The rows against the facts that were worked out of the document. */
final class FailoverScenarioTest {
    private static final Path FILE = Path.of("scenarios/rpc-cast-failover.json");
    private final FailoverScenario failover;

    FailoverScenarioTest() throws IOException {
        failover = FailoverScenario.read(FILE);
    }

    @Test
    void sentRows_ofTheDocument_haveItsSumMeansAndEmptySecond() {
        var sent = rows("sent");
        assertEquals(121, sent.size());
        assertEquals(127_820, sum(sent, 0, 120));
        assertEquals(798.8, sum(sent, 1, 11) / 11, 0.05);
        assertEquals(1114.2, sum(sent, 15, 120) / 106, 0.05);
        assertEquals(List.of(13), sent.stream().filter(row -> row[1] == null).map(row -> row[0].intValue()).toList());
        assertEquals(0, sent.stream().mapToDouble(row -> row[2]).sum());
    }

    @Test
    void receivedRows_ofTheDocument_haveItsSumAndWeightedMean() {
        var received = rows("received");
        assertEquals(123, received.size());
        assertEquals(127_820, sum(received, 0, 122));
        double weighted = received.stream().filter(row -> row[2] != null).mapToDouble(row -> row[1] * row[2]).sum();
        assertEquals(1.6075, weighted / 127_820, 0.00005);
    }

    /** The client stood still for what its two partial seconds lack and the empty one: 1 − 344/798.8 + 1 + 1 − 578/1114.2. */
    @Test
    void publishedClaims_ofTheOutageAndRates_followFromTheRows() {
        var sent = rows("sent");
        double before = sum(sent, 1, 11) / 11;
        double after = sum(sent, 15, 120) / 106;
        double outageSec = 1 - sent.get(12)[1] / before + 1 + 1 - sent.get(14)[1] / after;
        assertEquals(published("outage"), outageSec, 0.005);
        assertEquals(published("worst-latency"), 2.0356 / outageSec, 0.005);
        assertEquals(published("rate-rise"), after / before, 0.005);
        assertEquals(published("latency-after"), median(15 + 1, 121) / median(2, 12), 0.005); // the server's rows are one second on
    }

    @Test
    void sizes_ofTheDocument_haveTheirWeightAndMean() {
        var sizes = failover.load().sizes();
        assertEquals(4077, sizes.stream().mapToInt(FailoverScenario.SizeBucket::weight).sum());
        // a bucket's lengths are from, from + 1, …, from + 499: its mean is from + 249.5
        double mean = sizes.stream().mapToDouble(bucket -> (bucket.fromBytes() + 249.5) * bucket.weight()).sum() / 4077;
        assertEquals(3280, mean, 0.5);
    }

    @Test
    void parameters_ofTheDocument_areRead() {
        assertEquals(Duration.ofSeconds(12), failover.killAt());
        assertEquals(Duration.ofSeconds(121), failover.load().duration());
        assertEquals(1056, failover.load().ratePerSec());
        assertEquals(new FailoverScenario.Reconnect(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(2),
            Duration.ofSeconds(30), Duration.ofSeconds(60)), failover.reconnect());
        assertEquals(6, failover.scenario().claims().stream().filter(Claim.Judged.class::isInstance).count());
    }

    @Test
    void scenario_withSeveralFaults_tellsAllAtOnce() throws IOException {
        var text = Files.readString(FILE).replace("\"ratePerSec\": 1056", "\"ratePerSec\": -5")
            .replace("\"killAt\": \"12s\"", "\"killAt\": \"12\"")
            .replace("\"min\": 1.5, \"max\": 2.6", "\"min\": 3, \"max\": 2.6")
            .replace("\"measure\": \"errorMessages\"", "\"mesure\": \"errorMessages\"")
            .replace("[501, 56]", "[501, 0.5]").replace("[1, 773, 0], ", "").replace("\"id\": \"outage\"", "\"id\": \"no-loss\"");
        var told = assertThrows(StrictJson.Invalid.class, () -> FailoverScenario.parse("x.json", text.getBytes(StandardCharsets.UTF_8)));
        var expected = List.of(
            "x.json: published.tables.sent.rows is [[0,1,0],[2,799,0],[3,798,0],[4,796,0],[5,800,0],[6,792,0...; it must be a row for "
            + "each second,"
                + " counted from 0 (row 1 is not second 1), for example [[0, 1, 0], [1, 773, 0]]",
            "x.json: claims[1].measure is missing; it must be a text, for example \"lossBeyondRace\"",
            "x.json: claims[1].mesure is not known; it must be one of ours, judged, id, statement, published, unit, decimals, measure, "
            + "above, below, min, max, holds, factor",
            "x.json: claims[2].max is 2.6; it must be at least min, which is 3.0, for example 3.0",
            "x.json: claims[2].id is \"no-loss\"; it must be different from every other claim's, for example \"no-loss-2\"",
            "x.json: parameters.load.sizes.weights is [[501,0.5],[1001,105],[1501,801],[2001,1166],[2501,616],[...; it must be rows of a "
            + "length"
                + " in bytes and a weight, both whole and above 0, for example [[501, 56]]",
            "x.json: parameters.load.ratePerSec is -5; it must be a number from 0.001 to 10000000, for example 1056",
            "x.json: parameters.fault.killAt is \"12\"; it must be a time above 0 with its unit ms, s, m or h, for example \"12s\"");
        assertEquals(String.join("\n", expected), told.getMessage());
    }

    @Test
    void scenario_thatIsNotThere_isToldWithTheRemedy() {
        var told = assertThrows(StrictJson.Invalid.class, () -> FailoverScenario.read(Path.of("scenarios/none.json")));
        assertTrue(told.getMessage().startsWith("scenarios/none.json: there is no such file; give"), told.getMessage());
    }

    private List<Double[]> rows(String table) {
        return failover.scenario().tables().get(table).rows();
    }

    private static double sum(List<Double[]> rows, int from, int to) {
        return rows.subList(from, to + 1).stream().map(row -> row[1]).filter(Objects::nonNull).mapToDouble(cell -> cell).sum();
    }

    private double median(int from, int to) {
        var sorted = rows("received").subList(from, to + 1).stream().map(row -> row[2]).filter(Objects::nonNull).sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private double published(String claim) {
        return failover.scenario().claims().stream().filter(each -> each.id().equals(claim)).findFirst().orElseThrow().publishedFigure()
            .orElseThrow();
    }

    @Test
    void claims_ofMeasures_areJudgedByTheLimitsAndAbsentOnesAreNot() throws IOException {
        var scenario = FailoverScenario.read(Path.of("scenarios/rpc-cast-failover.json")).scenario();
        var claims = scenario.claims().stream().collect(java.util.stream.Collectors.toMap(Claim::id, claim -> claim));
        assertEquals(new Verdict.Reproduced(2.6, "the longest gap between two completed sends is 1.5 to 2.6 s"),
            claims.get("outage").judge(Map.of("outageSec", 2.6), Map.of()));
        assertEquals("not-reproduced", claims.get("outage").judge(Map.of("outageSec", 2.6001), Map.of()).ending().word());
        assertEquals("not-reproduced", claims.get("no-loss").judge(Map.of("lossBeyondRace", -1.0), Map.of()).ending().word());
        assertEquals(new Verdict.NotJudged(null, new Unjudged.ByRun("nothing was killed")), claims.get("outage")
            .judge(Map.of(), Map.of("outageSec", new Unjudged.ByRun("nothing was killed"))));
        var shown = claims.get("rate-rise").judge(Map.of("rateAfterToBefore", 1.0), Map.of());
        assertEquals(1.0, shown.measuredOrNull());
        assertTrue(shown.why().startsWith("a property of their two hosts"));
        assertEquals("2.05 s", claims.get("outage").measuredText(2.045000001));
        assertEquals("0.0500 ms", claims.get("latency-level").measuredText(0.05), "of one decimal in the document");
        assertEquals("1.6 ms", claims.get("latency-level").publishedText());
        // the bound is 2.6: what is above it is not shown as 2.60, what is at it is
        assertEquals("2.6001 s", claims.get("outage").measuredText(2.6001));
        assertEquals("2.60 s", claims.get("outage").measuredText(2.6));
    }
}
