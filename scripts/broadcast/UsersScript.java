package broadcast;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import reprise.experiment.DurationOption;
import reprise.experiment.Experiment;
import reprise.experiment.Script;
import reprise.experiment.TlsOptions;
import reprise.judge.Measure;
import reprise.judge.Scenario;
import reprise.recorder.Clock;
import reprise.recorder.Metrics;
import reprise.recorder.Origin;
import reprise.recorder.Run;
import reprise.simulator.Unreachable;
import reprise.simulator.users.Target;
import reprise.simulator.users.UserMetrics;
import reprise.simulator.users.UserPlan;
import reprise.simulator.users.UserScenario;
import reprise.simulator.users.UserScript;
import reprise.simulator.users.Users;
import reprise.sut.ChatUnderTest;
import reprise.sut.Failure;
import reprise.sut.OpenFiles;
import reprise.transport.websocket.ClientSettings;

/** The options of ws-broadcast, its lengths, and its document: what a script of virtual users has besides its story. */
public abstract class UsersScript extends Script {
    @Mixin protected UserOptions users = new UserOptions();
    @Mixin protected TargetOptions targets = new TargetOptions();
    protected BroadcastScenario published;
    /** The servers of {@code --target}; empty if none were given. */
    protected List<ChatUnderTest> given = List.of();

    /** Our own servers, by their styles, which are their names. */
    private static final List<String> STYLES = List.of("awaiting", "queueing");

    private final List<UserGroup> documented;
    private final Duration documentedPause;
    private final List<Measure<Evidence>> measures;

    /** @param documented the document's users, in k6's scenarios @param documentedPause the sleep of a user */
    protected UsersScript(List<UserGroup> documented, Duration documentedPause, List<Measure<Evidence>> measures) {
        this.documented = documented;
        this.documentedPause = documentedPause;
        this.measures = List.copyOf(measures);
    }

    /** What a user of this scenario does. */
    protected abstract UserScript script(UserGroup group);

    /** The document's users, or those of a scenario's file of an earlier version. */
    protected final List<UserGroup> schedule() {
        return published.schedule().map(BroadcastScenario.Schedule::groups).orElse(documented);
    }

    protected final Duration pause() {
        return published.schedule().map(BroadcastScenario.Schedule::pause).orElse(documentedPause);
    }

    /** When the last stage ends of those that are asked for; scaled as a whole, for their parts are rounded. */
    protected final Duration stages() {
        return Duration.ofNanos(Math.round(UserGroup.end(users.asked(schedule(), 1)).toNanos() * timeScale()));
    }

    /** Those that are asked for, for as long and as many as asked for. */
    protected final List<UserGroup> groups() {
        return users.asked(schedule(), timeScale());
    }

    /** The same for the simulator. */
    protected final List<UserScenario> scenarios() {
        return groups().stream().map(group -> new UserScenario(group.name(), group.startsAt(), group.executor(), script(group))).toList();
    }

    /** These users at these servers. */
    protected final Users load(List<UserScenario> scenarios, List<Target> servers, Experiment x) {
        servers.stream().flatMap(server -> server.url().tls().stream()).findFirst().ifPresent(tls -> TlsOptions.tell(tls, x));
        var settings = ClientSettings.K6.withMaxMessageBytes(targets.maxMessageBytes());
        return new Users(new UserPlan(scenarios, servers, x.seed(), settings), x.clock());
    }

    protected final double timeScale() {
        return (double) length().toNanos() / documentedLength().toNanos();
    }

    @Override
    protected Duration documentedLength() {
        return UserGroup.end(schedule());
    }

    @Override
    protected long documentedSeed() {
        return published.schedule().map(BroadcastScenario.Schedule::seed).orElse(super.documentedSeed());
    }

    @Override
    protected Duration quickLength() {
        return Duration.ofMinutes(1);
    }

    @Override
    protected Duration expected(Duration length) {
        return stages().plusSeconds(8);
    }

    @Override
    protected Origin origin() {
        return run.origin(stages(), UserGroup.end(users.asked(schedule(), 1)), "");
    }

    @Override
    protected Scenario parsed(String file, byte[] json) {
        published = BroadcastScenario.parse(file, json, Measure.quantities(measures()));
        return published.scenario();
    }

    @Override
    protected List<Measure<Run>> measures() {
        return Evidence.measures(measures, run -> new Evidence(BroadcastRun.of(run), run.isCutShort(), published.k6(), schedule(),
            targets.withoutMetrics()));
    }

    @Override
    protected Metrics metrics() {
        return UserMetrics.ofTargets(given.isEmpty() ? STYLES : given.stream().map(server -> server.target().name()).toList());
    }

    @Override
    protected void check(List<String> wrong) {
        users.check(run, schedule(), wrong);
        given = targets.servers(wrong);
    }

    @Override
    protected void checkPeers() {
        OpenFiles.check(UserPlan.maxUsers(scenarios()));
        if (given.isEmpty()) return;
        try (var probe = Users.of(1, _ -> { }, given.stream().map(ChatUnderTest::target).toList(), 1, Clock.system())) {
            probe.connect();
        } catch (Unreachable e) {
            throw new Failure.Environment(e.getMessage(), e);
        }
    }

    @Override
    protected Map<String, Object> parameters() {
        var values = setUp("timeScale", timeScale(), "usersScale", users.usersScale,
            "directMessages", users.asDescribed ? "as described" : "as run",
            "scenarios", String.join(", ", groups().stream().map(UserGroup::name).toList()),
            "lastStageEndsAt", DurationOption.text(stages()),
            "gracefulStop", DurationOption.text(groups().getFirst().executor().gracefulStop()),
            "pause", DurationOption.text(pause()), "longestMessageBytes", targets.maxMessageBytes());
        targets.describe(given, values);
        return values;
    }

    @Override
    protected List<String> steps() {
        return groups().stream().map(users::explained).toList();
    }
}
