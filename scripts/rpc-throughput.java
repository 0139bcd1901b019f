///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../lib/Reprise.java
//FILES scenarios/rpc-throughput.json=../scenarios/rpc-throughput.json
//JAVA_OPTIONS -Xms256m -Xmx512m -XX:+UseSerialGC -Dio.netty.leakDetection.level=disabled
//MAIN RpcThroughput
//DESCRIPTION Performs OpenStack's message queue throughput test again: calls, casts, notifications from 50 to 500 threads.

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reprise.experiment.BrokerOptions;
import reprise.experiment.Experiment;
import reprise.experiment.OnlyOption;
import reprise.experiment.RpcPair;
import reprise.experiment.Script;
import reprise.experiment.Until;
import reprise.judge.*;
import reprise.recorder.*;
import reprise.report.*;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.QueueKind;
import reprise.simulator.rpc.RpcMetrics;
import reprise.sut.Brokers;

/*
 * The document: OpenStack performance documentation, test results of the message queue test plan on RabbitMQ, four reports.
 * What was done: oslo.messaging's simulator sent calls, casts and notifications from 50, 100, 250, 350 and 500 threads, in consecutive
 * cases of about 100 s, through three RabbitMQ nodes: client and server on the master; on slave 1 and slave 2; and both again with mirrored
 * queues. Its claims follow from its sixty cells, which are in scenarios/rpc-throughput.json.
 */
@Command(name = "rpc-throughput", sortOptions = false, mixinStandardHelpOptions = true, version = "rpc-throughput " + Origin.Tool.VERSION,
    description = "Performs OpenStack's message queue throughput test again: calls, casts, notifications from 50 to 500 threads.")
final class RpcThroughput extends Script {
    // ---- set-up: the document's values
    private static final Duration LENGTH = Duration.ofSeconds(100); // of a case: 301,010 calls at 2,956.7 a second, and so on
    private static final int NODES = 3; // of RabbitMQ, in one cluster
    private static final List<Integer> THREADS = List.of(50, 100, 250, 350, 500);
    private static final List<MessageKind> KINDS = List.of(MessageKind.CALL, MessageKind.CAST, MessageKind.NOTIFY);

    /** The nodes of client, server and queues; node 1 is the master. */
    private record Place(String label, int client, int server, QueueKind queues) {}

    private static final Place CMSM = new Place("cmsm", 1, 1, QueueKind.CLASSIC);
    private static final Place CS1SS2 = new Place("cs1ss2", 2, 3, QueueKind.CLASSIC);
    private static final Place CMSM_HA = new Place("cmsm-ha", 1, 1, QueueKind.MIRRORED);
    private static final Place CS1SS2_HA = new Place("cs1ss2-ha", 2, 3, QueueKind.MIRRORED);
    private static final List<Place> PLACES = List.of(CMSM, CS1SS2, CMSM_HA, CS1SS2_HA);

    @Mixin BrokerOptions brokers = new BrokerOptions();
    @Mixin OnlyOption only = new OnlyOption();

    public static void main(String[] args) { run(new RpcThroughput(), args); }

    // ---- method
    @Override
    protected void perform(Experiment x) throws Exception {
        for (var queues : List.of(QueueKind.CLASSIC, QueueKind.MIRRORED)) {
            var places = PLACES.stream().filter(place -> place.queues == queues && ids(place).anyMatch(this::isAsked)).toList();
            if (places.isEmpty()) continue;
            var cluster = brokers.start("three nodes, " + queues.words(), NODES, queues, x);
            for (var place : places) for (var kind : KINDS) load(x, cluster, place, kind);
            brokers.stop(cluster, x);
        }
        for (var place : PLACES) for (var id : ids(place).filter(each -> !isAsked(each)).toList())
            x.notAsked(id, isWanted(id) ? BrokerOptions.NO_MIRRORS : OnlyOption.WHY);
    }

    /** Loads one kind of message at one place: a warm-up, then a phase for each number of threads. */
    private void load(Experiment x, Brokers cluster, Place place, MessageKind kind) {
        var asked = THREADS.stream().filter(threads -> isAsked(id(place, kind, threads))).toList();
        if (!asked.isEmpty()) x.warmUp(pair(x, cluster, place, kind, asked.getFirst()), Until.after(Duration.ofSeconds(1)));
        for (int threads : asked) x.measure(id(place, kind, threads), pair(x, cluster, place, kind, threads), length());
    }

