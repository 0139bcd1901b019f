package broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import broadcast.ServerFigures.Style;
import broadcast.UserGroup.Sends;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reprise.judge.Claim;
import reprise.judge.Measure;
import reprise.judge.Quantity;
import reprise.judge.Scenario;
import reprise.recorder.InvalidFile;
import reprise.recorder.SpoiledFile;
import reprise.simulator.users.Executor;
import reprise.simulator.users.Stage;

final class BroadcastScenarioTest {
    private static final Path FILE = Path.of("scenarios/ws-broadcast.json");
    private static final Path EARLIER = Path.of("tests/broadcast/earlier-scenario.json");
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final List<Quantity> MEASURES = Measure.quantities(SyntheticBroadcast.measures(_ -> null));

    private static List<String> wrong(String... fromTo) throws IOException {
        var json = Files.readString(EARLIER);
        for (int i = 0; i < fromTo.length; i += 2) {
            assertTrue(json.contains(fromTo[i]), fromTo[i]);
            json = json.replaceFirst(java.util.regex.Pattern.quote(fromTo[i]), java.util.regex.Matcher.quoteReplacement(fromTo[i + 1]));
        }
        var text = json;
        return assertThrows(InvalidFile.class, () -> BroadcastScenario.parse("x.json", text.getBytes(StandardCharsets.UTF_8), MEASURES))
            .problems();
    }

    private static BroadcastScenario read(Path file) throws IOException {
        return BroadcastScenario.parse(file.toString(), Files.readAllBytes(file), MEASURES);
    }

    /** The document's three scenarios: 45 s of 80; seven stages to 200 from 2 min; eighteen to 750 from 5 min. */
    @Test
    void users_ofTheScript_areTheDocuments() {
        @SuppressWarnings("unchecked")
        var groups = (List<UserGroup>) SyntheticBroadcast.SCRIPT.constant("GROUPS");
        assertEquals(List.of("constVUWith3DirectMessage", "rampUp50With100Messages", "rampUp50WithSingleMessage"),
            groups.stream().map(UserGroup::name).toList());
        assertEquals(List.of(Duration.ZERO, Duration.ofMinutes(2), Duration.ofMinutes(5)),
            groups.stream().map(UserGroup::startsAt).toList());
        assertEquals(List.of(0, 100, 0), groups.stream().map(UserGroup::repeats).toList());
        assertEquals(List.of(Sends.DIRECT, Sends.BROADCAST, Sends.BROADCAST), groups.stream().map(UserGroup::sends).toList());
        assertEquals(new Executor.ConstantUsers(80, Duration.ofSeconds(45), GRACE), groups.get(0).executor());
        assertEquals(ramp(IntStream.of(20, 40, 60, 80, 100, 150, 200)), groups.get(1).executor());
        assertEquals(ramp(IntStream.concat(IntStream.of(20, 40, 60, 80, 100), IntStream.rangeClosed(3, 15).map(fifty -> 50 * fifty))),
            groups.get(2).executor());
        assertEquals(List.of(true, false, false), groups.stream().map(group -> group.asDescribed().isPresent()).toList());
        assertEquals(Duration.ofMinutes(14), UserGroup.end(groups));
    }

    private static Executor ramp(IntStream users) {
        return new Executor.RampingUsers(5, users.mapToObj(each -> Stage.of(Duration.ofSeconds(30), each)).toList(), GRACE, GRACE);
    }

    /** A file of an earlier version, which had the claims and the users, says what the script says now; its own win. */
    @Test
    void file_ofAnEarlierVersion_hasTheScriptsClaimsAndUsers_andWins() throws IOException {
        var earlier = read(EARLIER);
        assertEquals(SyntheticBroadcast.SCRIPT.constant("GROUPS"), earlier.schedule().orElseThrow().groups());
        assertEquals(SyntheticBroadcast.SCRIPT.constant("PAUSE"), earlier.schedule().orElseThrow().pause());
        assertEquals(SyntheticBroadcast.SCRIPT.constant("CLAIMS"), earlier.scenario().claims());
        var now = read(FILE);
        assertEquals(now.k6(), earlier.k6());
        assertEquals(now.scenario(), new Scenario(now.scenario().id(), earlier.scenario().title(), earlier.scenario().source(),
            earlier.scenario().performed(), earlier.scenario().summary(), earlier.scenario().tables(), List.of()));
        var json = Files.readString(EARLIER).replace("\"atMost\": 5, \"factor\": true", "\"atMost\": 4, \"factor\": true");
        var claims = SyntheticBroadcast.SCRIPT.report("x.json", json).scenario().claims();
        assertEquals(12, claims.size());
        assertEquals("the larger of the two servers' message handling p95 is at most 4 times the smaller",
            ((Claim.Bounded) claims.get(1)).holds());
    }

    @Test
    void servers_ofTheFile_areTheDashboards() throws IOException {
        var document = read(FILE);
        assertEquals(List.of(Style.AWAITING, Style.QUEUEING), document.servers().stream().map(BroadcastScenario.PlannedServer::style)
            .toList());
        var queueing = document.published("queueing");
        assertEquals(List.of(60_797.0, 19_701.0, 240.0, 300.0),
            Stream.of(queueing.connectionsTotal(), queueing.closedErrors(), queueing.errorsFromUsersOfRepeats(),
            queueing.errorsFromUsersOfOne()).map(each -> each.orElseThrow()).toList());
        // 60,306 + 60,797 are k6's sessions
        assertEquals(121_103, document.published("awaiting").connectionsTotal().orElseThrow() + queueing.connectionsTotal().orElseThrow());
        assertTrue(document.published("another").closedErrors().isEmpty());
    }

