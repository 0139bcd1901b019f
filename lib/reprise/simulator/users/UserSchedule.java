package reprise.simulator.users;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * When which user of one scenario starts to iterate, when it is taken away, and when what it still does is ended: k6's
 * ramping-vus, and with one flat stage its other executors of looping users. Pure: no clock; the owner takes the steps one
 * after the other and does each when its time has come. Owned by one thread. Times are ns from the scenario's start; users
 * count from 1, and the last to come is the first to go.
 * <pre>
 *   rising  a → b in D   user v starts at D (v − a) / (b − a),      a &lt; v ≤ b
 *   falling a → b in D   user v stops  at D (a − v + 1) / (a − b),  b &lt; v ≤ a
 *   D = 0                all at once
 *   taken away at t      ended at t + graceful ramp-down, unless it was started again before
 *   the last stage over  all are taken away, and ended after the graceful stop (those taken away before: then at the latest)
 * </pre>
 * Of steps at the same time the endings come first. All steps are worked out at the beginning: 12 bytes each.
 */
public final class UserSchedule {
    /** What happens to a user. */
    public enum Kind {
        /** Iterates from now on; if it was still finishing an iteration, it goes on as if it had never been taken away. */ START,
        /** Begins no further iteration. */ RETIRE,
        /** What it still does is ended now. */ END,
        /** Nothing more will come. */ DONE
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
        new Plan(Math.max(startUsers, stages.stream().mapToInt(Stage::target).max().orElse(0))).lay(startUsers, stages);
    }

    /** The step that is to be done next. */
    public Kind kind() {
        return at < count ? KINDS[steps[at] & 3] : Kind.DONE;
    }

    /** Whose step it is; 0 when nothing more will come. */
    public int user() {
        return at < count ? steps[at] >> 2 : 0;
    }

    /** When it is to be done; {@link Long#MAX_VALUE} when nothing more will come. */
    public long atNs() {
        return at < count ? times[at] : Long.MAX_VALUE;
    }

    /** The step was done; on to the one after it. */
    public void next() {
        if (kind() == Kind.START) startsLeft--;
        if (at < count) at++;
    }

    /** Whether anybody will start (again) from here on. */
    public boolean startsLeft() {
        return startsLeft > 0;
    }

    /** Without the grace at the end. */
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

    /** Lays the steps out, in the order of their times. */
    private final class Plan {
        private record Leaving(int user, long sinceNs) {}

        private final long[] leftAtNs; // by user; -1 while it is active, and after its end
        private final ArrayDeque<Leaving> leaving = new ArrayDeque<>(); // in the order of their ends, for the grace is one

        Plan(int most) {
            leftAtNs = new long[most + 1];
            Arrays.fill(leftAtNs, -1);
        }

        void lay(int startUsers, List<Stage> stages) {
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

        /** Those whose grace is over by then, unless they were started again. */
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

        /** D × part / whole, cut to ns; D in ns up to centuries, so not by plain multiplication. */
        private static long share(long durationNs, long part, long whole) {
            return durationNs / whole * part + durationNs % whole * part / whole;
        }
    }
}
