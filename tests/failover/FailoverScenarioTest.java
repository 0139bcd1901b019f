package failover;

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
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reprise.judge.Bound;
import reprise.judge.Claim;
import reprise.judge.Scenario;
import reprise.judge.Verdict;
import reprise.recorder.InvalidFile;
import reprise.recorder.SpoiledFile;
import reprise.recorder.Unjudged;
import reprise.simulator.rpc.Bodies;
import reprise.simulator.rpc.ReconnectPolicy;
import reprise.sut.Failure;

/**
 * Compares the scenario's rows with facts that were derived from the document, and reads a file of an earlier version, which has claims and
 * parameters of its own.
 */
final class FailoverScenarioTest {
    private static final Path FILE = Path.of("tests/golden/scenarios/rpc-cast-failover.json");
    private final FailoverScenario failover;

    FailoverScenarioTest() throws IOException {
        failover = read(FILE);
    }

    private static FailoverScenario read(Path file) throws IOException {
        return ScriptMeasures.scenario(file, SyntheticRun.SETUP, List.of());
    }

    private static FailoverScenario parse(byte[] json) {
        return FailoverScenario.parse("x.json", json, SyntheticRun.SETUP, ScriptMeasures.QUANTITIES, List.of());
    }

    @Test
    void figures_ofTheDocument_areStillThoseOfTheEarlierFile() throws IOException {
        var now = read(Path.of("scenarios/rpc-cast-failover.json"));
        assertEquals(failover.scenario().tables(), now.scenario().tables());
        assertEquals(failover.scenario().summary(), now.scenario().summary());
        assertEquals(List.of(), now.scenario().claims(), "they are in the script");
        assertEquals(SyntheticRun.SETUP, now.setup(), "likewise");
    }

    @Test
    void claims_ofTheFile_winOverTheScripts() throws IOException {
        var others = List.<Claim>of(new Claim.Finding("ours", "Nothing fails", ScriptMeasures.quantity("errorMessages"),
            new Bound.Exactly(0)));
        assertEquals(failover.scenario().claims(), ScriptMeasures.scenario(FILE, SyntheticRun.SETUP, others).scenario().claims());
        assertEquals(others, ScriptMeasures.scenario(Path.of("scenarios/rpc-cast-failover.json"), SyntheticRun.SETUP, others).scenario()
            .claims());
    }

    @Test
    void sentRows_ofTheDocument_haveItsSumMeansAndEmptySecond() {
        var sent = rows("sent");
        assertEquals(121, sent.size());
        assertEquals(127_820, sum(sent, 0, 120));
        assertEquals(798.8, sum(sent, 1, 11) / 11, 0.05);
        assertEquals(1114.2, sum(sent, 15, 120) / 106, 0.05);
        assertEquals(List.of(13), sent.stream().filter(row -> row.get(1).isEmpty()).map(row -> (int) row.getFirst().orElseThrow())
            .toList());
        assertEquals(0, sent.stream().mapToDouble(row -> row.get(2).orElseThrow()).sum());
    }

    @Test
    void receivedRows_ofTheDocument_haveItsSumAndWeightedMean() {
        var received = rows("received");
        assertEquals(123, received.size());
        assertEquals(127_820, sum(received, 0, 122));
        double weighted = received.stream().filter(row -> row.get(2).isPresent())
            .mapToDouble(row -> row.get(1).orElseThrow() * row.get(2).orElseThrow()).sum();
        assertEquals(1.6075, weighted / 127_820, 0.00005);
    }

    /** The outage is the missing part of its two partial seconds plus the empty seconds: 1 − 344/798.8 + 1 + 1 − 578/1114.2. */
    @Test
    void publishedClaims_ofTheOutageAndRates_followFromTheRows() {
        var sent = rows("sent");
        double before = sum(sent, 1, 11) / 11;
        double after = sum(sent, 15, 120) / 106;
        double outageSec = 1 - sent.get(12).get(1).orElseThrow() / before + 1 + 1 - sent.get(14).get(1).orElseThrow() / after;
        assertEquals(published("outage"), outageSec, 0.005);
        assertEquals(published("worst-latency"), 2.0356 / outageSec, 0.005);
        assertEquals(published("rate-rise"), after / before, 0.005);
        assertEquals(published("latency-after"), median(15 + 1, 121) / median(2, 12), 0.005); // the server's rows are one second later
    }

    @Test
    void sizes_ofTheDocument_haveTheirWeightAndMean() {
        var sizes = failover.setup().sizes();
        assertEquals(4077, sizes.stream().mapToInt(Bodies.Bucket::weight).sum());
        // a bucket's lengths are from, from + 1, …, from + 499, so its mean is from + 249.5
        double mean = sizes.stream().mapToDouble(bucket -> (bucket.fromBytes() + 249.5) * bucket.weight()).sum() / 4077;
        assertEquals(3280, mean, 0.5);
        assertEquals(mean, failover.setup().meanBodyBytes(), 1e-9);
    }

