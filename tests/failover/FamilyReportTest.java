package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import failover.FailoverFamily.Member;
import failover.FamilyRuns.Performed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reprise.judge.Claim;
import reprise.recorder.JsonFile;
import reprise.recorder.JsonMapping;
import reprise.recorder.Origin;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.RunFile;
import reprise.recorder.RunLength;
import reprise.report.html.HtmlReport;
import reprise.report.rst.RstReport;
import reprise.report.text.ConsoleReport;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.QueueKind;

/** A synthetic family with plausible figures; each test replaces those that it checks. */
final class FamilyReportTest {
    private static final Path FILE = Path.of("scenarios/rpc-failover-family.json");

    static Member member(FailoverFamily family, String name) {
        return family.members().stream().filter(member -> member.name().equals(name)).findFirst().orElseThrow();
    }

    /** Each measure is at the middle of its claim's allowed range, except for the given figures. */
    static Performed performed(Member member, String brokers, Map<String, Double> figures) {
        var all =
            new LinkedHashMap<>(Map.of("sentMessages", 14784.0, "lostMessages", 0.0, "errorMessages", 0.0, "unroutableMessages", 0.0,
            "outageSec", 2.01, "avgLatencyMs", 0.4, "maxLatencyMs", 2011.0));
        if (member.kind() == MessageKind.CALL) all.putAll(Map.of("avgRoundTripMs", 0.9, "maxRoundTripMs", 2012.0));
        all.putAll(figures);
        var measures =
            Map.of("lossBeyondRace", all.get("lostMessages"), "lossBeyondQueueGap", all.get("lostMessages"), "errorsBeyondRace",
            all.get("errorMessages"), "lostSec", all.get("lostMessages") / 1056, "outageSec", all.get("outageSec"),
            "maxLatencySec", all.get("maxLatencyMs") / 1e3, "maxRoundTripSec", all.getOrDefault("maxRoundTripMs", 0.0) / 1e3);
        var claims = member.claims().stream().map(claim -> judged(claim, measures)).toList();
        return new Performed(member.name(), brokers, brokers + " of 3 nodes", "folder-" + brokers, all, claims, List.of());
    }

    private static Run.Judgement judged(Claim claim, Map<String, Double> measures) {
        var verdict = claim.judge(measures, Map.of());
        return new Run.Judgement(claim.id(), claim.statement(), claim.publishedFigure().isPresent() ? (Double) claim.publishedFigure()
            .getAsDouble() : null, verdict.measuredOrNull(), verdict.ending(), verdict.why());
    }

    static Run run(List<Performed> runs, Map<String, Double> measures) {
        return Run.of("rpc-failover-family", 1, Instant.parse("2026-01-01T12:00:00Z")).measures(measures, Map.of())
            .details(new FamilyRuns(runs, Map.of("call cmsm-km on rabbitmq", "the script was interrupted"))).build();
    }

    @Test
    void table_hasPublishedAndEachBroker_andSaysWhereTheFiguresMovedThem() throws IOException {
        var family = ScriptMeasures.family(FILE);
        var cast = member(family, "cast cmsm-km");
        var moved = member(family, "notify cmss2-km");
        var run =
            run(List.of(performed(cast, "embedded", Map.of()), performed(cast, "rabbitmq", Map.of("outageSec", 3.5)),
            performed(moved, "embedded",
            Map.of("lostMessages", 2112.0, "unroutableMessages", 2112.0, "outageSec", 0.01, "maxLatencyMs", 20.0))),
            Map.of(FamilyMeasures.reproducedOn("embedded", 18).id(), 2.0, FamilyMeasures.UNEXPLAINED.id(), 1.0));
        var text = ConsoleReport.text(run, new FamilyReport(family, List.of("embedded")), false, 80);
        for (var line : List.of(
            "cast cmsm-km: client and server on the master, the master dies",
            "published     127820     0   0    1-3    1.6   2035.6      .        .",
            "embedded       14784     0   0   2.01  0.400   2011.0      .        .      4/4",
            "rabbitmq       14784     0   0   3.50  0.400   2011.0      .        .    3/4 !",
            "notify cmss2-km: client on the master, server on slave 2, the master dies *",
            "published      80385  2335   0    < 2    2.0     18.7      .        .")) {
            assertTrue(text.contains(line + "\n"), line + "\n--- is not in\n" + text);
        }
        var flat = text.replaceAll("\\s+", " ");
        assertTrue(flat.contains("* Placed as the figures have it - notify cmss2-km: client on node 2, server on 1, queues on 1, node 1 "
            + "killed; no second is empty"), flat);
        assertTrue(flat.contains("- cast cmsm-km, published and rabbitmq: The client stands still for about two seconds: published 2.0 "
            + "s, rabbitmq 3.50 s. NOT EXPLAINED."), flat);
        assertTrue(flat.contains("Left out: call cmsm-km on rabbitmq: the script was interrupted."), flat);
        assertTrue(text.lines().allMatch(line -> line.length() <= 80), text.lines().filter(line -> line.length() > 80).toList().toString());
    }

