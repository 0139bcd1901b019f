package failover;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import reprise.recorder.Second;
import reprise.simulator.rpc.RpcMetrics;

/**
 * Combines the time without a queue, from the server's run, with the client's casts without a queue. The client's run has the first and the
 * last of them, and how many ended in each second. What the clocks cannot resolve stays unknown.
 */
final class QueueGapMerge {
    private static final String EARLIER = "'s run does not say when %s: an earlier version of this script wrote it";

    private final RoleRun client;
    private final RoleRun server;
    private final ServerTimes times;

    QueueGapMerge(RoleRun client, RoleRun server, ServerTimes times) {
        this.client = client;
        this.server = server;
        this.times = times;
    }

    WithoutQueue found() {
        if (!server.summary().containsKey("queueGaps"))
            return new WithoutQueue.Unknown("the server" + EARLIER.formatted("its queues were bound again"));
        long casts = (long) client.figure(FailoverKeys.UNROUTABLE_MESSAGES);
        if (server.figure("queueGaps") == 0) return WithoutQueue.NEVER;
        var span = span();
        if (casts == 0 || !span.isClosed()) return new WithoutQueue.Known(List.of(span), 0);
        if (server.figure("queueGaps") > 1)
            return new WithoutQueue.Unknown("the server was cut off more than once, and its run keeps the first time alone");
        if (!client.summary().containsKey(FailoverKeys.UNROUTABLE_FIRST_SEC))
            return new WithoutQueue.Unknown("the client" + EARLIER.formatted("casts found no queue"));
        return found(span, casts);
    }

    private WithoutQueue.Span span() {
        double cutOffSec = server.figure(FailoverKeys.QUEUE_GAP_START_SEC) + times.startSec();
        var end = server.run().summary(FailoverKeys.QUEUE_GAP_END_SEC);
        double boundSec = end.isPresent() ? end.getAsDouble() + times.startSec() : Double.POSITIVE_INFINITY;
        OptionalDouble deathSec = client.run().summary(FailoverKeys.KILLED_AT_SEC);
        return WithoutQueue.Span.after(deathSec, cutOffSec, boundSec);
    }

    private WithoutQueue found(WithoutQueue.Span span, long casts) {
        double firstSec = client.figure(FailoverKeys.UNROUTABLE_FIRST_SEC);
        double lastSec = client.figure(FailoverKeys.UNROUTABLE_LAST_SEC);
        boolean byTheClient = client.run().summary(FailoverKeys.KILLED_AT_SEC).stream().anyMatch(sec -> sec <= span.fromSec() + 1e-3);
        double fromSec = byTheClient ? span.fromSec() : span.fromSec() + times.wrongBySec();
        if (firstSec >= fromSec && lastSec <= span.toSec() - times.wrongBySec()) return new WithoutQueue.Known(List.of(span), casts);
        long outside = outside(span);
        if (outside > 0) return new WithoutQueue.Known(List.of(span), casts - outside);
        return new WithoutQueue.Unknown(String.format(Locale.ROOT,
            "the server's queues were away from %.3f to %.3f s by its run, and of the %,d casts without a queue the first came back "
            + "at %.3f s and the last was sent at %.3f s%s, so which were sent in that time cannot be told",
            span.fromSec(), span.toSec(), casts, firstSec,
            lastSec, times.known().map("; "::concat).orElse("")));
    }

    /** The casts in seconds outside the time without a queue, a lower bound. */
    private long outside(WithoutQueue.Span span) {
        return client.recording().seconds().stream().filter(second -> isOutside(second, span))
            .mapToLong(second -> second.count(RpcMetrics.UNROUTABLE)).sum();
    }

    /** A cast that ended in a second may have been sent in the previous one, and confirmed only after the cluster had settled. */
    private boolean isOutside(Second second, WithoutQueue.Span span) {
        return second.index() + 1 < span.fromSec() - times.wrongBySec() || second.index() - 1 > span.toSec() + times.wrongBySec();
    }
}
