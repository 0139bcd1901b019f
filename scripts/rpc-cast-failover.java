///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../lib/Reprise.java
//SOURCES failover/Parts.java
//JAVA_OPTIONS -Xms96m -Xmx128m -XX:+UseSerialGC -Dio.netty.leakDetection.level=disabled
//MAIN RpcCastFailover
//DESCRIPTION Performs OpenStack's RPC CAST fail-over test again: one client, one server, the broker's master is killed.

import static failover.FailoverPair.BOTH;
import static failover.PairReadings.measure;

import failover.FailoverLosses;
import failover.FailoverOptions.Times;
import failover.FailoverPair;
import failover.FailoverPlan;
import failover.FailoverReport;
import failover.FailoverReports;
import failover.FailoverScenario;
import failover.FailoverScript;
import failover.FailoverSetup;
import failover.FailoverStory;
import failover.MovedOptions;
import failover.PairReadings;
import failover.PairRun;
import failover.PairSetup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reprise.experiment.Experiment;
import reprise.experiment.RpcPair.Role;
import reprise.judge.Bound;
import reprise.judge.Claim;
import reprise.judge.Measure;
import reprise.judge.Scenario;
import reprise.recorder.Origin;
import reprise.recorder.Run;
import reprise.recorder.Unit;
import reprise.report.DocumentReport.Medium;
import reprise.report.Report;
import reprise.simulator.rpc.Bodies;
import reprise.simulator.rpc.MessageTarget;
import reprise.simulator.rpc.QueueKind;
import reprise.simulator.rpc.ReconnectPolicy;
import reprise.sut.Brokers;

/*
 * The document: OpenStack performance documentation, RPC CAST fail-over test report (message_queue_ha_rpc_cmsm_km).
 * What was done: three RabbitMQ nodes, queues not mirrored; oslo.messaging's simulator with one client and one server, both connected to
 * the master; casts, each confirmed before the next; the master killed after about 12 s.
 * What it claims: nothing is lost, the client sees no error, it stands still for about two seconds and the worst latency equals that time;
 * afterwards latency is no worse than before. Its figures: scenarios/rpc-cast-failover.json.
 * The test plan's seventeen other reports (calls, notifications, other nodes, mirrored queues) are scripts/rpc-failover-family.java.
 */
@Command(name = "rpc-cast-failover", sortOptions = false, mixinStandardHelpOptions = true,
    version = "rpc-cast-failover " + Origin.Tool.VERSION, subcommands = MovedOptions.Cluster.class,
    description = "Performs OpenStack's RPC CAST fail-over test again: a broker cluster, one client, one server, the master is killed.")
final class RpcCastFailover extends FailoverScript {
    // ---- set-up: the document's values; an option changes one
    private static final double RATE_PER_SEC = 1056; // the summary's throughput
    private static final int THREADS = 1;
    private static final Duration LENGTH = Duration.ofSeconds(121); // the summary's duration
    private static final Duration KILL_AT = Duration.ofSeconds(12); // in row 13 alone nothing was sent, row 12 is a partial one
    /** With --quick: that length, the kill at that time; and either way a warm-up, which is in no figure. */
    static final Times TIMES = new Times(Duration.ofSeconds(20), Duration.ofSeconds(6), Duration.ofSeconds(3));
    private static final int NODES = 3; // RabbitMQ 3.5.6, queues not mirrored
    /** Topic and server of the original simulator. */
    private static final MessageTarget TARGET = new MessageTarget("profiler_topic", "profiler_server", "info");
    /** The length distribution of the original simulator: the first length of a bucket of 500, bytes, and its weight. */
    private static final List<Bodies.Bucket> SIZES = Bodies.buckets(501, 56, 1001, 105, 1501, 801, 2001, 1166, 2501, 616, 3001, 150,
        3501, 100, 4001, 37, 4501, 177, 5001, 250, 5501, 99, 6001, 154, 6501, 211, 7001, 52, 7501, 53, 11001, 50);
    /** Of oslo.messaging 4.5.1: 1 s after a break, 1 s after a host did not answer, 2 s more after each round of hosts, at most 30 s. */
    private static final ReconnectPolicy RECONNECT = ReconnectPolicy.OSLO;
    private static final Duration HEARTBEAT = Duration.ofSeconds(60); // likewise: heartbeat_timeout_threshold
    private static final long SEED = 1;
    static final PairSetup DOCUMENT =
        new PairSetup(RATE_PER_SEC, THREADS, LENGTH, KILL_AT, NODES, TARGET, SIZES, RECONNECT, HEARTBEAT, SEED);

