package reprise.peer.wrk;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.OptionalDouble;
import reprise.recorder.Limits;

/**
 * The figures of one run as wrk prints them: wrk's own (published), or ours computed by wrk's rules. Latency is in whole µs after
 * wrk's correction, the request rate is one thread's, the rest are totals. Rates are stored beside count and time, because a
 * published time is rounded.
 *
 * @param threadRate replies per second of one thread, sampled every 100 ms
 * @param requests counted replies
 * @param tookUs from start to end
 * @param readBytes of status lines, headers and bodies
 * @param errors socket errors, and replies with a status above 399
 */
public record WrkFigures(int threads, int connections, Spread latencyUs, Percentiles percentiles, Spread threadRate, long requests,
                         double tookUs, double readBytes, double requestsPerSec, double readBytesPerSec, Errors errors) {
    /** Mean, sample standard deviation, maximum, and the percentage within one deviation of the mean; absent where wrk prints -nan. */
    @Limits(least = 0)
    public record Spread(double mean, double stdev, double max, @JsonInclude @Limits(most = 100) OptionalDouble withinPercent) {}

    /** Latency percentiles in µs. */
    @Limits(least = 0)
    public record Percentiles(@JsonProperty("p50") double p50Us, @JsonProperty("p75") double p75Us, @JsonProperty("p90") double p90Us,
                              @JsonProperty("p99") double p99Us) {}

    @Limits(least = 0)
    public record Errors(long connect, long read, long write, long timeout, long status) {
        public static final Errors NONE = new Errors(0, 0, 0, 0, 0);
    }
}
