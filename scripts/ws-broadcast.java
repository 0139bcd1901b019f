///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../lib/Reprise.java
//SOURCES broadcast/Parts.java
//JAVA_OPTIONS -Xms192m -Xmx512m -XX:+UseSerialGC -Dio.netty.leakDetection.level=disabled
//MAIN WsBroadcast
//DESCRIPTION Performs "WebSocket servers under high load" again: two chat servers, two ways to broadcast, k6's virtual users.

import static broadcast.ServerFigures.Style.AWAITING;
import static broadcast.ServerFigures.Style.QUEUEING;

import broadcast.*;
import broadcast.UserGroup.Sends;
import java.time.Duration;
import java.util.*;
import java.util.stream.IntStream;
import picocli.CommandLine.*;
import reprise.experiment.*;
import reprise.judge.*;
import reprise.recorder.*;
import reprise.report.Report;
import reprise.simulator.users.*;
import reprise.sut.*;
import reprise.transport.http.HttpUrl;

/*
 * The document: WebSocket servers under high load (a Rust and a Python chat server under k6).
 * What was done: one run of 14 minutes, three scenarios of virtual users who connect, send and close; each picks one of the two servers at
 * random at every iteration. One server holds its room's lock and awaits every send of a broadcast; the other queues them on its event
 * loop.
 * What it claims: a broadcast takes a hundred times as long in the first server, and handling a message takes equally long in both; errors
 * at closed connections begin in the second at about 240 and 300 users. The hundredfold difference comes mostly from what was timed, so
 * deliveries are also timed at the listeners. Published figures: scenarios/ws-broadcast.json.
 */
@Command(name = "ws-broadcast", sortOptions = false, mixinStandardHelpOptions = true, version = "ws-broadcast " + Origin.Tool.VERSION,
    description = "Performs \"WebSocket servers under high load\" again: two chat servers, two ways to broadcast, k6's virtual users.")
final class WsBroadcast extends UsersScript {
    // ---- set-up: the document's users, as its code has them where its text says otherwise
    private static final Duration PAUSE = Duration.ofMillis(700);
    private static final Duration GRACE = Duration.ofSeconds(30); // k6's default, of a ramp down too
    private static final Message DIRECT_MESSAGE = Message.direct("{\"action_type\": \"direct\", \"body\": \"", "\"}");
    private static final Message BROADCAST_MESSAGE = Message.broadcast("{\"action_type\": \"broadcast\", \"body\": \"", "\"}");
    private static final List<UserGroup> GROUPS = List.of(
        new UserGroup("constVUWith3DirectMessage", Duration.ZERO, new Executor.ConstantUsers(80, Duration.ofSeconds(45), GRACE),
            Sends.DIRECT, 0, "sleep 0.7 s, connect, send, sleep 0.7 s, close",
            Optional.of("sleep 0.7 s, connect, send, receive, send again, receive, close")),
        new UserGroup("rampUp50With100Messages", Duration.ofMinutes(2), ramp(20, 40, 60, 80, 100, 150, 200), Sends.BROADCAST, 100,
            "sleep 0.7 s, connect, send, sleep 0.7 s, 100 times (sleep 0.7 s, send), send, close"),
        new UserGroup("rampUp50WithSingleMessage", Duration.ofMinutes(5), ramp(20, 40, 60, 80, 100, 150, 200, 250, 300, 350, 400, 450, 500,
            550, 600, 650, 700, 750), Sends.BROADCAST, 0, "sleep 0.7 s, connect, send, sleep 0.7 s, close"));

    private WsBroadcast() {
        super(GROUPS, PAUSE, MEASURES);
    }

    public static void main(String[] args) {
        run(new WsBroadcast(), args);
    }

    private static Executor ramp(int... users) {
        var stages = IntStream.of(users).mapToObj(to -> Stage.of(Duration.ofSeconds(30), to)).toList();
        return new Executor.RampingUsers(5, stages, GRACE, GRACE);
    }

