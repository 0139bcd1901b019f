package reprise.recorder;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Estimates how far the server's clock is ahead of the client's, from calls as in NTP (RFC 5905, section 8; one stamp stands for both of
 * the server's). A call is sent at c1, stamped by the server at s, and its reply received at c2: wall ns, c1 and c2 by the client's
 * clock, s by the server's. At the stamp, the client's clock showed a time between c1 and c2, so
 * <pre>
 *   offset = s − (c1 + c2) / 2,   wrong by at most (c2 − c1) / 2
 * </pre>
 * and the call with the shortest round trip is the most accurate. It is kept for the whole run, and for each minute of the first day, to
 * detect drift. For one thread at a time.
 */
public final class ClockOffset {
    private static final double MINUTE_NS = 60e9;
    private static final int MINUTES = 24 * 60;

    /**
     * @param uncertaintyNs half the shortest round trip
     * @param samples calls from which it was chosen
     * @param setBack calls during which the client's clock went back; they are not samples
     * @param driftNsPerMinute from the first minute with a call to the last; absent if less than the sum of both uncertainties
     */
    public record Result(long offsetNs, long uncertaintyNs, long samples, long setBack, OptionalDouble driftNsPerMinute) {}

    private final long[] offsetNs = new long[MINUTES];
    private final long[] tripNs = new long[MINUTES];
    private final long[] atNs = new long[MINUTES];
    private long bestOffsetNs;
    private long bestTripNs = Long.MAX_VALUE;
    private long samples;
    private long setBack;
    private long firstNs;

    public ClockOffset() {
        Arrays.fill(tripNs, Long.MAX_VALUE);
    }

    /** @param c1 sent, @param s stamped by the server, @param c2 reply received; wall ns, each by its host's clock */
    // HOT: once per call; three arrays of longs, no object.
    public void add(long c1, long s, long c2) {
        long trip = c2 - c1;
        if (trip < 0) {
            setBack++;
            return;
        }
        if (samples++ == 0) firstNs = c1;
        long middle = c1 + trip / 2; // half of c1 + c2, without their sum
        long offset = s - middle;
        if (trip < bestTripNs) {
            bestTripNs = trip;
            bestOffsetNs = offset;
        }
        long minute = (c1 - firstNs) / 60_000_000_000L;
        if (minute < 0 || minute >= MINUTES || trip >= tripNs[(int) minute]) return;
        tripNs[(int) minute] = trip;
        offsetNs[(int) minute] = offset;
        atNs[(int) minute] = middle;
    }

    /** Absent without a call. */
    public Optional<Result> result() {
        if (samples == 0) return Optional.empty();
        return Optional.of(new Result(bestOffsetNs, halfUp(bestTripNs), samples, setBack, drift()));
    }

    private OptionalDouble drift() {
        int first = 0;
        while (first < MINUTES && tripNs[first] == Long.MAX_VALUE) first++;
        int last = MINUTES - 1;
        while (last > first && tripNs[last] == Long.MAX_VALUE) last--;
        if (last <= first) return OptionalDouble.empty();
        long changeNs = offsetNs[last] - offsetNs[first];
        if (Math.abs(changeNs) <= halfUp(tripNs[first]) + halfUp(tripNs[last])) return OptionalDouble.empty();
        return OptionalDouble.of(changeNs / ((atNs[last] - atNs[first]) / MINUTE_NS));
    }

    private static long halfUp(long ns) {
        return ns / 2 + ns % 2;
    }
}
