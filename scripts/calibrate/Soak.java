package calibrate;

import calibrate.Pests.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import reprise.experiment.DurationOption;
import reprise.experiment.Experiment;
import reprise.experiment.HttpCallers;
import reprise.experiment.LiveConsole;
import reprise.experiment.Moment;
import reprise.experiment.RpcPair;
import reprise.experiment.Until;
import reprise.judge.PhaseReadings;
import reprise.recorder.Counter;
import reprise.recorder.Run;
import reprise.recorder.Usage;
import reprise.simulator.Load;
import reprise.simulator.WarmingLoad;
import reprise.simulator.http.HttpLoadPlan;
import reprise.simulator.http.HttpMetrics;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.MessagePlan;
import reprise.simulator.rpc.RpcMetrics;
import reprise.simulator.users.Message;
import reprise.simulator.users.User;
import reprise.simulator.users.Users;
import reprise.sut.Brokers;
import reprise.sut.ChatUnderTest;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.sut.RouterUnderTest;
import reprise.sut.SystemUnderTest;

/**
 * Each script's load for a long time beside {@link Pests}: what load and systems hold must be level, and who behaves must not notice.
 * Used by one thread.
 */
public final class Soak {
    /** The loads, as {@code --soak-load} names them. */
    public enum Kind { CAST, CALLS, HTTP, USERS }

    /** @param errors of the load itself by what they are, without zeros: it has none unless it notices the others */
    record Result(Kind kind, List<Level.Held> held, long done, Map<String, Long> errors, Pests.Counts pests) {}

    private record Did(long done, Map<String, Long> errors) {
        Did {
            errors = new LinkedHashMap<>(errors);
            errors.values().removeIf(number -> number == 0);
        }
    }

    private static final Duration LEAST = Duration.ofSeconds(2);
    private static final Duration WARM_UP = Duration.ofSeconds(10); // at most
    private static final int LAST_LOOK = 100; // a hundredth of the time before the end
    private static final int CALL_THREADS = 50; // the throughput document's fewest
    private static final int CALLERS = 50;
    private static final double CALLS_PER_SEC = 2_000;
    private static final int USERS = 100;
    private static final Duration PAUSE = Duration.ofMillis(700); // the document's
    private static final Message BROADCAST = Message.broadcast("{\"action_type\": \"broadcast\", \"body\": \"", "\"}");
    /** Each once: time-outs and what is refused are in the errors, and a late reply is a time-out's. */
    private static final List<Counter> RPC_ERRORS = List.of(RpcMetrics.ERRORS, RpcMetrics.DUPLICATES, RpcMetrics.UNROUTABLE,
        RpcMetrics.MALFORMED, RpcMetrics.FOREIGN, RpcMetrics.UNKNOWN_REPLIES, RpcMetrics.REPLIES_LOST);
    private static final List<Counter> HTTP_ERRORS = List.of(HttpMetrics.UNEXPECTED, HttpMetrics.STATUS_ERRORS, HttpMetrics.TIMEOUTS,
        HttpMetrics.READ_ERRORS, HttpMetrics.WRITE_ERRORS, HttpMetrics.CONNECT_ERRORS, HttpMetrics.STRAYS);
    private final LimitTable table;
    private final Duration length;
    private final Duration callersPatience;
    private final Interruption interruption;

    /** @param length of each load */
    public Soak(LimitTable table, Duration length, Interruption interruption) {
        this(table, length, Duration.ofNanos(HttpLoadPlan.DEFAULT_TIMEOUT_NS), interruption);
    }

    /** @param callersPatience of the callers by HTTP, whose replies are late after it */
    Soak(LimitTable table, Duration length, Duration callersPatience, Interruption interruption) {
        if (length.compareTo(LEAST) < 0)
            throw new Failure.BadInput("--soak is " + DurationOption.text(length) + "; it must be " + DurationOption.text(LEAST)
                + " or more, for example 1h");
        this.table = table;
        this.length = length;
        this.callersPatience = callersPatience;
        this.interruption = interruption;
    }

    /** Prints what each holds at the end beside what it held after a sixth of the time. */
    public void print(Kind kind) throws Exception {
        var result = run(kind);
        var label = "soak, " + phase(kind) + ": ";
        var pests = result.pests;
        table.remark(label + "after " + DurationOption.text(length) + ", beside after " + DurationOption.text(length.dividedBy(6)) + "; "
            + pests.slow() + " slow readers asked " + pests.asked() + " times, " + pests.vanished() + " peers vanished, "
            + pests.dropped() + " connections were opened and dropped");
        for (var held : result.held)
            table.row(label + held.name(), held.late(), held.early(), held.isMemory() ? 0 : 2, held.verdict(length.toSeconds()));
        table.row(label + "done by the load", result.done, 0, "");
        table.row(label + "errors of the load", result.errors.values().stream().mapToLong(number -> number).sum(), 0, "0");
        if (!result.errors.isEmpty()) table.remark(label + "its errors are " + result.errors);
    }

