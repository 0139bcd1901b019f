package calibrate;

import com.sun.management.OperatingSystemMXBean;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reprise.peer.wrk.WrkFigures;
import reprise.recorder.Clock;
import reprise.recorder.Recorder;
import reprise.simulator.http.HttpLoad;
import reprise.simulator.http.HttpLoadPlan;
import reprise.simulator.http.HttpMetrics;
import reprise.simulator.http.HttpTotals;
import reprise.sut.Failure;
import reprise.transport.http.HttpRequestTemplate;

/**
 * One round of one load generator, ours or wrk.
 *
 * @param cpuUsPerRequest user and kernel time of its whole process, in µs per reply
 * @param serverCpuUsPerRequest the server's
 */
public record LoadSide(WrkFigures figures, double cpuUsPerRequest, double serverCpuUsPerRequest) {
    private static final HttpRequestTemplate.Header JSON = new HttpRequestTemplate.Header("Content-Type", "application/json");
    private static final Clock CLOCK = Clock.system();

    public double requestsPerSec() {
        return figures.requestsPerSec();
    }

    public double timeouts() {
        return figures.errors().timeout();
    }

    static LoadSide wrk(LoadShape shape) throws IOException {
        long serverUs = Cpu.us(shape.server().pid());
        var outcome = WrkPeer.run(shape.server().url(), shape.requests(), shape.body(), shape.threads(), shape.connections(),
            shape.each());
        return new LoadSide(outcome.figures(), outcome.cpuUsPerRequest(),
            (Cpu.us(shape.server().pid()) - serverUs) / (double) Math.max(1, outcome.figures().requests()));
    }

    /** Ours warms up and continues into its round. */
    static LoadSide ours(LoadShape shape, EventLoopGroup loops, Duration warmUp) {
        var load = new HttpLoad(plan(shape), loops, CLOCK, (_, _, what) -> System.err.println("load: " + what));
        var thrownAway = new Recorder(HttpMetrics.ALL);
        load.warmUp(thrownAway).join();
        load.done().copy().completeOnTimeout(null, warmUp.toNanos(), TimeUnit.NANOSECONDS).join();
        var recorder = new Recorder(HttpMetrics.ALL);
        load.start(recorder).join();
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpuNs = system.getProcessCpuTime();
        long serverUs = Cpu.us(shape.server().pid());
        var totals = load.done().join();
        double replies = Math.max(1, totals.replies());
        var side = new LoadSide(totals.wrk(), (system.getProcessCpuTime() - cpuNs) / 1e3 / replies,
            (Cpu.us(shape.server().pid()) - serverUs) / replies);
        thrownAway.finish(CLOCK.nanos());
        recorder.finish(recorder.startNs() + totals.tookNs());
        check(shape, totals);
        return side;
    }

    private static HttpLoadPlan plan(LoadShape shape) {
        var url = shape.server().url();
        if (shape.requests() == WrkPeer.Requests.NUMBERED) url = url.withTarget(url.target() + "?seq=" + HttpRequestTemplate.NUMBER);
        var request = new HttpRequestTemplate("POST", url, List.of(JSON), shape.body().getBytes(StandardCharsets.UTF_8));
        return HttpLoadPlan.closed(url, request, shape.threads(), shape.connections(), shape.each().toNanos())
            .expecting(shape.expected().getBytes(StandardCharsets.UTF_8));
    }

    private static void check(LoadShape shape, HttpTotals totals) {
        long wrong = totals.attempts() - totals.requests() - totals.interrupted() - totals.timeouts();
        if (wrong == 0) return;
        throw new Failure.Environment("comparison: " + wrong + " of " + totals.attempts()
            + " requests failed or were answered otherwise; the server at " + shape.server().url() + " is not fit to compare on");
    }
}