    /** A client and a server at their nodes. A thread sends its next message when the one before is confirmed, or replied to. */
    private static RpcPair pair(Experiment x, Brokers cluster, Place place, MessageKind kind, int threads) {
        return RpcPair.of(RpcPair.Plan.unpaced(kind, threads, x.seed()).at(place.client, place.server, place.server), cluster.url(), x);
    }

    /** A phase is named after what differs, as in cmsm.call.50. */
    private static String id(Place place, MessageKind kind, int threads) {
        return place.label + "." + kind.label() + "." + threads;
    }

    private static Stream<String> ids(Place place) {
        return KINDS.stream().flatMap(kind -> THREADS.stream().map(threads -> id(place, kind, threads)));
    }

    private boolean isWanted(String id) {
        return only.asks(List.of(id.split("\\.")));
    }

    private boolean isAsked(String id) {
        return isWanted(id) && !(brokers.areThere() && id.contains("-ha."));
    }

    // ---- measures and claims
    /** The rate of answered calls, or of confirmed casts and notifications. */
    private static Reading rate(Run run, Place place, MessageKind kind, int threads) {
        return PhaseReadings.perSec(run, id(place, kind, threads), kind == MessageKind.CALL ? RpcMetrics.REPLIES : RpcMetrics.SENT);
    }

    /** The timing of the document's figures: a call until its reply, otherwise until the server has the message. */
    private static Reading latency(Run run, Place place, MessageKind kind, int threads) {
        return PhaseReadings.meanMs(run, id(place, kind, threads), kind == MessageKind.CALL ? RpcMetrics.ROUND_TRIP : RpcMetrics.LATENCY);
    }

    /** The highest rate over the numbers of threads. */
    private static Reading peak(Run run, Place place, MessageKind kind) {
        return Reading.largest(THREADS.stream().map(threads -> rate(run, place, kind, threads)));
    }

    private static final Measure<Run> LOST = new Measure<>("lost", "the number of messages lost without mirrors", Unit.MESSAGES, 0,
        run -> Reading.sum(Stream.of(CMSM, CS1SS2).flatMap(RpcThroughput::ids).map(id -> PhaseReadings.of(run, id, phase ->
            phase.count(RpcMetrics.SENT) - phase.count(RpcMetrics.UNROUTABLE) - phase.count(RpcMetrics.RECEIVED)))));
    private static final Measure<Run> MIRRORED = new Measure<>("mirroredCalls", "the peak of calls with mirrors",
        Unit.times("that without"), 2, run -> Reading.largest(Stream.of(
            peak(run, CMSM_HA, MessageKind.CALL).over(peak(run, CMSM, MessageKind.CALL)),
            peak(run, CS1SS2_HA, MessageKind.CALL).over(peak(run, CS1SS2, MessageKind.CALL)))));
    private static final Measure<Run> SLAVES = new Measure<>("slavesToMaster", "the peak over two slaves",
        Unit.times("that over the master"), 2,
        run -> Reading.smallest(KINDS.stream().map(kind -> peak(run, CS1SS2, kind).over(peak(run, CMSM, kind)))));
    private static final Measure<Run> CASTS = new Measure<>("castsToCalls", "the peak of casts", Unit.times("that of calls"), 2,
        run -> Reading.smallest(PLACES.stream()
            .map(place -> peak(run, place, MessageKind.CAST).over(peak(run, place, MessageKind.CALL)))));
    private static final Measure<Run> GROWTH = new Measure<>("latencyGrowth", "the latency of calls from 500 threads",
        Unit.times("that from 50"), 1, run -> Reading.smallest(PLACES.stream()
            .map(place -> latency(run, place, MessageKind.CALL, 500).over(latency(run, place, MessageKind.CALL, 50)))));
    private static final Measure<Run> FALL = new Measure<>("castsPastPeak", "the rate of casts over the master from 500 threads",
        Unit.times("its peak"), 2, run -> rate(run, CMSM, MessageKind.CAST, 500).over(peak(run, CMSM, MessageKind.CAST)));

