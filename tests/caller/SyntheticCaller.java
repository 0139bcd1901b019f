package caller;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import reprise.experiment.CompiledScript;
import reprise.peer.wrk.WrkFigures;
import reprise.peer.wrk.WrkFigures.Errors;
import reprise.peer.wrk.WrkFigures.Percentiles;
import reprise.peer.wrk.WrkFigures.Spread;
import reprise.recorder.Event;
import reprise.recorder.Facts;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.recorder.RunColumn;
import reprise.recorder.Statistic;
import reprise.recorder.Unjudged;
import reprise.recorder.Usage;
import reprise.report.DocumentReport;
import reprise.simulator.http.HttpMetrics;

/** All phases of rest-caller as the script would have recorded them, in integer arithmetic, so that every machine gives the same. */
public final class SyntheticCaller {
    private static final CompiledScript SCRIPT = CompiledScript.of("rest-caller");
    /** In the document's order, with what we added. */
    static final List<String> IDS = Stream.concat(Stream.of("local-sequential", "local-concurrent", "network-sequential",
        "network-concurrent")
        .flatMap(group -> Stream.of("add2", "sub2", "sub2-as-meant", "mul2", "div2").map(callee -> group + "-" + callee)),
        Stream.of("shared-sequential", "shared-concurrent")).toList();

    public final DocumentReport report = SCRIPT.report();
    private final Duration duration;
    final Map<String, Phase> phases = new LinkedHashMap<>();
    final Map<String, Phases.LeftOut> leftOut = new LinkedHashMap<>();
    final Map<String, Histogram> histograms = new LinkedHashMap<>();

    public SyntheticCaller(Duration duration) throws IOException {
        this.duration = duration;
        for (var id : IDS) add(id, Errors.NONE, 0);
    }

    public void leaveOut(String group, Unjudged why) {
        for (var id : IDS) {
            if (!id.startsWith(group) || phases.remove(id) == null) continue;
            histograms.remove(Phase.histogram(id, HttpMetrics.SERVICE));
            leftOut.put(id, new Phases.LeftOut(why.by(), why.why()));
        }
    }

    private static boolean isSequential(String id) {
        return id.contains("sequential");
    }

    /** A single caller waits for 40 us plus the cost of its callee's connection; 200 achieve twice the throughput. */
    public void add(String id, Errors errors, long unexpectedReplies) {
        boolean network = !id.startsWith("local");
        long callUs = 40 + costUs(id);
        long cycleUs = isSequential(id) ? callUs + (network ? 40 : 0) : callUs / 2;
        long requests = duration.toMillis() * 1000 / cycleUs;
        long waitUs = isSequential(id) ? cycleUs : cycleUs * 200 + (network ? 40 : 0);
        double tookUs = duration.toMillis() * 1000 + 104_271;
        double readBytes = requests * (id.endsWith("-sub2") ? 335.0 : 241.0);
        double perSec = requests / (tookUs / 1e6);
        int threads = isSequential(id) ? 1 : 4;
        add(id, new WrkFigures(threads, isSequential(id) ? 1 : 200,
            new Spread(waitUs * 1.25, waitUs * 3.5, waitUs * 220, OptionalDouble.of(97.03)),
            new Percentiles(waitUs, waitUs + waitUs / 8, waitUs * 2, waitUs * 9),
            new Spread(perSec / threads, perSec / 64, perSec / threads * 1.125, OptionalDouble.of(88.5)),
            requests, tookUs, readBytes, perSec, readBytes / (tookUs / 1e6), errors), unexpectedReplies, raw(requests, waitUs));
    }

    /** wrk's timeouts have no reply here. */
    void add(String id, WrkFigures wrk, long unexpected, Histogram raw) {
        var errors = wrk.errors();
        var counts = new LinkedHashMap<String, Long>();
        for (var counter : HttpMetrics.ALL.counters()) counts.put(counter.name(), 0L);
        counts.put(HttpMetrics.REQUESTS.name(), wrk.requests() - unexpected - errors.status());
        counts.put(HttpMetrics.UNEXPECTED.name(), unexpected);
        counts.put(HttpMetrics.STATUS_ERRORS.name(), errors.status());
        counts.put(HttpMetrics.TIMEOUTS.name(), errors.timeout());
        counts.put(HttpMetrics.READ_ERRORS.name(), errors.read());
        counts.put(HttpMetrics.WRITE_ERRORS.name(), errors.write());
        var facts = Facts.NONE.with(HttpMetrics.ATTEMPTS, wrk.requests() + errors.timeout() + errors.read() + errors.write())
            .with(HttpMetrics.TIMED, wrk.requests()).with(HttpMetrics.WRK, wrk).with(Phase.WARM_UP_SEC, 3.5)
            .with(HttpMetrics.URL, "http://127.0.0.1:8080/call?seq={n}");
        if (!id.startsWith("local")) facts = link(facts, 40.5);
        phases.put(id, new Phase(id, 0, wrk.tookUs() / 1e6, duration.toMillis() / 1e3, counts, usage(id), Optional.of(facts)));
        histograms.put(Phase.histogram(id, HttpMetrics.SERVICE), raw);
    }

