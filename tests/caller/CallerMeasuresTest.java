package caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import reprise.experiment.CompiledScript;
import reprise.experiment.HttpReadings;
import reprise.judge.Claim;
import reprise.judge.Readings;
import reprise.peer.wrk.WrkFigures;
import reprise.peer.wrk.WrkFigures.Errors;
import reprise.recorder.Phase;
import reprise.recorder.Unjudged;
import reprise.simulator.http.HttpMetrics;

/** Measures of phases with the published figures: the results are those that documents.md gives. */
final class CallerMeasuresTest {
    private static final CompiledScript SCRIPT = CompiledScript.of("rest-caller");
    private static final List<Case> CASES = SyntheticCaller.IDS.stream().map(id -> new Case(id, "", !id.startsWith("local"),
        id.contains("sequential") ? new Shape("sequential", 1, 1) : new Shape("concurrent", 4, 200), null)).toList();
    private final Published published = Published.parse("x.json", Files.readAllBytes(Path.of("scenarios/rest-caller.json")),
        List.of(), CASES);
    private final SyntheticCaller made = new SyntheticCaller(Duration.ofSeconds(30));

    CallerMeasuresTest() throws IOException {
        made.phases.clear();
        for (var each : CASES) published.of(each).ifPresent(_ -> add(each.id(), Errors.NONE, 0));
    }

    private WrkFigures published(String id) {
        return published.of(CASES.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow()).orElseThrow();
    }

    private void add(String id, Errors errors, long unexpected) {
        var wrk = published(id);
        var raw = new Histogram(1, 86_400_000_000_000L, 3);
        raw.recordValueWithCount((long) (wrk.percentiles().p50Us() * 1000), wrk.requests());
        made.add(id, new WrkFigures(wrk.threads(), wrk.connections(), wrk.latencyUs(), wrk.percentiles(), wrk.threadRate(), wrk.requests(),
            wrk.tookUs(), wrk.readBytes(), wrk.requestsPerSec(), wrk.readBytesPerSec(), errors), unexpected, raw);
    }

    private Readings measures() throws IOException {
        return SCRIPT.readings(made.finished(false));
    }

    private Unjudged why(String measure) throws IOException {
        return measures().unmeasured().get(measure);
    }

    /** The requested delay is 40 us, and a tenth of it is 4 us. At 200 connections a round trip mostly waits for others. */
    @Test
    void emulatedLink_thatIsOffAtOneConnection_leavesItsClaimsUnjudged() throws IOException {
        for (double exact : new double[] {36, 40, 44}) assertEquals("", spoiledBy("network-sequential-add2", exact));
        for (double off : new double[] {35.9, 44.1}) assertTrue(spoiledBy("network-sequential-add2", off).contains("the emulated link"));
        assertEquals("", spoiledBy("network-concurrent-add2", 99));
        assertEquals("the emulated link of the phase network-sequential-add2 added 99.0 us in the median, and 40.0 were asked",
            spoiledBy("network-sequential-add2", 99));
        assertEquals(new Unjudged.ByRun(spoiledBy("network-sequential-add2", 99)), why("networkSequentialRatio"));
        assertEquals(0, spoiledBy("network-concurrent-add2", 40).length());
    }

    private String spoiledBy(String id, double medianUs) {
        made.tell(id, facts -> SyntheticCaller.link(facts, medianUs));
        return HttpReadings.spoiledBy(made.finished(false), id);
    }

    @Test
    void measures_ofThePublishedFigures_areThoseOfTheDocument() throws IOException {
        var measures = measures();
        for (var expected : Map.of("concurrencyGain", 1.47, "inRouterToUnixMsgpack", 1.38, "inRouterToUnixJson", 1.56, "sharedToSingle",
            0.95, "networkSequentialRatio", 0.75, "networkConcurrentRatio", 0.92, "networkSequentialToConcurrent", 0.814, "sub2ErrorShare",
            1.0, "mulToDiv", 1.13).entrySet())
            assertEquals(expected.getValue(), measures.values().get(expected.getKey()), 0.0051, expected.getKey());
        for (var claim : SCRIPT.report().scenario().claims()) {
            var verdict = claim.judge(measures.values(), measures.unmeasured()).ending().word();
            assertEquals(claim instanceof Claim.Judged ? "reproduced" : "not-judged", verdict, claim.id());
        }
    }