    @Mixin MovedOptions moved;

    RpcCastFailover() {
        this(BOTH);
    }

    private RpcCastFailover(Set<Role> roles) {
        super(roles);
    }

    public static void main(String[] args) {
        run(new RpcCastFailover(), args);
    }

    // ---- method: that of the family too
    @Override
    protected void perform(Experiment x) throws Exception {
        perform(x, plan, roles, options.brokers(plan, x));
    }

    /** @param roles in this process: client, server, or both */
    static void perform(Experiment x, FailoverPlan plan, Set<Role> roles, Brokers brokers) throws Exception {
        x.parameter("brokers", brokers.kind());
        var pair = new FailoverPair(plan, brokers, roles, x); // each connects to its node: here to the master, both
        pair.warmUp();
        x.measure(pair, plan.duration(), pair.faults()); // the node dies at KILL_AT
    }

    // ---- measures; what a run without one of the roles, or without a kill, cannot tell: scripts/failover/PairReadings.java
    static final Measure<Run> LOSS_BEYOND_RACE = measure("lossBeyondRace", "what was sent and not received (but for casts that no queue "
        + "took in the race after the kill, sent before the server's queues were bound again: at most 10 ms of sending)", Unit.MESSAGES, 0,
        FailoverLosses::beyondRace);
    static final Measure<Run> LOSS_BEYOND_QUEUE_GAP = measure("lossBeyondQueueGap", "what was sent and not received (but for messages that "
        + "no queue took between the node's death and the server's queues being bound again)", Unit.MESSAGES, 0,
        FailoverLosses::beyondQueueGap);
    static final Measure<Run> LOST_SEC = measure("lostSec", "what was lost", new Unit("s of sending"), 1, FailoverLosses::sec);
    static final Measure<Run> ERRORS =
        measure("errorMessages", "the number of sends that ended with an error", Unit.MESSAGES, 0, PairReadings::errors);
    static final Measure<Run> ERRORS_BEYOND_RACE = measure("errorsBeyondRace", "the number of messages that ended with an error (but for "
        + "those that a broker refused in the 10 ms after the kill)", Unit.MESSAGES, 0, PairReadings::errorsBeyondRace);
    static final Measure<Run> OUTAGE =
        measure("outageSec", "the longest gap between two completed sends", Unit.SEC, 2, PairRun::outageSec);
    static final Measure<Run> MAX_LATENCY = measure("maxLatencySec", "the largest latency", Unit.SEC, 2, PairReadings::maxLatency);
    static final Measure<Run> MAX_ROUND_TRIP =
        measure("maxRoundTripSec", "the largest round trip", Unit.SEC, 2, PairReadings::maxRoundTrip);
    static final Measure<Run> MAX_LATENCY_TO_OUTAGE = measure("maxLatencyToOutage", "the largest latency",
        new Unit("of outage", "times the longest gap between two completed sends"), 2, PairReadings::maxLatencyToOutage);
    static final Measure<Run> MEDIAN_AFTER_TO_BEFORE = measure("medianAfterToBefore", "with client and server at one node before and "
        + "after, the median latency after the outage", new Unit("of before", "times the median before it"), 2,
        PairReadings::medianAfterToBefore);
    static final Measure<Run> RATE_AFTER_TO_BEFORE = measure("rateAfterToBefore", "what is sent per second after the outage",
        new Unit("of before", "times what is sent before it"), 2, PairReadings::rateAfterToBefore);
    static final Measure<Run> OFFERED_RATE = measure("offeredRateRatio", "what is sent per second outside the outage",
        new Unit("of rate", "times the rate asked for"), 2, PairReadings::offeredRate);
    static final Measure<Run> AVG_LATENCY = measure("avgLatencyMs", "the mean latency", Unit.MS, 1, PairReadings::avgLatency);
    static final Measure<Run> CONFIRMED_LOST = measure("confirmedLost", "the number of messages that were confirmed and routed but not "
        + "delivered", Unit.MESSAGES, 0, PairReadings::confirmedLost);
    static final List<Measure<Run>> MEASURES = List.of(LOSS_BEYOND_RACE, LOSS_BEYOND_QUEUE_GAP, LOST_SEC, ERRORS, ERRORS_BEYOND_RACE,
        OUTAGE, MAX_LATENCY, MAX_ROUND_TRIP, MAX_LATENCY_TO_OUTAGE, MEDIAN_AFTER_TO_BEFORE, RATE_AFTER_TO_BEFORE, OFFERED_RATE, AVG_LATENCY,
        CONFIRMED_LOST);

