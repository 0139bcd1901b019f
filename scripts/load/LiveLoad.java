package load;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import reprise.experiment.LiveConsole;
import reprise.experiment.LiveThread;
import reprise.recorder.Clock;
import reprise.recorder.Counter;
import reprise.recorder.Digits;
import reprise.recorder.Event;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Recorder;
import reprise.recorder.Second;
import reprise.recorder.Timing;
import reprise.simulator.http.HttpMetrics;

/**
 * The load in progress, in a line on standard error: the time, the last second's rate, and the errors and the 99th percentile so far. Only
 * where standard output and error both are a terminal. Standard output has nothing of it, because wrk's has not.
 */
final class LiveLoad implements AutoCloseable {
    private static final int REFRESH_MS = 200;
    private static final List<Counter> REPLIES = List.of(HttpMetrics.REQUESTS, HttpMetrics.UNEXPECTED, HttpMetrics.STATUS_ERRORS);
    private static final List<Counter> ERRORS = List.of(HttpMetrics.UNEXPECTED, HttpMetrics.STATUS_ERRORS, HttpMetrics.TIMEOUTS,
        HttpMetrics.READ_ERRORS, HttpMetrics.WRITE_ERRORS, HttpMetrics.CONNECT_ERRORS, HttpMetrics.STRAYS);

    private final LiveConsole console;
    private final Clock clock;
    private final LiveThread thread = new LiveThread("live");
    private volatile String what = ""; // it does, besides measuring
    private volatile long startNs;
    private volatile Duration length = Duration.ZERO; // of what it does since the start; zero before
    private String figures = ""; // the thread's
    private long errors; // likewise
    private final Histogram latency = new Histogram(LoopRecorder.HIGHEST_NS, 3); // likewise

    LiveLoad(LiveConsole console, Clock clock) {
        this.console = console;
        this.clock = clock;
        if (console.isDrawn()) thread.every(REFRESH_MS, this::draw);
    }

    /** A note of the load, above the line. */
    void note(String text, Event.Severity severity) {
        console.line(text, severity);
    }

    void warmsUp(Duration time) {
        what = "warming up, ";
        begins(time);
    }

    /** @param timing from which the reader of the load's text takes its percentiles; the recorder has not begun */
    void measures(Recorder recorder, Timing timing, Duration time) {
        what = "";
        begins(time);
        if (console.isDrawn()) recorder.onSecond(second -> thread.execute(() -> add(second, timing)));
    }

    private void begins(Duration time) {
        startNs = clock.nanos();
        length = time;
    }

    private void add(Second second, Timing timing) {
        errors += sum(ERRORS, second);
        latency.add(second.timing(timing));
        figures = String.format(Locale.ROOT, ", %,d requests/s, %,d error%s", sum(REPLIES, second), errors, errors == 1 ? "" : "s")
            + (latency.getTotalCount() == 0 ? "" : ", p99 so far " + Digits.of(latency.getValueAtPercentile(99) / 1e6, 2) + " ms");
    }

    private static long sum(List<Counter> counters, Second second) {
        return counters.stream().mapToLong(second::count).sum();
    }

    private void draw() {
        if (length.isZero()) return;
        long sec = Math.min(TimeUnit.NANOSECONDS.toSeconds(clock.nanos() - startNs), length.toSeconds());
        console.below(List.of(what + sec + " of " + Math.max(1, length.toSeconds()) + " s" + figures));
    }

    /** Erases the line. */
    @Override
    public void close() {
        thread.close();
        console.close();
    }
}
