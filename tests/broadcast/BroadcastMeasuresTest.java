package broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import broadcast.BroadcastRun.ScenarioFigures;
import broadcast.ServerFigures.Busiest;
import broadcast.ServerFigures.Deliveries;
import broadcast.ServerFigures.Sessions;
import broadcast.ServerFigures.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import reprise.judge.Claim;
import reprise.judge.Measure;
import reprise.judge.Quantity;
import reprise.judge.Readings;
import reprise.judge.Verdict;
import reprise.peer.k6.K6Figures;
import reprise.peer.k6.K6Figures.Bar;
import reprise.recorder.Buckets;
import reprise.recorder.Run;
import reprise.recorder.Unjudged;
import reprise.report.Section;

final class BroadcastMeasuresTest {
    private static final LoadHealth WELL = new LoadHealth("0", 0.8, 20);
    private static final String FILE = "scenarios/ws-broadcast.json";
    private static final List<Measure<Run>> MEASURES = SyntheticBroadcast.measures(_ -> null);
    private final List<Claim> claims = SyntheticBroadcast.SCRIPT.report(FILE, Files.readString(Path.of(FILE))).scenario().claims();
    private final K6Figures published = BroadcastScenario.parse(FILE, Files.readAllBytes(Path.of(FILE)), List.of()).k6();

    BroadcastMeasuresTest() throws IOException {}

    private Readings measures(BroadcastRun run, boolean brokenOff, String... withoutMetrics) {
        @SuppressWarnings("unchecked")
        var groups = (List<UserGroup>) SyntheticBroadcast.SCRIPT.constant("GROUPS");
        var evidence = new Evidence(run, brokenOff, published, groups, Set.of(withoutMetrics));
        return Readings.of(SyntheticBroadcast.measures(_ -> evidence), null);
    }

    /**
     * @param bucket of all broadcasts, and of all messages handled
     * @param waitedMs of each delivery
     */
    private static ServerFigures server(Style style, int bucket, int waitedMs, double errors, long failed) {
        var single = new long[15];
        single[bucket] = 100;
        var buckets = Optional.of(Buckets.ofSingle(Buckets.usualBoundsSec(), single));
        var waits = new Histogram(1, 86_400_000_000_000L, 3);
        waits.recordValueWithCount(waitedMs * 1_000_000L, 10);
        return new ServerFigures(style.word(), style, figure(220), figure(1000), figure(errors), figure(0), buckets, buckets, buckets,
            new Deliveries(waits, waits, 12, 10, 1, 1, 0, 0, 0, 0, 0), 100, new Sessions(1000, 990 - failed, 10, failed),
            figure(style == Style.AWAITING ? 10 : 20), figure(style == Style.AWAITING ? 100 : 50), Optional.empty(),
            Optional.of(new Busiest(71, 231, 90)), new ServerFigures.Received(10, 0, 0, 0, 0, 0), "");
    }

    private static OptionalDouble figure(double value) {
        return OptionalDouble.of(value);
    }

    private static BroadcastRun run(List<ServerFigures> servers, long iterations, long hundred, long others, double timeScale,
        LoadHealth health) {
        var names = List.of("constVUWith3DirectMessage", "rampUp50With100Messages", "rampUp50WithSingleMessage");
        long attempts = servers.stream().mapToLong(server -> server.sessions().attempts()).sum();
        var metrics = List.of(new K6Figures.Metric("iterations", new K6Figures.Counter(K6Figures.Contains.DEFAULT, iterations, 1)),
            new K6Figures.Metric("ws_sessions", new K6Figures.Counter(K6Figures.Contains.DEFAULT, attempts, 1)));
        return new BroadcastRun(
            new K6Figures(List.of(), metrics, new K6Figures.Status(841.9 * timeScale, 870, 0, 750, iterations, hundred + others),
            names.stream().map(name -> new Bar(name, true, 1, OptionalInt.empty(), 1, 1, 1, "")).toList()),
            List.of(new ScenarioFigures(names.get(0), iterations, 0), new ScenarioFigures(names.get(1), 0, hundred),
            new ScenarioFigures(names.get(2), 0, others)), servers,
            timeScale, 1, false, new BroadcastRun.InStages(841.9 * timeScale, iterations), health);
    }

    private static final List<ServerFigures> PUBLISHED_SHAPE =
        List.of(server(Style.AWAITING, 8, 80, 0, 0), server(Style.QUEUEING, 0, 40, 7, 0));

