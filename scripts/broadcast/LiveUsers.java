package broadcast;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import reprise.experiment.LiveRows;
import reprise.recorder.Digits;
import reprise.recorder.Second;
import reprise.recorder.Usage;
import reprise.simulator.users.Target;
import reprise.simulator.users.UserMetrics;
import reprise.simulator.users.Users;

/**
 * The users in progress: a line a second, in which each server has its open connections, deliveries, their latency, and its CPU; and beside
 * the progress bar what there is so far.
 */
public final class LiveUsers {
    private final Users users;
    private final List<String> servers;
    private final long[] open;
    private volatile long openNow; // at all servers
    private volatile long messages; // so far
    private volatile long iterations; // likewise

    private LiveUsers(Users users, List<String> servers) {
        this.users = users;
        this.servers = servers;
        open = new long[servers.size()];
    }

    public static LiveRows of(Users users, List<Target> servers) {
        var live = new LiveUsers(users, servers.stream().map(Target::name).toList());
        return new LiveRows(live.head(), live::row, live::now);
    }

    private String head() {
        var line = new StringBuilder(String.format(Locale.ROOT, "%4s %4s %5s", "sec", "usrs", "it/s"));
        for (var name : servers) line.append(String.format(Locale.ROOT, "|%-9.9s %6s %6s %4s", name, "del/s", "99% ms", "cpu"));
        return line.append(String.format(Locale.ROOT, "| %4s", "load")).toString();
    }

    private String row(Second second, Map<String, Usage> used) {
        var line = new StringBuilder(
            String.format(Locale.ROOT, "%4d %4d %5d", second.index(), users.active(), second.count(UserMetrics.ITERATIONS)));
        long more = 0;
        for (int i = 0; i < open.length; i++) {
            var metrics = UserMetrics.of(servers.get(i));
            open[i] += second.count(metrics.opened()) - second.count(metrics.closed());
            more += second.count(metrics.sent()) + second.count(metrics.received());
            var delivery = second.timing(metrics.delivery());
            line.append(String.format(Locale.ROOT, "|%4d open %6d %6s %4s", open[i], second.count(metrics.deliveries()),
                delivery.getTotalCount() == 0 ? "." : Digits.of(delivery.getValueAtPercentile(99) / 1e6, 1),
                percent(used.get(servers.get(i)))));
        }
        openNow = Arrays.stream(open).sum();
        messages += more;
        iterations += second.count(UserMetrics.ITERATIONS);
        return line.append(String.format(Locale.ROOT, "| %4s", percent(used.get(Usage.SCRIPT)))).toString();
    }

    /** Something to see from the first second on: an iteration of a hundred messages takes more than a minute. */
    private String now() {
        return String.format(Locale.ROOT, "%,d open, %,d messages, %,d iterations", openNow, messages, iterations);
    }

    private static String percent(Usage usage) {
        return usage == null ? "." : String.format(Locale.ROOT, "%.0f%%", usage.cpuPercent());
    }
}
