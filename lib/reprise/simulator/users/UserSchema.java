package reprise.simulator.users;

import java.util.ArrayList;
import java.util.List;
import reprise.recorder.Schema;

/**
 * What is recorded each second: first what is of the whole, then the same block of counters and timings for each target, with
 * its name behind ("opened queueing"). Open connections at a second's end = opened − closed so far. A session that failed
 * before it was open is in failed only; bytes are counted when their session ends.
 */
public final class UserSchema {
    static final int ITERATIONS = 0;
    static final int INTERRUPTED = 1;
    static final int DROPPED = 2;
    static final int CHECKS_FAILED = 3;
    static final int SCRIPT_ERRORS = 4;
    private static final List<String> WHOLE = List.of("iterations", "interrupted", "droppedIterations", "checksFailed", "scriptErrors");

    static final int OPENED = 0;
    static final int CLOSED = 1;
    static final int FAILED = 2;
    static final int SENT = 3;
    static final int RECEIVED = 4;
    static final int DELIVERIES = 5;
    static final int DATA_SENT = 6;
    static final int DATA_RECEIVED = 7;
    private static final List<String> OF_TARGET = List.of("opened", "closed", "failed", "messagesSent", "messagesReceived", "deliveries",
        "dataSent", "dataReceived");

    static final int ITERATION = 0;
    static final int LOOP_LAG = 1;
    private static final List<String> WHOLE_TIMINGS = List.of("iteration", "loopLag");

    static final int CONNECTING = 0;
    static final int DELIVERY = 1;
    static final int DIRECT = 2;
    static final int SESSION = 3;
    private static final List<String> TIMINGS_OF_TARGET = List.of("connecting", "delivery", "direct", "session");

    /** Begins the name of each loop's CPU time, µs; its number is behind it. */
    public static final String BUSY = "busyUs ";

    private UserSchema() {}

    /** Per event loop, behind all others: "busyUs 0" … is the CPU time of the loop's thread. */
    public static Schema of(List<Target> targets, int loops) {
        var counters = new ArrayList<>(WHOLE);
        var timings = new ArrayList<>(WHOLE_TIMINGS);
        for (var target : targets) {
            OF_TARGET.forEach(name -> counters.add(name + " " + target.name()));
            TIMINGS_OF_TARGET.forEach(name -> timings.add(name + " " + target.name()));
        }
        for (int loop = 0; loop < loops; loop++) counters.add(BUSY + loop);
        return new Schema(counters, timings.stream().map(name -> new Schema.Timing(name, 0)).toList());
    }

    /** Latency to the last listener, by the second in which the message was sent; a recording of its own, for it is known late. */
    public static Schema lastListener(List<Target> targets) {
        return new Schema(List.of(), targets.stream().map(target -> new Schema.Timing("lastListener " + target.name(), 0)).toList());
    }

    static int counter(int target, int which) {
        return WHOLE.size() + target * OF_TARGET.size() + which;
    }

    static int timing(int target, int which) {
        return WHOLE_TIMINGS.size() + target * TIMINGS_OF_TARGET.size() + which;
    }

    static int busy(int targets, int loop) {
        return counter(targets, 0) + loop;
    }
}
