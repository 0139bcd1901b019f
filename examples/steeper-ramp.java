///usr/bin/env jbang "$0" "$@" ; exit $?
// Copied from what scripts/ws-broadcast.java does and tweaked: the document adds 50 users in half a minute, this doubles them every two
// seconds. Twice the users are four times the deliveries: which server is the first to feel it? They take turns, half to each.
// Give a URL to load another server: jbang examples/steeper-ramp.java ws://host:port/path
// prints: ^queueing +to 320 users: 160 open, +[1-9][0-9]*,[0-9]+ deliveries/s, 50 % +[0-9.]+ ms, 99 % +[0-9.]+ ms, 0 failed$
//JAVA 25+
//SOURCES ../lib/Reprise.java
//JAVA_OPTIONS -Xmx256m -XX:+UseSerialGC -Dio.netty.leakDetection.level=disabled
//MAIN SteeperRamp

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import reprise.experiment.StandardOutput;
import reprise.recorder.Clock;
import reprise.recorder.Schema;
import reprise.recorder.Second;
import reprise.simulator.users.Executor;
import reprise.simulator.users.Message;
import reprise.simulator.users.Stage;
import reprise.simulator.users.StampReader;
import reprise.simulator.users.Target;
import reprise.simulator.users.User;
import reprise.simulator.users.UserFigures;
import reprise.simulator.users.UserPlan;
import reprise.simulator.users.UserScenario;
import reprise.simulator.users.Users;
import reprise.sut.ChatUnderTest;
import reprise.transport.Wait;
import reprise.transport.websocket.WebSocketUrl;

final class SteeperRamp {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Message BROADCAST = Message.broadcast("{\"action_type\": \"broadcast\", \"body\": \"", "\"}");
    /** A second each; even ones climb, odd ones stay and are told. */
    private static final List<Stage> STAGES = List.of(
        Stage.of(SECOND, 40), Stage.of(SECOND, 40),
        Stage.of(SECOND, 80), Stage.of(SECOND, 80),
        Stage.of(SECOND, 160), Stage.of(SECOND, 160),
        Stage.of(SECOND, 320), Stage.of(SECOND, 320));

    /** What a user does, again and again. */
    private static void iteration(User user, List<Target> targets) {
        user.sleep(Duration.ofMillis(user.random().nextInt(200)));
        try (var socket = user.connect(targets.get(user.number() % targets.size()))) {
            for (int i = 0; i < 10; i++) {
                user.sleep(SECOND);
                socket.send(BROADCAST);
            }
        }
    }

    public static void main(String[] args) {
        boolean given = args.length > 0 && args[0].startsWith("ws://");
        var sites = given ? List.<ChatUnderTest>of() : Stream.of("awaiting", "queueing")
            .map(style -> ChatUnderTest.embedded(style, style, "127.0.0.1", 0, 0)).toList();
        try {
            var targets = given ? List.of(new Target("given", WebSocketUrl.parse(args[0]))) : sites.stream()
                .map(site -> new Target(site.name(), site.url())).toList();
            load(new Executor.ConstantUsers(120, SECOND.multipliedBy(3), Duration.ZERO), targets, false); // warms up
            var figures = load(new Executor.RampingUsers(0, STAGES, Duration.ZERO, Duration.ZERO), targets, true);
            for (var target : targets) {
                var totals = figures.deliveries(target);
                System.out.printf(Locale.ROOT, "%-8s %,d broadcasts, %,d deliveries expected, %,d made, %,d on the way to who left, %,d "
                    + "overtaken or skipped, %,d late, %,d cut%n",
                    target.name(), totals.messages(), totals.expected(), totals.made(), totals.inFlight(), totals.skipped(), totals.late(),
                    totals.cut());
            }
            System.out.printf(Locale.ROOT,
                "The users' own event loops were late by %.1f ms (99 %%, whole ramp); deliveries wait for them too.%n",
                figures.recording().whole("loopLag").getValueAtPercentile(99) / 1e6);
            figures.notes().forEach((note, times) -> System.out.println(times + " times: " + note));
        } finally {
            sites.forEach(ChatUnderTest::close);
        }
        System.exit(StandardOutput.exitCode("steeper-ramp", 0));
    }

    private static UserFigures load(Executor executor, List<Target> targets, boolean tell) {
        var clock = Clock.system();
        var plan = new UserPlan(List.of(new UserScenario("ramp", Duration.ZERO, executor, user -> iteration(user, targets))), targets, 1);
        try (var users = new Users(plan, clock, StampReader.JSON_BODY, 5 * SECOND.toNanos())) {
            var schema = users.recorder().schema();
            var open = new long[targets.size()];
            if (tell) users.recorder().onSecond(second -> {
                for (int i = 0; i < open.length; i++) open[i] = tell(schema, second, targets.get(i).name(), open[i]);
            });
            return Wait.atMost(Duration.ofMinutes(2), "the end of the ramp", users.start());
        }
    }

    /** @param before connections that were open when the second began; those at its end are returned */
    private static long tell(Schema schema, Second second, String name, long before) {
        long open = before + second.counts()[schema.counter("opened " + name)] - second.counts()[schema.counter("closed " + name)];
        var delivery = second.timing(schema.timing("delivery " + name));
        if (second.index() % 2 == 1 && second.index() < STAGES.size()) {
            System.out.printf(Locale.ROOT, "%-8s to %3d users: %3d open, %,6d deliveries/s, 50 %% %7.3f ms, 99 %% %7.3f ms, %d failed%n",
                name,
                STAGES.get(second.index()).target(), open, second.counts()[schema.counter("deliveries " + name)],
                delivery.getValueAtPercentile(50) / 1e6, delivery.getValueAtPercentile(99) / 1e6,
                second.counts()[schema.counter("failed " + name)]);
        }
        return open;
    }
}
