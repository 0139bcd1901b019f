package reprise.simulator.rpc;

import java.util.ArrayList;
import java.util.List;
import reprise.recorder.Share;

/**
 * A client's set-up. Numbers are those of the whole; the share says which part of it this process has.
 *
 * @param kind of its messages
 * @param ratePerSec of all its threads together; 0 for unpaced
 * @param threads each with its own connection and one message in flight
 * @param durationNs how long it begins new messages
 * @param drainNs how long after that it waits for outstanding confirms and replies
 * @param timeoutNs how long a call awaits its reply once it is confirmed; whole ms, because the call also expires by then
 * @param seed of bodies, places and ids
 * @param target topic and server to send to
 * @param sizes of the bodies
 * @param share of the threads, and with them of the rate
 */
public record MessagePlan(MessageKind kind, double ratePerSec, int threads, long durationNs, long drainNs, long timeoutNs, long seed,
                       MessageTarget target, List<Bodies.Bucket> sizes, Share share) {
    /** The original simulator's: 3 s. */
    public static final long TIMEOUT_NS = 3_000_000_000L;
    private static final long MS = 1_000_000L;

    public MessagePlan {
        var wrong = new ArrayList<String>();
        if (!(ratePerSec >= 0) || ratePerSec > 1e9) {
            wrong.add("ratePerSec is " + ratePerSec + "; it must be above 0, for example 1056, or 0 for unpaced");
        }
        if (threads < 1 || threads > 10_000) wrong.add("threads is " + threads + "; it must be 1 to 10000");
        if (durationNs < 1) wrong.add("durationNs is " + durationNs + "; it must be above 0, for example 120000000000");
        if (drainNs < 0) wrong.add("drainNs is " + drainNs + "; it must be 0 or above, for example 1000000000");
        if (timeoutNs < MS || timeoutNs % MS != 0 || timeoutNs > 86_400_000 * MS) {
            wrong.add("timeoutNs is " + timeoutNs + "; it must be 1 ms to a day, in whole ms, for example 3000000000");
        }
        if (!wrong.isEmpty()) throw new IllegalArgumentException(String.join("\n", wrong));
        sizes = List.copyOf(sizes);
        share.ofSome(threads, "threads");
    }

    /** The whole. */
    public MessagePlan(MessageKind kind, double ratePerSec, int threads, long durationNs, long drainNs, long timeoutNs, long seed,
        MessageTarget target, List<Bodies.Bucket> sizes) {
        this(kind, ratePerSec, threads, durationNs, drainNs, timeoutNs, seed, target, sizes, Share.WHOLE);
    }

    /** The document's casting client: the document's sizes, one second to drain at the end. */
    public static MessagePlan document(double ratePerSec, int threads, long durationNs, long seed) {
        return new MessagePlan(MessageKind.CAST, ratePerSec, threads, durationNs, 1_000_000_000L, TIMEOUT_NS, seed,
            MessageTarget.DOCUMENT, Bodies.DOCUMENT);
    }

    /** The same messages at this rate (0 for unpaced) for this duration. */
    public MessagePlan at(double ratePerSec, long durationNs) {
        return new MessagePlan(kind, ratePerSec, threads, durationNs, drainNs, timeoutNs, seed, target, sizes, share);
    }

    /** The same messages over queues of this kind. */
    public MessagePlan on(QueueKind queues) {
        return new MessagePlan(kind, ratePerSec, threads, durationNs, drainNs, timeoutNs, seed, target.on(queues), sizes, share);
    }

    /**
     * This share of the same messages. Each has a topic and a server of its own, for the servers of one topic would take each other's.
     *
     * @throws IllegalArgumentException if there is no thread for it
     */
    public MessagePlan shared(Share part) {
        return new MessagePlan(kind, ratePerSec, threads, durationNs, drainNs, timeoutNs, seed, target.shared(part), sizes, part);
    }

    /** The threads of this process. */
    public int ownThreads() {
        return share.of(threads);
    }

    /** What its threads send a second; 0 for unpaced. */
    public double ownRatePerSec() {
        return ratePerSec * ownThreads() / threads;
    }

    /**
     * Calls that read the same server's clock, one after another for this long. Their ids differ from the messages' own, because oslo
     * drops a message whose id it has just seen. @param callers one for each share of them @param attempt has ids of its own
     */
    public MessagePlan clockCalls(long durationNs, int callers, int attempt) {
        var clock = new MessageTarget(target.topic(), target.server(), MessageTarget.CLOCK, target.queues());
        return new MessagePlan(MessageKind.CALL, 0, callers, durationNs, 0, durationNs, ~seed - attempt, clock, sizes);
    }

    /** The interval between two sends of one thread, for the recorder's correction; 0 if unpaced. */
    public long expectedIntervalNs() {
        return ratePerSec == 0 ? 0 : Math.round(threads * 1e9 / ratePerSec);
    }
}
