package broadcast;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import reprise.recorder.Account;
import reprise.recorder.Buckets;
import reprise.recorder.Limits;

/**
 * One chat server of a run. The server's own figures are absent if its metrics could not be read; the users' figures are always present.
 *
 * @param connectionsMax open at one moment, as the server counts them
 * @param connectionsTotal opened in all
 * @param closedErrors writes to connections that had been closed
 * @param slowReadersClosed connections that the server closed because too much data waited for them
 * @param broadcast the server's own timer, which ends where the server's style ends it
 * @param written until the last write of a broadcast was accepted, for every style
 * @param handling of a message
 * @param messages broadcasts that users sent to it
 * @param busiest the second with most open connections
 * @param metricsFault why all or some of its own figures are missing although they were requested; empty if none are
 */
public record ServerFigures(String name, Style style, OptionalDouble connectionsMax, OptionalDouble connectionsTotal,
    OptionalDouble closedErrors,
                            OptionalDouble slowReadersClosed, Optional<Buckets> broadcast, Optional<Buckets> written,
                            Optional<Buckets> handling,
                            Deliveries deliveries, long messages, Sessions sessions, OptionalDouble cpuMeanPercent,
                            OptionalDouble memoryMeanMiB,
                            Optional<FirstError> firstError, Optional<Busiest> busiest, Received received, String metricsFault) {
    /** How it broadcasts; {@code OTHER} is a server that is not ours, with an unknown style. */
    public enum Style {
        AWAITING, QUEUEING, OTHER;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Broadcasts end to end: from the sender's stamp to each listener, and to the last one, ns. Expected = made + lost, and each loss has a
     * cause: the listener had closed while it was in flight, its connection was cut, it came after the grace, or it was skipped.
     *
     * @param early arrivals at listeners that had not been counted; not expected
     * @param duplicates repeated arrivals at a listener; not expected
     * @param untracked messages whose deliveries were not followed because the table was full
     */
    public record Deliveries(Histogram each, Histogram last, long expected, long made, long inFlight, long cut, long late, long skipped,
                             long early, long duplicates, long untracked) {
        public long lost() {
            return inFlight + cut + late + skipped;
        }

        public OptionalDouble eachMs(double percent) {
            return ms(each, percent);
        }

        public OptionalDouble lastMs(double percent) {
            return ms(last, percent);
        }

        private static OptionalDouble ms(Histogram histogram, double percent) {
            return histogram.getTotalCount() == 0 ? OptionalDouble.empty()
                : OptionalDouble.of(histogram.getValueAtPercentile(percent) / 1e6);
        }
    }

    /** Every attempt has one end. */
    @Limits
    public record Sessions(long attempts, long complete, long interrupted, long failed) {
        public Sessions plus(Sessions other) {
            return new Sessions(attempts + other.attempts, complete + other.complete, interrupted + other.interrupted,
                failed + other.failed);
        }
    }

    /**
     * The messages that users received: deliveries, and in addition answers to their own sender, foreign or unfollowed stamps, text without
     * a stamp (a greeting), and binary messages.
     */
    @Limits
    public record Received(long messages, long answers, long foreign, long unfollowed, long unstamped, long binary) {}

    /** Messages that may be deliveries but could not be read as such. One greeting per session is not counted. */
    public long unread() {
        return received.binary + received.foreign + Math.max(0, received.unstamped - sessions.attempts);
    }

    /** Both sides of each count of this server, for the end of the run. */
    public List<Account> accounts() {
        var lost = new LinkedHashMap<String, Long>();
        lost.put("made", deliveries.made);
        lost.put("in flight as the listener closed", deliveries.inFlight);
        lost.put("cut", deliveries.cut);
        lost.put("late", deliveries.late);
        lost.put("skipped", deliveries.skipped);
        var came = new LinkedHashMap<String, Long>();
        came.put("delivered", deliveries.made);
        came.put("late", deliveries.late);
        came.put("early", deliveries.early);
        came.put("again", deliveries.duplicates);
        came.put("answers", received.answers);
        came.put("with a stamp of nobody's", received.foreign);
        came.put("not followed", received.unfollowed);
        came.put("without a stamp", received.unstamped);
        came.put("binary", received.binary);
        var ends = new LinkedHashMap<String, Long>();
        ends.put("complete", sessions.complete);
        ends.put("interrupted", sessions.interrupted);
        ends.put("failed", sessions.failed);
        return List.of(new Account("deliveries of " + name, "expected", deliveries.expected, lost, Evidence.DELIVERIES),
            new Account("messages received from " + name, "received", received.messages, came, Evidence.DELIVERIES),
            new Account("sessions with " + name, "attempts", sessions.attempts, ends, Evidence.SESSIONS));
    }

    /** The first closed-connection error, with the number of connections open at the server then. */
    public record FirstError(double atSec, double users) {}

    /** @param messages broadcasts that were sent to it in that second */
    @Limits
    public record Busiest(int second, long connections, long messages) {}

    public ServerFigures {
        if (!name.matches("[A-Za-z0-9_-]+"))
            throw new IllegalArgumentException("server '" + name + "': its name must be letters, digits, - and _, for example queueing");
        if (messages < 0)
            throw new IllegalArgumentException("server " + name + ": " + messages + " messages; there cannot be fewer than 0");
    }

    public OptionalDouble broadcastP95Sec() {
        return p95(broadcast);
    }

    public OptionalDouble broadcastWrittenP95Sec() {
        return p95(written);
    }

    public OptionalDouble handlingP95Sec() {
        return p95(handling);
    }

    private static OptionalDouble p95(Optional<Buckets> buckets) {
        return buckets.map(each -> each.quantileSec(0.95)).orElse(OptionalDouble.empty());
    }
}