    private static final List<Claim> CLAIMS = List.of(
        new Claim.Judged("no-loss", "Nothing is lost without mirrored queues", 0, 0, LOST.quantity(), new Bound.Exactly(0)),
        new Claim.Judged("mirrors", "Mirroring costs calls at least a third of their peak", 0.48, 2, MIRRORED.quantity(),
            new Bound.AtMost(0.67)), // 2,393.8 of 5,122.3 on the master, 3,275.9 of 6,798.0 on the slaves
        new Claim.Judged("slaves", "Two slaves beat the master at the peak", 1.33, 2, SLAVES.quantity(), new Bound.Above(1)), // calls
        new Claim.Judged("casts", "Casts peak above calls", 1.71, 2, CASTS.quantity(), new Bound.Above(1)), // cs1ss2-ha
        new Claim.Judged("latency", "The latency of calls grows with the threads", 5.3, 1, GROWTH.quantity(), new Bound.Above(1)),
        new Claim.Shown("past-peak", "Casts over the master fall behind their peak", 0.59, 2, FALL.quantity(),
            "a property of their client, whose threads are eventlet's"));

    // ---- report
    @Override
    protected Report report(Scenario document) {
        var report = Report.of(document.claiming(CLAIMS), List.of(LOST, MIRRORED, SLAVES, CASTS, GROWTH, FALL))
            .happened(it -> "Casts peaked at " + it.words(CASTS) + " the rate of calls or more.", CASTS)
            .happened(it -> "Over two slaves each kind peaked at " + it.words(SLAVES) + " its rate over the master or more.", SLAVES)
            .happened(it -> "With mirrored queues calls peaked at " + it.words(MIRRORED) + " their rate without or less.", MIRRORED)
            .happened(it -> "Without them " + (it.figure(LOST).orElseThrow() == 0 ? "nothing was" : it.words(LOST) + " were") + " lost.",
                LOST);
        for (var place : PLACES) {
            for (var kind : KINDS) {
                var heading = place.label + " " + kind.label();
                var table = document.table(heading);
                var compared = Comparison.by("threads", THREADS, threads -> threads)
                    .figure("throughput", Unit.PER_SEC, 1, table, (run, threads) -> rate(run, place, kind, threads))
                    .figure("latency", Unit.MS, 1, table, (run, threads) -> latency(run, place, kind, threads))
                    .figure("brokers' CPU", Unit.PERCENT, 0, threads -> table.figure(threads, "cpu"),
                        (run, threads) -> PhaseReadings.of(run, id(place, kind, threads), RpcThroughput::cpu));
                report = report.section(run -> compared.table(heading, run)).section(run -> compared.chart(heading, "throughput", run));
            }
        }
        return report;
    }

    /** The CPU of all processes except the script's. */
    private static double cpu(Phase phase) {
        return phase.usage().entrySet().stream().filter(process -> !process.getKey().equals(Usage.SCRIPT))
            .mapToDouble(process -> process.getValue().cpuPercent()).sum();
    }

    // ---- options and files
    @Override protected Duration documentedLength() { return LENGTH; }
    @Override protected Metrics metrics() { return RpcMetrics.overTls(0); }

    @Override
    protected Map<String, Object> parameters() {
        return setUp("brokers", brokers.words(NODES, QueueKind.CLASSIC)
            + (brokers.areThere() ? "" : ", then with mirrored queues"), "threads", THREADS,
            "kinds", KINDS.stream().map(MessageKind::label).toList(), "secondsAPhase", length().toMillis() / 1e3,
            "bodies", "the fail-over documents' sizes");
    }

    @Override
    protected void check(List<String> wrong) {
        brokers.check(NODES, wrong);
        only.check(PLACES.stream().flatMap(RpcThroughput::ids).flatMap(id -> Stream.of(id.split("\\."))).distinct().toList(), wrong);
    }

    @Override
    protected Duration expected(Duration length) {
        long phases = PLACES.stream().flatMap(RpcThroughput::ids).filter(this::isAsked).count();
        return length.plusMillis(800).multipliedBy(phases).plusSeconds(15);
    }
}
