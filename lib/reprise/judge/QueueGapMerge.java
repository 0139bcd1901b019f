package reprise.judge;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import reprise.recorder.Second;

/**
 * When there was no queue, by the server's run, and how many of the client's casts without one were sent then. The client's run has the
 * first and the last of them, and how many ended in each second; what the clocks cannot tell stays untold.
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

    WithoutQueue told() {
        if (!server.summary().containsKey("queueGaps"))
            return new WithoutQueue.Untold("the server" + EARLIER.formatted("its queues were bound again"));
        long casts = (long) client.figure("unroutableMessages");
        if (server.figure("queueGaps") == 0) return WithoutQueue.NEVER;
        var span = span();
        if (casts == 0 || !span.isClosed()) return new WithoutQueue.Told(List.of(span), 0);
        if (server.figure("queueGaps") > 1)
            return new WithoutQueue.Untold("the server was cut off more than once, and its run keeps the first time alone");
        if (!client.summary().containsKey("unroutableFirstSec"))
            return new WithoutQueue.Untold("the client" + EARLIER.formatted("casts found no queue"));
        return told(span, casts);
    }

    private WithoutQueue.Span span() {
        double cutOffSec = server.figure("queueGapStartSec") + times.startSec();
        var end = server.run().summary("queueGapEndSec");
        double boundSec = end.isPresent() ? end.getAsDouble() + times.startSec() : Double.POSITIVE_INFINITY;
        OptionalDouble deathSec = client.run().summary("killedAtSec");
        return WithoutQueue.Span.after(deathSec, cutOffSec, boundSec);
    }

    private WithoutQueue told(WithoutQueue.Span span, long casts) {
        double firstSec = client.figure("unroutableFirstSec");
        double lastSec = client.figure("unroutableLastSec");
        boolean byTheClient = client.run().summary("killedAtSec").stream().anyMatch(sec -> sec <= span.fromSec() + 1e-3);
        double fromSec = byTheClient ? span.fromSec() : span.fromSec() + times.wrongBySec();
        if (firstSec >= fromSec && lastSec <= span.toSec() - times.wrongBySec()) return new WithoutQueue.Told(List.of(span), casts);
        long outside = outside(span);
        if (outside > 0) return new WithoutQueue.Told(List.of(span), casts - outside);
        return new WithoutQueue.Untold(String.format(Locale.ROOT,
            "the server's queues were away from %.3f to %.3f s by its run, and of the %,d casts without a queue the first came back "
            + "at %.3f s and the last was sent at %.3f s; the clocks are known to %.4f s, so which were sent in that time cannot be told",
            span.fromSec(), span.toSec(), casts, firstSec,
            lastSec, times.wrongBySec()));
    }

    /** Those that ended in seconds that the time without a queue does not touch: so many at least. */
    private long outside(WithoutQueue.Span span) {
        int unroutable = client.recording().schema().counter("unroutable");
        return client.recording().seconds().stream().filter(second -> isOutside(second, span))
            .mapToLong(second -> second.counts()[unroutable]).sum();
    }

    /** A cast that ended in a second may have been sent in the one before, and not been confirmed until the cluster had settled. */
    private boolean isOutside(Second second, WithoutQueue.Span span) {
        return second.index() + 1 < span.fromSec() - times.wrongBySec() || second.index() - 1 > span.toSec() + times.wrongBySec();
    }
}