    // ---- what a user does
    @Override
    protected UserScript script(UserGroup group) {
        return switch (group.sends()) {
            case DIRECT -> users.asDescribed ? this::asDescribed : user -> asRun(user, DIRECT_MESSAGE, group.repeats());
            case BROADCAST -> user -> asRun(user, BROADCAST_MESSAGE, group.repeats());
        };
    }

    private void asRun(User user, Message message, int repeats) {
        user.sleep(pause());
        try (var socket = connect(user, 0)) {
            socket.send(message);
            user.sleep(pause());
            for (int i = 0; i < repeats; i++) {
                user.sleep(pause());
                socket.send(message);
            }
            if (repeats > 0) socket.send(message);
        }
    }

    private void asDescribed(User user) {
        user.sleep(pause());
        try (var socket = connect(user, 4)) {
            for (int i = 0; i < 2; i++) {
                socket.send(DIRECT_MESSAGE);
                user.check("a direct message is answered", answered(socket));
            }
        }
    }

    /** Connects to one of the servers at random. */
    private static UserSocket connect(User user, int keep) {
        var server = user.pick();
        try {
            var socket = user.connect(server, keep);
            user.check("status is 101", true);
            return socket;
        } catch (SessionFailed refused) {
            user.check("status is 101", false);
            throw refused;
        }
    }

    /** One of the servers greets, and both deliver other users' broadcasts; none of these is the answer. */
    private static boolean answered(UserSocket socket) {
        var patience = Duration.ofSeconds(10);
        for (var text = socket.receive(patience); text.isPresent(); text = socket.receive(patience)) {
            if (text.get().contains("\"direct\"")) return true;
        }
        return false;
    }

    // ---- method
    @Override
    protected void perform(Experiment x) throws Exception {
        var servers = !given.isEmpty() ? given : List.of(
            x.start("the server that awaits", () -> ChatUnderTest.embedded("awaiting", targets.own(x.folder()))),
            x.start("the server that queues", () -> ChatUnderTest.embedded("queueing", targets.own(x.folder()))));
        var watches = new LinkedHashMap<String, MetricsWatch>();
        for (var server : servers) {
            x.mayEnd(server); // how its users fare then is part of the experiment
            server.metrics().ifPresent(page -> watches.put(server.name(), watch(server.name(), page, x)));
        }
        watches.values().forEach(x::watch);
        var at = servers.stream().map(ChatUnderTest::target).toList();
        var few = new Executor.ConstantUsers(100, Duration.ofSeconds(4), Duration.ofSeconds(2));
        x.warmUp(load(List.of(new UserScenario("warm-up", Duration.ZERO, few, script(schedule().getLast()))), at, x),
            Until.after(Duration.ofSeconds(6)));
        var load = load(scenarios(), at, x);
        x.show(LiveUsers.of(load, at));
        x.details(() -> EndedUsers.of(load, x.seconds(), published, watches)
            .<RunDetails>map(ended -> ended.run(groups(), at, stages(), timeScale(), users.usersScale, users.asDescribed))
            .orElse(RunDetails.NONE));
        x.measure(load);
    }

    /** What the document's dashboards show of a server. */
    private static MetricsWatch watch(String server, HttpUrl page, Experiment x) {
        return new MetricsWatch(server, page, x.clock(), x.events()).gauge("ws_connections", ChatMetrics.CONNECTIONS)
            .total("all_ws_connections_total", ChatMetrics.CONNECTIONS_TOTAL)
            .counter("ws_conn_closed_errors_total", ChatMetrics.CLOSED_ERRORS, "write to a closed connection")
            .counter("ws_slow_readers_closed_total", ChatMetrics.SLOW_READERS, "slow reader that was closed")
            .histogram("ws_broadcast_duration_seconds", ChatMetrics.BROADCAST)
            .histogram("ws_broadcast_written_seconds", ChatMetrics.WRITTEN)
            .histogram("ws_message_handling_duration_seconds", ChatMetrics.HANDLING);
    }