    /** p95 of the first bucket, 0 to 0.1 ms, is 0.095 ms; of the ninth, 50 to 100 ms, it is 97.5 ms. */
    @Test
    void measures_ofTheDocumentsShape_areWorkedOut() {
        var measures = measures(run(PUBLISHED_SHAPE, 120_979, 124, 0, 1, WELL), false);
        assertEquals(Map.of(), measures.unmeasured());
        assertEquals(Quantity.ids(Measure.quantities(MEASURES)), List.copyOf(measures.values().keySet()));
        assertEquals(97.5 / 0.095, measures.values().get("broadcastRatio"), 1e-9);
        assertEquals(97.5 / 0.095, measures.values().get("handlingRatio"), 1e-9);
        assertEquals(100, measures.values().get("closedErrorsQueueingPercent"));
        assertEquals(100, measures.values().get("sessionsUpgradedPercent"));
        assertEquals(100, measures.values().get("iterationsPercent"));
        assertEquals(List.of(0.0, 124.0), List.of(measures.values().get("interruptedOthers"), measures.values().get("interruptedHundred")));
        assertEquals(2, measures.values().get("deliveryMedianRatio"), 0.01);
        assertEquals(List.of(0.5, 2.0), List.of(measures.values().get("memoryRatio"), measures.values().get("cpuRatio")));
    }

    /** The result does not depend on which server is slower at handling. */
    @Test
    void handling_slowerInTheQueueingServer_isTheSameRatio() {
        var turned = List.of(server(Style.AWAITING, 0, 80, 0, 0), server(Style.QUEUEING, 8, 40, 7, 0));
        var values = measures(run(turned, 1, 0, 0, 1, WELL), false).values();
        assertEquals(97.5 / 0.095, values.get("handlingRatio"), 1e-9);
        assertEquals(0.095 / 97.5, values.get("broadcastRatio"), 1e-9);
    }

    @Test
    void measures_ofALoadThatWasTheBottleneck_areCountsAlone() {
        for (var health : List.of(new LoadHealth("3", 0.801, 0), new LoadHealth("3", 0.1, 20.1))) {
            var measures = measures(run(PUBLISHED_SHAPE, 120_979, 124, 0, 1, health), false);
            // an iteration that a late load delays is interrupted, so these numbers describe the load generator too
            assertEquals(Set.of("closedErrorsQueueingPercent", "sessionsUpgradedPercent"), measures.values().keySet());
            assertEquals(MEASURES.size(), measures.values().size() + measures.unmeasured().size());
        }
        assertEquals("the load's event loop 3 was busy 90.5 % of 5 s, over 80 %, and the load's delivery clock was late by 20.1 ms (99 "
            + "%), over 20 ms",
            new LoadHealth("3", 0.905, 20.1).spoiledBy());
        assertEquals("", WELL.spoiledBy());
    }

    @Test
    void health_ofLoops_isTheirBusiestFiveSeconds() {
        // loop 1: 0.2 + 0.9 + 1 + 0.9 + 0.5 over 5 s; a single second of 1 in loop 0 counts less
        var shares = Map.of("0", new double[] {1, 0, 0, 0, 0, 0, 0}, "1", new double[] {0.1, 0.2, 0.9, 1, 0.9, 0.5, 0});
        var health = LoadHealth.of(shares, 3);
        assertEquals("1", health.worstLoop());
        assertEquals(0.7, health.worstLoopBusyShare(), 1e-12);
        assertEquals(0.9, LoadHealth.of(Map.of("0", new double[] {0.8, 1}), 0).worstLoopBusyShare(), 1e-12, "shorter than the window");
        assertEquals(new LoadHealth("none", 0, 0), LoadHealth.of(Map.of(), 0));
    }

    @Test
    void closedErrors_ofNobody_areNotJudgedAndSayHowFarTheLoadCame() {
        var quiet = List.of(server(Style.AWAITING, 8, 80, 0, 0), server(Style.QUEUEING, 0, 40, 0, 0));
        assertEquals(new Unjudged.ByDocument("the load never brought the queueing server to the point: in its busiest second, 71, it had "
            + "231 connections and 90 broadcasts; find it with --users-scale"),
            measures(run(quiet, 1, 0, 0, 1, WELL), false).unmeasured().get("closedErrorsQueueingPercent"));
    }