    @Test
    void file_withSeveralFaults_tellsAllAtOnce() throws IOException {
        assertEquals(List.of(
            at("\"pause\"", "parameters.load.pause") + "is \"700\"; it must be a time above 0 with its unit ms, s, m or h, for example "
                + "\"500ms\"",
            at("\"message\"", "scenarios[0].message") + "is \"shout\"; it must be one of \"direct\", \"broadcast\"",
            at("\"ramping-vus\"", "scenarios[1].executor") + "is \"ramping\"; it must be one of \"constant-vus\", \"ramping-vus\"",
            at("\"style\"", "servers[0].style") + "is \"slow\"; it must be one of \"awaiting\", \"queueing\", \"other\"",
            at("\"port\"", "servers[0].port") + "is 80000; it must be a whole number from 1 to 65535, for example 8001, "
                + "or null where there is none",
            at("\"value\": 351", "k6.metrics.vus") + "has value, min; a metric of k6's must have count, rate; or value, min, max; or rate, "
                + "passes, fails; or avg, min, med, max, p(90), p(95)"),
            wrong("\"700ms\"", "\"700\"", "\"message\": \"direct\"", "\"message\": \"shout\"", "\"executor\": \"ramping-vus\"",
                "\"executor\": \"ramping\"", "\"style\": \"awaiting\"", "\"style\": \"slow\"", "\"port\": 8000", "\"port\": 80000",
                "\"value\": 351, \"min\": 0, \"max\": 749", "\"value\": 351, \"min\": 0"));
        assertTrue(wrong("\"broadcastRatio\"", "\"broadcastRation\"").getFirst()
            .contains("claims[0].measure is \"broadcastRation\"; it must "
            + "be one of " + String.join(", ", Quantity.ids(MEASURES))));
    }

    /** The path as it is reported, and the line counted in the file. */
    private static String at(String part, String path) throws IOException {
        return at(line(part), path);
    }

    private static String at(int line, String path) {
        return "x.json: line " + line + ": " + path + " ";
    }

    private static int line(String part) throws IOException {
        var lines = Files.readAllLines(EARLIER);
        int line = 0;
        while (!lines.get(line).contains(part)) line++;
        return line + 1;
    }

    /** Faults that no single key shows: each is reported at the object that contains it. */
    @Test
    void file_withKeysThatDoNotGoTogether_tellsWhatItMustHave() throws IOException {
        var users = "constant-vus must have users and duration, ramping-vus startUsers and stages, and neither what the other has";
        assertEquals(List.of(at("\"load\"", "parameters.load") + "cannot be: its path is \"ws\"; it must begin at "
                + "the root, for example \"/ws\"",
            at(line("\"constVUWith3DirectMessage\"") - 1, "scenarios[0]") + "cannot be: " + users),
            wrong("\"/ws\"", "\"ws\"", "\"users\": 80, ", ""));
    }

    @Test
    void file_withAKeyTwice_orCut_isToldAtItsLine() throws IOException {
        assertEquals(List.of(at("\"users\": 80", "scenarios[0].users") + "is -80; it must be a whole number from 1 to 1000000, for example "
            + "80, or null where there is none"), wrong("\"users\": 80", "\"users\": -80"), "and not that there is no scenario then");
        var twice = wrong("\"users\": 80,", "\"users\": 80, \"users\": 80,");
        assertEquals(List.of(at("\"users\": 80", "scenarios[0].users") + "is there twice, here and in line " + line("\"users\": 80")
            + "; it must be there once"), twice);
        var json = Files.readString(EARLIER);
        var cut = json.substring(0, json.indexOf("80, \"duration\"")).getBytes(StandardCharsets.UTF_8);
        var told = assertThrows(InvalidFile.class, () -> BroadcastScenario.parse("x.json", cut, MEASURES)).problems();
        assertEquals(List.of(true, true), List.of(told.getFirst().startsWith("x.json: line " + line("\"users\": 80") + ", column "),
            told.getFirst().endsWith(": the file ends within a value; the file must be whole, and JSON")), told::toString);
    }

    @Test
    void valueOfAnotherKind_isTold_whereverItStands() throws Exception {
        for (var file : List.of(FILE, EARLIER))
            assertEquals(List.of(), SpoiledFile.untold(Files.readAllBytes(file),
                json -> BroadcastScenario.parse("x.json", json, MEASURES)));
    }

    @Test
    void file_thatCannotServeTheClaims_isRefused() throws IOException {
        var asIn = " which claims need";
        assertEquals(List.of(at("\"scenarios\"", "scenarios") + "has 0 scenarios with repeats above 0; it must have one," + asIn),
            wrong("\"repeats\": 100", "\"repeats\": 0"));
        assertEquals(
            List.of(at("\"servers\"", "servers") + "has the styles queueing, queueing; it must have one server that is awaiting and "
            + "one that is queueing," + asIn), wrong("\"style\": \"awaiting\"", "\"style\": \"queueing\""));
        assertEquals(
            List.of(at("\"rampUp50WithSingleMessage\"", "scenarios[2].name") + "is \"rampUp50With100Messages\" a second "
            + "time; it must be different from every other one's"),
            wrong("\"rampUp50WithSingleMessage\"", "\"rampUp50With100Messages\""));
    }

}