    /** docutils measures a heading in its source form: the asterisk of moved members is escaped with a backslash. */
    /** A short run may have ended before anything stood still. */
    @Test
    void happened_withoutAGap_saysNothingOfOne() throws IOException {
        var cast = performed(member(ScriptMeasures.family(FILE), "cast cmsm-km"), "embedded", Map.of());
        assertTrue(FamilyReport.happened(new FamilyRuns(List.of(cast), Map.of())).getFirst().endsWith("; sending stood still for 2.01 s."));
        var figures = new LinkedHashMap<>(cast.figures());
        figures.remove("outageSec");
        var still = new Performed(cast.member(), cast.brokers(), cast.kind(), cast.folder(), figures, cast.claims(), List.of());
        assertTrue(FamilyReport.happened(new FamilyRuns(List.of(still), Map.of())).getFirst().endsWith(" of 1 report was reproduced."));
    }

    @Test
    void headings_inRst_areUnderlinedToTheirEnd() throws IOException {
        var family = ScriptMeasures.family(FILE);
        var rst =
            RstReport.text(run(List.of(performed(member(family, "notify cmss2-km"), "embedded", Map.of())), Map.of()),
            new FamilyReport(family, List.of("embedded")));
        var lines = rst.lines().toList();
        int at = lines.indexOf("\\* Placed as the figures have it");
        assertTrue(at > 0, rst);
        assertEquals("^".repeat(32), lines.get(at + 1)); // 2 for the asterisk, 30 for " Placed as the figures have it"
    }

    /** The wrong counts of a single run appear with its name in the common table, of the family and side by side. */
    @Test
    void faults_ofASingleRun_areToldInRed() throws IOException {
        var family = ScriptMeasures.family(FILE);
        var cast = performed(member(family, "cast cmsm-km"), "embedded", Map.of());
        var wrong =
            new Performed(cast.member(), cast.brokers(), cast.kind(), cast.folder(), cast.figures(), cast.claims(),
            List.of("the sent messages do not add up: 2 against 1"));
        var run = run(List.of(wrong), Map.of());
        var file = java.nio.file.Files.createTempFile("family", ".json");
        RunFile.write(file, run);
        var read = RunFile.read(file, FamilyRuns.reader(family));
        java.nio.file.Files.delete(file);
        var text = ConsoleReport.text(read, new FamilyReport(family, List.of("embedded")), false, 80).replaceAll("\\s+", " ");
        assertTrue(text.contains("Our own count is wrong: cast cmsm-km on embedded: the sent messages do not add up: 2 against 1. No "
            + "claim that rests on it is judged."), text);
    }

    /** A run of one report on both kinds, with its claims judged as the script does it. */
    static Run sideBySide(SideBySideReport report, List<Performed> runs, Map<String, String> leftOut) {
        var details = new FamilyRuns(runs, leftOut);
        var measured = FamilyMeasures.sideBySide(report.one().members().getFirst(), 
            SideBySideReport.claims(report.compared(), report.brokers()), details);
        return report.scenario()
            .judged(Run.of("rpc-failover-family", 1, Instant.parse("2026-01-01T12:00:00Z"))
                .measures(measured.values(), measured.unmeasured()).notes(List.of("call cs1ss2-ks2 on rabbitmq: a note")).details(details)
                .build());
    }

