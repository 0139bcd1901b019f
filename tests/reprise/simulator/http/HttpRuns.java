package reprise.simulator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoopGroup;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import reprise.recorder.Clock;
import reprise.recorder.Figures;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.transport.Sockets;
import reprise.transport.http.HttpRequestTemplate;
import reprise.transport.http.HttpUrl;

/** Runs of an HTTP load, which last until what they need has happened. */
abstract class HttpRuns {
    static final long MS = 1_000_000L;
    /** Of a run that something else ends, and a time-out that does not come. */
    static final long LONG_MS = 60_000;
    static final String GOOD = "{\"args\":[5]}";

    final EventLoopGroup loops = Sockets.loops("http-load", 2);
    final Clock clock = Clock.system();
    final List<String> notes = new CopyOnWriteArrayList<>();
    final CompletableFuture<Void> enough = new CompletableFuture<>(); // ends a run, however long a busy host took for what it needs
    String noted; // ends it, too, if it is in a note
    Recording recording;

    @AfterEach
    void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    static HttpLoadPlan plan(int port, int threads, int connections, long ms) {
        var url = HttpUrl.parse("http://127.0.0.1:" + port + "/call?seq={n}");
        return HttpLoadPlan.closed(url, new HttpRequestTemplate("POST", url, List.of(), "{\"procedure\":\"add2\"}".getBytes()),
            threads, connections, ms * MS).expecting(GOOD.getBytes()).withTimeout(LONG_MS * MS);
    }

    /** Ends the run when that request arrives, from 0. */
    HttpPlayedServer.Script until(long number, HttpPlayedServer.Script script) {
        return (exchange, n) -> {
            if (n == number) enough.complete(null);
            return script.play(exchange, n);
        };
    }

    HttpTotals run(HttpLoadPlan plan) {
        return run(plan, _ -> { });
    }

    /** @param each looks at what was recorded, after each second */
    HttpTotals run(HttpLoadPlan plan, Consumer<Figures> each) {
        var recorder = new Recorder(HttpMetrics.ALL);
        var load = new HttpLoad(plan, loops, clock, (_, _, what) -> {
            notes.add(what);
            if (noted != null && what.contains(noted)) enough.complete(null);
        });
        recorder.onSecond(_ -> each.accept(recorder.soFar()));
        load.start(recorder).join();
        enough.thenRun(load::stop);
        var totals = load.done().join();
        recording = recorder.finish(recorder.startNs() + totals.tookNs());
        return totals;
    }

    /** Every attempt has one outcome; the recorder has the same counts, all within the run; each reply was timed. */
    void assertAddUp(HttpTotals totals) {
        var what = totals.toString();
        for (var account : totals.outcomes(recording.whole(HttpMetrics.SERVICE).getTotalCount()).accounts("", totals.wrk().requests()))
            assertEquals("", account.imbalance(), what);
        assertEquals(totals.attempts(), totals.requests() + totals.unexpected() + totals.statusErrors() + totals.timeouts()
            + totals.readErrors() + totals.writeErrors() + totals.interrupted(), what);
        assertEquals(List.of(totals.requests(), totals.unexpected(), totals.statusErrors(), totals.timeouts(), totals.readErrors(),
            totals.writeErrors(), totals.interrupted(), totals.lateReplies(), totals.connectErrors(), totals.strays(),
            totals.readBytes(), totals.unsent()), Arrays.stream(recording.counts()).boxed().toList(), what);
        assertTrue(recording.anomalies().none(), recording.anomalies().toString());
        assertEquals(totals.replies(), recording.whole(HttpMetrics.LATENCY).getTotalCount(), what);
        assertEquals(totals.replies(), recording.whole(HttpMetrics.SERVICE).getTotalCount(), what);
    }
}
