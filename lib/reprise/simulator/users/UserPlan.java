package reprise.simulator.users;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import reprise.transport.websocket.ClientSettings;

/**
 * All that a run of virtual users needs to know beforehand.
 *
 * @param seed of every random choice
 * @param loops event loops for the sockets
 * @param sources addresses to dial from, used in turn; empty for the one that the system takes (good for about 28,000
 *     connections to one server)
 */
public record UserPlan(List<UserScenario> scenarios, List<Target> targets, long seed, int loops, List<InetAddress> sources,
    ClientSettings settings) {
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
    }

    public UserPlan(List<UserScenario> scenarios, List<Target> targets, long seed) {
        this(scenarios, targets, seed, ClientSettings.K6);
    }

    public UserPlan(List<UserScenario> scenarios, List<Target> targets, long seed, ClientSettings settings) {
        this(scenarios, targets, seed, Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4), List.of(), settings);
    }

    private static void distinct(String what, List<String> names) {
        if (new HashSet<>(names).size() < names.size())
            throw new IllegalArgumentException("virtual users: a " + what + " is named twice in " + names);
    }

    /** What k6 initialises and shows as vus_max: the most users that may be at work at one moment, graces included. */
    public int maxUsers() {
        return PeakUsers.of(scenarios);
    }

    /** The longest that the run may take. */
    public long endNs() {
        return scenarios.stream().mapToLong(UserScenario::endNs).max().orElse(0);
    }
}
