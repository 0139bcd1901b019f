package reprise.judge;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import reprise.recorder.Buckets;
import reprise.recorder.RunRows;

/**
 * The keys of a second in run.json that the reports of ws-broadcast read, with the server's name behind; who writes the rows
 * takes them from here. Besides these: {@code users}, and of a process named as the server {@code NAMECpuPercent} and
 * {@code NAMERssMiB}. What was not read is left out.
 */
public final class BroadcastRows {
    public static final String USERS = "users";
    public static final String INFINITE = "Inf";

    /** Which of a server's histograms. */
    public enum Timer {
        BROADCAST("broadcast"), WRITTEN("written"), HANDLING("handling");

        private final String word;

        Timer(String word) {
            this.word = word;
        }
    }

    private BroadcastRows() {}

    /** Open at the second's end. */
    public static String connections(String server) {
        return "connections " + server;
    }

    /** Since the start. */
    public static String connectionsTotal(String server) {
        return "connectionsTotal " + server;
    }

    /** In this second. */
    public static String closedErrors(String server) {
        return "closedErrors " + server;
    }

    /** As the recorder's rows have the counter. */
    public static String messagesSent(String server) {
        return "messagesSent " + server;
    }

    /** As the recorder's rows have the timing {@code delivery NAME}. */
    public static String deliveryP50Ms(String server) {
        return BroadcastRun.DELIVERY + server + "P50Ms";
    }

    public static String deliveryP99Ms(String server) {
        return BroadcastRun.DELIVERY + server + "P99Ms";
    }

    public static String p95Ms(Timer timer, String server) {
        return timer.word + "P95Ms " + server;
    }

    /** How many of this second are in the bucket that ends at a bound, alone; none is left out. */
    public static String bucket(Timer timer, String bound, String server) {
        return timer.word + "Le" + bound + " " + server;
    }

    /** Puts a second's observations into its row: each bucket that has any, and their p95. */
    public static void put(Map<String, Double> row, Timer timer, String server, Buckets second) {
        second.quantileSec(0.95).ifPresent(sec -> row.put(p95Ms(timer, server), RunRows.rounded(sec * 1e3)));
        for (int i = 0; i < second.cumulative().length; i++) {
            if (second.single(i) > 0) row.put(bucket(timer, name(second, i), server), (double) second.single(i));
        }
    }

    /** Too many columns for people; a heat map shows them. */
    public static boolean isBucket(String key) {
        return key.matches("(broadcast|written|handling)Le(Inf|[0-9.]+) .*");
    }

    /** The first second with a closed-connection error, and the connections that were open at its end. */
    public static Optional<ServerFigures.FirstError> firstError(List<Map<String, Double>> seconds, String server) {
        return seconds.stream().filter(row -> row.getOrDefault(closedErrors(server), 0.0) > 0).findFirst()
            .map(row -> new ServerFigures.FirstError(row.get("second"), row.getOrDefault(connections(server), 0.0)));
    }

    /** The second with most open connections, the first of several. */
    public static Optional<ServerFigures.Busiest> busiest(List<Map<String, Double>> seconds, String server) {
        return seconds.stream().filter(row -> row.containsKey(connections(server)))
            .reduce((most, row) -> row.get(connections(server)) > most.get(connections(server)) ? row : most)
            .map(row ->
            new ServerFigures.Busiest(row.get("second").intValue(), row.get(connections(server)).longValue(),
            row.getOrDefault(messagesSent(server), 0.0).longValue()));
    }

    /** Over the seconds that have it, as a dashboard's mean is. */
    public static OptionalDouble mean(List<Map<String, Double>> seconds, String key) {
        return seconds.stream().filter(row -> row.containsKey(key)).mapToDouble(row -> row.get(key)).average();
    }

    private static String name(Buckets buckets, int bucket) {
        return bucket < buckets.boundsSec().length ? bound(buckets.boundsSec()[bucket]) : INFINITE;
    }

    /** As Prometheus writes it: 0.0001, 0.5, 1. */
    public static String bound(double sec) {
        return new BigDecimal(Double.toString(sec)).stripTrailingZeros().toPlainString();
    }
}
