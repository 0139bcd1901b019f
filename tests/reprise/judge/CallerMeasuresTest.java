package reprise.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import reprise.judge.CallerScenario.Attached;
import reprise.peer.wrk.WrkFigures;
import reprise.peer.wrk.WrkFigures.Errors;
import reprise.recorder.HttpOutcomes;
import reprise.recorder.Unjudged;
import reprise.recorder.Usage;

/** Measures of runs whose figures are the published ones: what comes out has to be what documents.md says of them. */
final class CallerMeasuresTest {
    private final CallerScenario scenario = CallerScenario.read(Path.of("scenarios/rest-caller.json"));

    CallerMeasuresTest() throws IOException {}

    private List<CallerRun> published() {
        return new ArrayList<>(scenario.runs().stream().filter(run -> run.published().isPresent())
            .map(run -> run(run.id(), Errors.NONE, 0, false)).toList());
    }

    private CallerRun run(String id, Errors errors, long unexpected, boolean interrupted) {
        var planned = scenario.run(id).orElseThrow();
        var wrk = planned.published().orElseThrow();
        var figures =
            new WrkFigures(wrk.threads(), wrk.connections(), wrk.latencyUs(), wrk.percentiles(), wrk.threadRate(), wrk.requests(),
            wrk.tookUs(),
            wrk.readBytes(), wrk.requestsPerSec(), wrk.readBytesPerSec(), errors);
        var raw = new Histogram(1, 86_400_000_000_000L, 3);
        raw.recordValueWithCount((long) (wrk.percentiles().p50Us() * 1000), wrk.requests());
        return new CallerRun(planned, planned.link() == CallerScenario.Link.LOOPBACK ? CallerRun.Link.LOOPBACK : CallerRun.Link.NETWORK,
            scenario.url(planned.link()), Duration.ofSeconds(30), figures, raw, Optional.empty(), OptionalDouble.empty(), unexpected,
            Optional.empty(),
            Map.of("router", new Usage(90, 100)), 2, interrupted, Optional.empty());
    }

    private List<CallerRun> with(CallerRun other) {
        var runs = published();
        runs.replaceAll(run -> run.id().equals(other.id()) ? other : run);
        return runs;
    }

    private CallerRun emulated(String id, double medianUs) {
        var run = run(id, Errors.NONE, 0, false);
        return new CallerRun(run.planned(), CallerRun.Link.EMULATED, run.url(), run.duration(), run.wrk(), run.raw(), Optional.empty(),
            OptionalDouble.empty(), 0,
            Optional.of(new CallerRun.AddedDelay(40, medianUs, medianUs)), Map.of(), 2, false, Optional.empty());
    }

    /** 40 us were asked: a tenth of it is 4 us. At 200 connections a round trip is mostly waiting for others. */
    @Test
    void emulatedLink_thatIsOffAtOneConnection_leavesItsClaimsUnjudged() {
        for (double exact : new double[] {36, 40, 44}) assertEquals("", emulated("network-sequential-add2", exact).spoiledBy());
        for (double off : new double[] {35.9, 44.1, 99}) assertTrue(emulated("network-sequential-add2", off).isLinkOff());
        assertEquals("", emulated("network-concurrent-add2", 99).spoiledBy());
        var measures = CallerMeasures.of(with(emulated("network-sequential-add2", 99)));
        assertEquals("the emulated link of the run network-sequential-add2 added 99.0 us in the median, and 40.0 were asked",
            measures.unmeasured().get("networkSequentialRatio").why());
        assertFalse(measures.values().containsKey("networkSequentialRatio"));
    }

    @Test
    void measures_ofThePublishedFigures_areThoseOfTheDocument() {
        var measures = CallerMeasures.of(published());
        assertEquals(Map.of(), measures.unmeasured());
        assertEquals(CallerMeasures.NAMES, measures.values().keySet());
        for (var expected : Map.of("concurrencyGain", 1.47, "inRouterToUnixMsgpack", 1.38, "inRouterToUnixJson", 1.56, "sharedToSingle",
            0.95,
            "networkSequentialRatio", 0.75, "networkConcurrentRatio", 0.92, "networkSequentialToConcurrent", 0.814, "sub2ErrorShare", 1.0,
            "mulToDiv", 1.13).entrySet()) {
            assertEquals(expected.getValue(), measures.values().get(expected.getKey()), 0.0051, expected.getKey());
        }
        for (var claim : scenario.scenario().claims()) {
            var verdict = claim.judge(measures.values(), measures.unmeasured()).ending().word();
            assertEquals(claim instanceof Claim.Judged ? "reproduced" : "not-judged", verdict, claim.id());
        }
    }

    @Test
    void summary_ofThePublishedFigures_isTheDocuments() {
        var runs = published();
        var summary = CallerMeasures.of(runs).summary(runs);
        for (var figure : scenario.scenario().summary()) {
            if (figure.key().startsWith("shared")) continue; // the document has no CPU
            if (figure.published().isEmpty()) assertEquals(0, summary.get(figure.key()), figure.key());
            else
                assertEquals(figure.published().getAsDouble(), summary.get(figure.key()), figure.decimals() == 0 ? 0.001 : 0.1,
                    figure.key());
        }
    }