    @Test
    void parameters_ofTheDocument_areRead() {
        assertEquals(Duration.ofSeconds(12), failover.setup().killAt());
        assertEquals(Duration.ofSeconds(121), failover.setup().duration());
        assertEquals(OptionalDouble.of(1056), failover.setup().ratePerSec());
        assertEquals(ReconnectPolicy.OSLO, failover.setup().reconnect());
        assertEquals(Duration.ofSeconds(60), failover.setup().heartbeat());
        assertEquals(6, failover.scenario().claims().stream().filter(Claim.Judged.class::isInstance).count());
    }

    /** The problems of the file after replacing texts, which must exist. */
    private static List<String> problems(String... fromTo) throws IOException {
        var text = Files.readString(FILE);
        for (int i = 0; i < fromTo.length; i += 2) {
            assertTrue(text.contains(fromTo[i]), fromTo[i]);
            text = text.replace(fromTo[i], fromTo[i + 1]);
        }
        var json = text.getBytes(StandardCharsets.UTF_8);
        return assertThrows(InvalidFile.class, () -> parse(json)).problems();
    }

    /** The line of a text as problems begin with it; no replacement below changes the number of lines. */
    private static String at(String text) throws IOException {
        var json = Files.readString(FILE);
        assertTrue(json.contains(text), text);
        return "x.json: line " + (json.substring(0, json.indexOf(text)).lines().count()) + ": ";
    }

    @Test
    void scenario_withSeveralFaults_tellsAllAtOnce() throws IOException {
        var told = problems("\"ratePerSec\": 1056", "\"ratePerSec\": -5", "\"killAt\": \"12s\"", "\"killAt\": \"12\"",
            "\"atLeast\": 1.5, \"atMost\": 2.6", "\"atLeast\": 3, \"atMost\": 2.6",
            "\"measure\": \"errorMessages\"", "\"mesure\": \"errorMessages\"",
            "[501, 56]", "[501, 0.5]", "\"id\": \"outage\"", "\"id\": \"no-loss\"", "\"threads\": 1", "\"threads\": 5000000000");
        assertEquals(List.of(
            at("\"ratePerSec\"") + "parameters.load.ratePerSec is -5; it must be a number from 0.001 to 10000000, for example 1056",
            at("\"threads\"") + "parameters.load.threads is 5000000000; it must be a whole number from 1 to 1000, for example 1",
            at("[501, 56]") + "parameters.load.sizes.weights[0][1] is 0.5; it must be a whole number from -2147483648 to 2147483647, "
                + "for example 1",
            at("\"killAt\"") + "parameters.fault.killAt is \"12\"; it must be a time above 0 with its unit ms, s, m or h, "
                + "for example \"500ms\"",
            "x.json: line 132: claims[1].measure is missing; it must be a text, for example \"text\"",
            at("\"measure\": \"errorMessages\"") + "claims[1].mesure is not known; it must be one of above, atLeast, atMost, basis, below, "
                + "decimals, exactly, factor, id, judged, measure, ours, published, statement, unit, why",
            at("\"id\": \"outage\"") + "claims[2].id is \"no-loss\" a second time; it must be different from every other one's",
            at("\"atLeast\": 1.5") + "claims[2].atMost is 2.6; it must be at least atLeast, which is 3.0"),
            told);
    }

    @Test
    void values_thatDoNotFitTogether_areToldAtTheirPlace() throws IOException {
        assertEquals(List.of(at("\"killAt\"") + "parameters.fault.killAt is 2m1s; it must be before the end of the load, which is at 2m1s"),
            problems("\"killAt\": \"12s\"", "\"killAt\": \"121s\""));
        assertEquals(List.of(at("\"distinctBodies\"") + "parameters.load.distinctBodies is 7; it must be 1000, no other is supported"),
            problems("\"distinctBodies\": 1000", "\"distinctBodies\": 7"));
    }

    @Test
    void sizes_thatAreNoPairsOrNotAboveZero_areToldEach() throws IOException {
        var mustBe = "; it must be a length in bytes from 1 to 100000000 and a weight from 1 to 1000000, for example [501, 56]";
        assertEquals(List.of(at("[501, 56]") + "parameters.load.sizes.weights[0] cannot be: [501, 56, 3]" + mustBe,
            at("[501, 56]") + "parameters.load.sizes.weights[1] cannot be: [1001]" + mustBe,
            at("[501, 56]") + "parameters.load.sizes.weights[2] is \"x\"; it must be a list, for example []",
            at("[501, 56]") + "parameters.load.sizes.weights[3] cannot be: [1501, 0]" + mustBe),
            problems("[501, 56], [1001, 105], [1501, 801]", "[501, 56, 3], [1001], \"x\", [1501, 0]"));
    }

