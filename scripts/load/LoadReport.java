package load;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import reprise.experiment.DurationOption;
import reprise.experiment.HostEnvironment;
import reprise.experiment.TlsOptions;
import reprise.judge.Measure;
import reprise.judge.Reading;
import reprise.judge.Scenario;
import reprise.recorder.Counter;
import reprise.recorder.Numbers;
import reprise.recorder.Origin;
import reprise.recorder.Recording;
import reprise.recorder.Run;
import reprise.recorder.RunColumn;
import reprise.recorder.RunDetails;
import reprise.recorder.RunRows;
import reprise.recorder.Share;
import reprise.recorder.Timing;
import reprise.recorder.Unit;
import reprise.rendezvous.Starts;
import reprise.report.Chart;
import reprise.report.DocumentReport.Medium;
import reprise.report.Figure;
import reprise.report.Percentiles;
import reprise.report.Report;
import reprise.report.SecondsPanels;
import reprise.report.Section;
import reprise.simulator.http.HttpLoadPlan;
import reprise.simulator.http.HttpMetrics;
import reprise.simulator.http.HttpTotals;
import reprise.transport.http.HttpRequestTemplate;

/** A load as a run: nothing of it was published, and it is judged by the user's thresholds alone. */
final class LoadReport {
    static final String NAME = "http-load";
    private static final double[] PERCENTILES = {50, 75, 90, 99, 99.9, 99.99, 100};
    private static final List<Counter> OUTCOMES = List.of(HttpMetrics.REQUESTS, HttpMetrics.UNEXPECTED, HttpMetrics.STATUS_ERRORS,
        HttpMetrics.TIMEOUTS, HttpMetrics.READ_ERRORS, HttpMetrics.WRITE_ERRORS, HttpMetrics.INTERRUPTED, HttpMetrics.CONNECT_ERRORS);

    private LoadReport() {}

    static Report of() {
        return Report.of(Scenario.of(NAME, "An HTTP load", "none", "Requests were sent on connections with one in flight each, and every "
            + "reply was checked and timed."), MEASURES).details(RunDetails.NO_READER)
            .section(LoadReport::latencies).section(LoadReport::outcomes).section(LoadReport::seconds)
            .only(Medium.PAGE, LoadReport::distribution);
    }

    /** The run, with its measures. */
    static Run run(LoadRequest request, HttpLoadPlan plan, HttpTotals totals, Recording recording, Instant startedAt, boolean interrupted,
        Origin origin, Starts.Ended began) {
        return of().measured(Run.of(NAME, 0, startedAt).interrupted(interrupted).parameters(parameters(request, plan))
            .environment(HostEnvironment.describe()).summary(Map.of(Run.DURATION_SEC, RunRows.rounded(totals.tookNs() / 1e9)))
            .seconds(RunRows.seconds(recording, Map.of())).histograms(RunRows.histograms(recording)).origin(origin.withClock(began.clock()))
            .notes(Stream.concat(notes(plan, recording).stream(), began.notes().stream()).toList()).build());
    }

    /** What is the same for all shares of a load. */
    static Map<String, Object> parameters(LoadRequest request, HttpLoadPlan plan) {
        var parameters = new LinkedHashMap<String, Object>(Map.of("url", request.url(), "threads", request.threads(), "connections",
            request.connections(), "duration", DurationOption.text(request.duration()), "warmUp", DurationOption.text(request.warmUp()),
            "timeout", DurationOption.text(request.timeout())));
        plan.url().tls().ifPresent(tls -> parameters.put("tls", tls.words()));
        request.ratePerSec().ifPresent(rate -> parameters.put("ratePerSec", rate));
        parameters.put("request", plan.template().fingerprint()); // method, headers and body, which may be secret or long
        plan.expected().ifPresent(bytes -> parameters.put("expected", HttpRequestTemplate.fingerprint(bytes)));
        return parameters;
    }

    private static List<String> notes(HttpLoadPlan plan, Recording recording) {
        var unchecked = plan.url().tls().filter(tls -> !tls.isChecked()).map(_ -> TlsOptions.UNCHECKED);
        var part = Optional.of(plan.share()).filter(share -> !share.isWhole()).map(Share::note);
        return Stream.of(part.stream(), unchecked.stream(), recording.anomalies().notes().stream()).flatMap(each -> each).toList();
    }

    // ---- measures
    private static double count(Run run, Counter counter) {
        return run.seconds().stream().mapToDouble(row -> row.getOrDefault(counter.key(), 0.0)).sum();
    }