    Result run(Kind kind) throws Exception {
        var folder = Files.createTempDirectory("reprise-soak-");
        try (var x = new Experiment(folder, 1, LiveConsole.silent(), interruption)) {
            return switch (kind) {
                case CAST -> messages(kind, casts(x), x, folder);
                case CALLS -> messages(kind, RpcPair.Plan.unpaced(MessageKind.CALL, CALL_THREADS, x.seed()).messages(), x, folder);
                case HTTP -> http(x, folder);
                case USERS -> users(x, folder);
            };
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var file : all.sorted(Collections.reverseOrder()).toList()) Files.delete(file);
        }
    }

    private MessagePlan casts(Experiment x) {
        return MessagePlan.document(FailoverCalibration.DOCUMENTS_RATE, 1, length.toNanos(), x.seed());
    }

    private Result messages(Kind kind, MessagePlan plan, Experiment x, Path folder) throws Exception {
        var brokers = x.start("three nodes", () -> Brokers.embedded("127.0.0.1", Collections.nCopies(3, 0)));
        var pair = RpcPair.of(RpcPair.Plan.atMaster(plan), brokers.url(), x);
        return result(kind, x, folder, pair, List.of(brokers), List.of(PestWords.amqp(brokers.url().hosts().getFirst())), run -> {
            long sent = count(run, kind, RpcMetrics.SENT);
            var errors = counts(run, kind, RPC_ERRORS);
            errors.put("sent and not received", sent - count(run, kind, RpcMetrics.RECEIVED));
            return new Did(sent, errors);
        });
    }

    private Result http(Experiment x, Path folder) throws Exception {
        var router = x.start("the router", RouterUnderTest::start);
        var url = router.url().withTarget("/call");
        var plan = HttpCallers.plan(url.toString(), "application/json", HttpServer.ADD_BODY, CALLERS).atRate(CALLS_PER_SEC)
            .withTimeout(callersPatience.toNanos());
        var callers = HttpCallers.of(plan.expecting(HttpServer.ADD_REPLY.getBytes(StandardCharsets.US_ASCII)), x);
        return result(Kind.HTTP, x, folder, callers, List.of(router), List.of(PestWords.http(url)),
            run -> new Did(count(run, Kind.HTTP, HttpMetrics.REQUESTS), counts(run, Kind.HTTP, HTTP_ERRORS)));
    }

    private Result users(Experiment x, Path folder) throws Exception {
        var awaiting = x.start("the server that awaits", () -> ChatUnderTest.embedded("awaiting"));
        var queueing = x.start("the server that queues", () -> ChatUnderTest.embedded("queueing"));
        var servers = List.of(awaiting, queueing);
        var pests = List.of(PestWords.chat(awaiting.url(), true), PestWords.chat(queueing.url(), false));
        var users = Users.of(USERS, Soak::iteration, servers.stream().map(ChatUnderTest::target).toList(), x.seed(), x.clock());
        return result(Kind.USERS, x, folder, users, servers, pests, _ -> {
            var figures = users.done().join();
            long lost = servers.stream().map(server -> figures.deliveries(server.target())) // a user may leave before a message is there
                .mapToLong(totals -> totals.cut() + totals.late() + totals.duplicates() + totals.untracked()).sum();
            return new Did(figures.sessions("").complete(), Map.of("failed sessions", figures.sessions("").failed(), "script errors",
                figures.scriptErrors(), "lost or doubled deliveries", lost));
        });
    }

    /** Users who went on together would all be connected at one look, and none at the next one: each begins at a time of its own. */
    private static void iteration(User user) {
        user.sleep(user.iteration() == 0 ? PAUSE.plusNanos(user.random().nextLong(2 * PAUSE.toNanos())) : PAUSE);
        try (var socket = user.connect(user.pick())) {
            socket.send(BROADCAST);
            user.sleep(PAUSE);
        }
    }

    private interface Figures {
        Did of(Run run);
    }

    private Result result(Kind kind, Experiment x, Path folder, Load load, List<? extends SystemUnderTest> systems, List<Words> words,
                          Figures figures) {
        Supplier<Map<String, Long>> processes = () -> {
            var all = new LinkedHashMap<>(Map.of(Usage.SCRIPT, ProcessHandle.current().pid()));
            systems.forEach(system -> all.putAll(system.pids()));
            return all;
        };
        var level = new Level(processes, folder);
        Pests.Counts counts;
        try (level; var pests = Pests.at(words)) {
            level.start(length.toNanos());
            var lastLook = Moment.at(length.minus(length.dividedBy(LAST_LOOK)), () -> {
                level.close(); // before the load closes its connections
                return "the last look";
            });
            // What a system does for the first time takes long on a busy host, and a caller's time-out then is not the pests' doing.
            if (load instanceof WarmingLoad warming) x.measure(phase(kind), warming, length, Until.settled(WARM_UP), lastLook);
            else x.measure(phase(kind), load, length, lastLook);
            counts = pests.counts();
        }
        var did = figures.of(x.recorded());
        return new Result(kind, level.held(), did.done, did.errors, counts);
    }

    private static long count(Run run, Kind kind, Counter counter) {
        return (long) PhaseReadings.count(run, phase(kind), counter).figure().orElse(0);
    }

    private static Map<String, Long> counts(Run run, Kind kind, List<Counter> counters) {
        var counts = new LinkedHashMap<String, Long>();
        for (var counter : counters) counts.put(counter.name(), count(run, kind, counter));
        return counts;
    }

    private static String phase(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