    @Test
    void closedErrors_inTheAwaitingServer_denyTheClaim() {
        var both = List.of(server(Style.AWAITING, 8, 80, 1, 0), server(Style.QUEUEING, 0, 40, 19_701, 0));
        var measures = measures(run(both, 1, 0, 0, 1, WELL), false);
        var claim = claims.stream().filter(each -> each.id().equals("closed-errors")).findFirst().orElseThrow();
        assertTrue(claim.judge(measures.values(), measures.unmeasured()) instanceof Verdict.NotReproduced);
    }

    @Test
    void sessions_oneFailed_denyTheClaim() {
        var one = List.of(server(Style.AWAITING, 8, 80, 0, 0), server(Style.QUEUEING, 0, 40, 7, 1));
        var measures = measures(run(one, 1, 0, 0, 1, WELL), false);
        assertEquals(99.95, measures.values().get("sessionsUpgradedPercent"), 1e-9); // 1 of 2,000
        var claim = claims.stream().filter(each -> each.id().equals("upgraded")).findFirst().orElseThrow();
        assertTrue(claim.judge(measures.values(), measures.unmeasured()) instanceof Verdict.NotReproduced);
    }

    @Test
    void iterations_atATimeScale_areHeldAgainstTheirShare() {
        // in a tenth of the published 841.9 s a tenth of 120,979: 12,097.9
        var measures = measures(run(PUBLISHED_SHAPE, 12_219, 3, 2, 0.1, WELL), false);
        assertEquals(101.001, measures.values().get("iterationsPercent"), 1e-3);
    }

    /**
     * The document's grace of 30 s is 0.6 s at a scale of 0.02, and a direct user's iteration sleeps for 1.4 s, so it is interrupted on any
     * server.
     */
    @Test
    void interrupted_atATimeScale_isNotJudged() {
        var measures = measures(run(PUBLISHED_SHAPE, 2_420, 3, 271, 0.02, WELL), false);
        var why = new Unjudged.ByRequest("the time scale is 0.02, of the graces too; an iteration takes as long as ever, and what "
            + "interrupts it is judged at the full length");
        for (var name : List.of("interruptedOthers", "interruptedHundred")) {
            assertEquals(why, measures.unmeasured().get(name));
            assertFalse(measures.values().containsKey(name));
        }
    }

    @Test
    void counts_ofAnotherLoadThanTheOneRun_areNotJudged() {
        var run = run(PUBLISHED_SHAPE, 120_979, 124, 0, 1, WELL);
        assertNotAsRun(new Unjudged.ByRun("the run was broken off"), run, true);
        assertNotAsRun(new Unjudged.ByRequest("the load was the one described, not the one run"),
            new BroadcastRun(run.k6(), run.scenarios(), run.servers(), 1, 1, true, run.inStages(), WELL), false);
        assertNotAsRun(new Unjudged.ByRequest("there were 2.5 times the users"),
            new BroadcastRun(run.k6(), run.scenarios(), run.servers(), 1, 2.5, false, run.inStages(), WELL), false);
        assertNotAsRun(new Unjudged.ByRequest("the scenario rampUp50WithSingleMessage was left out"),
            new BroadcastRun(run.k6(), run.scenarios().subList(0, 2), run.servers(), 1, 1, false, run.inStages(), WELL), false);
    }

    private void assertNotAsRun(Unjudged why, BroadcastRun run, boolean brokenOff) {
        var measures = measures(run, brokenOff);
        for (var name : List.of("iterationsPercent", "interruptedOthers", "interruptedHundred"))
            assertEquals(why, measures.unmeasured().get(name), name);
        assertTrue(measures.values().containsKey("broadcastRatio"));
    }

