package reprise.sut;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import reprise.recorder.BucketColumns;
import reprise.recorder.Buckets;
import reprise.recorder.Clock;
import reprise.recorder.Event.Severity;
import reprise.recorder.EventLog;
import reprise.recorder.RunColumn;
import reprise.recorder.Unit;
import reprise.transport.http.HttpUrl;

/**
 * Reads a system's Prometheus page each second. Of each named metric it makes columns, whose keys end with the system's name. Counts from
 * before the phase are in no figure; a system that restarts counts from 0.
 * {@snippet :
 * x.watch(new MetricsWatch("server", url, x.clock(), x.events()).gauge("open_connections", "open")
 *     .counter("errors_total", "errors", "failed write").histogram("handling_seconds", "handling"));
 * }
 */
public final class MetricsWatch implements Watch {
    /** A page may have a name only after the first count of it. */
    private static final int SURELY_THERE = 2;

    /** One metric and its column. */
    private sealed interface Read {
        String metric();
    }

    private record Gauge(String metric, String column) implements Read {}

    /** @param first what an event calls its first count, in which second it was; empty for no event */
    private record Counted(String metric, String column, String first) implements Read {}

    private record Total(String metric, String column) implements Read {}

    private record Histogram(String metric, BucketColumns columns) implements Read {}

    /** Reads the page of a server once. */
    interface Page {
        ServerMetrics read() throws IOException;
    }

    private final String system;
    private final HttpUrl url;
    private final Clock clock;
    private final EventLog events;
    private final Page page;
    private final List<Read> reads = new ArrayList<>();
    private final List<String> told = new ArrayList<>(); // counters that have counted
    private ServerMetrics before = ServerMetrics.NONE;
    private ServerMetrics last = ServerMetrics.NONE;
    private int asked;
    private int failures;
    private String firstFailure = "";
    private boolean isKnown;

    /** @param events receives the first failure to read the page, that it has none of the names, and the first counts that are named */
    public MetricsWatch(String system, HttpUrl url, Clock clock, EventLog events) {
        this(system, url, clock, events, () -> ServerMetrics.read(url));
    }

    /** @param page of the url, read with the caller's own patience */
    MetricsWatch(String system, HttpUrl url, Clock clock, EventLog events, Page page) {
        this.system = system;
        this.url = url;
        this.clock = clock;
        this.events = events;
        this.page = page;
    }

    /** A value at the second's end, such as open connections. */
    public MetricsWatch gauge(String metric, String column) {
        reads.add(new Gauge(metric, column));
        return this;
    }

    /** What was counted in the second. @param first what its first count is, for an event, such as "write to a closed connection" */
    public MetricsWatch counter(String metric, String column, String first) {
        reads.add(new Counted(metric, column, first));
        return this;
    }

    /** What was counted since the phase's start. */
    public MetricsWatch total(String metric, String column) {
        reads.add(new Total(metric, column));
        return this;
    }

    /** A second's count of each bucket, and the 95th percentile: {@link BucketColumns}. */
    public MetricsWatch histogram(String metric, String column) {
        reads.add(new Histogram(metric, new BucketColumns(column, system)));
        return this;
    }

    @Override
    public void begin() {
        asked = 0;
        failures = 0;
        isKnown = false;
        told.clear();
        before = read().orElse(ServerMetrics.NONE);
        last = before;
    }

    private Optional<ServerMetrics> read() {
        asked++;
        try {
            var metrics = page.read();
            isKnown |= reads.stream().anyMatch(each -> metrics.has(each.metric()));
            return Optional.of(metrics);
        } catch (IOException e) {
            if (failures++ == 0) {
                firstFailure = told(e);
                events.note(clock.nanos(), Severity.ALARM, "the metrics of " + system + " at " + url + " cannot be read: " + firstFailure);
            }
            return Optional.empty();
        }
    }

    /** The JDK's messages for an unknown name, a refused connection and a silent one are not clear to users. */
    private static String told(IOException e) {
        return switch (e) {
            case UnknownHostException _ -> "there is no such host";
            case ConnectException _ -> "nobody listens there";
            case SocketTimeoutException _ -> "no answer in time";
            default -> String.valueOf(e.getMessage());
        };
    }

    @Override
    public Map<String, Double> second(int index) {
        var row = new LinkedHashMap<String, Double>();
        read().ifPresent(metrics -> {
            for (var each : reads) put(row, each, metrics, index);
            last = metrics;
        });
        if (index == SURELY_THERE && !isKnown && failures < asked)
            events.note(clock.nanos(), Severity.ALARM, "the metrics of " + system + " at " + url + " " + withoutNames());
        return row;
    }

    private void put(Map<String, Double> row, Read each, ServerMetrics now, int index) {
        switch (each) {
            case Gauge gauge -> now.value(gauge.metric).ifPresent(value -> row.put(key(gauge.column), value));
            case Total total -> now.since(before, total.metric).ifPresent(value -> row.put(key(total.column), value));
            case Counted counted -> now.since(last, counted.metric).ifPresent(value -> {
                row.put(key(counted.column), value);
                if (value > 0 && !counted.first.isEmpty() && !told.contains(counted.metric)) tellFirst(counted, index);
            });
            case Histogram histogram -> now.histogramSince(last, histogram.metric)
                .ifPresent(buckets -> histogram.columns.put(row, buckets));
        }
    }

    private void tellFirst(Counted counted, int index) {
        told.add(counted.metric);
        events.note(clock.nanos(), Severity.ALARM, "the first " + counted.first + " at " + system + ", in second " + index);
    }

    /** All that a histogram observed in the phase, by the name of its columns; absent if the system does not tell it. */
    public Optional<Buckets> whole(String column) {
        return reads.stream().flatMap(each -> each instanceof Histogram histogram && histogram.columns.name().equals(column)
            ? last.histogramSince(before, histogram.metric).stream() : Stream.empty()).findFirst();
    }

    private String key(String column) {
        return column(column, system).key();
    }

    /** The column of a gauge, a counter or a total, for reading a run. */
    public static RunColumn column(String name, String system) {
        return RunColumn.of(name + " " + system, Unit.COUNT);
    }

    /** Why all or some of the phase's figures are missing. */
    public Optional<String> fault() {
        if (failures > 0) return Optional.of("could not be read " + failures + (failures == 1 ? " time of " : " times of ") + asked + " ("
            + firstFailure + ")");
        return isKnown || asked == 0 ? Optional.empty() : Optional.of(withoutNames());
    }

    private String withoutNames() {
        return "can be read, and have none of the names that are looked for, such as " + reads.getFirst().metric();
    }
}
