package reprise.report.prometheus;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import reprise.recorder.Figures;
import reprise.recorder.LoadFigures;
import reprise.report.LoadSeries;

/** A load's figures in Prometheus' text format 0.0.4. */
public final class LoadPage {
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private LoadPage() {}

    public static byte[] text(List<LoadFigures.OfPhase> phases) {
        var counters = new TreeMap<String, CounterSnapshot.Builder>();
        var timings = new TreeMap<String, HistogramSnapshot.Builder>();
        var measured = GaugeSnapshot.builder().name(LoadSeries.MEASURED).help(LoadSeries.MEASURED_IS);
        for (var phase : phases) {
            measured.dataPoint(GaugeDataPointSnapshot.builder().labels(labels(LoadSeries.labels(phase))).value(phase.isMeasured() ? 1 : 0)
                .build());
            for (var count : LoadSeries.counts(phase)) {
                counters.computeIfAbsent(count.name(), name -> CounterSnapshot.builder().name(name).help(count.help()))
                    .dataPoint(CounterDataPointSnapshot.builder().labels(labels(count.labels())).value(count.value()).build());
            }
            for (var timing : LoadSeries.timings(phase)) {
                timings.computeIfAbsent(timing.name(), name -> HistogramSnapshot.builder().name(name + "_seconds").help(timing.help()))
                    .dataPoint(HistogramDataPointSnapshot.builder().labels(labels(timing.labels())).sum(timing.spread().sumSec())
                        .classicHistogramBuckets(buckets(timing.spread())).build());
            }
        }
        var all = new ArrayList<MetricSnapshot>();
        if (!phases.isEmpty()) all.add(measured.build());
        counters.values().forEach(counter -> all.add(counter.build()));
        timings.values().forEach(timing -> all.add(timing.build()));
        return text(new MetricSnapshots(all));
    }

    private static byte[] text(MetricSnapshots all) {
        var text = new ByteArrayOutputStream(8192);
        try {
            PrometheusTextFormatWriter.create().write(text, all);
        } catch (IOException e) {
            throw new UncheckedIOException("metrics: memory cannot be written", e);
        }
        return text.toByteArray();
    }

    private static ClassicHistogramBuckets buckets(Figures.Spread spread) {
        var bounds = Figures.boundsSec();
        var upper = Arrays.copyOf(bounds, bounds.length + 1);
        upper[bounds.length] = Double.POSITIVE_INFINITY;
        var counts = Arrays.stream(spread.counts()).boxed().toArray(Number[]::new);
        return ClassicHistogramBuckets.of(upper, counts);
    }

    private static Labels labels(Map<String, String> labels) {
        return Labels.of(labels.keySet().toArray(String[]::new), labels.values().toArray(String[]::new));
    }
}
