package reprise.sut;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import reprise.recorder.Buckets;
import reprise.transport.http.HttpAsk;
import reprise.transport.http.HttpRequestTemplate.Header;
import reprise.transport.http.HttpUrl;

/**
 * What a chat server exposes to Prometheus at one moment, in the formats that {@link MetricsText} reads: counters and gauges by
 * name, histograms as cumulative counts by upper bound. Values are summed over labels other than {@code le}. Metrics that the
 * server does not expose are absent.
 */
public record ServerMetrics(Map<String, Double> values, Map<String, Buckets> histograms) {
    /** Of a server that tells nothing. */
    static final ServerMetrics NONE = new ServerMetrics(Map.of(), Map.of());
    private static final String BUCKET = "_bucket";
    private static final int CONNECT_MS = 500;
    private static final int READ_MS = 1_500;
    private static final int MOST_BYTES = 16 << 20;

    /** Scrapes a page of at most 16 MiB. @throws IOException with the reason, without the place */
    public static ServerMetrics read(HttpUrl url) throws IOException {
        return read(url, CONNECT_MS, READ_MS);
    }

    /** The same where no second is measured that a page must not outlast. */
    public static ServerMetrics read(HttpUrl url, Duration patience) throws IOException {
        return read(url, (int) patience.toMillis(), (int) patience.toMillis());
    }

    private static ServerMetrics read(HttpUrl url, int connectMs, int readMs) throws IOException {
        var headers = List.of(Header.parse("Accept: text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1"),
            Header.parse("Connection: close"));
        var reply = HttpAsk.ask(url, headers, new byte[0], connectMs, readMs, 2 * MOST_BYTES);
        if (reply.status() != 200) throw new IOException("status " + reply.status());
        if (reply.body().length > MOST_BYTES)
            throw new IOException("they are longer than " + (MOST_BYTES >> 20) + " MiB; give a page of this server's own");
        return parse(new String(reply.body(), StandardCharsets.UTF_8));
    }

    /** @throws IOException with the first line that is not in Prometheus' text format */
    static ServerMetrics parse(String text) throws IOException {
        var values = new LinkedHashMap<String, Double>();
        var bounds = new LinkedHashMap<String, Map<Double, Double>>();
        for (var line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) continue;
            var sample = MetricsText.line(line);
            var bound = sample.labels().get("le");
            if (sample.name().endsWith(BUCKET) && bound != null) {
                var name = sample.name().substring(0, sample.name().length() - BUCKET.length());
                bounds.computeIfAbsent(name, _ -> new TreeMap<>()).merge(bound(name, bound), sample.value(), Double::sum);
            } else {
                values.merge(sample.name(), sample.value(), Double::sum);
            }
        }
        var histograms = new LinkedHashMap<String, Buckets>();
        for (var entry : bounds.entrySet()) histograms.put(entry.getKey(), buckets(entry.getKey(), entry.getValue()));
        return new ServerMetrics(values, histograms);
    }

    private static Buckets buckets(String name, Map<Double, Double> counts) throws IOException {
        var bounds = counts.keySet().stream().mapToDouble(Double::doubleValue).toArray();
        if (bounds.length < 2 || bounds[bounds.length - 1] != Double.POSITIVE_INFINITY)
            throw new IOException("histogram " + name + " has no bucket +Inf, or no other");
        try {
            return new Buckets(Arrays.copyOf(bounds, bounds.length - 1), counts.values().stream().mapToLong(Math::round).toArray());
        } catch (IllegalArgumentException e) {
            throw new IOException("histogram " + name + ": " + e.getMessage(), e);
        }
    }

    private static double bound(String histogram, String text) throws IOException {
        try {
            return number(text);
        } catch (NumberFormatException e) {
            throw new IOException("histogram " + histogram + " has a bucket of the bound '" + text + "', which is no number", e);
        }
    }

    /** A number in Prometheus' notation. @throws NumberFormatException if malformed */
    static double number(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    boolean has(String name) {
        return values.containsKey(name) || histograms.containsKey(name);
    }

    /** What was counted since then, from 0 if the server has restarted; absent if the server does not expose it. */
    OptionalDouble since(ServerMetrics earlier, String counter) {
        var value = value(counter);
        if (value.isEmpty()) return value;
        double passed = value.getAsDouble() - earlier.value(counter).orElse(0);
        return OptionalDouble.of(passed < 0 ? value.getAsDouble() : passed);
    }

    Optional<Buckets> histogramSince(ServerMetrics earlier, String histogram) {
        var base = earlier.histograms.get(histogram);
        return Optional.ofNullable(histograms.get(histogram)).map(buckets -> base == null ? buckets : buckets.since(base));
    }

    public OptionalDouble value(String name) {
        var value = values.get(name);
        return value == null || !Double.isFinite(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
