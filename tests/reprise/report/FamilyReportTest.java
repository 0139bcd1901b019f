package reprise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reprise.document.Claim;
import reprise.document.FailoverFamily;
import reprise.document.FailoverFamily.Member;
import reprise.document.FamilyDifferences;
import reprise.document.FamilyDifferences.Difference;
import reprise.document.FamilyRuns;
import reprise.document.FamilyRuns.Performed;
import reprise.recorder.Run;
import reprise.recorder.StrictJson;

/** A made-up family: figures that could be, with what a test wants to see put in their place. */
final class FamilyReportTest {
    private static final Path FILE = Path.of("scenarios/rpc-failover-family.json");

    private static Member member(FailoverFamily family, String name) {
        return family.members().stream().filter(member -> member.name().equals(name)).findFirst().orElseThrow();
    }

    /** Each measure at the middle of what its claim allows, but for those given. */
    private static Performed performed(Member member, String brokers, Map<String, Double> figures) {
        var all = new LinkedHashMap<>(Map.of("sentMessages", 14784.0, "lostMessages", 0.0, "errorMessages", 0.0, "unroutableMessages", 0.0, "outageSec", 2.01, "avgLatencyMs", 0.4, "maxLatencyMs", 2011.0));
        if (member.kind().equals("call")) all.putAll(Map.of("avgRoundTripMs", 0.9, "maxRoundTripMs", 2012.0));
        all.putAll(figures);
        var measures = Map.of("lossBeyondRace", all.get("lostMessages"), "lossBeyondBinding", all.get("lostMessages"), "errorsBeyondRace", all.get("errorMessages"), "lostSec", all.get("lostMessages") / 1056, "outageSec", all.get("outageSec"),
            "maxLatencySec", all.get("maxLatencyMs") / 1e3, "maxRoundTripSec", all.getOrDefault("maxRoundTripMs", 0.0) / 1e3);
        var claims = member.claims().stream().map(claim -> judged(claim, measures)).toList();
        return new Performed(member.name(), brokers, brokers + " of 3 nodes", "folder-" + brokers, all, claims);
    }

    private static Run.Judgement judged(Claim claim, Map<String, Double> measures) {
        var verdict = claim.judge(measures, Map.of());
        return new Run.Judgement(claim.id(), claim.statement(), claim.published(), verdict.measuredOrNull(), verdict.label(), verdict.why());
    }

    private static Run run(List<Performed> runs, Map<String, Double> measures) {
        return new Run("rpc-failover-family", 1, false, Instant.parse("2026-01-01T12:00:00Z"), Map.of(), Map.of(), Map.of(), measures, Map.of(), List.of(), List.of(), Map.of(), List.of(),
            List.of(), new FamilyRuns(runs, Map.of("call cmsm-km on rabbitmq", "the script was interrupted")));
    }

    @Test
    void table_hasPublishedAndEachBroker_andSaysWhereTheFiguresMovedThem() throws IOException {
        var family = FailoverFamily.read(FILE);
        var cast = member(family, "cast cmsm-km");
        var moved = member(family, "notify cmss2-km");
        var run = run(List.of(performed(cast, "embedded", Map.of()), performed(cast, "rabbitmq", Map.of("outageSec", 3.5)), performed(moved, "embedded", Map.of("lostMessages", 2112.0, "unroutableMessages", 2112.0, "outageSec", 0.01, "maxLatencyMs", 20.0))),
            Map.of(FamilyReport.reproducedOn("embedded"), 2.0, FamilyReport.UNEXPLAINED, 1.0));
        var text = ConsoleReport.text(run, new FamilyReport(family, List.of("embedded")), false, 80);
        for (var line : List.of(
            "cast cmsm-km: client and server on the master, the master dies",
            "published     127820     0   0    1-3   1.6   2035.6     .        .",
            "embedded       14784     0   0   2.01   0.4   2011.0     .        .    4/4",
            "rabbitmq       14784     0   0   3.50   0.4   2011.0     .        .  3/4 !",
            "notify cmss2-km: client on the master, server on slave 2, the master dies *",
            "published      80385  2335   0    < 2   2.0     18.7     .        .")) {
            assertTrue(text.contains(line + "\n"), line + "\n--- is not in\n" + text);
        }
        var flat = text.replaceAll("\\s+", " ");
        assertTrue(flat.contains("* Placed as the figures have it - notify cmss2-km: client on node 2, server on 1, queues on 1, node 1 killed; no second is empty"), flat);
        assertTrue(flat.contains("- cast cmsm-km, published and rabbitmq: The client stands still for about two seconds: published 2.0 s, rabbitmq 3.5 s. NOT EXPLAINED."), flat);
        assertTrue(flat.contains("Left out: call cmsm-km on rabbitmq: the script was interrupted."), flat);
        assertTrue(text.lines().allMatch(line -> line.length() <= 80), text.lines().filter(line -> line.length() > 80).toList().toString());
    }

