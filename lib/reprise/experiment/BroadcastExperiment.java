package reprise.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import reprise.judge.BroadcastMeasures;
import reprise.judge.BroadcastRows.Timer;
import reprise.judge.BroadcastRun;
import reprise.judge.BroadcastScenario.UserGroup;
import reprise.judge.LoadHealth;
import reprise.judge.ServerFigures;
import reprise.judge.ServerFigures.Style;
import reprise.recorder.Clock;
import reprise.recorder.HistogramLog;
import reprise.recorder.Run;
import reprise.recorder.RunLength;
import reprise.report.BroadcastReport;
import reprise.simulator.users.Executor;
import reprise.simulator.users.Script;
import reprise.simulator.users.StampReader;
import reprise.simulator.users.Target;
import reprise.simulator.users.UserFigures;
import reprise.simulator.users.UserPlan;
import reprise.simulator.users.UserScenario;
import reprise.simulator.users.UserSchema;
import reprise.simulator.users.Users;
import reprise.sut.ChatUnderTest;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.sut.OpenFiles;

/**
 * Performs a {@link BroadcastPlan}: starts the servers, lets the users come and go, gathers what both sides saw. Called from one
 * thread; users, their event loops and the live view have threads of their own. Times are ns of one clock.
 */
public final class BroadcastExperiment implements AutoCloseable {
    /** A broadcast that has not reached a listener by then is lost to it. */
    private static final Duration DELIVERY_GRACE = Duration.ofSeconds(5);
    private static final Duration PROBE_WAIT = Duration.ofSeconds(10);
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final int WARM_UP_USERS = 100;

    private final BroadcastPlan plan;
    private final List<ChatUnderTest> sites;
    private final LiveConsole console;
    private final Interruption interruption;
    private final Clock clock = Clock.system();
    private long startNs;
    private BroadcastLive live;
    private UserFigures figures;

    private BroadcastExperiment(BroadcastPlan plan, List<ChatUnderTest> sites, LiveConsole console, Interruption interruption) {
        this.plan = plan;
        this.sites = sites;
        this.console = console;
        this.interruption = interruption;
    }

    /** Before anything runs: has this process the descriptors for so many users? */
    public static void check(BroadcastPlan plan) {
        var users = new UserPlan(plan.scenarios(_ -> _ -> { }), List.of(new Target("any", plan.targets().isEmpty()
            ? new reprise.transport.websocket.WebSocketUrl("127.0.0.1", 1, "/") : plan.targets().getFirst().url())), plan.seed())
            .maxUsers();
        OpenFiles.check(users);
    }

    public static BroadcastExperiment start(BroadcastPlan plan, LiveConsole console, Interruption interruption) {
        var sites = new ArrayList<ChatUnderTest>();
        try {
            for (var there : plan.targets())
                sites.add(ChatUnderTest.there(there.name(), there.url(), there.offer(), there.metrics(), there.pid()));
            if (sites.isEmpty()) {
                console.line("starting the two servers", false);
                for (var server : plan.document().servers())
                    sites.add(ChatUnderTest.embedded(server.name(), server.style().word(), "127.0.0.1", 0, 0));
            }
            return new BroadcastExperiment(plan, sites, console, interruption);
        } catch (Failure e) {
            sites.forEach(ChatUnderTest::close);
            throw e;
        }
    }

    /** One connection to each server that is there already: a wrong address is told now, and not after the run. */
    public void probe() {
        for (var target : targets()) {
            var once =
                new UserScenario("probe", Duration.ZERO, new Executor.PerUserIterations(1, 1, PROBE_WAIT, Duration.ZERO),
                user -> user.connect(target).close());
            try (var users =
                new Users(new UserPlan(List.of(once), List.of(target), plan.seed(), plan.settings()), clock, StampReader.JSON_BODY, 1)) {
                interruption.whenAsked(users::stop);
                var probed = users.start().join();
                if (probed.sessions("").complete() > 0 || interruption.isAsked()) continue;
                var why =
                    probed.notes().keySet().stream().findFirst()
                    .orElse(target.url() + ": no connection in " + DurationOption.text(PROBE_WAIT));
                throw new Failure.Environment("server " + target.name() + ": " + why);
            }
        }
    }

    /** Some users for a few seconds, in no figure, so that the first seconds do not time the compiler. */
    public void warmUp(Function<UserGroup, Script> does) {
        console.line("warming up for " + DurationOption.text(WARM_UP), false);
        var single = plan.document().groups().getLast();
        var few =
            new UserScenario("warm-up", Duration.ZERO, new Executor.ConstantUsers(WARM_UP_USERS, WARM_UP, Duration.ofSeconds(2)),
            does.apply(single));
        try (var users =
            new Users(new UserPlan(List.of(few), targets(), plan.seed(), plan.settings()), clock, StampReader.JSON_BODY,
            DELIVERY_GRACE.toNanos())) {
            interruption.whenAsked(users::stop);
            users.start().join();
        }
    }

    private List<Target> targets() {
        return sites.stream().map(site -> site.target()).toList();
    }

    /** All users, to the end of the last iteration. @param does what a user of a scenario does */
    public void load(Function<UserGroup, Script> does) {
        live = new BroadcastLive(console, sites);
        try (var users =
            new Users(new UserPlan(plan.scenarios(does), targets(), plan.seed(), plan.settings()), clock, StampReader.JSON_BODY,
            DELIVERY_GRACE.toNanos())) {
            interruption.whenAsked(users::stop);
            for (var site : sites) {
                site.process().ifPresent(process -> process.ended().thenRun(() -> {
                    if (figures == null) live.event("the process of " + site.name() + " is gone; its users' connections fail from now on");
                }));
            }
            live.start(users);
            figures = users.start().join();
            startNs = users.recorder().startNs();
        } finally {
            live.close();
        }
    }

