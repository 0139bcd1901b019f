///usr/bin/env jbang "$0" "$@" ; exit $?
// What scripts/ws-broadcast.java does, tweaked: the document adds 50 users in half a minute, this doubles them every two seconds. Twice the
// users are four times the deliveries: which server slows down first? Each serves half of the users.
// prints: ^320 +[0-9.]+ +[0-9.]+ +[0-9.]+ +[1-9][0-9]*$
//JAVA 25+
//SOURCES ../lib/Reprise.java
//JAVA_OPTIONS -Xmx256m -XX:+UseSerialGC -Dio.netty.leakDetection.level=disabled
//MAIN SteeperRamp

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import reprise.experiment.*;
import reprise.judge.*;
import reprise.recorder.*;
import reprise.report.*;
import reprise.simulator.users.*;
import reprise.sut.ChatUnderTest;

@Command(name = "steeper-ramp", mixinStandardHelpOptions = true, description = "Two chat servers under twice and twice the users.")
final class SteeperRamp extends Script {
    static final List<Integer> USERS = List.of(40, 80, 160, 320);
    static final List<String> STYLES = List.of("awaiting", "queueing");
    static final Message BROADCAST = Message.broadcast("{\"action_type\": \"broadcast\", \"body\": \"", "\"}");

    public static void main(String[] args) { run(new SteeperRamp(), args); }

    @Override protected Scenario document() {
        return Scenario.of("steeper-ramp", "A steeper ramp", "ours", "Users of two chat servers broadcast once a second.");
    }

    @Override protected Metrics metrics() { return UserMetrics.ofTargets(STYLES); }

    @Override protected Duration documentedLength() { return Duration.ofSeconds(2); } // of a phase

    @Override protected Duration expected(Duration length) { return length.multipliedBy(USERS.size() + 1).plusSeconds(4); }

    @Override protected void perform(Experiment x) throws Exception {
        var servers = new ArrayList<Target>();
        for (var style : STYLES) servers.add(x.start(style, () -> ChatUnderTest.embedded(style)).target());
        x.warmUp(Users.of(120, user -> iteration(user, servers), servers, x.seed(), x.clock()), Until.after(length()));
        for (int users : USERS)
            x.measure("users." + users, Users.of(users, user -> iteration(user, servers), servers, x.seed(), x.clock()), length());
    }

    /** What a user does again and again. */
    static void iteration(User user, List<Target> servers) {
        user.sleep(Duration.ofMillis(user.random().nextInt(200)));
        try (var socket = user.connect(servers.get(user.number() % servers.size()))) {
            for (int i = 0; i < 10; i++) {
                socket.send(BROADCAST);
                user.sleep(Duration.ofSeconds(1));
            }
        }
    }

    @Override protected Report report(Scenario document) {
        var ramp = Comparison.by("users", USERS, users -> users);
        for (var style : STYLES) ramp = ramp.ours(style + " 99 %", Unit.MS, 2,
            (run, users) -> PhaseReadings.percentileMs(run, "users." + users, UserMetrics.of(style).delivery(), 99));
        ramp = ramp
            .ours("late 99 %", Unit.MS, 2, (run, users) -> PhaseReadings.percentileMs(run, "users." + users, UserMetrics.LOOP_LAG, 99))
            .ours("deliveries", Unit.PER_SEC, 0, (run, users) -> Reading.sum(STYLES.stream()
                .map(style -> PhaseReadings.perSec(run, "users." + users, UserMetrics.of(style).deliveries()))));
        var table = ramp;
        return Report.of(document, List.of()).section(run -> table.table("From sender to listener", run))
            .section(run -> table.chart("From sender to listener", "queueing 99 %", run));
    }
}