    @Test
    void measures_ofARunWithOneUnexpectedReply_doNotCompareIt() {
        var measures = CallerMeasures.of(with(run("local-sequential-mul2", Errors.NONE, 1, false)));
        assertEquals(new Unjudged.ByRun("the run local-sequential-mul2 had 1 replies that were not the expected ones"),
            measures.unmeasured().get("inRouterToUnixMsgpack"));
        assertEquals(List.of("inRouterToUnixMsgpack", "mulToDiv"), List.copyOf(measures.unmeasured().keySet()));
    }

    @Test
    void measures_ofARunWithErrors_compareItUpToOneInAThousand() {
        long requests = scenario.run("local-concurrent-add2").orElseThrow().published().orElseThrow().requests(); // 375,341
        assertTrue(CallerMeasures.of(with(run("local-concurrent-add2", new Errors(1, 2, 3, requests / 1000 - 7, 1), 0, false))).unmeasured()
            .isEmpty());
        var measures = CallerMeasures.of(with(run("local-concurrent-add2", new Errors(1, 2, 3, requests / 1000 - 6, 1), 0, false)));
        assertEquals(new Unjudged.ByRun("the run local-concurrent-add2 had 376 errors, more than one in a thousand requests"),
            measures.unmeasured().get("concurrencyGain"));
    }

    @Test
    void measures_ofAnInterruptedRun_doNotCompareIt() {
        var measures = CallerMeasures.of(with(run("local-sequential-add2", Errors.NONE, 0, true)));
        assertEquals(new Unjudged.ByRun("the run local-sequential-add2 was interrupted"), measures.unmeasured().get("concurrencyGain"));
        assertTrue(measures.values().containsKey("sharedToSingle"));
    }

    @Test
    void measures_withoutRuns_tellWhyTheyWereLeftOut() {
        var runs = published();
        runs.removeIf(run -> run.planned().group().equals("shared"));
        assertEquals(new Unjudged.ByRequest("the run shared-concurrent was not performed: left out by --only"),
            CallerMeasures.of(runs, Map.of("shared-concurrent", new Unjudged.ByRequest("left out by --only"))).unmeasured()
            .get("sharedToSingle"));
        assertEquals(new Unjudged.ByRun("the run shared-concurrent was not performed"), CallerMeasures.of(runs).unmeasured()
            .get("sharedToSingle"));
        var none = CallerMeasures.of(List.of());
        assertEquals(CallerMeasures.NAMES, none.unmeasured().keySet());
        assertEquals(new Unjudged.ByRun("no run of sub2 as published was performed"), none.unmeasured().get("sub2ErrorShare"));
        assertFalse(none.summary(List.of()).containsKey("networkMedianUs"));
    }

    @Test
    void measures_ofRunsLeftOutForTwoReasons_areOpenBecauseOfTheRun() {
        var runs = published();
        runs.removeIf(run -> run.planned().group().startsWith("network"));
        var dead = new Unjudged.ByRun("a call at http://10.0.0.9:8080 failed");
        var measures =
            CallerMeasures.of(runs,
            Map.of("network-sequential-add2", new Unjudged.ByRequest("not asked for"), "network-concurrent-add2", dead,
            "network-sequential-sub2", dead));
        // of the ratio of ratios one run was not asked for and one could not be: asking for it would not have judged it
        assertEquals(new Unjudged.ByRun("the run network-concurrent-add2 was not performed: " + dead.why()),
            measures.unmeasured().get("networkSequentialToConcurrent"));
        assertEquals(new Unjudged.ByRequest("the run network-sequential-add2 was not performed: not asked for"), measures.unmeasured()
            .get("networkSequentialRatio"));
        // the claim is of every sub2 run: two of four do not make it
        assertEquals(new Unjudged.ByRun("a run of sub2 as published was not performed: " + dead.why()),
            measures.unmeasured().get("sub2ErrorShare"));
    }

    @Test
    void summary_ofSharedCallees_hasWhoIsBusy() {
        var runs = published();
        var shared = runs.stream().filter(run -> run.id().equals("shared-concurrent")).findFirst().orElseThrow();
        var usage =
            Map.of("router", new Usage(40, 100), "shared1", new Usage(23.5, 50), "shared2", new Usage(94, 50), "load", new Usage(130, 90));
        runs.replaceAll(run -> run != shared ? run
            : new CallerRun(run.planned(), run.link(), run.url(), run.duration(), run.wrk(), run.raw(), run.intended(), run.ratePerSec(),
            run.unexpectedReplies(), run.addedDelay(), usage, run.warmUpSec(), run.interrupted(), run.outcomes()));
        var figures = CallerMeasures.of(runs).summary(runs);
        // the load is no party to it, however busy it is
        assertEquals(List.of(40.0, 94.0), List.of(figures.get("sharedRouterCpuPercent"), figures.get("sharedBusiestCalleeCpuPercent")));
    }

