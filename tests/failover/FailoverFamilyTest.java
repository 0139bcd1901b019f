package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import failover.FailoverFamily.Member;
import failover.Topology.Placement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reprise.judge.Claim;
import reprise.recorder.InvalidFile;
import reprise.recorder.SpoiledFile;
import reprise.simulator.rpc.MessageKind;

final class FailoverFamilyTest {
    private static final Path FILE = Path.of("scenarios/rpc-failover-family.json");

    private static FailoverFamily parse(byte[] json) {
        return FailoverFamily.parse("x.json", json, ScriptMeasures.QUANTITIES);
    }

    private static List<String> wrong(String from, String to) throws IOException {
        var json = Files.readString(FILE);
        assertTrue(json.contains(from), from);
        var text = json.replaceFirst(java.util.regex.Pattern.quote(from), java.util.regex.Matcher.quoteReplacement(to));
        return assertThrows(InvalidFile.class, () -> parse(text.getBytes(StandardCharsets.UTF_8))).problems();
    }

    private static Member member(String name) throws IOException {
        return ScriptMeasures.family(FILE).members().stream().filter(member -> member.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void file_onTheClassPath_isTheFoldersFile() throws IOException {
        assertEquals(ScriptMeasures.family(FILE).members().stream().map(Member::summary).toList(),
            FailoverFamily.read(ScriptMeasures.QUANTITIES)
            .members().stream()
            .map(Member::summary).toList());
    }

    /** Four topologies without and two with mirrored queues, three kinds each. */
    @Test
    void members_ofTheFile_areTheTestPlans() throws IOException {
        var family = ScriptMeasures.family(FILE);
        assertEquals(18, family.members().size());
        var byTopology = family.members().stream()
            .collect(Collectors.groupingBy(Member::mirrored,
            Collectors.groupingBy(Member::topology, Collectors.mapping(Member::kind, Collectors.toSet()))));
        assertEquals(4, byTopology.get(false).size());
        assertEquals(java.util.Set.of(Topology.CS1SS2_KS2, Topology.CMSS2_KM), byTopology.get(true).keySet());
        byTopology.values()
            .forEach(topologies -> topologies.values().forEach(kinds -> assertEquals(java.util.Set.copyOf(FailoverFamily.KINDS), kinds)));
        assertEquals(Duration.ofSeconds(5), family.callTimeout());
    }

    /** Figures of the reports: totals of sent, losses and errors by hand; see the summaries in ha-family.json. */
    @Test
    void published_ofTheFile_isTheReports() throws IOException {
        var members = ScriptMeasures.family(FILE).members();
        assertEquals(2335, member("notify cmss2-km").published("lostMessages").orElseThrow());
        assertEquals(2636, member("cast cs1ss1-ks1").published("lostMessages").orElseThrow());
        assertEquals(4049.4, member("call cs1ss2-ks2").published("maxRoundTripMs").orElseThrow());
        assertTrue(member("cast cmsm-km").published("maxRoundTripMs").isEmpty());
        // 2 + 2 + 1 + 0 without mirrors, 1 + 0 with.
        assertEquals(6, members.stream().mapToDouble(member -> member.published("errorMessages").orElseThrow()).sum());
        for (var member : members) {
            double arrived = member.published(member.kind() == MessageKind.CALL ? "replies" : "receivedMessages").orElseThrow();
            assertEquals(member.published("sentMessages").orElseThrow() - arrived, member.published("lostMessages").orElseThrow(),
                member.name());
        }
    }

    @Test
    void longestEmpty_ofTheFile_isTheLongestRun() throws IOException {
        assertEquals(1, member("cast cmsm-km").longestEmptySec());
        assertEquals(19, member("call cmsm-km").longestEmptySec());
        assertEquals(61, member("call cmss2-km mirrored").longestEmptySec());
        assertEquals(0, member("cast cs1ss2-ks2").longestEmptySec());
    }

    /** If a report's figures contradict its topology's name, they define the placement; the killed node stays the topology's. */
    @Test
    void placement_isTheTopologys_unlessTheFiguresSayOtherwise() throws IOException {
        assertEquals(new Placement(1, 1, 1, 1, ""), member("notify cmsm-km").placement());
        var moved = member("notify cmss2-km").placement();
        assertEquals(List.of(2, 1, 1, 1), List.of(moved.client(), moved.server(), moved.queues(), moved.killed()));
        assertTrue(moved.why().contains("2,335"), moved.why());
        var elsewhere = member("cast cs1ss2-ks2").placement();
        assertNotEquals(elsewhere.queues(), elsewhere.server());
        for (var member : ScriptMeasures.family(FILE).members()) {
            assertEquals(member.topology().placement().killed(), member.placement().killed(), member.name());
            boolean moves = !member.placement().equals(member.topology().placement());
            assertEquals(moves, !member.placement().why().isEmpty(), member.name());
        }
    }

    /** Each member has claims on loss, errors and the gap; a claim that is not judged has a reason. */
    @Test
    void claims_ofEachMember_coverLossErrorsGapAndLatency() throws IOException {
        for (var member : ScriptMeasures.family(FILE).members()) {
            var ids = member.claims().stream().map(Claim::id).toList();
            assertTrue(ids.containsAll(List.of("loss", "errors", "gap", "worst-latency")), member.name() + " " + ids);
            assertTrue(member.claims().stream().filter(Claim.Judged.class::isInstance).count() >= 2, member.name());
            // The middle of the range that n empty seconds leave open: n to n + 2.
            assertEquals(member.longestEmptySec() == 0 ? 0.0 : member.longestEmptySec() + 1.0,
                member.claims().stream().filter(claim -> claim.id().equals("gap")).findFirst().orElseThrow().publishedFigure()
                .orElseThrow(), member.name());
        }
    }

    @Test
    void valueOfAnotherKind_isTold_whereverItStands() throws Exception {
        assertEquals(List.of(), SpoiledFile.untold(Files.readAllBytes(FILE), FailoverFamilyTest::parse));
    }

    @Test
    void mistakes_areToldWithPlaceValueAndRemedy() throws IOException {
        // the first member is in line 25, the second in line 34
        assertEquals(List.of("x.json: line 25: members[0].kind is \"shout\"; it must be one of \"cast\", \"notify\", \"call\""),
            wrong("\"kind\": \"cast\"", "\"kind\": \"shout\""));
        assertEquals(
            List.of("x.json: line 25: members[0].topology is \"mars\"; it must be one of \"cmsm-km\", \"cs1ss1-ks1\", \"cs1ss2-ks2\", "
            + "\"cmss2-km\""),
            wrong("\"topology\": \"cmsm-km\"", "\"topology\": \"mars\""));
        assertEquals(
            List.of("x.json: line 34: members[1].kind is of cast cmsm-km; kind, topology and mirrored must differ from every "
                + "other member's"),
            wrong("\"kind\": \"notify\"", "\"kind\": \"cast\""));
        assertEquals(
            List.of("x.json: line 26: members[0].published.sentMessage is not known; it must be one of sentMessages, receivedMessages, "
            + "replies, "
            + "lostMessages, errorMessages, durationSec, throughputPerSec, transferMb, bandwidthMbPerSec, avgLatencyMs, maxLatencyMs, "
            + "avgRoundTripMs, maxRoundTripMs"),
            wrong("\"sentMessages\": 127820", "\"sentMessage\": 127820"));
        assertEquals(
            List.of("x.json: line 30: members[0].claims[1].id is \"loss\" a second time; it must be different from every other one's"),
            wrong("\"id\": \"errors\"", "\"id\": \"loss\""));
    }
}
