package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reprise.testee.chat.ChatPlan;
import reprise.testee.chat.ChatServer;
import reprise.testee.chat.Style;

final class ServerMetricsTest {
    /** As the exposition format's own documentation has it: comments, labels, a timestamp, a histogram, scientific notation. */
    @Test
    void parse_ofTheTextForm_hasValuesAndBuckets() throws IOException {
        var metrics = ServerMetrics.parse("""
            # HELP ws_connections Open
            # TYPE ws_connections gauge
            ws_connections{room="a"} 3
            ws_connections{room="b",x="}"} 4 1395066363000
            all_ws_connections_total 1.5e3

            took_seconds_bucket{le="0.1"} 24
            took_seconds_bucket{method="get",le="0.5"} 100
            took_seconds_bucket{le="+Inf"} 144
            took_seconds_sum 53.4
            took_seconds_count 144
            odd NaN
            """);
        assertEquals(7, metrics.value("ws_connections").orElseThrow());
        assertEquals(1500, metrics.value("all_ws_connections_total").orElseThrow());
        assertEquals(144, metrics.value("took_seconds_count").orElseThrow());
        assertTrue(metrics.value("odd").isEmpty() && metrics.value("none").isEmpty());
        assertArrayEquals(new double[] {0.1, 0.5}, metrics.histograms().get("took_seconds").boundsSec());
        assertArrayEquals(new long[] {24, 100, 144}, metrics.histograms().get("took_seconds").cumulative());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html><body>404</body></html>", "{\"a\": 1}", "ws_connections three", "took_bucket{le=\"0.1\"} 2", "took_bucket{le=\"x\"} 2",
        "took_bucket{le=\"0.1\"} 5\ntook_bucket{le=\"+Inf\"} 2"})
    void parse_ofNonsense_isRefusedWithTheLineOrTheHistogram(String text) {
        var message = assertThrows(IOException.class, () -> ServerMetrics.parse(text)).getMessage();
        assertTrue(message.contains("Prometheus' text form: " + text.lines().findFirst().orElseThrow()) || message.contains("histogram took"), message);
    }

    @Test
    void read_ofAChatServer_hasTheDocumentsMetrics() throws IOException {
        try (var server = ChatServer.start(ChatPlan.local(Style.QUEUEING))) {
            var metrics = ServerMetrics.read(URI.create("http://127.0.0.1:" + server.metricsPort() + "/metrics"));
            assertEquals(0, metrics.value("ws_connections").orElseThrow());
            assertEquals(14, metrics.histograms().get("ws_broadcast_duration_seconds").boundsSec().length);
        }
        assertThrows(IOException.class, () -> ServerMetrics.read(URI.create("http://127.0.0.1:1/metrics")));
    }
}
