package reprise.simulator.users;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import reprise.recorder.Share;
import reprise.transport.websocket.ClientSettings;

/**
 * The set-up of a run of virtual users. Users are those of the whole; the share says which of them this process has.
 *
 * @param seed of every random choice
 * @param loops event loops for the sockets
 * @param sources local addresses for connections, used in turn; empty for the system's choice (enough for about 28,000 connections to one
 * server)
 * @param share of each scenario's users, by their numbers, and of the arrivals and shared iterations
 */
public record UserPlan(List<UserScenario> scenarios, List<Target> targets, long seed, int loops, List<InetAddress> sources,
    ClientSettings settings, Share share) {
    public UserPlan {
        scenarios = List.copyOf(scenarios);
        targets = List.copyOf(targets);
        sources = List.copyOf(sources);
        if (scenarios.isEmpty() || targets.isEmpty() || loops < 1) {
            throw new IllegalArgumentException("virtual users: " + scenarios.size() + " scenarios, " + targets.size() + " targets, " + loops
                + " loops; there must be at least one of each");
        }
        distinct("scenario", scenarios.stream().map(UserScenario::name).toList());
        distinct("target", targets.stream().map(Target::name).toList());
        share.ofSome(scenarios.stream().mapToInt(scenario -> scenario.executor().maxUsers()).max().orElseThrow(), "users");
    }

    /** The whole. */
    public UserPlan(List<UserScenario> scenarios, List<Target> targets, long seed, int loops, List<InetAddress> sources,
        ClientSettings settings) {
        this(scenarios, targets, seed, loops, sources, settings, Share.WHOLE);
    }

    public UserPlan(List<UserScenario> scenarios, List<Target> targets, long seed) {
        this(scenarios, targets, seed, ClientSettings.K6);
    }

    public UserPlan(List<UserScenario> scenarios, List<Target> targets, long seed, ClientSettings settings) {
        this(scenarios, targets, seed, Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4), List.of(), settings);
    }

    /** Users that run one iteration after another for a day, or until they are stopped. */
    static UserPlan constant(int users, UserScript script, List<Target> targets, long seed) {
        var all = new UserScenario("users", Duration.ZERO, new Executor.ConstantUsers(users, Duration.ofDays(1), Duration.ZERO), script);
        return new UserPlan(List.of(all), targets, seed);
    }

    /** This share of the same users. @throws IllegalArgumentException if there is none for it */
    UserPlan shared(Share part) {
        return new UserPlan(scenarios, targets, seed, loops, sources, settings, part);
    }

    private static void distinct(String what, List<String> names) {
        if (new HashSet<>(names).size() < names.size())
            throw new IllegalArgumentException("virtual users: a " + what + " is named twice in " + names);
    }

    /** k6's vus_max: the peak number of users that may be active at once, graces included. */
    public int maxUsers() {
        return PeakUsers.of(scenarios, share);
    }

    public static int maxUsers(List<UserScenario> scenarios) {
        return PeakUsers.of(scenarios, Share.WHOLE);
    }

    /** The time until the last stage ends, without graces. */
    public Duration length() {
        return scenarios.stream().map(scenario -> scenario.startsAt().plus(scenario.executor().duration())).max(Duration::compareTo)
            .orElse(Duration.ZERO);
    }

    /** The longest possible duration of the run, in ns. */
    public long endNs() {
        return scenarios.stream().mapToLong(UserScenario::endNs).max().orElse(0);
    }
}
