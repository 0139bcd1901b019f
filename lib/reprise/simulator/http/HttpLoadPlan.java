package reprise.simulator.http;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import reprise.recorder.Metrics;
import reprise.recorder.Share;
import reprise.transport.http.HttpRequestTemplate;
import reprise.transport.http.HttpUrl;

/**
 * The set-up of an HTTP load, also for a warm-up. Numbers are those of the whole; the share says which part of it this process has.
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
 * @param share of the connections and of the arrivals; threads are a process's own, each with at least one connection
 */
public record HttpLoadPlan(HttpUrl url, HttpRequestTemplate template, Optional<byte[]> expected, int threads, int connections,
                           long durationNs, double ratePerSec, long timeoutNs, long linkDelayNs, Share share) {
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
        share.ofSome(connections / threads * threads, "connections");
    }

    /** A closed loop as wrk runs it; any reply is accepted, no link delay. */
    public static HttpLoadPlan closed(HttpUrl url, HttpRequestTemplate template, int threads, int connections, long durationNs) {
        return new HttpLoadPlan(url, template, Optional.empty(), threads, connections, durationNs, 0, DEFAULT_TIMEOUT_NS, 0,
            Share.WHOLE);
    }

    public HttpLoadPlan expecting(byte[] body) {
        return new HttpLoadPlan(url, template, Optional.of(body.clone()), threads, connections, durationNs, ratePerSec, timeoutNs,
            linkDelayNs, share);
    }

    public HttpLoadPlan onThreads(int loops) {
        return new HttpLoadPlan(url, template, expected, loops, connections, durationNs, ratePerSec, timeoutNs, linkDelayNs, share);
    }

    /** With an end of its own, which may be before the one of its phase. */
    public HttpLoadPlan lasting(long ns) {
        return new HttpLoadPlan(url, template, expected, threads, connections, ns, ratePerSec, timeoutNs, linkDelayNs, share);
    }

    public HttpLoadPlan atRate(double perSec) {
        return new HttpLoadPlan(url, template, expected, threads, connections, durationNs, perSec, timeoutNs, linkDelayNs, share);
    }

    public HttpLoadPlan withTimeout(long ns) {
        return new HttpLoadPlan(url, template, expected, threads, connections, durationNs, ratePerSec, ns, linkDelayNs, share);
    }

    public HttpLoadPlan withLinkDelay(long ns) {
        return new HttpLoadPlan(url, template, expected, threads, connections, durationNs, ratePerSec, timeoutNs, ns, share);
    }

    /** This share of the same. @throws IllegalArgumentException if there is no connection for it */
    public HttpLoadPlan shared(Share part) {
        return new HttpLoadPlan(url, template, expected, threads, connections, durationNs, ratePerSec, timeoutNs, linkDelayNs, part);
    }

    /**
     * Checks that the connections' requests fit into off-heap memory, besides the allocator's overhead and other users.
     *
     * @throws IllegalArgumentException with the remedy, if they do not
     */
    void checkMemory() {
        int open = ownConnections();
        long neededBytes = template.sharedBytes() + open * template.ownBytes() + ownThreads() * (long) HttpLoop.RECEIVE_BYTES;
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

    /** The connections that this process opens. */
    public int ownConnections() {
        return share.of(connections / threads * threads);
    }

    /** The event loops of this process. */
    public int ownThreads() {
        return Math.min(threads, ownConnections());
    }

    /** The connections of one of them, from 0; the remainder of a share is spread. */
    int connectionsOf(int thread) {
        return ownConnections() / ownThreads() + (thread < ownConnections() % ownThreads() ? 1 : 0);
    }

    /** The arrivals a second of this process; 0 for a closed loop. */
    public double ownRatePerSec() {
        return ratePerSec / share.of();
    }

    /** The ticks of one of its threads: of all shares' threads together they are those of the whole. */
    OpenLoop schedule(int thread) {
        return new OpenLoop(ratePerSec, ownThreads() * share.of(), share.place(thread));
    }

    /** What wrk would have been given as -c. */
    int namedConnections() {
        return share.isWhole() ? connections : ownConnections();
    }
}