    @Test
    void summary_ofThePublishedFigures_isTheDocuments() throws IOException {
        var measures = measures().values();
        for (var figure : SCRIPT.report().scenario().summary()) {
            if (figure.key().startsWith("shared")) continue; // the document has no CPU figures
            if (figure.published().isEmpty()) assertEquals(0, measures.get(figure.key()), figure.key());
            else assertEquals(figure.published().getAsDouble(), measures.get(figure.key()), figure.decimals() == 0 ? 0.01 : 0.1,
                figure.key());
        }
    }

    @Test
    void measures_ofAPhaseWithOneUnexpectedReply_areShownAndNotJudged() throws IOException {
        add("local-sequential-mul2", Errors.NONE, 1);
        var why = new Unjudged.ByRun("the phase local-sequential-mul2 had 1 replies that were not the expected ones");
        assertEquals(why, why("inRouterToUnixMsgpack"));
        assertEquals(why, why("mulToDiv"));
        assertEquals(1.133, measures().values().get("mulToDiv"), 0.001, "it is shown");
        assertEquals(null, why("concurrencyGain"), "another is judged");
    }

    /** 375,341 requests may have 375 errors. */
    @Test
    void measures_ofAPhaseWithErrors_compareItUpToOneInAThousand() throws IOException {
        long requests = published("local-concurrent-add2").requests();
        add("local-concurrent-add2", new Errors(1, 2, 3, requests / 1000 - 7, 1), 0);
        assertEquals(null, why("concurrencyGain"));
        add("local-concurrent-add2", new Errors(1, 2, 3, requests / 1000 - 6, 1), 0);
        assertEquals(new Unjudged.ByRun("the phase local-concurrent-add2 had 376 errors, more than one in a thousand requests"),
            why("concurrencyGain"));
    }

    @Test
    void measures_ofAnInterruptedPhase_areNotJudged() throws IOException {
        made.cut("local-sequential-add2");
        assertEquals(new Unjudged.ByRun("the phase local-sequential-add2 was cut short"), why("concurrencyGain"));
        assertEquals(null, why("sharedToSingle"));
    }

    @Test
    void measures_withoutPhases_tellWhyTheyWereLeftOut() throws IOException {
        made.leaveOut("shared", new Unjudged.ByRequest("--only did not ask for it"));
        assertEquals(new Unjudged.ByRequest("the phase shared-concurrent was left out: --only did not ask for it"), why("sharedToSingle"));
        made.leftOut.clear();
        var why = why("sharedToSingle").why();
        assertTrue(why.startsWith("the phase shared-concurrent was not measured; there are local-sequential-add2, ")
            && why.endsWith(" and 4 more"), why);
        made.phases.clear();
        for (var measure : List.of("concurrencyGain", "sub2ErrorShare", "networkMedianUs", "addReplyBytes"))
            assertTrue(why(measure) instanceof Unjudged.ByRun, measure);
    }

    /** Of two reasons, the run's own is told. */
    @Test
    void measures_ofPhasesLeftOutForTwoReasons_areOpenBecauseOfTheRun() throws IOException {
        made.leaveOut("network-sequential", new Unjudged.ByRequest("--only"));
        made.leaveOut("network-concurrent", new Unjudged.ByRun("nobody answered"));
        assertTrue(why("networkSequentialToConcurrent") instanceof Unjudged.ByRun);
    }