    @Test
    void oneMember_hasAColumnForEachBroker_andItsClaims() throws IOException {
        var family = FailoverFamily.read(FILE).only("call", reprise.document.Topology.CS1SS2_KS2, false);
        var call = family.members().getFirst();
        var run = run(List.of(performed(call, "embedded", Map.of()), performed(call, "rabbitmq", Map.of("maxRoundTripMs", 9_000.0))), Map.of(FamilyReport.reproducedOn("embedded"), 1.0));
        var text = ConsoleReport.text(run, new FamilyReport(family, List.of("embedded", "rabbitmq")), false, 80);
        assertTrue(text.contains("Execution Summary                 published     embedded     rabbitmq\n"), text);
        assertTrue(text.contains("Max round-trip latency, ms           4049.4       2012.0       9000.0\n"), text);
        var flat = text.replaceAll("\\s+", " ");
        assertTrue(flat.contains("- The worst round trip is a reconnect of the server, or two: published 4.05 s; embedded 2.01 s, reproduced; rabbitmq 9.00 s, not reproduced."), flat);
        assertTrue(text.lines().allMatch(line -> line.length() <= 80), text);
    }

    @Test
    void claims_areOfTheFamily_andReproducedOnlyWhenAllAre() throws IOException {
        var family = FailoverFamily.read(FILE);
        var report = new FamilyReport(family, List.of("embedded"));
        var claim = report.scenario().claims().getFirst();
        assertEquals("reproduced", claim.judge(Map.of(FamilyReport.reproducedOn("embedded"), 18.0), Map.of()).label());
        assertEquals("not-reproduced", claim.judge(Map.of(FamilyReport.reproducedOn("embedded"), 17.0), Map.of()).label());
        assertEquals("not-reproduced", report.scenario().claims().get(1).judge(Map.of(FamilyReport.UNEXPLAINED, 1.0), Map.of()).label());
    }

    @Test
    void differences_betweenBrokers_haveTheirReason_orNone() throws IOException {
        var family = FailoverFamily.read(FILE);
        var call = member(family, "call cmss2-km");
        var chance = differences(family, performed(call, "embedded", Map.of("lostMessages", 1.0, "errorMessages", 1.0, "outageSec", 7.02, "maxRoundTripMs", 2011.0)), performed(call, "rabbitmq", Map.of()));
        assertEquals(List.of(new Difference("call cmss2-km", "embedded and rabbitmq", "lost 1 and 0; errors 1 and 0; longest gap 7.02 and 2.01 s",
            "chance: the kill met the call at another of its steps; each connection that is found broken costs a reconnect of two seconds, one after the other, and a reply that never comes a time-out")), chance);
        // 3.3 s is neither one reconnect nor two.
        assertEquals(List.of(false), differences(family, performed(call, "embedded", Map.of("outageSec", 3.3)), performed(call, "rabbitmq", Map.of())).stream().map(Difference::explained).toList());
        var two = differences(family, performed(call, "embedded", Map.of("lostMessages", 2.0, "errorMessages", 2.0)), performed(call, "rabbitmq", Map.of()));
        assertEquals(List.of(false), two.stream().map(Difference::explained).toList());
        var lost = member(family, "notify cs1ss2-ks2");
        assertEquals(List.of(false), differences(family, performed(lost, "embedded", Map.of("outageSec", 0.1)), performed(lost, "rabbitmq", Map.of("lostMessages", 3.0, "outageSec", 0.1))).stream().map(Difference::explained).toList());
        assertEquals(List.of(), differences(family, performed(lost, "embedded", Map.of("outageSec", 0.1)), performed(lost, "rabbitmq", Map.of("outageSec", 0.4))));
    }

