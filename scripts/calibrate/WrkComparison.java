package calibrate;

import com.sun.management.OperatingSystemMXBean;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import reprise.peer.wrk.WrkFigures;
import reprise.recorder.Clock;
import reprise.recorder.Recorder;
import reprise.simulator.http.HttpLoad;
import reprise.simulator.http.HttpLoadPlan;
import reprise.simulator.http.HttpMetrics;
import reprise.sut.Failure;
import reprise.transport.Sockets;
import reprise.transport.http.HttpRequestTemplate;
import reprise.transport.http.HttpUrl;

/**
 * The load generator and wrk in turn on one server, with the same requests and the same shape. The order of the rounds is wrk,
 * ours, ours, wrk, … so that a drift of the machine affects both. Ours warms up before each of its rounds, longest before the
 * first, and continues into it; wrk needs no warm-up.
 */
public final class WrkComparison {
    /** One round of one side; CPU is the user and kernel time of its whole process, in µs per reply. */
    public record Side(WrkFigures figures, double cpuUsPerRequest) {
        public double requestsPerSec() {
            return figures.requestsPerSec();
        }
    }

    /** All rounds in the order of running. */
    public record Result(List<Side> wrk, List<Side> ours) {
        public static double median(List<Side> sides, ToDoubleFunction<Side> figure) {
            var values = sides.stream().mapToDouble(figure).sorted().toArray();
            int half = values.length / 2;
            return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
        }

        /** The largest divided by the smallest: the difference between runs of the same side. */
        public static double spread(List<Side> sides, ToDoubleFunction<Side> figure) {
            var summary = sides.stream().mapToDouble(figure).summaryStatistics();
            return summary.getMax() / summary.getMin();
        }
    }

    private static final HttpRequestTemplate.Header JSON = new HttpRequestTemplate.Header("Content-Type", "application/json");
    private static final Duration FIRST_WARM_UP = Duration.ofSeconds(5);
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private final HttpUrl url;
    private final String body;
    private final byte[] expected;
    private final int threads;
    private final int connections;
    private final Duration each;
    private final Clock clock = Clock.system();

    /**
     * @param url with the path, without the sequence number
     * @param expected what each reply must be; wrk checks only the status
     * @param each whole seconds, as wrk requires
     */
    public WrkComparison(HttpUrl url, String body, String expected, int threads, int connections, Duration each) {
        this.url = url;
        this.body = body;
        this.expected = expected.getBytes(StandardCharsets.UTF_8);
        this.threads = threads;
        this.connections = connections;
        this.each = each;
    }

    /** @param rounds per side */
    public Result run(int rounds) throws IOException {
        var loops = Sockets.loops("load", threads);
        try {
            var wrk = new ArrayList<Side>();
            var ours = new ArrayList<Side>();
            for (int round = 0; round < rounds; round++) {
                for (boolean our : round % 2 == 0 ? List.of(false, true) : List.of(true, false)) {
                    if (our) ours.add(ours(loops, ours.isEmpty() ? FIRST_WARM_UP : WARM_UP));
                    else wrk.add(wrk());
                }
            }
            return new Result(wrk, ours);
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2000);
        }
    }

    private Side wrk() throws IOException {
        var outcome = WrkPeer.run(url.withTarget("/").toString(), url.target(), body, threads, connections, each);
        return new Side(outcome.figures(), outcome.cpuUsPerRequest());
    }

    private Side ours(EventLoopGroup loops, Duration warmUp) {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var numbered = url.withTarget(url.target() + "?seq=" + HttpRequestTemplate.NUMBER);
        var request = new HttpRequestTemplate("POST", numbered, List.of(JSON), body.getBytes(StandardCharsets.UTF_8));
        var load = new HttpLoad(
            HttpLoadPlan.closed(numbered, request, threads, connections, each.toNanos()).expecting(expected), loops, clock,
            (_, _, what) -> System.err.println("load: " + what));
        var thrownAway = new Recorder(HttpMetrics.ALL);
        load.warmUp(thrownAway).join();
        load.done().copy().completeOnTimeout(null, warmUp.toNanos(), TimeUnit.NANOSECONDS).join();
        var recorder = new Recorder(HttpMetrics.ALL);
        load.start(recorder).join();
        long cpuNs = system.getProcessCpuTime();
        var totals = load.done().join();
        double cpuUs = (system.getProcessCpuTime() - cpuNs) / 1e3;
        thrownAway.finish(clock.nanos());
        recorder.finish(recorder.startNs() + totals.tookNs());
        if (totals.requests() + totals.interrupted() != totals.attempts()) {
            throw new Failure.Environment("comparison: " + (totals.attempts() - totals.requests() - totals.interrupted()) + " of "
                + totals.attempts()
                + " requests failed or were answered otherwise; the server at " + url + " is not fit to compare on");
        }
        return new Side(totals.wrk(), cpuUs / Math.max(1, totals.replies()));
    }
}