    // ---- measures and claims: the document's, then findings of ours
    private static final Measure<Evidence> BROADCAST = new Measure<>("broadcastRatio",
        "with each server by its own timer, the awaiting one's broadcast p95", Unit.times("the queueing one's"), 1,
        it -> it.ratio("broadcast p95", AWAITING, ServerFigures::broadcastP95Sec));
    /** The document does not claim which of the two is slower. */
    private static final Measure<Evidence> HANDLING = new Measure<>("handlingRatio",
        "the larger of the two servers' message handling p95", Unit.times("the smaller"), 2,
        it -> it.ratio("message handling p95", AWAITING, ServerFigures::handlingP95Sec).map(ratio -> Math.max(ratio, 1 / ratio)));
    private static final Measure<Evidence> CLOSED_ERRORS = new Measure<>("closedErrorsQueueingPercent",
        "of all closed-connection errors, of which there are some, the queueing server's share", Unit.PERCENT, 3, Evidence::closedErrors);
    private static final Measure<Evidence> UPGRADED = new Measure<>("sessionsUpgradedPercent",
        "the share of sessions that got their 101 and did not fail", Unit.PERCENT, 4, Evidence::upgraded);
    private static final Measure<Evidence> COMPLETE = new Measure<>("iterationsPercent",
        "until the last stage ended, the rate of complete iterations", new Unit("%", "% of the published rate"), 1, Evidence::complete);
    private static final Measure<Evidence> INTERRUPTED_OTHERS = new Measure<>("interruptedOthers",
        "the number of interrupted iterations of all scenarios but the one that sends a hundred messages", Unit.ofRatio("others"), 0,
        it -> it.interrupted(false));
    private static final Measure<Evidence> INTERRUPTED_HUNDRED = new Measure<>("interruptedHundred",
        "what was interrupted of the users that send a hundred messages", Unit.ITERATIONS, 0, it -> it.interrupted(true));
    private static final Measure<Evidence> WRITTEN = new Measure<>("writtenRatio",
        "the awaiting server's broadcast p95", Unit.times("the queueing one's by its second timer"), 1,
        it -> it.ratio("time to the last write", AWAITING, ServerFigures::broadcastP95Sec, ServerFigures::broadcastWrittenP95Sec));
    private static final Measure<Evidence> DELIVERY_MEDIAN = new Measure<>("deliveryMedianRatio",
        "the awaiting server's median from sent to received", Unit.times("the queueing one's"), 1, it -> it.delivery(50));
    private static final Measure<Evidence> DELIVERY_P99 = new Measure<>("deliveryP99Ratio",
        "the awaiting server's 99 % from sent to received", Unit.times("the queueing one's"), 1, it -> it.delivery(99));
    private static final Measure<Evidence> MEMORY = new Measure<>("memoryRatio",
        "the queueing server's mean memory", Unit.times("the awaiting one's"), 1,
        it -> it.ratio("memory", QUEUEING, ServerFigures::memoryMeanMiB));
    private static final Measure<Evidence> CPU = new Measure<>("cpuRatio",
        "the queueing server's mean CPU", Unit.times("the awaiting one's"), 1,
        it -> it.ratio("CPU", QUEUEING, ServerFigures::cpuMeanPercent));
    private static final List<Measure<Evidence>> MEASURES = List.of(BROADCAST, HANDLING, CLOSED_ERRORS, UPGRADED, COMPLETE,
        INTERRUPTED_OTHERS, INTERRUPTED_HUNDRED, WRITTEN, DELIVERY_MEDIAN, DELIVERY_P99, MEMORY, CPU);

