package reprise.peer.wrk;

/**
 * The figures of one run as wrk prints them, whether wrk's own (published) or worked out by wrk's rules from ours: latency
 * in whole µs after wrk's correction, requests a second of one thread, and totals. NaN where wrk prints {@code -nan}.
 * Rates are kept beside count and time, because a published time is rounded.
 *
 * @param threadRate replies a second of one thread, sampled each 100 ms
 * @param requests replies that were counted
 * @param tookUs from start to end
 * @param readBytes of status lines, headers and bodies
 * @param errors socket errors and replies of status above 399
 */
public record WrkFigures(int threads, int connections, Spread latencyUs, Percentiles percentiles, Spread threadRate, long requests,
                         double tookUs, double readBytes, double requestsPerSec, double readBytesPerSec, Errors errors) {
    /** Mean, sample standard deviation, maximum, and the share (0 to 100) within one deviation of the mean. */
    public record Spread(double mean, double stdev, double max, double withinPercent) {}

    /** Latency, µs. */
    public record Percentiles(double p50Us, double p75Us, double p90Us, double p99Us) {}

    public record Errors(long connect, long read, long write, long timeout, long status) {
        public static final Errors NONE = new Errors(0, 0, 0, 0, 0);
    }
}