    @Test
    void servers_withoutMetricsOrStyle_areSaidToHaveNone() {
        var bare =
            new ServerFigures("rust", Style.AWAITING, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(),
            OptionalDouble.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), PUBLISHED_SHAPE.getFirst().deliveries(), 1, new Sessions(1, 1, 0, 0),
            OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty(), Optional.empty(),
            new ServerFigures.Received(10, 0, 0, 0, 0, 0), "");
        var unmeasured = measures(run(List.of(bare, PUBLISHED_SHAPE.get(1)), 1, 0, 0, 1, WELL), false).unmeasured();
        assertEquals(new Unjudged.ByRun("there is no figure of the awaiting server's broadcast p95"), unmeasured.get("broadcastRatio"));
        assertEquals(new Unjudged.ByRun("the servers' metrics were not read"), unmeasured.get("closedErrorsQueueingPercent"));
        assertEquals(new Unjudged.ByRun("there is no figure of the awaiting server's memory"), unmeasured.get("memoryRatio"));
        // no address for its metrics was given, by the user's choice
        var unasked =
            measures(run(List.of(bare, PUBLISHED_SHAPE.get(1)), 1, 0, 0, 1, WELL), false, "rust")
            .unmeasured();
        assertEquals(new Unjudged.ByRequest("there is no figure of the awaiting server's broadcast p95: no --metrics were given for it"),
            unasked.get("broadcastRatio"));
        assertEquals(new Unjudged.ByRequest("the servers' metrics were not read: no --metrics were given for it"),
            unasked.get("closedErrorsQueueingPercent"));
        assertEquals(new Unjudged.ByRequest("no server of the style queueing was loaded"),
            measures(run(List.of(bare), 1, 0, 0, 1, WELL), false).unmeasured().get("deliveryMedianRatio"));
    }

    /** Each account is changed by one or more. Only measures that depend on it become unjudged, and they name the terms. */
    @Test
    void accounts_thatDoNotComeOut_areToldWithTheirTermsAndJudgeNothing() {
        var good = PUBLISHED_SHAPE.getFirst();
        var waits = good.deliveries().each();
        // 12 expected, 10 made + 1 in flight + 0 cut: one is missing; received 10 add up
        var lost = with(good, new Deliveries(waits, waits, 12, 10, 1, 0, 0, 0, 0, 0, 0), good.sessions(), good.received());
        var faults = BroadcastFaults.of(run(List.of(lost, PUBLISHED_SHAPE.get(1)), 1, 0, 0, 1, WELL));
        assertEquals(List.of(new Section.Alarm(
            "Our own count is wrong: the deliveries of awaiting do not add up: 12 expected against 10 made + 1 in "
            + "flight as the listener closed"
            + " + 0 cut + 0 late + 0 skipped, which is 11: 1 is missing. No claim that rests on it is judged.")), faults);
        var sessions = with(good, good.deliveries(), new Sessions(1000, 989, 10, 0), good.received());
        var received = with(good, good.deliveries(), good.sessions(), new ServerFigures.Received(9, 0, 0, 0, 0, 0));
        for (var each : List.of(List.of(lost, Evidence.DELIVERIES), List.of(sessions, Evidence.SESSIONS),
            List.of(received, Evidence.DELIVERIES))) {
            var measures =
                measures(run(List.of((ServerFigures) each.getFirst(), PUBLISHED_SHAPE.get(1)), 120_979, 124, 0, 1, WELL), false);
            assertEquals(each.getLast(), measures.unmeasured().keySet());
            measures.unmeasured().values()
                .forEach(why -> assertTrue(why instanceof Unjudged.ByRun && why.why().contains(" do not add up: "), why.why()));
        }
    }

    /**
     * 10 binary messages arrived, and 2 deliveries are lost. One text without a stamp per session is its greeting; a further one is not.
     */
    @Test
    void messages_thatCannotBeRead_areToldAndDeliveriesAreNotJudged() {
        var good = PUBLISHED_SHAPE.getFirst();
        var binary = with(good, good.deliveries(), good.sessions(), new ServerFigures.Received(1020, 0, 0, 0, 1000, 10));
        assertEquals(10, binary.unread());
        assertEquals(1, with(good, good.deliveries(), good.sessions(), new ServerFigures.Received(1011, 0, 0, 0, 1001, 0)).unread());
        var run = run(List.of(binary, PUBLISHED_SHAPE.get(1)), 120_979, 124, 0, 1, WELL);
        assertEquals(List.of(new Section.Alarm(
            "10 of 1,020 messages from awaiting could not be read as deliveries (10 binary, 1,000 without a stamp, 0 "
            + "with a stamp of nobody's),"
            + " so that up to as many of its 2 lost deliveries may have come. Deliveries of this server, and what is made of them, are "
            + "not known.")), BroadcastFaults.of(run));
        assertEquals(Evidence.DELIVERIES, measures(run, false).unmeasured().keySet());
    }

    private static ServerFigures with(ServerFigures server, Deliveries deliveries, Sessions sessions, ServerFigures.Received received) {
        return new ServerFigures(server.name(), server.style(), server.connectionsMax(), server.connectionsTotal(), server.closedErrors(),
            server.slowReadersClosed(),
            server.broadcast(), server.written(), server.handling(), deliveries, server.messages(), sessions, server.cpuMeanPercent(),
            server.memoryMeanMiB(),
            server.firstError(), server.busiest(), received, server.metricsFault());
    }
}
