package reprise.simulator.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import reprise.peer.wrk.WrkFigures;
import reprise.recorder.HttpOutcomes;

/**
 * The counts of a load of HTTP requests. Each attempt has one outcome:
 * {@code attempts = requests + unexpected + statusErrors + timeouts + readErrors + writeErrors + interrupted}.
 * The first three are replies; {@link #replies} takes the late ones in, as wrk does.
 *
 * @param requests good replies
 * @param unexpected replies whose body is not the expected one
 * @param statusErrors replies of status above 399
 * @param timeouts attempts that took longer than the timeout; of these {@code lateReplies} were answered after all
 * @param readErrors reset, closed in the middle of the reply, or no HTTP
 * @param writeErrors the connection broke before all of the request was out
 * @param interrupted in flight when the run ended
 * @param connectErrors tries to connect that failed; no attempts
 * @param strays connections that were closed because of bytes that answer no request; no attempts
 * @param unsent ticks of the open loop before the end that no connection was free for
 * @param wrk the same run by wrk's rules
 * @param samples the first few unexpected bodies, each once; {@code otherUnexpected} replies had further ones
 */
public record HttpTotals(long attempts, long requests, long unexpected, long statusErrors, long timeouts, long readErrors,
                         long writeErrors, long interrupted, long lateReplies, long connectErrors, long strays, long unsent,
                         long readBytes, long tookNs, WrkFigures wrk, List<Sample> samples, long otherUnexpected) {
    /** The begin of an unexpected body, and how many replies began so. */
    public record Sample(String body, long replies) {}

    public HttpTotals {
        samples = List.copyOf(samples);
    }

    /** What wrk counts as requests: every reply that was parsed. */
    public long replies() {
        return requests + unexpected + statusErrors + lateReplies;
    }

    public double repliesPerSec() {
        return replies() * 1e9 / tookNs;
    }

    /** @param timed latencies that the recorder has of it */
    public HttpOutcomes outcomes(long timed) {
        return new HttpOutcomes(attempts, requests, unexpected, statusErrors, timeouts, readErrors, writeErrors, interrupted, lateReplies,
            timed);
    }

    /** One loop's counts, by the positions of {@link HttpSchema}; owned by it. */
    static final class Tally {
        private final long[] counts = new long[HttpSchema.of().counters().size()];
        private long attempts;
        private long lateStatusErrors;

        void began() {
            attempts++;
        }

        void count(int counter, long n) {
            counts[counter] += n;
        }

        /** wrk counts the status of a late reply too. */
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

        long get(int counter) {
            return counts[counter];
        }

        WrkFigures.Errors wrkErrors() {
            return new WrkFigures.Errors(counts[HttpSchema.CONNECT_ERRORS], counts[HttpSchema.READ_ERRORS] + counts[HttpSchema.STRAYS],
                counts[HttpSchema.WRITE_ERRORS], counts[HttpSchema.TIMEOUTS], counts[HttpSchema.STATUS_ERRORS] + lateStatusErrors);
        }

        HttpTotals totals(long tookNs, WrkFigures wrk, List<HttpBodyCheck.Unexpected> unexpected) {
            var samples = new ArrayList<Sample>();
            long others = HttpBodyCheck.Unexpected.merge(unexpected, samples);
            return new HttpTotals(attempts, get(HttpSchema.REQUESTS), get(HttpSchema.UNEXPECTED), get(HttpSchema.STATUS_ERRORS),
                get(HttpSchema.TIMEOUTS), get(HttpSchema.READ_ERRORS), get(HttpSchema.WRITE_ERRORS), get(HttpSchema.INTERRUPTED),
                get(HttpSchema.LATE_REPLIES), get(HttpSchema.CONNECT_ERRORS), get(HttpSchema.STRAYS), get(HttpSchema.UNSENT),
                get(HttpSchema.READ_BYTES), tookNs, wrk, samples, others);
        }
    }
}
