package reprise.experiment;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import reprise.judge.BroadcastRows;
import reprise.judge.BroadcastRows.Timer;
import reprise.judge.ServerFigures;
import reprise.recorder.Buckets;
import reprise.recorder.Usage;
import reprise.sut.ChatUnderTest;
import reprise.sut.ServerMetrics;
import reprise.transport.http.HttpUrl;

/**
 * What one server tells of itself each second, and its process's use of the machine: the rows of run.json, and the figures of the
 * whole. What it had counted before the run is taken off. Owned by one thread.
 */
final class ServerWatch {
    private static final String CONNECTIONS = "ws_connections";
    private static final String ALL_CONNECTIONS = "all_ws_connections_total";
    private static final String CLOSED_ERRORS = "ws_conn_closed_errors_total";
    private static final String SLOW_READERS = "ws_slow_readers_closed_total";
    private static final List<String> KNOWN = List.of(CONNECTIONS, ALL_CONNECTIONS, CLOSED_ERRORS, SLOW_READERS);
    private static final Map<Timer, String> HISTOGRAMS =
        Map.of(Timer.BROADCAST, "ws_broadcast_duration_seconds", Timer.WRITTEN, "ws_broadcast_written_seconds",
        Timer.HANDLING, "ws_message_handling_duration_seconds");

    final ChatUnderTest site;
    private final Consumer<String> notes;
    private final Map<Integer, Map<String, Double>> rows = new LinkedHashMap<>();
    private ServerMetrics before = new ServerMetrics(Map.of(), Map.of());
    private ServerMetrics last = before;
    private double connectionsMax = Double.NaN;
    private Optional<ServerFigures.FirstError> firstError = Optional.empty();
    private double cpuSum;
    private double rssSum;
    private int samples;
    private int reads;
    private int failures;
    private String firstFailure = "";
    private boolean nothingKnown = true;

    /** @param notes told the first failure to read metrics */
    ServerWatch(ChatUnderTest site, Consumer<String> notes) {
        this.site = site;
        this.notes = notes;
    }

    /** What stands there before the first user comes. */
    void begin() {
        site.metrics().flatMap(this::read).ifPresent(metrics -> {
            before = metrics;
            last = metrics;
        });
    }

    private Optional<ServerMetrics> read(HttpUrl url) {
        reads++;
        try {
            var metrics = ServerMetrics.read(url);
            nothingKnown &= KNOWN.stream().noneMatch(metrics.values()::containsKey) && HISTOGRAMS.values().stream()
                .noneMatch(metrics.histograms()::containsKey);
            return Optional.of(metrics);
        } catch (IOException e) {
            if (failures++ == 0) firstFailure = told(e);
            if (failures == 1) notes.accept("the metrics of " + site.name() + " at " + url + " cannot be read: " + firstFailure);
            return Optional.empty();
        }
    }

    /** What the JDK says of a name, a refused connection or a silent one is not fit for people. */
    private static String told(IOException e) {
        return switch (e) {
            case UnknownHostException _ -> "there is no such host";
            case ConnectException _ -> "nobody listens there";
            case SocketTimeoutException _ -> "no answer in time";
            default -> String.valueOf(e.getMessage());
        };
    }

    /** A second is over: reads what there is of it, at its end. */
    Map<String, Double> second(int index, Optional<Usage> usage) {
        var row = rows.computeIfAbsent(index, _ -> new LinkedHashMap<>());
        site.metrics().flatMap(this::read).ifPresent(metrics -> compare(index, row, metrics));
        usage.ifPresent(used -> {
            cpuSum += used.cpuPercent();
            rssSum += used.rssMiB();
            samples++;
        });
        return row;
    }

    private void compare(int index, Map<String, Double> row, ServerMetrics metrics) {
        var name = site.name();
        metrics.value(CONNECTIONS).ifPresent(open -> {
            row.put(BroadcastRows.connections(name), open);
            connectionsMax = Double.isNaN(connectionsMax) ? open : Math.max(connectionsMax, open);
        });
        since(metrics, before, ALL_CONNECTIONS).ifPresent(all -> row.put(BroadcastRows.connectionsTotal(name), all));
        since(metrics, last, CLOSED_ERRORS).ifPresent(errors -> {
            row.put(BroadcastRows.closedErrors(name), errors);
            if (errors > 0 && firstError.isEmpty()) {
                firstError = Optional.of(new ServerFigures.FirstError(index, metrics.value(CONNECTIONS).orElse(0)));
                notes.accept("the first write to a closed connection at " + name + " in second " + index + ", with "
                    + Math.round(metrics.value(CONNECTIONS).orElse(0)) + " connections open");
            }
        });
        HISTOGRAMS.forEach((timer, histogram) -> since(metrics, last, histogram, timer)
            .ifPresent(buckets -> BroadcastRows.put(row, timer, name, buckets)));
        last = metrics;
    }

    /** Absent where the server does not tell; from 0 where it began anew. */
    private static OptionalDouble since(ServerMetrics now, ServerMetrics earlier, String counter) {
        var value = now.value(counter);
        if (value.isEmpty()) return value;
        double passed = value.getAsDouble() - earlier.value(counter).orElse(0);
        return OptionalDouble.of(passed < 0 ? value.getAsDouble() : passed);
    }

    private static Optional<Buckets> since(ServerMetrics now, ServerMetrics earlier, String histogram, Timer timer) {
        var buckets = now.histograms().get(histogram);
        var base = earlier.histograms().get(histogram);
        return buckets == null ? Optional.empty() : Optional.of(base == null ? buckets : buckets.since(base));
    }

    /** The whole run, once it is over: what came after the last second is read here. */
    void end() {
        site.metrics().flatMap(this::read).ifPresent(metrics -> last = metrics);
    }

    Map<Integer, Map<String, Double>> rows() {
        return rows;
    }

    /** Why the server's own figures are missing, all or some; empty if they are not, or if nobody asked. */
    String fault() {
        if (failures > 0)
            return "could not be read " + failures + (failures == 1 ? " time of " : " times of ") + reads + " (" + firstFailure + ")";
        return reads > 0 && nothingKnown ? "can be read, and have none of the names that a chat server of the document's has, for example "
            + CONNECTIONS : "";
    }

    OptionalDouble connectionsMax() {
        return Double.isNaN(connectionsMax) ? OptionalDouble.empty() : OptionalDouble.of(connectionsMax);
    }

    OptionalDouble connectionsTotal() {
        return since(last, before, ALL_CONNECTIONS);
    }

    OptionalDouble closedErrors() {
        return since(last, before, CLOSED_ERRORS);
    }

    OptionalDouble slowReadersClosed() {
        return since(last, before, SLOW_READERS);
    }

    Optional<Buckets> whole(Timer timer) {
        return since(last, before, HISTOGRAMS.get(timer), timer);
    }

    Optional<ServerFigures.FirstError> firstError() {
        return firstError;
    }

    OptionalDouble cpuMeanPercent() {
        return samples == 0 ? OptionalDouble.empty() : OptionalDouble.of(cpuSum / samples);
    }

    OptionalDouble memoryMeanMiB() {
        return samples == 0 ? OptionalDouble.empty() : OptionalDouble.of(rssSum / samples);
    }
}