    @Test
    void numberThatCannotBe_isTold() throws IOException {
        assertEquals(List.of(at("\"ratePerSec\"") + "parameters.load.ratePerSec is Infinity; it must be a number from 0.001 to 10000000, "
            + "for example 1056"), problems("\"ratePerSec\": 1056", "\"ratePerSec\": 1e400"));
    }

    @Test
    void rows_thatDoNotCountFromZero_orAreTooShort_areTold() throws IOException {
        assertEquals(List.of(at("[1, 773, 0]") + "published.tables.sent.rows[1][0] is not 1; there must be a row for each "
            + "second, counted from 0, for example [[0, 1, 0], [1, 773, 0]]"),
            problems("[1, 773, 0], ", ""));
        assertEquals(List.of(at("[1, 773, 0]") + "published.tables.sent.rows[1] has 2 values; it must have one for each column, "
            + "which are 3"),
            problems("[1, 773, 0], ", "[1, 773], "));
    }

    @Test
    void valueOfAnotherKind_isTold_whereverItStands() throws Exception {
        assertEquals(List.of(), SpoiledFile.untold(Files.readAllBytes(FILE), FailoverScenarioTest::parse));
    }

    @Test
    void file_thatIsCut_isToldWithWhereItEnds() throws IOException {
        var half = Files.readString(FILE).lines().limit(80).collect(java.util.stream.Collectors.joining("\n"));
        var told = assertThrows(InvalidFile.class, () -> parse(half.getBytes(StandardCharsets.UTF_8)));
        assertTrue(told.getMessage().startsWith("x.json: line 80, column "), told.getMessage());
        assertTrue(told.getMessage().endsWith(": the file ends within a value; the file must be whole, and JSON"), told.getMessage());
    }

    /** A report shows the errors of each second, from the third column. */
    @Test
    void table_withoutItsErrors_isToldWithTheRemedy() throws IOException {
        assertEquals(List.of(at("\"tables\"")
            + "published.tables lacks what reports show; it must have sent, of time, sent and errors, and received, "
                + "of time, received and latency, as in scenarios/rpc-cast-failover.json"),
            problems("\"sent\": {", "\"snet\": {"));
        assertTrue(problems("[\"time\", \"sent, msg\", \"errors, msg\"]", "[\"time\", \"sent, msg\"]")
            .contains(at("[0, 1, 0]") + "published.tables.sent.rows[0] has 3 values; it must have one for each column, which are 2"));
    }

    /** 1.9 and 12 in one column are printed with one decimal each; counts without decimals. */
    @Test
    void figures_ofAColumn_haveTheDecimalsOfTheDocument() {
        var table =
            new Scenario.Table("", List.of("time", "n", "ms"), List.of(row("0", "800", ""), row("1", "", "1.9"), row("2", "7", "12")));
        assertEquals(List.of(0, 0, 1), List.of(table.decimals(0), table.decimals(1), table.decimals(2)));
    }

    @Test
    void scenario_thatIsNotThere_isToldWithTheRemedy() {
        var told = assertThrows(Failure.BadInput.class, () -> read(Path.of("scenarios/none.json")));
        assertTrue(told.getMessage().startsWith("scenarios/none.json: there is no such file; give"), told.getMessage());
    }

    private List<List<OptionalDouble>> rows(String table) {
        return failover.scenario().tables().get(table).rows();
    }

    private static List<OptionalDouble> row(String... cells) {
        return Stream.of(cells).map(cell -> cell.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(cell))).toList();
    }

    private static double sum(List<List<OptionalDouble>> rows, int from, int to) {
        return rows.subList(from, to + 1).stream().flatMapToDouble(row -> row.get(1).stream()).sum();
    }

    private double median(int from, int to) {
        var sorted = rows("received").subList(from, to + 1).stream().flatMapToDouble(row -> row.get(2).stream()).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private double published(String claim) {
        return failover.scenario().claims().stream().filter(each -> each.id().equals(claim)).findFirst().orElseThrow().publishedFigure()
            .orElseThrow();
    }

    @Test
    void claims_ofMeasures_areJudgedByTheLimitsAndAbsentOnesAreNot() throws IOException {
        var scenario = failover.scenario();
        var claims = scenario.claims().stream().collect(java.util.stream.Collectors.toMap(Claim::id, claim -> claim));
        assertEquals(new Verdict.Reproduced(2.6, "the longest gap between two completed sends is between 1.5 and 2.6 s"),
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
        // the bound is 2.6: a larger value is not shown as 2.60, an equal one is
        assertEquals("2.6001 s", claims.get("outage").measuredText(2.6001));
        assertEquals("2.60 s", claims.get("outage").measuredText(2.6));
    }
}
