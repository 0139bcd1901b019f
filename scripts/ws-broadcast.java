///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../lib/Reprise.java
//JAVA_OPTIONS -Xms192m -Xmx512m -XX:+UseSerialGC -Dio.netty.leakDetection.level=disabled
//MAIN WsBroadcast
//DESCRIPTION Performs "WebSocket servers under high load" again: two chat servers, two ways to broadcast, k6's virtual users.

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reprise.experiment.BroadcastExperiment;
import reprise.experiment.BroadcastPlan;
import reprise.experiment.ChatServe;
import reprise.experiment.RunFolder;
import reprise.experiment.RunOptions;
import reprise.experiment.ScriptRunner;
import reprise.judge.BroadcastScenario.UserGroup;
import reprise.simulator.users.Message;
import reprise.simulator.users.Script;
import reprise.simulator.users.SessionFailed;
import reprise.simulator.users.User;
import reprise.simulator.users.UserSocket;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/*
 * The document: WebSocket servers under high load (a Rust and a Python chat server under k6).
 * What was done: one run of 14 minutes, three scenarios of virtual users who connect, send and close; each picks one of the two
 * servers at random at every iteration. One server holds its room's lock and awaits every send of a broadcast, the other
 * queues them on its event loop.
 * What it claims: broadcast takes a hundred times as long in the first server, handling a message as long in both; errors at
 * closed connections begin in the second at about 240 and 300 users. The hundredfold is mostly what was timed, so deliveries
 * are timed at the listeners too. Figures and claims: scenarios/ws-broadcast.json.
 */
@Command(name = "ws-broadcast", sortOptions = false, mixinStandardHelpOptions = true, version = "ws-broadcast 1",
    description = "Performs \"WebSocket servers under high load\" again: two chat servers, two ways to broadcast, k6's virtual users.")
final class WsBroadcast implements Callable<Integer> {
    private static final Interruption INTERRUPTION = Interruption.arm();
    private static final Duration REPLY_WAIT = Duration.ofSeconds(10);
    private static final Message DIRECT = Message.direct("{\"action_type\": \"direct\", \"body\": \"", "\"}");
    private static final Message BROADCAST = Message.broadcast("{\"action_type\": \"broadcast\", \"body\": \"", "\"}");

    @Mixin RunOptions run;
    @Option(names = "--users-scale", paramLabel = "FACTOR", defaultValue = "1",
        description = "Multiply the document's users by FACTOR. Default: 1")
    double usersScale;
    @Option(names = "--as-described",
        description = "Direct users send, receive, send again and receive, as the document says; by default they send once, as it was run.")
    boolean asDescribed;
    @Option(names = "--only", paramLabel = "NAME,...", split = ",",
        description = "Only these scenarios: constVUWith3DirectMessage, rampUp50With100Messages, rampUp50WithSingleMessage.")
    List<String> only = List.of();
    @Option(names = "--target", paramLabel = "NAME=URL",
        description = "A server that is there already, ws://host:port/path; repeatable. Default: the two embedded ones.")
    Map<String, String> targets = new LinkedHashMap<>();
    @Option(names = "--metrics", paramLabel = "NAME=URL", description = "Where that target tells its Prometheus metrics; read each second.")
    Map<String, String> metrics = new LinkedHashMap<>();
    @Option(names = "--pid", paramLabel = "NAME=N", description = "That target's process on this host; its CPU and memory are sampled.")
    Map<String, String> pids = new LinkedHashMap<>();
    @Option(names = {"-H", "--header"}, paramLabel = "[NAME=]'HEADER: VALUE'",
        description = "One more header of the handshake with that target, or with each; repeatable.")
    List<String> headers = List.of();
    @Option(names = "--subprotocol", paramLabel = "[NAME=]PROTOCOL",
        description = "A WebSocket subprotocol that is offered to it; repeatable, the best first.")
    List<String> subprotocols = List.of();
    @Option(names = "--max-message", paramLabel = "BYTES", defaultValue = "16m",
        description = "The longest message that a user takes, k and m allowed; a longer one ends its connection with 1009. Default: 16m")
    String maxMessage;