    /** Judges, writes every file, prints; the exit code. */
    public int report(Path folder, RunLength length) throws IOException {
        var details = details();
        boolean brokenOff = interruption.isAsked();
        var measures = BroadcastMeasures.of(details, plan.document(), brokenOff, withoutMetrics());
        var run =
            new Run(plan.document().scenario().id(), plan.seed(), brokenOff, Instant.ofEpochSecond(0, clock.wallNs(startNs)),
            plan.parameters(),
            HostEnvironment.describe(), details.summary(), measures.values(), measures.unmeasured(), live.seconds(figures), live.events(),
            details.histograms(),
            List.of(), notes(), details);
        return RunFiles.write(folder, run.withLength(length), new BroadcastReport(plan.document()),
            new RunFiles.Measured(HistogramLog.intervals(figures.recording()), clock.wallNs(startNs)));
    }

    /** Prints and writes the reports of an earlier run. */
    public static int reportAgain(Path folder, Path scenario) throws IOException {
        return RunFiles.again(folder, new BroadcastReport(BroadcastPlan.document(scenario)));
    }

    private Set<String> withoutMetrics() {
        return sites.stream().filter(site -> site.metrics().isEmpty()).map(ChatUnderTest::name).collect(Collectors.toSet());
    }

    private BroadcastRun details() {
        var scenarios = plan.groups().stream().map(group -> {
            var ended = figures.ended(group.name());
            return new BroadcastRun.ScenarioFigures(group.name(), ended.complete(), ended.interrupted());
        }).toList();
        return new BroadcastRun(figures.k6(List.of()), scenarios, live.watches().stream().map(this::server).toList(), plan.timeScale(),
            plan.usersScale(),
            plan.asDescribed(), inStages(), health());
    }

    /** By the whole seconds before the last stage's end, and its share of the second in which it ends. */
    private BroadcastRun.InStages inStages() {
        var recording = figures.recording();
        int iterations = recording.schema().counter("iterations");
        double sec = plan.expectedDuration().toNanos() / 1e9;
        double complete = 0;
        for (var second : recording.seconds()) complete += second.counts()[iterations] * Math.clamp(sec - second.index(), 0, 1);
        return new BroadcastRun.InStages(sec, Math.round(complete));
    }

    private ServerFigures server(ServerWatch watch) {
        var name = watch.site.name();
        var totals = figures.deliveries(watch.site.target());
        var deliveries =
            new ServerFigures.Deliveries(figures.recording().whole("delivery " + name),
            figures.lastListener().whole("lastListener " + name),
            totals.expected(), totals.made(), totals.inFlight(), totals.cut(), totals.late(), totals.skipped(), totals.early(),
            totals.duplicates(), totals.untracked());
        var sessions = figures.sessions("{server:" + name + "}");
        return new ServerFigures(name, style(name), watch.connectionsMax(), watch.connectionsTotal(), watch.closedErrors(),
            watch.slowReadersClosed(),
            watch.whole(Timer.BROADCAST), watch.whole(Timer.WRITTEN), watch.whole(Timer.HANDLING), deliveries, totals.messages(),
            new ServerFigures.Sessions(sessions.attempts(), sessions.complete(), sessions.interrupted(), sessions.failed()),
            watch.cpuMeanPercent(),
            watch.memoryMeanMiB(), watch.firstError(), busiest(name), received("{server:" + name + "}"), watch.fault());
    }

    private ServerFigures.Received received(String tags) {
        var received = figures.received(tags);
        return new ServerFigures.Received(received.messages(), received.answers(), received.foreign(), received.unfollowed(),
            received.unstamped(), received.binary());
    }

    private Style style(String name) {
        return plan.document().servers().stream().filter(server -> server.name().equals(name)).findFirst().map(server -> server.style())
            .orElse(Style.OTHER);
    }

    /** By what the users had open: opened − closed so far. */
    private Optional<ServerFigures.Busiest> busiest(String name) {
        var recording = figures.recording();
        int opened = recording.schema().counter("opened " + name);
        int closed = recording.schema().counter("closed " + name);
        int sent = recording.schema().counter("messagesSent " + name);
        long open = 0;
        ServerFigures.Busiest busiest = null;
        for (var second : recording.seconds()) {
            open += second.counts()[opened] - second.counts()[closed];
            if (busiest == null || open > busiest.connections())
                busiest = new ServerFigures.Busiest(second.index(), Math.max(0, open), second.counts()[sent]);
        }
        return Optional.ofNullable(busiest);
    }

    private LoadHealth health() {
        var recording = figures.recording();
        var shares = new LinkedHashMap<String, double[]>();
        for (var name : recording.schema().counters()) {
            if (!name.startsWith(UserSchema.BUSY)) continue;
            int counter = recording.schema().counter(name);
            shares.put("users " + name.substring(UserSchema.BUSY.length()),
                recording.seconds().stream().mapToDouble(second -> second.counts()[counter] / 1e6).toArray());
        }
        var lag = recording.whole("loopLag");
        return LoadHealth.of(shares, lag.getTotalCount() == 0 ? 0 : lag.getValueAtPercentile(99) / 1e6);
    }

    private List<String> notes() {
        var notes = new ArrayList<>(figures.recording().odd().notes());
        figures.notes().forEach((note, times) -> notes.add(times == 1 ? note : note + " (" + times + " times)"));
        if (figures.scriptErrors() > 0) notes.add(figures.scriptErrors() + " iterations ended in an error of the script's own");
        return notes;
    }

    @Override
    public void close() {
        if (live != null) live.close();
        sites.forEach(ChatUnderTest::close);
    }
}
