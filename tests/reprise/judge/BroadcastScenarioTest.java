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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reprise.judge.BroadcastScenario.Constant;
import reprise.judge.BroadcastScenario.Message;
import reprise.judge.BroadcastScenario.Ramping;
import reprise.judge.BroadcastScenario.Stage;
import reprise.judge.ServerFigures.Style;
import reprise.recorder.StrictJson;

final class BroadcastScenarioTest {
    private static final Path FILE = Path.of("scenarios/ws-broadcast.json");

    private static List<String> wrong(String... fromTo) throws IOException {
        var json = Files.readString(FILE);
        for (int i = 0; i < fromTo.length; i += 2) {
            assertTrue(json.contains(fromTo[i]), fromTo[i]);
            json = json.replaceFirst(java.util.regex.Pattern.quote(fromTo[i]), java.util.regex.Matcher.quoteReplacement(fromTo[i + 1]));
        }
        var text = json;
        return assertThrows(StrictJson.Invalid.class, () -> BroadcastScenario.parse("x.json", text.getBytes(StandardCharsets.UTF_8)))
            .problems();
    }

    @Test
    void file_onTheClassPath_isTheFoldersFile() throws IOException {
        assertEquals(BroadcastScenario.read(FILE).groups(), BroadcastScenario.read().groups());
    }

    /** The document's three scenarios: 45 s of 80; seven stages to 200 from 2 min; eighteen to 750 from 5 min. */
    @Test
    void groups_ofTheFile_areTheDocuments() throws IOException {
        var document = BroadcastScenario.read(FILE);
        assertEquals(List.of("constVUWith3DirectMessage", "rampUp50With100Messages", "rampUp50WithSingleMessage"), document.groups()
            .stream().map(BroadcastScenario.UserGroup::name).toList());
        assertEquals(List.of(Duration.ZERO, Duration.ofMinutes(2), Duration.ofMinutes(5)), document.groups().stream()
            .map(BroadcastScenario.UserGroup::startsAt).toList());
        assertEquals(List.of(0, 100, 0), document.groups().stream().map(BroadcastScenario.UserGroup::repeats).toList());
        assertEquals(List.of(Message.DIRECT, Message.BROADCAST, Message.BROADCAST), document.groups().stream()
            .map(BroadcastScenario.UserGroup::message).toList());
        assertEquals(new Constant(80, Duration.ofSeconds(45)), document.groups().get(0).ramp());
        assertEquals(ramp(IntStream.of(20, 40, 60, 80, 100, 150, 200)), document.groups().get(1).ramp());
        assertEquals(ramp(IntStream.concat(IntStream.of(20, 40, 60, 80, 100), IntStream.rangeClosed(3, 15).map(fifty -> 50 * fifty))),
            document.groups().get(2).ramp());
        assertEquals(List.of(true, false, false), document.groups().stream().map(group -> group.asDescribed().isPresent()).toList());
        assertEquals(Duration.ofMillis(700), document.pause());
        assertEquals(List.of(Duration.ofSeconds(30), Duration.ofSeconds(30)),
            List.of(document.gracefulStop(), document.gracefulRampDown()));
    }

    private static Ramping ramp(IntStream users) {
        return new Ramping(5, users.mapToObj(each -> new Stage(Duration.ofSeconds(30), each)).toList());
    }

    @Test
    void servers_ofTheFile_areTheDashboards() throws IOException {
        var document = BroadcastScenario.read(FILE);
        assertEquals(List.of(Style.AWAITING, Style.QUEUEING), document.servers().stream().map(BroadcastScenario.PlannedServer::style)
            .toList());
        assertEquals(List.of(8000, 8001), document.servers().stream().map(BroadcastScenario.PlannedServer::port).toList());
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
            "x.json: claims[0].measure is \"broadcastRation\"; it must be one of " + String.join(", ", BroadcastMeasures.NAMES)
            + ", for example \"broadcastRatio\"",
            "x.json: parameters.load.pause is \"700\"; it must be a time above 0 with its unit ms, s, m or h, for example \"700ms\"",
            "x.json: scenarios[0].message is \"shout\"; it must be direct or broadcast, for example \"broadcast\"",
            "x.json: scenarios[1].executor is \"ramping\"; it must be constant-vus or ramping-vus, for example \"constant-vus\"",
            "x.json: servers[0].style is \"slow\"; it must be awaiting or queueing, for example \"queueing\""),
            wrong("\"broadcastRatio\"", "\"broadcastRation\"", "\"700ms\"", "\"700\"",
            "\"message\": \"direct\"", "\"message\": \"shout\"", "\"executor\": \"ramping-vus\"", "\"executor\": \"ramping\"",
            "\"style\": \"awaiting\"", "\"style\": \"slow\"").subList(0, 5));
    }

    @Test
    void file_thatCannotServeTheClaims_isRefused() throws IOException {
        var told = wrong("\"repeats\": 100", "\"repeats\": 0");
        assertEquals(1, told.size());
        assertTrue(told.getFirst().endsWith("; it must be a list in which one scenario, which claims need, has repeats above 0, for "
            + "example the one of scenarios/ws-broadcast.json"), told.getFirst());
        assertTrue(wrong("\"style\": \"awaiting\"", "\"style\": \"queueing\"").stream()
            .anyMatch(each -> each.contains("one server of the style awaiting")));
        assertTrue(wrong("\"rampUp50WithSingleMessage\"", "\"rampUp50With100Messages\"").stream()
            .anyMatch(each -> each.contains("different from every other scenario's")));
    }

    @Test
    void metrics_ofNoKindOfK6s_areTold() throws IOException {
        assertEquals(List.of("it must be k6's metrics; vus has value, min, and none of it may be below 0, for example {\"iterations\": "
            + "{\"count\": 120979, \"rate\": 143.69}}"),
            wrong("\"vus\": {\"value\": 351, \"min\": 0, \"max\": 749}", "\"vus\": {\"value\": 351, \"min\": 0}").stream()
            .map(each -> each.replaceFirst(".*; it", "it")).toList());
    }

    @Test
    void file_thatIsNotThere_isToldWithAnExample() {
        var told = assertThrows(StrictJson.Invalid.class, () -> BroadcastScenario.read(Path.of("no.json"))).problems();
        assertEquals(List.of("no.json: there is no such file; give a scenario file, for example scenarios/ws-broadcast.json"), told);
    }
}