    @Test
    void differences_ofCasts_haveTheirReasonInTheCounts() throws IOException {
        var family = FailoverFamily.read(FILE);
        var notify = member(family, "notify cmss2-km");
        var lost = Map.of("lostMessages", 2073.0, "unroutableMessages", 2073.0, "outageSec", 0.1, "maxLatencyMs", 40.0);
        var refused = Map.of("lostMessages", 1861.0, "unroutableMessages", 1861.0, "errorMessages", 6.0, "refusedMessages", 6.0, "outageSec", 0.1, "maxLatencyMs", 80.0);
        assertEquals(List.of("what was lost found no queue, or was in it when its node died: the time without a queue differs by some milliseconds each time; the errors are nacks: a broker refuses"
            + " what is on its way to a queue whose node has just died, until the queue is dropped; the embedded cluster drops it at once"), between(family, performed(notify, "embedded", lost), performed(notify, "rabbitmq", refused)));
        var given = new java.util.HashMap<>(refused);
        given.put("refusedMessages", 5.0);
        assertEquals(List.of(""), between(family, performed(notify, "embedded", lost), performed(notify, "rabbitmq", given)));
        var cast = member(family, "cast cmss2-km mirrored");
        assertEquals(List.of("chance: the message that waited for its confirm had arrived before the kill on rabbitmq, its second copy was dropped"),
            between(family, performed(cast, "embedded", Map.of()), performed(cast, "rabbitmq", Map.of("maxLatencyMs", 20.0, "duplicateMessages", 1.0))));
        assertEquals(List.of(""), between(family, performed(cast, "embedded", Map.of("duplicateMessages", 1.0)), performed(cast, "rabbitmq", Map.of("maxLatencyMs", 20.0))));
        assertEquals(List.of(""), between(family, performed(cast, "embedded", Map.of()), performed(cast, "rabbitmq", Map.of("outageSec", 3.0, "maxLatencyMs", 20.0, "duplicateMessages", 1.0))));
    }

    private static List<String> between(FailoverFamily family, Performed one, Performed other) {
        return differences(family, one, other).stream().map(Difference::why).toList();
    }

    /** Those between the two kinds of broker. */
    private static List<Difference> differences(FailoverFamily family, Performed one, Performed other) {
        return FamilyDifferences.of(family, new FamilyRuns(List.of(one, other), Map.of())).stream().filter(each -> each.between().equals("embedded and rabbitmq")).toList();
    }

    @Test
    void details_writtenAndReadAgain_areTheSame() throws IOException {
        var family = FailoverFamily.read(FILE);
        var runs = new ArrayList<Performed>();
        for (var member : family.members()) runs.add(performed(member, "embedded", Map.of()));
        var details = new FamilyRuns(runs, Map.of("call cmsm-km on rabbitmq", "no reason"));
        var json = new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsBytes(details.parts());
        var root = StrictJson.parse("run.json", json);
        var read = FamilyRuns.reader(family).read(root, Map.of());
        root.done();
        root.orThrow();
        assertEquals(details, read);
    }
}