    @Override
    protected List<Measure<Run>> measures() {
        return MEASURES;
    }

    // ---- claims
    static final List<Claim> CLAIMS = List.of(
        new Claim.Judged("no-loss", "Every cast that the client sent arrived", 0, 0, LOSS_BEYOND_RACE.quantity(),
            new Bound.Exactly(0)),
        new Claim.Judged("no-errors", "The client saw no error", 0, 0, ERRORS.quantity(), new Bound.Exactly(0)),
        new Claim.Judged("outage", "The client stands still for about two seconds", 2.05, 2, OUTAGE.quantity(),
            new Bound.Between(1.5, 2.6)),
        new Claim.Judged("worst-latency", "The worst latency is as long as the outage", 0.99, 2,
            MAX_LATENCY_TO_OUTAGE.quantity(), new Bound.Between(0.85, 1.15)).byFactor(),
        new Claim.Judged("latency-after", "Where client and server come back at one node, latency is no worse after the fail-over than "
            + "before it", 0.83, 2, MEDIAN_AFTER_TO_BEFORE.quantity(), new Bound.AtMost(1.5)).byFactor(),
        new Claim.Judged("rate", "The rate asked for is met outside the outage", 1, 2, OFFERED_RATE.quantity(),
            new Bound.Between(0.95, 1.05)).byFactor(),
        new Claim.Shown("rate-rise", "The client sends faster after the fail-over than before", 1.39, 2,
            RATE_AFTER_TO_BEFORE.quantity(), "a property of their two hosts: 799 msg/s through one, 1,114 through the "
            + "other; here all nodes share a host and the load is paced"),
        new Claim.Shown("latency-level", "A cast takes 1.6 ms on average", 1.6, 1, AVG_LATENCY.quantity(),
            "a property of their hardware, network and language runtime"));

    /** What happened, in a sentence on the fault and one on the messages. */
    static Report told(Report report) {
        return report.happened(it -> FailoverStory.fault(it, OUTAGE)).happened(FailoverStory::messages);
    }

    // ---- report: the document's summary, its three charts with the outage marked, and its two tables by second
    @Override
    protected Report report(Scenario document) {
        return told(FailoverReport.declared(document, MEASURES))
            .section(run -> FailoverReport.charts(run, document).flow())
            .only(Medium.PAGE, run -> FailoverReport.charts(run, document).fault())
            .section(run -> FailoverReport.charts(run, document).sent())
            .only(Medium.RST, run -> List.of(FailoverReport.sent(document).section(run)))
            .section(run -> FailoverReport.charts(run, document).received())
            .only(Medium.RST, run -> List.of(FailoverReport.received(document).section(run)))
            .only(Medium.PAGE, FailoverReport::distributions);
    }

    // ---- options and files
    @Override
    protected void check(List<String> wrong) throws IOException {
        moved.check(options);
        super.check(wrong);
        plan = options.plan(run, document.setup(), setup(), TIMES);
    }

    @Override
    protected FailoverScenario read(Path file) throws IOException {
        return published(file);
    }

    /** A user's file, which may have claims and parameters of its own, as the files of earlier versions; null for the document's. */
    static FailoverScenario published(Path file) throws IOException {
        return FailoverScenario.read(file, DOCUMENT, Measure.quantities(MEASURES), CLAIMS);
    }

    /** Runs of random kills have findings of ours instead, because no such run was published. */
    @Override
    protected Scenario compared() throws IOException {
        boolean isOfTheDocument = !options.isRandom() && options.queueKind() == QueueKind.CLASSIC;
        return isOfTheDocument ? document.scenario() : options.comparedWith(family(), document.scenario(), setup());
    }

    /** The document's, with the queues that are asked for. */
    private FailoverSetup setup() {
        return FailoverSetup.DOCUMENT.on(options.queueKind());
    }

    @Override
    protected RpcCastFailover of(Set<Role> some) {
        return new RpcCastFailover(some);
    }

    @Override
    protected FailoverReports reports() {
        return new FailoverReports.OfTheDocument(file -> read(file).scenario(), this::report, MEASURES);
    }
}