    /** For this claim another reply is the finding itself. */
    @Test
    void errorShare_withOneResultAmongTheErrors_isBelowOne() {
        var measures = CallerMeasures.of(with(run("network-concurrent-sub2", Errors.NONE, 1, false)));
        // 263,393 + 365,178 + 196,463 + 348,618 replies
        assertEquals(1_173_651.0 / 1_173_652, measures.values().get("sub2ErrorShare"), 1e-12);
        var claim = scenario.scenario().claims().stream().filter(each -> each.id().equals("sub2-errors")).findFirst().orElseThrow();
        assertEquals("not-reproduced", claim.judge(measures.values(), measures.unmeasured()).ending().word());
    }

    private CallerRun counted(String id, long unexpected, HttpOutcomes outcomes) {
        var run = run(id, Errors.NONE, unexpected, false);
        return new CallerRun(run.planned(), run.link(), run.url(), run.duration(), run.wrk(), run.raw(), run.intended(), run.ratePerSec(),
            unexpected, run.addedDelay(),
            run.usage(), run.warmUpSec(), false, Optional.of(outcomes));
    }

    /** 256,233 replies and one in flight at the end are 256,234 begun. */
    @Test
    void requests_thatAddUp_areJudged() {
        var measures =
            CallerMeasures.of(with(counted("local-sequential-add2", 0, new HttpOutcomes(256_234, 256_233, 0, 0, 0, 0, 0, 1, 0, 256_233))));
        assertTrue(measures.values().containsKey("concurrencyGain"));
    }

    /** Each of the three accounts put out by one: what rests on the run is not judged, with the terms; what does not is. */
    @Test
    void requests_thatDoNotAddUp_judgeNothing() {
        var told = Map.of(
            new HttpOutcomes(256_235, 256_233, 0, 0, 0, 0, 0, 1, 0, 256_233),
            "the requests of the run local-sequential-add2 do not add up: 256,235 begun against 256,233 good + 0 unexpected"
                + " + 0 of status above 399 + 0 timed out + 0 read errors + 0 write errors + 1 interrupted, which is 256,234: 1 is missing",
            new HttpOutcomes(256_233, 256_232, 0, 0, 0, 0, 0, 1, 0, 256_233),
            "the replies of the run local-sequential-add2 do not add up: 256,233 counted as wrk does against 256,232 good"
                + " + 0 unexpected + 0 of status above 399 + 0 late, which is 256,232: 1 is missing",
            new HttpOutcomes(256_233, 256_233, 0, 0, 0, 0, 0, 0, 0, 256_232),
            "the latencies of the run local-sequential-add2 do not add up: 256,232 recorded against 256,233 replies, which is 256,233:"
                + " 1 too many");
        told.forEach((outcomes, sentence) -> {
            var measures = CallerMeasures.of(with(counted("local-sequential-add2", 0, outcomes)));
            assertEquals(new Unjudged.ByRun(sentence), measures.unmeasured().get("concurrencyGain"));
            assertTrue(measures.values().containsKey("mulToDiv"));
        });
    }

    /** The error share is judged whatever spoils a run, but not where the replies are not known. */
    @Test
    void errorShare_ofRepliesThatDoNotAddUp_isNotJudged() {
        var measures = CallerMeasures.of(with(counted("network-concurrent-sub2", 0, new HttpOutcomes(9, 8, 0, 0, 0, 0, 0, 1, 0, 8))));
        assertTrue(measures.unmeasured().get("sub2ErrorShare").why()
            .contains("the replies of the run network-concurrent-sub2 do not add up"), measures.unmeasured().toString());
    }

    @Test
    void cpu_forARequest_isTheShareOfItsCycle() {
        var run = run("local-sequential-add2", Errors.NONE, 0, false);
        // 256,233 requests in 30.11 s are 117.51 us each, nine tenths of them 105.76
        assertEquals(105.76, run.cpuUsPerRequest("router").orElseThrow(), 0.005);
        assertTrue(run.cpuUsPerRequest("nobody").isEmpty());
    }

    @Test
    void run_thatCannotHaveBeen_isRefused() {
        var run = run("local-sequential-add2", Errors.NONE, 0, false);
        var wrong =
            assertThrows(IllegalArgumentException.class,
            () -> new CallerRun(run.planned(), CallerRun.Link.EMULATED, run.url(), run.duration(), run.wrk(),
            run.raw(), run.intended(), run.ratePerSec(), 0, Optional.empty(), run.usage(), 2, false, Optional.empty()));
        assertEquals("run local-sequential-add2: it went over emulated; its plan says loopback", wrong.getMessage());
        assertThrows(IllegalArgumentException.class, () -> run("local-sequential-add2", Errors.NONE, 256_234, false));
        assertEquals(4, scenario.runs().stream().filter(planned -> planned.attached() == Attached.NOT_REGISTERED).count());
    }
}