    private static final List<Claim> CLAIMS = List.of(
        factor("broadcast", "Broadcast as the servers time it differs by far more than an order, the awaiting server slower", 750.8, 1,
            BROADCAST.quantity(), new Bound.Above(10)), // 71.4 ms and 95.1 us of the dashboards
        factor("handling", "Handling of direct messages takes about the same", 1, 2, HANDLING.quantity(), new Bound.AtMost(5)),
        new Claim.Judged("closed-errors", "Writes to closed connections fail in the queueing server only (19,701 and 0)", 100, 3,
            CLOSED_ERRORS.quantity(), new Bound.Exactly(100)),
        new Claim.Judged("upgraded", "All users were upgraded", 100, 4, UPGRADED.quantity(), new Bound.Exactly(100)),
        new Claim.Judged("iterations", "As many iterations are completed as published: 120,979 in 14 minutes", 100, 1,
            COMPLETE.quantity(), new Bound.Between(97, 107), "120,979 in 841.9 s", false),
        new Claim.Judged("interrupted-only-hundred", "Only users that send a hundred messages are interrupted", 0, 0,
            INTERRUPTED_OTHERS.quantity(), new Bound.Exactly(0)),
        new Claim.Judged("interrupted", "124 iterations of the users that send a hundred messages are interrupted", 124, 0,
            INTERRUPTED_HUNDRED.quantity(), new Bound.Between(119, 129)),
        new Claim.Finding("written", "The hundredfold is what was timed: with both timers stopped when the last write was accepted, the "
            + "servers are less than an order apart", WRITTEN.quantity(), new Bound.Within(0.1, 10)),
        felt("delivery-median", "median", DELIVERY_MEDIAN.quantity()), felt("delivery-p99", "99 %", DELIVERY_P99.quantity()),
        new Claim.Shown("memory", "The queueing server needs about ten times the memory", 14.2, 1, MEMORY.quantity(),
            "Python against Rust there, Java against Java here; ask it of real servers with --target"),
        new Claim.Shown("cpu", "The queueing server needs two to three times the CPU", 4.6, 1, CPU.quantity(),
            "Python against Rust there, Java against Java here; their text says 2 to 3, their dashboards' means 13.2 and 2.9 %"));

    private static Claim factor(String id, String statement, double published, int decimals, Quantity measure, Bound bound) {
        return new Claim.Judged(id, statement, published, decimals, measure, bound, "", true);
    }

    private static Claim felt(String id, String which, Quantity measure) {
        return new Claim.Finding(id, "Users feel about the same: sent to received, awaiting to queueing, " + which, 1, measure,
            new Bound.Between(0.2, 5), "about the same, as in the document's claim of direct messages");
    }

    // ---- report
    @Override
    protected Report report(Scenario document) {
        return Report.of(document.claims().isEmpty() ? document.claiming(CLAIMS) : document, measures()).details(BroadcastRun.reader())
            .alarms(run -> BroadcastFaults.of(BroadcastRun.of(run)))
            .happened(it -> "By their own timers a broadcast took the awaiting server " + it.words(BROADCAST)
                + " as long as the queueing one.", BROADCAST)
            .happened(it -> "Its users waited " + it.words(DELIVERY_MEDIAN) + " as long for one.", DELIVERY_MEDIAN)
            .section(run -> charts(run).story())
            .section(run -> K6Blocks.of(published.k6(), BroadcastRun.of(run)))
            .section(run -> new BroadcastTables(published, BroadcastRun.of(run)).servers())
            .section(run -> charts(run).dashboard()).section(run -> charts(run).heat())
            .summary()
            .section(run -> new BroadcastTables(published, BroadcastRun.of(run)).scenarios(schedule()))
            .columns(ChatMetrics::withoutBuckets)
            .byLength(Set.of(Run.DURATION_SEC, "ws_sessions.count", "iterations.count", "interruptedIterations", "ws_msgs_sent.count",
                "deliveries", "lostDeliveries"));
    }

    private BroadcastCharts charts(Run run) {
        return new BroadcastCharts(published, run);
    }

    @Command(sortOptions = false, mixinStandardHelpOptions = true,
        description = "One chat server alone, until Ctrl-C: for browsers, other loads and --target.")
    int serve(@Mixin ChatServe server) {
        return server.serve(interruption());
    }
}
