package reprise.testee.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The metrics for Prometheus: names, buckets, and that the counts add up. */
final class ChatMetricsTest {
    private static final List<Double> DOCUMENTS_BOUNDS = List.of(0.0001, 0.0005, 0.0025, 0.005, 0.0075, 0.01, 0.025, 0.05, 0.1, 0.25,
        0.5, 1.0, 2.0, 5.0, Double.POSITIVE_INFINITY);

    private static String text(int port) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var response = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
                HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode());
            assertEquals("text/plain; version=0.0.4; charset=utf-8", response.headers().firstValue("content-type").orElseThrow());
            return response.body();
        }
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void metrics_ofEither_haveTheDocumentsNamesTypesAndBoundsOnBothPorts(Style style) throws Exception {
        try (var server = ChatServer.start(RawUser.plan(style))) {
            var text = text(server.metricsPort());
            var types = new TreeSet<String>();
            text.lines().filter(line -> line.startsWith("# TYPE ")).forEach(line -> types.add(line.substring(7)));
            assertEquals(new TreeSet<>(List.of("ws_connections gauge", "all_ws_connections_total counter",
                "ws_conn_closed_errors_total counter", "ws_broadcast_duration_seconds histogram",
                "ws_message_handling_duration_seconds histogram", "ws_broadcast_written_seconds histogram",
                "ws_broadcast_deliveries_total counter", "ws_slow_readers_closed_total counter",
                "ws_ping_timeouts_total counter")), types);
            for (var name : List.of("ws_broadcast_duration_seconds", "ws_message_handling_duration_seconds",
                "ws_broadcast_written_seconds")) {
                var bucket = name + "_bucket{le=\"";
                assertEquals(DOCUMENTS_BOUNDS, text.lines().filter(line -> line.startsWith(bucket))
                    .map(line -> line.substring(bucket.length(), line.indexOf("\"} ")).replace("+Inf", "Infinity"))
                    .map(Double::valueOf).toList());
            }
            assertEquals(text, text(server.port()));
        }
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void counts_afterARoundOfTalk_addUp(Style style) throws Exception {
        try (var server = ChatServer.start(RawUser.plan(style)); var user = JavaUser.join(server, style);
             var second = JavaUser.join(server, style)) {
            for (int i = 0; i < 3; i++) user.say(RawUser.broadcast("" + i));
            for (int i = 0; i < 3; i++) second.hear();
            try (var third = JavaUser.join(server, style)) {
                for (int i = 0; i < 4; i++) second.say(RawUser.broadcast("" + i));
                for (int i = 0; i < 4; i++) third.hear();
                third.say(RawUser.direct("1"));
                third.say("{\"action_type\":\"ping\"}");
                third.say("nonsense");
                for (int i = 0; i < 3; i++) third.hear();
                // 3 broadcasts to two, 4 to three; a direct, a ping and nonsense are answered to their sender
                var scrape = Scrape.until(server, now -> now.get("ws_message_handling_duration_seconds_count") == 3
                    && now.get("ws_broadcast_written_seconds_count") == 7);
                assertEquals(3 * 2 + 4 * 3, scrape.get("ws_broadcast_deliveries_total"));
                assertEquals(7, scrape.get("ws_broadcast_duration_seconds_count"));
                assertEquals(7, scrape.get("ws_broadcast_duration_seconds_bucket{le=\"+Inf\"}"));
                assertTrue(scrape.get("ws_broadcast_written_seconds_sum") >= scrape.get("ws_broadcast_duration_seconds_sum"));
                assertEquals(3, scrape.connections());
                assertEquals(1000, third.end(1000));
            }
            var scrape = Scrape.until(server, now -> now.connections() == 2);
            assertEquals(3, scrape.get("all_ws_connections_total"));
            assertEquals(0, scrape.get("ws_conn_closed_errors_total"));
            assertEquals(0, scrape.get("ws_slow_readers_closed_total"));
            assertEquals(0, scrape.get("ws_ping_timeouts_total"));
        }
    }

    /**
     * The document's closed-connection error: a user sends a broadcast and a close in one packet. It was listed when the broadcast became
     * a task, and is closed when the task writes: of two writes one is made and one counts as an error.
     */
    @Test
    void queueing_userClosedBetweenListingAndWriting_isCounted() throws Exception {
        try (var server = ChatServer.start(RawUser.plan(Style.QUEUEING)); var witness = RawUser.join(server, Style.QUEUEING);
             var user = RawUser.join(server, Style.QUEUEING)) {
            user.write(RawUser.frame(RawUser.TEXT, RawUser.broadcast("bye")), RawUser.close(1000));
            assertEquals(1000, user.readClose());
            assertTrue(witness.readText().contains("bye"));
            var scrape = Scrape.until(server, now -> now.get("ws_broadcast_written_seconds_count") == 1);
            assertEquals(1, scrape.get("ws_conn_closed_errors_total"));
            assertEquals(1, scrape.get("ws_broadcast_deliveries_total"));
        }
    }

    /** The same packet: here the send to the user is awaited before its close is read, so no error is counted. */
    @Test
    void awaiting_userThatSaysAndCloses_isNotCounted() throws Exception {
        try (var server = ChatServer.start(RawUser.plan(Style.AWAITING)); var witness = RawUser.join(server.port());
             var user = RawUser.join(server.port())) {
            user.write(RawUser.frame(RawUser.TEXT, RawUser.broadcast("bye")), RawUser.close(1000));
            assertTrue(user.readText().contains("bye"));
            assertEquals(1000, user.readClose());
            assertTrue(witness.readText().contains("bye"));
            var scrape = Scrape.until(server, now -> now.get("ws_broadcast_duration_seconds_count") == 1);
            assertEquals(0, scrape.get("ws_conn_closed_errors_total"));
            assertEquals(2, scrape.get("ws_broadcast_deliveries_total"));
        }
    }
}
