package reprise.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import reprise.judge.BroadcastScenario;
import reprise.judge.BroadcastScenario.Constant;
import reprise.judge.BroadcastScenario.Ramping;
import reprise.judge.BroadcastScenario.UserGroup;
import reprise.recorder.StrictJson;
import reprise.simulator.users.Executor;
import reprise.simulator.users.Script;
import reprise.simulator.users.Stage;
import reprise.simulator.users.UserScenario;
import reprise.sut.Failure;
import reprise.transport.http.HttpUrl;
import reprise.transport.websocket.ClientSettings;
import reprise.transport.websocket.Offer;
import reprise.transport.websocket.WebSocketUrl;

/**
 * What one run of ws-broadcast does: the document's scenarios, changed by options. Checked whole: all that is wrong is told at once.
 *
 * @param groups the document's scenarios that are run, in its order
 * @param timeScale of starts, stages and graces; what a user does takes as long as ever
 * @param targets servers that are there already; none: the two embedded ones
 * @param maxMessageBytes the longest message that a user takes
 */
public record BroadcastPlan(BroadcastScenario document, List<UserGroup> groups, double timeScale, double usersScale, boolean asDescribed,
                            long seed, List<There> targets, int maxMessageBytes) {
    /** The whole shape in a minute: the document's stages end after fourteen. */
    private static final Duration QUICK = Duration.ofSeconds(60);

    /** A server that is there already, as the options name it. */
    record There(String name, WebSocketUrl url, Offer offer, Optional<HttpUrl> metrics, OptionalLong pid) {}

    public BroadcastPlan {
        groups = List.copyOf(groups);
        targets = List.copyOf(targets);
    }

    /** The options that are this document's own; each NAME=VALUE is by a target's name. */
    public record Options(double usersScale, boolean asDescribed, List<String> only, Map<String, String> targets,
        Map<String, String> metrics,
                          Map<String, String> pids, List<String> headers, List<String> subprotocols, String maxMessage) {}

    public static BroadcastPlan of(RunOptions run, Options options) throws IOException {
        run.check();
        var document = document(run.scenario);
        var wrong = new ArrayList<String>();
        if (!(options.usersScale > 0 && options.usersScale <= 100))
            wrong.add("--users-scale is " + NumberOption.text(options.usersScale) + "; it must be above 0 and at most 100, for example 2");
        if ((run.quick || run.duration != null) && run.timeScale != 1)
            wrong.add("--time-scale sets the length, and so does --quick or --duration; give one of them");
        var names = document.groups().stream().map(UserGroup::name).toList();
        for (var name : options.only)
            if (!names.contains(name)) wrong.add("--only is '" + name + "'; it must be one of " + String.join(", ", names));
        var targets = targets(options, wrong);
        int bytes = Optional.ofNullable(tried("--max-message", TargetOptions::bytes, options.maxMessage, wrong)).orElse(0);
        if (!wrong.isEmpty()) throw new Failure.BadInput(String.join("\n", wrong));
        var groups = document.groups().stream().filter(group -> options.only.isEmpty() || options.only.contains(group.name())).toList();
        double length = run.quick ? QUICK.toNanos() : run.duration != null ? run.duration.toNanos() : 0;
        return new BroadcastPlan(document, groups, length > 0 ? length / end(document).toNanos() : run.timeScale, options.usersScale,
            options.asDescribed,
            run.seed != null ? run.seed : document.seed(), targets, bytes);
    }

    private static List<There> targets(Options options, List<String> wrong) {
        var targets = new ArrayList<There>();
        TargetOptions.check(options, wrong);
        for (var given : List.of(options.metrics, options.pids)) {
            given.keySet().stream().filter(name -> !options.targets.containsKey(name))
                .forEach(name ->
                wrong.add((given == options.metrics ? "--metrics " : "--pid ") + name + "=…: there is no --target " + name
                + "; give one, or leave it out"));
        }
        options.targets.forEach((name, text) -> {
            if (!name.matches("[A-Za-z0-9_-]+"))
                wrong.add("--target '" + name
                    + "=…': the name must be letters, digits, - and _, for example queueing=ws://127.0.0.1:8001/ws");
            var url = tried("--target " + name, WebSocketUrl::parse, text, wrong);
            var metrics =
                Optional.ofNullable(options.metrics.get(name)).map(given -> tried("--metrics " + name, HttpUrl::parse, given, wrong));
            var pid = Optional.ofNullable(options.pids.get(name)).map(given -> tried("--pid " + name, BroadcastPlan::pid, given, wrong));
            targets.add(new There(name, url, TargetOptions.offer(name, options, wrong), metrics, pid.map(OptionalLong::of)
                .orElse(OptionalLong.empty())));
        });
        return targets;
    }

    static <T> T tried(String option, Function<String, T> read, String text, List<String> wrong) {
        try {
            return read.apply(text);
        } catch (IllegalArgumentException e) {
            wrong.add(option + ": " + e.getMessage());
            return null;
        }
    }

    private static long pid(String text) {
        if (text.matches("[1-9][0-9]{0,9}") && ProcessHandle.of(Long.parseLong(text)).isPresent()) return Long.parseLong(text);
        throw new IllegalArgumentException("'" + text + "' is no process of this host; give the number that ps shows");
    }

    /** The scenario of this script, or the one in {@code file}. */
    public static BroadcastScenario document(Path file) throws IOException {
        try {
            return file == null ? BroadcastScenario.read() : BroadcastScenario.read(file);
        } catch (StrictJson.Invalid e) {
            throw new Failure.BadInput(e.getMessage(), e);
        }
    }

    /** The end of the document's last stage. */
    private static Duration end(BroadcastScenario document) {
        return document.groups().stream().map(group -> group.startsAt().plus(length(group))).max(Duration::compareTo).orElseThrow();
    }

    private static Duration length(UserGroup group) {
        return switch (group.ramp()) {
            case Constant constant -> constant.duration();
            case Ramping ramping -> ramping.stages().stream().map(BroadcastScenario.Stage::duration).reduce(Duration.ZERO, Duration::plus);
        };
    }

    private Duration scaled(Duration time) {
        return Duration.ofNanos(Math.round(time.toNanos() * timeScale));
    }

    private int scaled(int users) {
        return (int) Math.max(1, Math.round(users * usersScale));
    }

    /** Until the last stage ends; the last iterations may take the grace besides. */
    public Duration expectedDuration() {
        return groups.stream().map(group -> scaled(group.startsAt().plus(length(group)))).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /** The same at the document's time scale. */
    public Duration fullDuration() {
        return groups.stream().map(group -> group.startsAt().plus(length(group))).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /** As k6 dials and closes, with the bound that was asked for. */
    ClientSettings settings() {
        return ClientSettings.K6.withMaxMessageBytes(maxMessageBytes);
    }

    Duration grace() {
        return scaled(document.gracefulStop());
    }

    /** As the simulator takes them. @param does what a user of a group does */
    List<UserScenario> scenarios(Function<UserGroup, Script> does) {
        return groups.stream().map(group -> new UserScenario(group.name(), scaled(group.startsAt()), executor(group), does.apply(group)))
            .toList();
    }

    private Executor executor(UserGroup group) {
        return switch (group.ramp()) {
            case Constant constant -> new Executor.ConstantUsers(scaled(constant.users()), scaled(constant.duration()), grace());
            case Ramping ramping -> new Executor.RampingUsers(scaled(ramping.startUsers()),
                ramping.stages().stream().map(stage -> Stage.of(scaled(stage.duration()), scaled(stage.users()))).toList(),
                scaled(document.gracefulRampDown()), grace());
        };
    }

    /** For run.json and the reports: everything that a person needs to do the same again. */
    Map<String, Object> parameters() {
        var all = new LinkedHashMap<String, Object>();
        all.put("timeScale", timeScale);
        all.put("usersScale", usersScale);
        all.put("directMessages", asDescribed ? "as described" : "as run");
        all.put("scenarios", String.join(", ", groups.stream().map(UserGroup::name).toList()));
        all.put("lastStageEndsAt", DurationOption.text(expectedDuration()));
        all.put("gracefulStop", DurationOption.text(grace()));
        all.put("pause", DurationOption.text(document.pause()));
        all.put("longestMessageBytes", maxMessageBytes);
        for (var target : targets)
            if (!target.offer.equals(Offer.NONE)) all.put("handshake " + target.name, TargetOptions.shown(target.offer));
        all.put("servers", targets.isEmpty() ? "embedded, each held to 2 processors and 2 GB"
            : String.join(", ", targets.stream().map(target -> target.name + " " + target.url).toList()));
        return all;
    }

    /** {@code --explain}: what would be done, and by what it would be judged. */
    public String explain() {
        var scenario = document.scenario();
        var text = new StringBuilder(scenario.title()).append('\n').append(scenario.source()).append("\n\n").append(scenario.performed())
            .append("\n\nPlan\n");
        text.append(String.format(Locale.ROOT, "  %-18s %d%n", "seed", seed));
        parameters().forEach((name, value) -> text.append(String.format(Locale.ROOT, "  %-18s %s%n", name, NumberOption.shown(value))));
        text.append("\nScenarios\n");
        for (var group : groups) {
            text.append(String.format(Locale.ROOT, "  %-28s from %s for %s, at most %d users%n    %s%n", group.name(),
                DurationOption.text(scaled(group.startsAt())),
                DurationOption.text(scaled(length(group))), executor(group).maxUsers(), asDescribed ? group.asDescribed()
                .orElse(group.does()) : group.does()));
        }
        text.append("\nClaims\n");
        for (var claim : scenario.claims()) text.append(ClaimLines.explained(claim));
        return text.toString();
    }
}