    static SideBySideReport report(FailoverFamily family, MessageKind kind, Topology topology) throws IOException {
        var compared =
            family.comparedWith(SyntheticRun.document(), kind, topology, false, QueueKind.CLASSIC,
            false);
        return new SideBySideReport(compared, family.only(kind, topology, false), List.of("embedded", "rabbitmq"));
    }

    @Test
    void sideBySide_hasAColumnForEachBroker_andAVerdictForEachClaimOnEach() throws IOException {
        var report = report(ScriptMeasures.family(FILE), MessageKind.CALL, Topology.CS1SS2_KS2);
        var call = report.one().members().getFirst();
        var run =
            sideBySide(report,
            List.of(performed(call, "embedded", Map.of()), performed(call, "rabbitmq", Map.of("maxRoundTripMs", 9_000.0))), Map.of());
        var text = ConsoleReport.text(run, report, false, 80);
        assertTrue(text.startsWith("RPC CALL fail-over test, cs1ss2-ks2\n"), text);
        var table = text.replaceAll(" +", " ");
        assertTrue(table.contains("\nFigures published embedded rabbitmq change says\nExecution Summary\n"), text);
        assertTrue(table.contains("\nMax round-trip latency, ms 4049.4 2012.0 9000.0 +347.3 % ~\n"), text);
        var flat = text.replaceAll("\\s+", " ");
        assertTrue(flat.contains("reproduced The worst round trip is two to four seconds (embedded) published 4.05 s, this run 2.01 s"),
            flat);
        assertTrue(flat.contains("not reproduced The worst round trip is two to four seconds (rabbitmq) published 4.05 s, this run 9.00 s"),
            flat);
        assertTrue(flat.contains("- call cs1ss2-ks2, embedded and rabbitmq: worst round trip 2.01 and 9.00 s."), flat);
        assertTrue(flat.contains("Note: call cs1ss2-ks2 on rabbitmq: a note"), flat);
        assertTrue(flat.contains("Not reproduced: 1 of "), flat);
        assertTrue(text.lines().allMatch(line -> line.length() <= 80), text);
    }

    /** A mean over the whole run depends on its length, the maximum does not; on each broker as in a single report. */
    @Test
    void sideBySide_ofAQuickRun_marksTheClaimsThatDependOnTheLength() throws IOException {
        var report = report(ScriptMeasures.family(FILE), MessageKind.CAST, Topology.CMSM_KM);
        var cast = report.one().members().getFirst();
        var measures = Map.of("avgLatencyMs", 0.4, "maxLatencyToOutage", 1.0);
        var claims = report.compared().claims().stream().map(claim -> judged(claim, measures)).toList();
        var runs =
            report.brokers().stream().map(each -> new Performed(cast.name(), each, each, "folder-" + each, Map.of(), claims, List.of()))
            .toList();
        var run = sideBySide(report, runs, Map.of());
        var quickly = Origin.UNKNOWN.withLength(new RunLength(true, 20, 121, "a run"));
        var quick = ConsoleReport.text(run.withOrigin(quickly), report, false, 80).replaceAll("\\s+", " ");
        assertTrue(
            quick.contains("A cast takes 1.6 ms on average (embedded) published 1.6 ms, this run 0.400 ms (not comparable: other length);"),
            quick);
        assertTrue(
            quick.contains("A cast takes 1.6 ms on average (rabbitmq) published 1.6 ms, this run 0.400 ms (not comparable: other length);"),
            quick);
        assertTrue(
            quick.contains("The worst latency is as long as the outage (embedded) published 0.99 of outage, this run 1.00 of outage"),
            quick);
        assertEquals(3, quick.split("not comparable: other length", -1).length, "two are marked, and no other claim");
        assertFalse(ConsoleReport.text(run, report, false, 80).contains("other length"));
    }

