package reprise.simulator.http;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import reprise.recorder.Metrics;
import reprise.transport.http.HttpRequestTemplate;
import reprise.transport.http.HttpUrl;

/**
 * The set-up of an HTTP load, also for a warm-up.
 *
 * @param url host and port to connect to
 * @param expected the body that each reply must have; empty if any is accepted
 * @param threads event loops, like wrk's -t
 * @param connections of all threads together, like wrk's -c. As in wrk, each thread opens connections ÷ threads, and the remainder is not
 * opened
 * @param ratePerSec of all threads together, constant arrivals; 0 for a closed loop: each connection sends again as soon as its reply was
 * parsed
 * @param timeoutNs from the first written byte; a request that takes longer counts as timed out, and its reply is still awaited
 * @param linkDelayNs how long each request is delayed after its stamp, to emulate a longer link; 0 for none
 */
public record HttpLoadPlan(HttpUrl url, HttpRequestTemplate template, Optional<byte[]> expected, int threads, int connections,
                           long durationNs, double ratePerSec, long timeoutNs, long linkDelayNs) {
    public static final long DEFAULT_TIMEOUT_NS = 2_000_000_000L; // wrk's
    private static final long MAX_TIMEOUT_NS = 3_600_000_000_000L;

    public HttpLoadPlan {
        var wrong = new ArrayList<String>();
        if (threads < 1 || threads > 1000) wrong.add("threads is " + threads + "; it must be 1 to 1000, for example 4");
        if (connections < threads || connections > 1_000_000) {
            wrong.add("connections is " + connections + "; it must be " + threads + " (one a thread) to 1000000, for example 200");
        }
        if (durationNs < 1) wrong.add("durationNs is " + durationNs + "; it must be above 0, for example 30000000000");
        if (!(ratePerSec >= 0) || ratePerSec > 1e9) {
            wrong.add("ratePerSec is " + ratePerSec + "; it must be above 0 and at most 1e9, for example 5000, or 0 for a closed loop");
        }
        if (timeoutNs < 1_000 || timeoutNs > MAX_TIMEOUT_NS) {
            wrong.add("timeoutNs is " + timeoutNs + "; it must be 1000 (1 µs) to " + MAX_TIMEOUT_NS + " (1 h), for example 2000000000");
        }
        if (linkDelayNs < 0 || linkDelayNs > 10_000_000_000L) {
            wrong.add("linkDelayNs is " + linkDelayNs + "; it must be 0 (none) to 10000000000, for example 40000");
        }
        if (!wrong.isEmpty()) throw new IllegalArgumentException(String.join("\n", wrong));
    }

    /** A closed loop as wrk runs it; any reply is accepted, no link delay. */
    public static HttpLoadPlan closed(HttpUrl url, HttpRequestTemplate template, int threads, int connections, long durationNs) {
        return new HttpLoadPlan(url, template, Optional.empty(), threads, connections, durationNs, 0, DEFAULT_TIMEOUT_NS, 0);
    }

    public HttpLoadPlan expecting(byte[] body) {
        return new HttpLoadPlan(url, template, Optional.of(body.clone()), threads, connections, durationNs, ratePerSec, timeoutNs,
            linkDelayNs);
    }

    public HttpLoadPlan onThreads(int loops) {
        return new HttpLoadPlan(url, template, expected, loops, connections, durationNs, ratePerSec, timeoutNs, linkDelayNs);
    }

    /** With an end of its own, which may be before the one of its phase. */
    public HttpLoadPlan lasting(long ns) {
        return new HttpLoadPlan(url, template, expected, threads, connections, ns, ratePerSec, timeoutNs, linkDelayNs);
    }

    public HttpLoadPlan atRate(double perSec) {
        return new HttpLoadPlan(url, template, expected, threads, connections, durationNs, perSec, timeoutNs, linkDelayNs);
    }

    public HttpLoadPlan withTimeout(long ns) {
        return new HttpLoadPlan(url, template, expected, threads, connections, durationNs, ratePerSec, ns, linkDelayNs);
    }

    public HttpLoadPlan withLinkDelay(long ns) {
        return new HttpLoadPlan(url, template, expected, threads, connections, durationNs, ratePerSec, timeoutNs, ns);
    }

    /**
     * Checks that the connections' requests fit into off-heap memory, besides the allocator's overhead and other users.
     *
     * @throws IllegalArgumentException with the remedy, if they do not
     */
    void checkMemory() {
        int open = connectionsPerThread() * threads;
        long neededBytes = template.sharedBytes() + open * template.ownBytes() + threads * (long) HttpLoop.RECEIVE_BYTES;
        long limitBytes = directMemoryBytes();
        if (neededBytes <= limitBytes / 4 * 3) return;
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "the requests of %,d connections need %,d MB of memory outside of the heap, and this JVM may use"
            + " %,d MB, three quarters of it for requests; use a shorter body or fewer connections, or allow it more: "
            + "JAVA_TOOL_OPTIONS=-XX:MaxDirectMemorySize=%dm",
            open, megabytes(neededBytes), megabytes(limitBytes), megabytes(neededBytes) * 2));
    }

    private static long megabytes(long bytes) {
        return (bytes + 999_999) / 1_000_000;
    }

    /** As much as the heap's maximum, unless it was set. */
    private static long directMemoryBytes() {
        var machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long set = machine == null ? 0 : Long.parseLong(machine.getVMOption("MaxDirectMemorySize").getValue());
        return set > 0 ? set : Runtime.getRuntime().maxMemory();
    }

    /** What a load of this plan records. */
    public Metrics metrics() {
        return url.tls().isPresent() ? HttpMetrics.ALL : HttpMetrics.PLAIN;
    }

    public boolean isOpenLoop() {
        return ratePerSec > 0;
    }

    public int connectionsPerThread() {
        return connections / threads;
    }
}
