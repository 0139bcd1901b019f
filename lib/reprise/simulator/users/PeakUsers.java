package reprise.simulator.users;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import reprise.recorder.Share;

/**
 * The peak number of users that may be active at once: a looping user counts from its start to the end of its grace, an arrival-rate
 * scenario's users for the whole scenario. At the same moment, users leave before others start.
 */
final class PeakUsers {
    private record Change(long atNs, int users) {}

    private PeakUsers() {}

    static int of(List<UserScenario> scenarios, Share share) {
        var changes = new ArrayList<Change>();
        for (var scenario : scenarios) {
            long startNs = scenario.startsAt().toNanos();
            switch (scenario.executor()) {
                case Executor.Looping looping -> add(changes, startNs, looping.schedule(), looping.maxUsers(), share);
                case Executor.Arriving arriving -> {
                    changes.add(new Change(startNs, share.of(arriving.maxUsers())));
                    changes.add(new Change(scenario.endNs(), -share.of(arriving.maxUsers())));
                }
            }
        }
        changes.sort(Comparator.comparingLong(Change::atNs).thenComparingInt(Change::users));
        int now = 0;
        int most = 0;
        for (var change : changes) {
            now += change.users;
            most = Math.max(most, now);
        }
        return most;
    }

    private static void add(List<Change> changes, long startNs, UserSchedule schedule, int users, Share share) {
        var held = new boolean[users + 1];
        for (; schedule.kind() != UserSchedule.Kind.DONE; schedule.next()) {
            int user = schedule.user();
            if (!share.has(user)) continue;
            switch (schedule.kind()) {
                case START -> {
                    if (!held[user]) changes.add(new Change(startNs + schedule.atNs(), 1));
                    held[user] = true;
                }
                case END -> {
                    changes.add(new Change(startNs + schedule.atNs(), -1));
                    held[user] = false;
                }
                case RETIRE, DONE -> { }
            }
        }
    }
}
