package reprise.experiment;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import reprise.recorder.Facts;
import reprise.recorder.Metrics;
import reprise.recorder.Phase;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.recorder.RunRows;
import reprise.recorder.Share;
import reprise.simulator.WarmingLoad;
import reprise.simulator.http.HttpLoad;
import reprise.simulator.http.HttpLoadPlan;
import reprise.simulator.http.HttpMetrics;
import reprise.sut.Failure;
import reprise.transport.SocketTrouble;
import reprise.transport.Wait;
import reprise.transport.http.HttpRequestTemplate;
import reprise.transport.http.HttpUrl;

/**
 * HTTP requests as a phase's load: each caller has a connection of its own and sends again when its reply was parsed. It records
 * {@link HttpMetrics}, which names its facts too.
 * {@snippet :
 * x.measure("get.50", HttpCallers.get("http://127.0.0.1:8080/hello", 50, x), length(), Until.settled(Duration.ofSeconds(5)));
 * x.measure("add.50", HttpCallers.post(url, "application/json", "{\"a\": 2}", 50, x), length());
 * x.measure("paced", HttpCallers.of(HttpCallers.plan("http://127.0.0.1:8080/", 50).atRate(1000), x), length());
 * }
 */
public final class HttpCallers implements WarmingLoad {
    private static final Duration LONGEST = Duration.ofDays(1);
    /** For what takes milliseconds beyond the plan's own time-out: connecting, starting, closing. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Experiment x;
    private HttpLoadPlan plan;
    private HttpLoad load;

    private HttpCallers(HttpLoadPlan plan, Experiment x) {
        this.x = x;
        plan.url().tls().ifPresent(tls -> TlsOptions.tell(tls, x));
        use(plan);
    }

    private void use(HttpLoadPlan its) {
        plan = its;
        load = new HttpLoad(plan, x.loops(plan.ownThreads()), x.clock(), x.troubles());
    }

    /** GET requests. @param callers connections, each with one request in flight */
    public static HttpCallers get(String url, int callers, Experiment x) {
        return of(plan(url, callers), x);
    }

    /** POST requests of this body, in UTF-8. */
    public static HttpCallers post(String url, String contentType, String body, int callers, Experiment x) {
        return of(plan(url, contentType, body, callers), x);
    }

    /** What {@link #get} sends, for {@link #of} with more threads, a rate, an expected body or another time-out. */
    public static HttpLoadPlan plan(String url, int callers) {
        return plan(HttpUrl.parse(url), callers);
    }

    /** The same over TLS of one's own settings, where the URL has them. */
    public static HttpLoadPlan plan(HttpUrl to, int callers) {
        return HttpLoadPlan.closed(to, new HttpRequestTemplate("GET", to, List.of(), new byte[0]), 1, callers, LONGEST.toNanos());
    }

    /** What {@link #post} sends, likewise. */
    public static HttpLoadPlan plan(String url, String contentType, String body, int callers) {
        return plan(HttpUrl.parse(url), contentType, body, callers);
    }

    public static HttpLoadPlan plan(HttpUrl to, String contentType, String body, int callers) {
        var request = new HttpRequestTemplate("POST", to, List.of(new HttpRequestTemplate.Header("Content-Type", contentType)),
            body.getBytes(StandardCharsets.UTF_8));
        return HttpLoadPlan.closed(to, request, 1, callers, LONGEST.toNanos());
    }

    /** @param plan ends with the phase, or after its own duration if that is shorter */
    public static HttpCallers of(HttpLoadPlan plan, Experiment x) {
        return new HttpCallers(plan, x);
    }

    @Override
    public Metrics metrics() {
        return plan.metrics();
    }

    @Override
    public double ratePerSec() {
        return plan.ownRatePerSec();
    }

    @Override
    public void share(Share share) {
        use(plan.shared(share));
    }

    @Override
    public void connect() {
        var standing = Wait.atMost(PATIENCE.plusNanos(plan.timeoutNs()), "the connections to " + plan.url(), load.connect());
        if (standing.connections() > 0 || standing.refusal().isEmpty()) return; // stopped before, or some are tried again
        var refusal = standing.refusal().get();
        throw new Failure.Environment(SocketTrouble.connecting(plan.url().host(), plan.url().port(), refusal), refusal);
    }

    @Override
    public void warmUp(Recorder thrownAway) {
        Wait.atMost(PATIENCE, "the start of the callers' warm-up", load.warmUp(thrownAway));
    }

    @Override
    public void prepare(Recorder into) {
        load.prepare(into);
    }

    @Override
    public long start(Recorder into, long atNs) {
        return Wait.atMost(PATIENCE, "the start of the callers", load.start(into, atNs));
    }

    @Override
    public CompletableFuture<?> done() {
        return load.done();
    }

    @Override
    public void stop() {
        load.stop();
    }

    @Override
    public void close() {
        Wait.atMost(PATIENCE, "the callers' connections to close", load.close());
    }

    @Override
    public Facts facts(Recording phase) {
        if (load.done().isCompletedExceptionally()) return Facts.NONE;
        var totals = load.done().join();
        var facts = Facts.NONE.with(HttpMetrics.ATTEMPTS, totals.attempts())
            .with(HttpMetrics.TIMED, phase.whole(HttpMetrics.SERVICE).getTotalCount()).with(HttpMetrics.WRK, totals.wrk())
            .with(HttpMetrics.URL, plan.url().toString());
        if (totals.hasFailed()) facts = facts.with(Phase.FAILED, String.join("; ", totals.failures()));
        var added = phase.whole(HttpMetrics.LINK_DELAY);
        return added.getTotalCount() == 0 ? facts : facts.with(HttpMetrics.LINK_ASKED_US, plan.linkDelayNs() / 1e3)
            .with(HttpMetrics.LINK_MEAN_US, RunRows.rounded(added.getMean() / 1e3))
            .with(HttpMetrics.LINK_MEDIAN_US, RunRows.rounded(added.getValueAtPercentile(50) / 1e3));
    }

    @Override
    public List<String> notes() {
        return load.done().isCompletedExceptionally() ? List.of() : load.done().join().failures();
    }
}
