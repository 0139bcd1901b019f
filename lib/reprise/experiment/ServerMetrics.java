package reprise.experiment;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Pattern;
import reprise.document.Buckets;

/**
 * What a chat server tells Prometheus at one moment, in the text form 0.0.4: counters and gauges by name, histograms as cumulative
 * counts by their upper bounds. Labels other than {@code le} are added up. Absent is what the server does not tell.
 */
record ServerMetrics(Map<String, Double> values, Map<String, Buckets> histograms) {
    /** {@code name{label="value",…} 12.5 [timestamp]}. */
    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? +(\\S+)(?: +-?\\d+)?");
    private static final Pattern BOUND = Pattern.compile("(?:^|,) *le=\"([^\"]*)\"");
    private static final String BUCKET = "_bucket";
    private static final int CONNECT_MS = 500;
    private static final int READ_MS = 1_500;
    private static final int MOST_BYTES = 1 << 20;

    static ServerMetrics read(URI url) throws IOException {
        var connection = (HttpURLConnection) url.toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MS);
        connection.setReadTimeout(READ_MS);
        try {
            if (connection.getResponseCode() != 200) throw new IOException("status " + connection.getResponseCode());
            try (var in = connection.getInputStream()) {
                return parse(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
            }
        } finally {
            connection.disconnect();
        }
    }

    /** @throws IOException naming the first line that is none of Prometheus' text form */
    static ServerMetrics parse(String text) throws IOException {
        var values = new LinkedHashMap<String, Double>();
        var bounds = new LinkedHashMap<String, Map<Double, Double>>();
        for (var line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) continue;
            var match = LINE.matcher(line.strip());
            if (!match.matches()) throw new IOException("no metrics in Prometheus' text form: " + shown(line));
            double value = number(match.group(3), line);
            var bound = match.group(2) == null ? null : BOUND.matcher(match.group(2));
            if (match.group(1).endsWith(BUCKET) && bound != null && bound.find()) {
                var name = match.group(1).substring(0, match.group(1).length() - BUCKET.length());
                bounds.computeIfAbsent(name, _ -> new TreeMap<>()).merge(number(bound.group(1), line), value, Double::sum);
            } else {
                values.merge(match.group(1), value, Double::sum);
            }
        }
        var histograms = new LinkedHashMap<String, Buckets>();
        for (var entry : bounds.entrySet()) histograms.put(entry.getKey(), buckets(entry.getKey(), entry.getValue()));
        return new ServerMetrics(values, histograms);
    }

    private static Buckets buckets(String name, Map<Double, Double> counts) throws IOException {
        var bounds = counts.keySet().stream().mapToDouble(Double::doubleValue).toArray();
        if (bounds.length < 2 || bounds[bounds.length - 1] != Double.POSITIVE_INFINITY) throw new IOException("histogram " + name + " has no bucket +Inf, or no other");
        try {
            return new Buckets(Arrays.copyOf(bounds, bounds.length - 1), counts.values().stream().mapToLong(Math::round).toArray());
        } catch (IllegalArgumentException e) {
            throw new IOException("histogram " + name + ": " + e.getMessage(), e);
        }
    }

    private static double number(String text, String line) throws IOException {
        try {
            return switch (text) {
                case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        } catch (NumberFormatException e) {
            throw new IOException("no metrics in Prometheus' text form: " + shown(line), e);
        }
    }

    private static String shown(String line) {
        return line.length() <= 80 ? line : line.substring(0, 77) + "...";
    }

    OptionalDouble value(String name) {
        var value = values.get(name);
        return value == null || !Double.isFinite(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