    public static void main(String[] args) {
        ScriptRunner.run(new WsBroadcast(), INTERRUPTION, args);
    }

    /** Start the servers, let the users come and go, judge, report. */
    @Override
    public Integer call() throws IOException {
        var plan =
            BroadcastPlan.of(run,
            new BroadcastPlan.Options(usersScale, asDescribed, only, targets, metrics, pids, headers, subprotocols, maxMessage));
        if (run.explain) {
            System.out.print(plan.explain());
            return Failure.REPRODUCED;
        }
        BroadcastExperiment.check(plan);
        var folder = RunFolder.prepare(run.out, "ws-broadcast", LocalDateTime.now());
        try (var console = run.console("ws-broadcast", plan.expectedDuration());
             var experiment = BroadcastExperiment.start(plan, console, INTERRUPTION)) {
            experiment.probe();
            experiment.warmUp(group -> script(plan, group));
            experiment.load(group -> script(plan, group));
            console.close();
            return experiment.report(folder, run.length(plan.expectedDuration(), plan.fullDuration(), ""));
        }
    }

    /** What one user of a scenario does, again and again. */
    private static Script script(BroadcastPlan plan, UserGroup group) {
        var pause = plan.document().pause();
        return switch (group.message()) {
            case DIRECT -> plan.asDescribed() ? asDescribed(pause) : asRun(pause, DIRECT, group.repeats());
            case BROADCAST -> asRun(pause, BROADCAST, group.repeats());
        };
    }

    private static Script asRun(Duration pause, Message message, int repeats) {
        return user -> {
            user.sleep(pause);
            try (var socket = connect(user, 0)) {
                socket.send(message);
                user.sleep(pause);
                for (int i = 0; i < repeats; i++) {
                    user.sleep(pause);
                    socket.send(message);
                }
                if (repeats > 0) socket.send(message);
            }
        };
    }

    private static Script asDescribed(Duration pause) {
        return user -> {
            user.sleep(pause);
            try (var socket = connect(user, 4)) {
                for (int i = 0; i < 2; i++) {
                    socket.send(DIRECT);
                    user.check("a direct message is answered", answered(socket));
                }
            }
        };
    }

    /** To one of the servers at random. */
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

    /** One of the servers greets, and both deliver what others broadcast: those are not the answer. */
    private static boolean answered(UserSocket socket) {
        for (var text = socket.receive(REPLY_WAIT); text.isPresent(); text = socket.receive(REPLY_WAIT)) {
            if (text.get().contains("\"direct\"")) return true;
        }
        return false;
    }

    @Command(sortOptions = false, mixinStandardHelpOptions = true,
        description = "One chat server alone, until Ctrl-C: for browsers, other loads and --target.")
    int serve(
        @Option(names = "--style", paramLabel = "awaiting|queueing", defaultValue = "queueing",
        description = "How it broadcasts. Default: queueing") String style,
        @Option(names = "--listen", paramLabel = "ADDRESS", defaultValue = "127.0.0.1",
        description = "Address of this host to listen at. Default: 127.0.0.1") String address,
        @Option(names = "--port", paramLabel = "N", defaultValue = "8000", description = "0: any that is free. Default: 8000") int port,
        @Option(names = "--metrics-port", paramLabel = "N", defaultValue = "0",
        description = "Metrics, beside those at --port; 0: any that is free. Default: 0") int metricsPort) {
        return ChatServe.serve(style, address, port, metricsPort, INTERRUPTION);
    }

    @Command(mixinStandardHelpOptions = true, description = "Prints and writes the reports of a run again, from its run.json.")
    int report(
        @Parameters(paramLabel = "RUN_DIR", description = "The folder of a run.") Path folder,
        @Option(names = "--scenario", paramLabel = "FILE", description = "Take published figures and claims from FILE.") Path scenario)
        throws IOException {
        return BroadcastExperiment.reportAgain(folder, scenario);
    }
}