    private static Measure<Run> latency(String id, String label, double percentile) {
        return new Measure<>(id, label, Unit.MS, 3, run -> run.histograms().get(HttpMetrics.LATENCY.name()) instanceof Histogram values
            && values.getTotalCount() > 0 ? new Reading.Value(values.getValueAtPercentile(percentile) / 1e6)
            : Reading.byRun("no reply came"));
    }

    private static final List<Measure<Run>> MEASURES = List.of(
        new Measure<>("requestsPerSec", "the rate of good replies", Unit.PER_SEC, 1, run ->
            new Reading.Value(count(run, HttpMetrics.REQUESTS) / run.summary(Run.DURATION_SEC).orElseThrow())),
        latency("p50Ms", "the median latency", 50), latency("p99Ms", "the latency of 99 %", 99),
        latency("p999Ms", "the latency of 99.9 %", 99.9), latency("maxMs", "the longest latency", 100),
        new Measure<>("failed", "the number of requests without a good reply", Unit.COUNT, 0, run -> new Reading.Value(OUTCOMES.stream()
            .filter(each -> each != HttpMetrics.REQUESTS && each != HttpMetrics.INTERRUPTED).mapToDouble(each -> count(run, each)).sum())));

    // ---- sections
    private static Section latencies(Run run) {
        var columns = Stream.concat(Stream.of(Section.Column.of("timing", 0)), DoubleStream.of(PERCENTILES)
            .mapToObj(percentile -> Section.Column.of(percentile == 100 ? "max" : Numbers.shortest(percentile) + " %", 10)
                .ours(new Section.Column.Ours("", percentile == 100 ? "max" : Numbers.shortest(percentile) + " %", Unit.MS,
                    OptionalInt.empty())))).toList();
        var lines = Stream.of(HttpMetrics.SERVICE, HttpMetrics.LATENCY, HttpMetrics.HANDSHAKE)
            .filter(timing -> timing != HttpMetrics.HANDSHAKE || run.histograms().containsKey(timing.name()))
            .map(timing -> latencies(run, timing)).toList();
        return new Section.Table("latency", "Latency, ms", "", "", columns, lines,
            "service: from the first written byte; latency: from the intended time, if a rate was asked for"
            + (lines.size() > 2 ? "; handshake: of TLS, for each connection. " : ". ") + Percentiles.RULE);
    }

    private static Section.Line latencies(Run run, Timing timing) {
        var values = run.histograms().get(timing.name());
        return new Section.Row(Stream.concat(Stream.of(new Section.Text(RunColumn.words(timing.name()))), DoubleStream.of(PERCENTILES)
            .mapToObj(percentile -> values == null || values.getTotalCount() == 0 ? new Section.Number(Double.NaN, 0)
                : Section.Number.ours(Percentiles.valueNs(percentile, values) / 1e6, 3))).map(cell -> (Section.Cell) cell).toList());
    }

    private static Section outcomes(Run run) {
        return new Section.Table("outcomes", "Requests", "", "", List.of(Section.Column.of("outcome", 0),
            Section.Column.of("count", 12)
                .ours(new Section.Column.Ours("", "", Unit.COUNT, OptionalInt.empty()))),
            Stream.concat(OUTCOMES.stream(), Stream.of(HttpMetrics.UNSENT))
                .filter(each -> each == HttpMetrics.REQUESTS || count(run, each) > 0).map(each -> (Section.Line)
                    new Section.Row(List.of(new Section.Text(each == HttpMetrics.REQUESTS ? "good" : each == HttpMetrics.UNSENT
                        ? "never sent" : each.label()), new Section.Number(count(run, each), 0)))).toList(), "");
    }

    private static Section seconds(Run run) {
        var here = List.of("this run");
        return new SecondsPanels(run, here, List.of()).panel(Chart.Title.of("good replies", "a second"), 130, Chart.Shape.STEP,
            _ -> HttpMetrics.REQUESTS).logarithmic(Chart.Title.of("latency", "99 %, ms, log"), _ -> HttpMetrics.LATENCY.p99())
            .rare(Chart.Title.of("status above 399", "a second"), 60, _ -> HttpMetrics.STATUS_ERRORS)
            .rare(Chart.Title.of("timed out", "a second"), 60, _ -> HttpMetrics.TIMEOUTS)
            .figure("", "Second by second", "Replies by the second of their arrival.", "Good replies, latency and failures by second.");
    }

    private static List<Section> distribution(Run run) {
        return run.histograms().get(HttpMetrics.LATENCY.name()) instanceof Histogram values && values.getTotalCount() > 0
            ? List.of(Figure.percentiles(run, HttpMetrics.LATENCY, "Latency")) : List.of();
    }
}