    static Facts link(Facts facts, double medianUs) {
        return facts.with(HttpMetrics.LINK_ASKED_US, 40).with(HttpMetrics.LINK_MEAN_US, 41.25).with(HttpMetrics.LINK_MEDIAN_US, medianUs);
    }

    /** Changes the facts of a phase. */
    void tell(String id, UnaryOperator<Facts> change) {
        phases.computeIfPresent(id, (_, was) -> new Phase(id, was.startSec(), was.lengthSec(), was.plannedSec(), was.counts(), was.usage(),
            was.facts().map(change)));
    }

    /** Ends a phase in its middle. */
    void cut(String id) {
        phases.computeIfPresent(id, (_, was) -> new Phase(id, was.startSec(), was.plannedSec() / 2, was.plannedSec(), was.counts(),
            was.usage(), was.facts()));
    }

    private static long costUs(String id) {
        if (id.startsWith("shared")) return 19;
        return id.endsWith("as-meant") ? 34 : id.endsWith("mul2") ? 18 : id.endsWith("div2") ? 22 : 0;
    }

    /** Shares in integers: nine tenths at 1, then fewer and fewer with longer and longer waits. */
    private static Histogram raw(long requests, long waitUs) {
        var raw = new Histogram(1, 86_400_000_000_000L, 3);
        long left = requests;
        long us = waitUs * 9 / 10;
        for (int step = 0; left > 0; step++) {
            long here = step < 4 ? Math.max(1, requests / 5) : Math.max(1, left / 2);
            here = Math.min(here, left);
            raw.recordValueWithCount(us * 1000 + step, here);
            left -= here;
            us += step < 4 ? waitUs / 16 : us / 3;
        }
        return raw;
    }

    private static Map<String, Usage> usage(String id) {
        var usage = new LinkedHashMap<String, Usage>();
        usage.put("router", new Usage(isSequential(id) ? 48.5 : 97.25, 142));
        usage.put("callees", new Usage(costUs(id) > 0 ? 31.75 : 0.25, 301));
        usage.put(Usage.SCRIPT, new Usage(isSequential(id) ? 33 : 62.5, 118));
        return usage;
    }

    public Run judged() throws IOException {
        return SCRIPT.judged(finished(false));
    }

    Run finished(boolean interrupted) {
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("duration", duration.toSeconds() + "s");
        parameters.put("addedDelayUs", 40);
        parameters.put("password", "hunter2");
        var environment = new LinkedHashMap<String, Object>();
        environment.put("os", "Linux 6.1 (amd64)");
        environment.put("cores", 2);
        return Run.of("rest-caller", 1, Instant.parse("2026-11-25T10:00:00.123Z")).interrupted(interrupted).parameters(parameters)
            .environment(environment).seconds(seconds())
            .events(List.of(new Event(0.5, Event.Severity.NORMAL, "router at 127.0.0.1:8080"),
                new Event(12.25, Event.Severity.NORMAL, "sub2 <b>registered</b>")))
            .histograms(histograms).details(new Phases(List.copyOf(phases.values()), leftOut)).build();
    }

    /** One row a phase, which names what it recorded. */
    private List<Map<String, Double>> seconds() {
        var rows = new ArrayList<Map<String, Double>>();
        for (var phase : phases.values()) {
            var row = new LinkedHashMap<String, Double>();
            row.put(RunColumn.SECOND.key(), (double) rows.size());
            row.put(RunColumn.PHASE.key(), rows.size() + 1.0);
            phase.counts().forEach((name, count) -> row.put(name, (double) count));
            for (var statistic : Statistic.values()) row.put(HttpMetrics.SERVICE.column(statistic).key(), 1.0);
            rows.add(row);
        }
        return rows;
    }
}