    /** 263,393 replies of local-sequential-sub2, one of them no error; the three other runs have 365,178, 196,463 and 348,618. */
    @Test
    void errorShare_isOfAllPhasesThatWereAskedFor_andAnotherReplyIsItsFinding() throws IOException {
        assertEquals(1.0, measures().values().get("sub2ErrorShare"));
        add("local-sequential-sub2", Errors.NONE, 1);
        assertEquals(1 - 1.0 / (263_393 + 365_178 + 196_463 + 348_618), measures().values().get("sub2ErrorShare"), 1e-12);
        assertEquals(null, why("sub2ErrorShare"));
        made.leaveOut("network", new Unjudged.ByRequest("--only"));
        assertEquals(1 - 1.0 / (263_393 + 365_178), measures().values().get("sub2ErrorShare"), 1e-12);
        made.leaveOut("local-concurrent", new Unjudged.ByRun("nobody answered"));
        assertTrue(why("sub2ErrorShare") instanceof Unjudged.ByRun);
        made.leaveOut("local", new Unjudged.ByRequest("--only"));
        made.leftOut.replaceAll((_, was) -> new reprise.recorder.Phases.LeftOut(Unjudged.By.REQUEST, was.why()));
        assertTrue(why("sub2ErrorShare") instanceof Unjudged.ByRequest);
    }

    /** Each of the three accounts is changed by one: 256,233 replies of local-sequential-add2. */
    @Test
    void requests_thatDoNotAddUp_judgeNothingThatRestsOnThem() throws IOException {
        made.tell("local-sequential-add2", facts -> facts.with(HttpMetrics.ATTEMPTS, 256_234));
        assertEquals(new Unjudged.ByRun("the requests of the phase local-sequential-add2 do not add up: 256,234 begun against 256,233 good "
            + "+ 0 unexpected + 0 of status above 399 + 0 timed out + 0 read errors + 0 write errors + 0 interrupted, which is 256,233: "
            + "1 is missing"), why("concurrencyGain"));
        assertEquals(null, measures().values().get("concurrencyGain"), "nor is it shown");
        assertEquals(null, why("mulToDiv"));
        made.tell("local-sequential-add2", facts -> facts.with(HttpMetrics.ATTEMPTS, 256_233).with(HttpMetrics.TIMED, 256_232));
        assertEquals(new Unjudged.ByRun("the latencies of the phase local-sequential-add2 do not add up: 256,232 recorded against 256,233 "
            + "replies, which is 256,233: 1 too many"), why("concurrencyGain"));
        var wrk = published("local-sequential-add2");
        made.tell("local-sequential-add2", facts -> facts.with(HttpMetrics.TIMED, 256_232).with(HttpMetrics.WRK,
            new WrkFigures(1, 1, wrk.latencyUs(), wrk.percentiles(), wrk.threadRate(), 256_232, wrk.tookUs(), wrk.readBytes(),
                wrk.requestsPerSec(), wrk.readBytesPerSec(), Errors.NONE)));
        assertTrue(why("concurrencyGain").why().startsWith("the replies of the phase local-sequential-add2 do not add up: 256,232 counted "
            + "as wrk does against 256,233 good"), why("concurrencyGain").why());
        made.tell("network-concurrent-sub2", facts -> facts.with(HttpMetrics.ATTEMPTS, 1));
        assertTrue(why("sub2ErrorShare").why().contains("network-concurrent-sub2 do not add up"));
    }

    @Test
    void phaseWithoutAReply_hasNoFigures() throws IOException {
        made.tell("local-sequential-add2", _ -> reprise.recorder.Facts.NONE);
        assertEquals(new Unjudged.ByRun("the phase local-sequential-add2 got no reply"), why("concurrencyGain"));
        assertEquals(Optional.empty(), Optional.ofNullable(measures().values().get("concurrencyGain")));
        assertEquals(0, made.phases.get("local-sequential-add2").facts(HttpMetrics.WRK).stream().count());
        assertEquals("local-sequential-add2.service", Phase.histogram("local-sequential-add2", HttpMetrics.SERVICE));
    }
}
