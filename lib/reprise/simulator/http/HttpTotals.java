package reprise.simulator.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reprise.peer.wrk.WrkFigures;
import reprise.recorder.Counter;
import reprise.recorder.HttpOutcomes;

/**
 * The counts of an HTTP load. Each attempt has one outcome: {@code attempts = requests + unexpected + statusErrors + timeouts +
 * readErrors + writeErrors + interrupted}. The first three are replies; {@link #replies} includes late ones, as wrk does. {@link
 * HttpMetrics} says what each counter counts.
 *
 * @param wrk the same run by wrk's rules
 * @param samples the first few unexpected bodies, each once; {@code otherUnexpected} replies had further ones
 */
public record HttpTotals(Tally tally, long tookNs, WrkFigures wrk, List<Sample> samples, long otherUnexpected) {
    /** The start of an unexpected body, and how many replies began with it. */
    public record Sample(String body, long replies) {}

    public HttpTotals {
        samples = List.copyOf(samples);
    }

    public long attempts() {
        return tally.attempts;
    }

    public long requests() {
        return tally.get(HttpMetrics.REQUESTS);
    }

    public long unexpected() {
        return tally.get(HttpMetrics.UNEXPECTED);
    }

    public long statusErrors() {
        return tally.get(HttpMetrics.STATUS_ERRORS);
    }

    public long timeouts() {
        return tally.get(HttpMetrics.TIMEOUTS);
    }

    public long readErrors() {
        return tally.get(HttpMetrics.READ_ERRORS);
    }

    public long writeErrors() {
        return tally.get(HttpMetrics.WRITE_ERRORS);
    }

    public long interrupted() {
        return tally.get(HttpMetrics.INTERRUPTED);
    }

    public long lateReplies() {
        return tally.get(HttpMetrics.LATE_REPLIES);
    }

    public long connectErrors() {
        return tally.get(HttpMetrics.CONNECT_ERRORS);
    }

    public long strays() {
        return tally.get(HttpMetrics.STRAYS);
    }

    public long unsent() {
        return tally.get(HttpMetrics.UNSENT);
    }

    public long readBytes() {
        return tally.get(HttpMetrics.READ_BYTES);
    }

    /** wrk's count of requests: every parsed reply. */
    public long replies() {
        return requests() + unexpected() + statusErrors() + lateReplies();
    }

    /** A sentence for each way in which requests, replies or connections failed; empty if all was well. */
    public List<String> failures() {
        var bodies = Stream.concat(samples.stream().map(Sample::body), otherUnexpected > 0 ? Stream.of("others") : Stream.empty());
        var failures = new ArrayList<String>();
        told(statusErrors(), replies(), "replies had a status above 399", failures);
        told(unexpected(), replies(), "replies were not the expected one but " + bodies.collect(Collectors.joining("; ")), failures);
        told(timeouts(), attempts(), "requests timed out", failures);
        told(readErrors(), attempts(), "requests were cut off: closed, reset, or answered by what is no HTTP", failures);
        told(writeErrors(), attempts(), "requests could not be sent whole", failures);
        if (connectErrors() > 0) failures.add(String.format(Locale.ROOT, "%,d attempts to connect failed", connectErrors()));
        if (strays() > 0)
            failures.add(String.format(Locale.ROOT, "%,d connections were closed for bytes that answer no request", strays()));
        if (failures.isEmpty() && attempts() > 0 && replies() == 0)
            failures.add(String.format(Locale.ROOT, "none of %,d requests was answered", attempts()));
        return failures;
    }

    private static void told(long count, long of, String what, List<String> failures) {
        if (count > 0) failures.add(String.format(Locale.ROOT, "%,d of %,d %s", count, of, what));
    }

    /** Whether more went wrong than went well, so that the times say nothing. */
    public boolean hasFailed() {
        return !failures().isEmpty() && attempts() - interrupted() - requests() + connectErrors() + strays() >= requests();
    }

    /** @param timed number of latencies in the recorder */
    public HttpOutcomes outcomes(long timed) {
        return new HttpOutcomes(attempts(), requests(), unexpected(), statusErrors(), timeouts(), readErrors(), writeErrors(),
            interrupted(), lateReplies(), timed);
    }

    /** One loop's counts, at the positions of {@link HttpMetrics}; owned by it. */
    static final class Tally {
        private final long[] counts = new long[HttpMetrics.ALL.counters().size()];
        private long attempts;
        private long lateStatusErrors;

        void began() {
            attempts++;
        }

        void count(Counter counter, long n) {
            counts[counter.at()] += n;
        }

        /** wrk also counts the status of a late reply. */
        void lateStatusError() {
            lateStatusErrors++;
        }

        static Tally sum(List<Tally> tallies) {
            var sum = new Tally();
            for (var tally : tallies) {
                Arrays.setAll(sum.counts, i -> sum.counts[i] + tally.counts[i]);
                sum.attempts += tally.attempts;
                sum.lateStatusErrors += tally.lateStatusErrors;
            }
            return sum;
        }

        long get(Counter counter) {
            return counts[counter.at()];
        }

        WrkFigures.Errors wrkErrors() {
            return new WrkFigures.Errors(get(HttpMetrics.CONNECT_ERRORS), get(HttpMetrics.READ_ERRORS) + get(HttpMetrics.STRAYS),
                get(HttpMetrics.WRITE_ERRORS), get(HttpMetrics.TIMEOUTS), get(HttpMetrics.STATUS_ERRORS) + lateStatusErrors);
        }

        HttpTotals totals(long tookNs, WrkFigures wrk, List<HttpBodyCheck.Unexpected> unexpected) {
            var samples = new ArrayList<Sample>();
            long others = HttpBodyCheck.Unexpected.merge(unexpected, samples);
            return new HttpTotals(this, tookNs, wrk, samples, others);
        }

        @Override
        public String toString() {
            return attempts + " attempts: " + HttpMetrics.ALL.counters().stream().map(each -> get(each) + " " + each.name())
                .collect(Collectors.joining(", "));
        }
    }
}
