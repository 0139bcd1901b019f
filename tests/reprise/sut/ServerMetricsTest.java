package reprise.sut;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reprise.testee.chat.ChatPlan;
import reprise.testee.chat.ChatServer;
import reprise.testee.chat.Style;
import reprise.transport.http.HttpUrl;

final class ServerMetricsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Examples of the exposition format's own documentation: comments, labels, a timestamp, a histogram, scientific notation. */
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

    /** Blanks, tabs, an extra comma, OpenMetrics 1.0's additions, and Prometheus 3's quoted names: each line is 5 of "m". */
    @ParameterizedTest
    @ValueSource(strings =
        {"m 5", "m\t5", " m  5 ", "m{} 5", "m { } 5", "m{a=\"b\",} 5", "m{ a = \"b\" , c\t=\"d\"\t}\t5", "m{a=\"\\\\\"} 5",
        "m{a=\"\\\"}\"} 5",
        "m{a=\"x # y\"} 5", "m 5 1395066363000", "m 5 1395066363.5", "m 5 -1", "m{a=\"b\"} 5 1.5e9 # {trace_id=\"x\"} 0.67 1.5",
        "m 5 # {} 1", "{\"m\"} 5",
        "{\"m\",a=\"b\"} 5", "m 5\r", "# EOF\nm 5\n# EOF", "m{a=\"1\"} 2\nm{a=\"2\"} 3", "m +5", "m 0.5e1"})
    void parse_ofEveryFormOfALine_isItsValue(String text) throws IOException {
        assertEquals(5, ServerMetrics.parse(text).value("m").orElseThrow(), text);
    }

    @Test
    void parse_ofOpenMetricsBuckets_hasTheExemplarsInNoFigure() throws IOException {
        var metrics = ServerMetrics.parse("""
            took_bucket{le="0.1"} 8 # {} 0.054
            took_bucket{ le="1.0", } 11 # {trace_id="KOO5S4vxi0o"} 0.67
            took_bucket{le="+Inf"} 17 # {trace_id="oHg5SJYRHA0"} 9.8 1520879607.789
            # EOF
            """);
        assertArrayEquals(new double[] {0.1, 1}, metrics.histograms().get("took").boundsSec());
        assertArrayEquals(new long[] {8, 11, 17}, metrics.histograms().get("took").cumulative());
    }

    /** 60,000 lines of at least 24 bytes exceed 1 MiB; the last line is read. A page of 17 MiB is rejected. */
    @Test
    void read_ofALongPage_isWholeOrOneSentence() throws IOException {
        var filler = "filler{number=\"%05d\"} 1\n";
        var page = new AtomicReference<byte[]>();
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        try {
            server.createContext("/metrics", exchange -> {
                exchange.sendResponseHeaders(200, page.get().length);
                try (var out = exchange.getResponseBody()) {
                    out.write(page.get());
                }
            });
            server.start();
            var url = HttpUrl.parse("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
            var text = new StringBuilder();
            for (int i = 0; i < 60_000; i++) text.append(String.format(filler, i));
            page.set(text.append("ws_connections 7\n").toString().getBytes(StandardCharsets.UTF_8));
            assertEquals(7, ServerMetrics.read(url, PATIENCE).value("ws_connections").orElseThrow());
            page.set(new byte[(16 << 20) + 1]);
            assertEquals("they are longer than 16 MiB; give a page of this server's own",
                assertThrows(IOException.class, () -> ServerMetrics.read(url, PATIENCE)).getMessage());
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings =
        {"m{a=\"b\" 5", "m{a=b} 5", "m{a=\"b} 5", "m{a=\"b\"c=\"d\"} 5", "{a=\"b\"} 5", "m", "m 5 6 7", "m{\"x\"} 5", "m{,} 5",
        "<html><body>404</body></html>", "{\"a\": 1}", "ws_connections three", "took_bucket{le=\"0.1\"} 2", "took_bucket{le=\"x\"} 2",
        "took_bucket{le=\"0.1\"} 5\ntook_bucket{le=\"+Inf\"} 2"})
    void parse_ofNonsense_isRefusedWithTheLineOrTheHistogram(String text) {
        var message = assertThrows(IOException.class, () -> ServerMetrics.parse(text)).getMessage();
        assertTrue(message.contains("Prometheus' text form: " + text.lines().findFirst().orElseThrow())
            || message.contains("histogram took"), message);
    }

    @Test
    void read_ofAChatServer_hasTheDocumentsMetrics() throws IOException {
        try (var server = ChatServer.start(ChatPlan.local(Style.QUEUEING))) {
            var metrics = ServerMetrics.read(HttpUrl.parse("http://127.0.0.1:" + server.metricsPort() + "/metrics"), PATIENCE);
            assertEquals(0, metrics.value("ws_connections").orElseThrow());
            assertEquals(14, metrics.histograms().get("ws_broadcast_duration_seconds").boundsSec().length);
        }
        assertThrows(IOException.class, () -> ServerMetrics.read(HttpUrl.parse("http://127.0.0.1:1/metrics")));
    }
}
