package reprise.report.otlp;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import reprise.recorder.Figures;
import reprise.recorder.LoadFigures;
import reprise.recorder.Origin;
import reprise.report.LoadSeries;

/**
 * A load's figures as OpenTelemetry's metrics: sums, and histograms with the bounds of {@link Figures#boundsSec}, cumulative since the
 * start. {@code reprise_latency} of Prometheus is {@code reprise.latency} here, and its attributes are the labels.
 */
public final class LoadMetrics implements MetricProducer {
    private static final InstrumentationScopeInfo SCOPE =
        InstrumentationScopeInfo.builder("reprise").setVersion(Origin.Tool.VERSION).build();
    private static final List<Double> BOUNDS = Arrays.stream(Figures.boundsSec()).boxed().toList();
    private static final AggregationTemporality CUMULATIVE = AggregationTemporality.CUMULATIVE;
    private static final String SECONDS = "s";
    private static final String ONE = "1";

    private final LoadFigures figures;
    private final long startNs = nowNs();

    public LoadMetrics(LoadFigures figures) {
        this.figures = figures;
    }

    private static long nowNs() {
        var now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }

    /** Points of one metric. */
    private record Points<T>(String help, List<T> all) {
        static <T> List<T> of(Map<String, Points<T>> metrics, String name, String help) {
            return metrics.computeIfAbsent(name, _ -> new Points<>(help, new ArrayList<>())).all;
        }
    }

    /** A metric as the SDK's readers ask for it; its own class of this kind is internal. The names are those of the interface. */
    private record Told(Resource getResource, String getName, String getDescription, String getUnit, MetricDataType getType,
                        Data<?> getData) implements MetricData {
        @Override
        public InstrumentationScopeInfo getInstrumentationScopeInfo() {
            return SCOPE;
        }
    }

    @Override
    public Collection<MetricData> produce(Resource resource) {
        long atNs = nowNs();
        var measured = new ArrayList<DoublePointData>();
        var sums = new TreeMap<String, Points<DoublePointData>>();
        var timings = new TreeMap<String, Points<HistogramPointData>>();
        for (var phase : figures.now()) {
            measured.add(DoublePointData.create(startNs, atNs, attributes(LoadSeries.labels(phase)), phase.isMeasured() ? 1 : 0,
                List.of()));
            for (var count : LoadSeries.counts(phase)) {
                Points.of(sums, count.name(), count.help())
                    .add(DoublePointData.create(startNs, atNs, attributes(count.labels()), count.value(), List.of()));
            }
            for (var timing : LoadSeries.timings(phase)) {
                var spread = timing.spread();
                Points.of(timings, timing.name(), timing.help()).add(HistogramPointData.create(startNs, atNs, attributes(timing.labels()),
                    spread.sumSec(), false, 0, true, spread.maxSec(), BOUNDS, Arrays.stream(spread.counts()).boxed().toList()));
            }
        }
        var all = new ArrayList<MetricData>();
        if (!measured.isEmpty()) all.add(new Told(resource, name(LoadSeries.MEASURED), LoadSeries.MEASURED_IS, ONE,
            MetricDataType.DOUBLE_GAUGE, GaugeData.createDoubleGaugeData(measured)));
        sums.forEach((name, points) -> all.add(new Told(resource, name(name), points.help, unit(name), MetricDataType.DOUBLE_SUM,
            SumData.createDoubleSumData(true, CUMULATIVE, points.all))));
        timings.forEach((name, points) -> all.add(new Told(resource, name(name), points.help, SECONDS, MetricDataType.HISTOGRAM,
            HistogramData.create(CUMULATIVE, points.all))));
        return all;
    }

    private static String unit(String counter) {
        return LoadSeries.isTime(counter) ? SECONDS : LoadSeries.isBytes(counter) ? "By" : ONE;
    }

    private static String name(String series) {
        return series.replaceFirst("_", ".");
    }

    private static Attributes attributes(Map<String, String> labels) {
        var attributes = Attributes.builder();
        labels.forEach(attributes::put);
        return attributes.build();
    }
}
