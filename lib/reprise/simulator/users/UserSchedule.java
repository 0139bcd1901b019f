package reprise.simulator.users;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * The start and stop times of one scenario's users, and when their last iterations are ended: k6's ramping-vus, and with one flat stage
 * its other executors of looping users. Pure: it has no clock; the owner takes the steps in order, each when it is due. Owned by one
 * thread. Times are ns from the scenario's start; users count from 1, and the last to start is the first to stop.
 * <pre>
 *   rising  a → b in D   user v starts at D (v − a) / (b − a),      a &lt; v ≤ b
 *   falling a → b in D   user v stops  at D (a − v + 1) / (a − b),  b &lt; v ≤ a
 *   D = 0                all at once
 *   retired at t         ended at t + graceful ramp-down, unless it was started again before
 *   the last stage over  all are retired, and ended after the graceful stop (those retired earlier: then at the latest)
 * </pre>
 * Of steps at the same time, ends come first. All steps are computed at the beginning: 12 bytes each.
 */
public final class UserSchedule {
    /** What happens to a user. */
    public enum Kind {
        /** It iterates from now on; if it was still finishing an iteration, it continues as if never retired. */ START,
        /** It starts no further iteration. */ RETIRE,
        /** Its current iteration is ended now. */ END,
        /** No step is left. */ DONE
    }

    private static final Kind[] KINDS = Kind.values();
    private final long durationNs;
    private final long rampDownNs;
    private final long lastNs;
    private long[] times = new long[64];
    private int[] steps = new int[64]; // user × 4 + kind
    private int count;
    private int at;
    private int startsLeft;

    UserSchedule(int startUsers, List<Stage> stages, long rampDownNs, long stopNs) {
        durationNs = stages.stream().mapToLong(Stage::durationNs).sum();
        lastNs = durationNs + stopNs;
        this.rampDownNs = rampDownNs;
        new Plan(Math.max(startUsers, stages.stream().mapToInt(Stage::target).max().orElse(0))).compute(startUsers, stages);
    }

    /** The kind of the next step. */
    public Kind kind() {
        return at < count ? KINDS[steps[at] & 3] : Kind.DONE;
    }

    /** The user of the next step; 0 if none is left. */
    public int user() {
        return at < count ? steps[at] >> 2 : 0;
    }

    /** When the next step is due; {@link Long#MAX_VALUE} if none is left. */
    public long atNs() {
        return at < count ? times[at] : Long.MAX_VALUE;
    }

    /** Moves on after the current step was taken. */
    public void next() {
        if (kind() == Kind.START) startsLeft--;
        if (at < count) at++;
    }

    /** Whether a user will start (again). */
    public boolean startsLeft() {
        return startsLeft > 0;
    }

    /** The duration without the grace at the end. */
    public long durationNs() {
        return durationNs;
    }

    private void add(Kind kind, int user, long atNs) {
        if (count == times.length) {
            times = Arrays.copyOf(times, count * 2);
            steps = Arrays.copyOf(steps, count * 2);
        }
        if (kind == Kind.START) startsLeft++;
        times[count] = atNs;
        steps[count++] = user << 2 | kind.ordinal();
    }

    /** Computes the steps in order of time. */
    private final class Plan {
        private record Leaving(int user, long sinceNs) {}

        private final long[] leftAtNs; // by user; -1 while it is active, and after its end
        private final ArrayDeque<Leaving> leaving = new ArrayDeque<>(); // in order of their ends, because all have the same grace

        Plan(int most) {
            leftAtNs = new long[most + 1];
            Arrays.fill(leftAtNs, -1);
        }

        void compute(int startUsers, List<Stage> stages) {
            for (int user = 1; user <= startUsers; user++) start(user, 0);
            long stageNs = 0;
            int users = startUsers;
            for (var stage : stages) {
                int from = users;
                for (; users < stage.target(); users++)
                    start(users + 1, stageNs + share(stage.durationNs(), users + 1 - from, stage.target() - from));
                for (; users > stage.target(); users--)
                    retire(users, stageNs + share(stage.durationNs(), from - users + 1, from - stage.target()));
                stageNs += stage.durationNs();
            }
            endUntil(durationNs);
            for (int user = 1; user <= users; user++) add(Kind.RETIRE, user, durationNs);
            endUntil(lastNs);
            for (int user = 1; user <= users; user++) add(Kind.END, user, lastNs);
        }

        private void start(int user, long atNs) {
            endUntil(atNs);
            leftAtNs[user] = -1;
            add(Kind.START, user, atNs);
        }

        private void retire(int user, long atNs) {
            endUntil(atNs);
            leftAtNs[user] = atNs;
            leaving.add(new Leaving(user, atNs));
            add(Kind.RETIRE, user, atNs);
        }

        /** Ends users whose grace is over by then, unless they were started again. */
        private void endUntil(long nowNs) {
            while (!leaving.isEmpty()) {
                var first = leaving.peek();
                long endNs = Math.min(first.sinceNs + rampDownNs, lastNs);
                if (endNs > nowNs) return;
                leaving.poll();
                if (leftAtNs[first.user] != first.sinceNs) continue;
                leftAtNs[first.user] = -1;
                add(Kind.END, first.user, endNs);
            }
        }

        /** D × part / whole, truncated to ns; D may be centuries in ns, so a plain product would overflow. */
        private static long share(long durationNs, long part, long whole) {
            return durationNs / whole * part + durationNs % whole * part / whole;
        }
    }
}
