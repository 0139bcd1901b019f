package reprise.simulator.users;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import reprise.recorder.Counter;
import reprise.recorder.Metrics;
import reprise.recorder.Timing;
import reprise.recorder.Unit;

/**
 * What is recorded of virtual users each second: the totals first, then the same block for each target, then each event loop's CPU time.
 * Open connections at a second's end = opened − closed so far. A session that failed before it was open counts only as failed; bytes are
 * counted when their session ends.
 */
public final class UserMetrics {
    /** Complete iterations. */
    public static final Counter ITERATIONS = new Counter("iterations", Unit.COUNT, 0);
    /** Iterations that were ended from outside. */
    public static final Counter INTERRUPTED = new Counter("interrupted", Unit.COUNT, 1);
    /** Iterations for which no user was free. */
    public static final Counter DROPPED = new Counter("droppedIterations", Unit.COUNT, 2);
    public static final Counter CHECKS_FAILED = new Counter("checksFailed", Unit.COUNT, 3);
    /** Iterations that ended with an exception of the script's own. */
    public static final Counter SCRIPT_ERRORS = new Counter("scriptErrors", Unit.COUNT, 4);
    /** Active users at the second's end; over several seconds the sum, that is user-seconds. */
    public static final Counter USERS = new Counter("users", Unit.COUNT, 5);
    private static final List<Counter> WHOLE = List.of(ITERATIONS, INTERRUPTED, DROPPED, CHECKS_FAILED, SCRIPT_ERRORS, USERS);

    /** The duration of complete iterations. */
    public static final Timing ITERATION = new Timing("iteration", 0);
    /** The delay of a loop's own timer. */
    public static final Timing LOOP_LAG = new Timing("loopLag", 1);
    private static final List<Timing> WHOLE_TIMINGS = List.of(ITERATION, LOOP_LAG);

    /**
     * What is recorded of one target; its name follows each name ("opened queueing").
     *
     * @param opened connections, likewise {@code closed} and {@code failed}
     * @param received messages, including {@code deliveries} of other users' broadcasts
     * @param dataSent bytes, likewise {@code dataReceived}
     * @param connecting from the start of connecting to the open connection
     * @param delivery from the sending of a broadcast to its arrival
     * @param direct from a message to its own answer
     * @param session from the start of connecting to the close
     * @param lastListener from the sending of a broadcast to its arrival at the last listener; known late, and missing in live seconds
     * @param handshake of TLS, within connecting; only where TLS is spoken
     */
    public record OfTarget(Counter opened, Counter closed, Counter failed, Counter sent, Counter received, Counter deliveries,
                           Counter dataSent, Counter dataReceived, Timing connecting, Timing delivery, Timing direct, Timing session,
                           Timing lastListener, Timing handshake) {
        private static final int COUNTERS = 8;
        private static final int TIMINGS = 5;

        /** @param targets how many there are; the handshakes of all follow their other timings */
        private static OfTarget at(int target, String name, int targets) {
            int counter = WHOLE.size() + target * COUNTERS;
            int timing = WHOLE_TIMINGS.size() + target * TIMINGS;
            return new OfTarget(new Counter("opened " + name, Unit.COUNT, counter), new Counter("closed " + name, Unit.COUNT, counter + 1),
                new Counter("failed " + name, Unit.COUNT, counter + 2), new Counter("messagesSent " + name, Unit.MESSAGES, counter + 3),
                new Counter("messagesReceived " + name, Unit.MESSAGES, counter + 4),
                new Counter("deliveries " + name, Unit.MESSAGES, counter + 5), new Counter("dataSent " + name, Unit.BYTES, counter + 6),
                new Counter("dataReceived " + name, Unit.BYTES, counter + 7), new Timing("connecting " + name, timing),
                new Timing("delivery " + name, timing + 1), new Timing("direct " + name, timing + 2),
                new Timing("session " + name, timing + 3), new Timing("lastListener " + name, timing + 4),
                new Timing("handshake " + name, WHOLE_TIMINGS.size() + targets * TIMINGS + target));
        }

        private List<Counter> counters() {
            return List.of(opened, closed, failed, sent, received, deliveries, dataSent, dataReceived);
        }

        private List<Timing> timings() {
            return List.of(connecting, delivery, direct, session, lastListener);
        }
    }

    private final List<OfTarget> targets;
    private final List<Counter> busy;
    private final boolean tls; // spoken to one of them at least

    private UserMetrics(List<String> names, int loops, boolean tls) {
        this.tls = tls;
        targets = IntStream.range(0, names.size()).mapToObj(target -> OfTarget.at(target, names.get(target), names.size())).toList();
        int behind = WHOLE.size() + names.size() * OfTarget.COUNTERS;
        busy = IntStream.range(0, loops).mapToObj(loop -> new Counter("busyUs " + loop, Unit.US, behind + loop)).toList();
    }

    /** Those of targets with these names, without the loops' own. */
    public static Metrics ofTargets(List<String> names) {
        return new UserMetrics(names, 0, true).all();
    }

    static UserMetrics of(List<Target> targets, int loops) {
        return new UserMetrics(targets.stream().map(Target::name).toList(), loops,
            targets.stream().anyMatch(target -> target.url().tls().isPresent()));
    }

    /**
     * For reading the target of this name from a recording or a run's rows. Not for recording: the positions are those of a single target.
     */
    public static OfTarget of(String target) {
        return OfTarget.at(0, target, 1);
    }

    /** By the target's index in the plan. */
    OfTarget target(int place) {
        return targets.get(place);
    }

    /** CPU time of each event loop's thread, in the loops' order. */
    List<Counter> busy() {
        return busy;
    }

    Metrics all() {
        var counters = new ArrayList<>(WHOLE);
        var timings = new ArrayList<>(WHOLE_TIMINGS);
        for (var target : targets) {
            counters.addAll(target.counters());
            timings.addAll(target.timings());
        }
        if (tls) for (var target : targets) timings.add(target.handshake());
        counters.addAll(busy);
        return new Metrics(counters, timings);
    }
}