    @Test
    void sideBySide_whereOneWasLeftOut_saysWhyAndJudgesTheOther() throws IOException {
        var report = report(ScriptMeasures.family(FILE), MessageKind.CALL, Topology.CS1SS2_KS2);
        var call = report.one().members().getFirst();
        var run =
            sideBySide(report, List.of(performed(call, "embedded", Map.of())),
            Map.of("call cs1ss2-ks2 on rabbitmq", "rabbitmq-server is not installed"));
        for (var claim : run.claims()) {
            if (claim.id().startsWith("rabbitmq")) assertEquals("not-judged", claim.verdict().word(), claim.id());
        }
        var judged =
            report.compared().claims().stream().filter(claim -> claim instanceof Claim.Judged).map(claim -> "embedded " + claim.id())
            .toList();
        assertEquals(judged, run.claims().stream().filter(claim -> claim.verdict() == Run.Ending.REPRODUCED).map(Run.Judgement::id)
            .toList());
        var flat = ConsoleReport.text(run, report, false, 80).replaceAll("\\s+", " ");
        assertTrue(flat.contains("published 4.05 s, this run has no figure; rabbitmq-server is not installed"), flat);
        assertTrue(flat.contains("Differences - Nothing can be told: it was performed on one kind of broker only."), flat);
    }

    @Test
    void sideBySide_ofWhatWasNotPublished_judgesNothing() throws IOException {
        var report = report(ScriptMeasures.family(FILE), MessageKind.FANOUT, Topology.CMSM_KM);
        var fanout = report.one().members().getFirst();
        var run =
            sideBySide(report, List.of(performed(fanout, "embedded", Map.of()), performed(fanout, "rabbitmq", Map.of("lostMessages", 3.0))),
            Map.of());
        assertEquals(List.of(), run.claims());
        var text = ConsoleReport.text(run, report, false, 80);
        assertTrue(
            text.replaceAll(" +", " ").contains("\nFigures embedded rabbitmq change says\nExecution Summary\n"
                + "Client sent, msg 14784 14784 0.0 % ~\n"), text);
        assertTrue(text.endsWith("Nothing of it was published to be compared with\n"), text);
        assertTrue(!text.contains("Claims"), text);
        assertTrue(text.contains("lost 0 and 3. NOT EXPLAINED."), text);
        var page = HtmlReport.text(run, report);
        assertTrue(page.contains("Nothing of it was published to be compared with") && !page.contains("id=\"claims\""), page);
        var rst = RstReport.text(run, report);
        assertTrue(rst.contains("**Nothing of it was published to be compared with.**") && !rst.contains("Claims"), rst);
    }

    @Test
    void findings_areOfTheFamily_andHoldOnlyWhenAllDo() throws IOException {
        var family = ScriptMeasures.family(FILE);
        var report = new FamilyReport(family, List.of("embedded"));
        var claim = report.scenario().claims().getFirst();
        assertEquals("held", claim.judge(Map.of(FamilyMeasures.reproducedOn("embedded", 18).id(), 18.0), Map.of()).ending().word());
        assertEquals("not-held", claim.judge(Map.of(FamilyMeasures.reproducedOn("embedded", 18).id(), 17.0), Map.of()).ending().word());
        assertEquals("not-held", report.scenario().claims().get(1).judge(Map.of(FamilyMeasures.UNEXPLAINED.id(), 1.0), Map.of()).ending()
            .word());
    }

    @Test
    void details_writtenAndReadAgain_areTheSame() throws IOException {
        var family = ScriptMeasures.family(FILE);
        var runs = new ArrayList<Performed>();
        for (var member : family.members()) runs.add(performed(member, "embedded", Map.of()));
        var details = new FamilyRuns(runs, Map.of("call cmsm-km on rabbitmq", "no reason"));
        var file = JsonFile.parse("run.json", JsonMapping.text(details).getBytes(StandardCharsets.UTF_8));
        var read = FamilyRuns.reader(family).read(file, new RunDetails.Shared(Map.of(), Map.of(), List.of()));
        file.done();
        file.orThrow();
        assertEquals(details, read);
    }

    /** As of a client that the run's end found standing still: no outage is known. */
    @Test
    void happened_withoutAnyOutage_saysNothingOfIt() {
        var run = new Performed("call cs1ss2-ks2", "rabbitmq", "rabbitmq of 3 nodes", "01", Map.of("sentMessages", 5.0), List.of(),
            List.of());
        assertEquals(List.of("On rabbitmq brokers 0 of 1 report was reproduced."),
            FamilyReport.happened(new FamilyRuns(List.of(run), Map.of())));
    }
}
