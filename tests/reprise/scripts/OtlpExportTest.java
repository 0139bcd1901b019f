package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.scripts.ScriptProcess.Script.HTTP_LOAD;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A load whose figures go to a collector of OpenTelemetry's protocol, which decodes them by the protocol's own classes. */
@Tag("waits")
@Order(6)
final class OtlpExportTest {
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /** @param headers by name in lower case */
    private record Received(Map<String, String> headers, ExportMetricsServiceRequest metrics) {
        Map<String, Metric> byName() {
            return metrics.getResourceMetricsList().stream().flatMap(resource -> resource.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream()).collect(Collectors.toMap(Metric::getName, metric -> metric));
        }
    }

    @TempDir
    private Path temp;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/page", asked -> {
            asked.sendResponseHeaders(204, -1);
            asked.close();
        });
        server.createContext("/v1/metrics", this::take);
        server.createContext("/full/v1/metrics", asked -> {
            asked.getRequestBody().readAllBytes();
            asked.sendResponseHeaders(503, -1);
            asked.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void take(HttpExchange asked) throws IOException {
        var headers = new HashMap<String, String>();
        asked.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        received.add(new Received(headers, ExportMetricsServiceRequest.parseFrom(asked.getRequestBody().readAllBytes())));
        var reply = ExportMetricsServiceResponse.getDefaultInstance().toByteArray();
        asked.getResponseHeaders().set("Content-Type", "application/x-protobuf");
        asked.sendResponseHeaders(200, reply.length == 0 ? -1 : reply.length);
        asked.getResponseBody().write(reply);
        asked.close();
    }

    private String at(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private ScriptProcess.Ended load(Map<String, String> environment, String... more) throws Exception {
        var args = new ArrayList<>(List.of("-d1s", "-c2", "-R", "100", "--warm-up", "0s", "--timeout", "1m", "--out",
            temp.resolve("run").toString()));
        args.addAll(List.of(more));
        args.add(at("/page"));
        return ScriptProcess.runWith(environment, HTTP_LOAD, temp, args.toArray(String[]::new));
    }

    private long requests() throws IOException {
        var run = new ObjectMapper().readTree(temp.resolve("run/run.json").toFile());
        return StreamSupport.stream(run.path("seconds").spliterator(), false).mapToLong(second -> second.path("requests").longValue())
            .sum();
    }

    private static String text(List<KeyValue> attributes, String key) {
        return attributes.stream().filter(each -> each.getKey().equals(key)).map(each -> each.getValue().getStringValue()).findFirst()
            .orElse("");
    }

    @Test
    void figures_reachTheCollector_andTheLastOnesAreThoseOfRunJson() throws Exception {
        var ended = load(Map.of(ENDPOINT, at(""), "OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=lab,x-key=a%20b", "OTEL_SERVICE_NAME", "nightly",
            "OTEL_METRIC_EXPORT_INTERVAL", "200"));
        assertEquals(0, ended.exitCode(), ended.err());
        assertFalse(ended.err().contains("collector"), ended.err());
        assertFalse(received.isEmpty());
        var last = received.getLast();
        assertEquals("lab", last.headers().get("x-tenant"));
        assertEquals("a b", last.headers().get("x-key"));
        var resource = last.metrics().getResourceMetrics(0);
        assertEquals("nightly", text(resource.getResource().getAttributesList(), "service.name"));
        assertEquals(1, resource.getScopeMetricsCount());
        assertEquals("reprise", resource.getScopeMetrics(0).getScope().getName());

        var metrics = last.byName();
        var sum = metrics.get("reprise.requests").getSum();
        assertTrue(sum.getIsMonotonic());
        assertEquals(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE, sum.getAggregationTemporality());
        assertTrue(requests() > 0);
        assertEquals(requests(), sum.getDataPoints(0).getAsDouble());
        assertEquals("run", text(sum.getDataPoints(0).getAttributesList(), "run"));
        var latency = metrics.get("reprise.latency");
        assertEquals("s", latency.getUnit());
        var point = latency.getHistogram().getDataPoints(0);
        assertEquals(requests(), point.getCount());
        assertEquals(point.getCount(), point.getBucketCountsList().stream().mapToLong(each -> each).sum());
        assertEquals(point.getExplicitBoundsCount() + 1, point.getBucketCountsCount());
        assertTrue(point.getSum() > 0 && point.getMax() <= point.getSum(), point.toString());
        assertEquals("By", metrics.get("reprise.read_bytes").getUnit());
        assertEquals(100, metrics.get("reprise.scheduled").getSum().getDataPoints(0).getAsDouble(), 1);
        assertEquals(0, metrics.get("reprise.phase_measured").getGauge().getDataPoints(0).getAsDouble());
    }

    /** It goes until the collector has something of it. */
    @Test
    void figures_reachTheCollector_whileTheLoadGoes() throws Exception {
        var environment = Map.of(ENDPOINT, at(""), "OTEL_METRIC_EXPORT_INTERVAL", "200");
        try (var load = ScriptProcess.startOn(List.of(), environment, HTTP_LOAD, Path.of("/dev/null"), temp, "-d24h", "-c2", "-R", "100",
            "--warm-up", "0s", at("/page"))) {
            ScriptProcess.await(() -> received.isEmpty() ? "" : "received", "received", load.handle());
            assertEquals(130, load.interrupt().exitCode());
        }
    }

    /** One sentence, and the run is as without. */
    private void goesOn(String endpoint, String why) throws Exception {
        var ended = load(Map.of(ENDPOINT, endpoint, "OTEL_METRIC_EXPORT_INTERVAL", "200"));
        assertEquals(0, ended.exitCode(), ended.err());
        var told = ended.err().lines().filter(line -> line.contains("collector")).toList();
        assertEquals(List.of("metrics cannot be sent to the collector of " + ENDPOINT + ": " + why
            + "; the run goes on, and its files have all figures"), told, ended.err());
        assertFalse(ended.err().contains("opentelemetry"), ended.err());
        assertTrue(requests() > 0);
        assertTrue(Files.exists(temp.resolve("run/report.html")));
    }

    @Test
    void collector_thatRefuses_isToldOnce_andTheRunGoesOn() throws Exception {
        goesOn(at("/full"), "it answered with status 503");
    }

    @Test
    void collector_thatIsNotThere_isToldOnce_andTheRunGoesOn() throws Exception {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        goesOn("http://127.0.0.1:" + port, "nobody listens there");
    }

    @Test
    void variables_thatCannotBeUsed_endItBeforeItBegins() throws Exception {
        for (var wrong : List.of(Map.of(ENDPOINT, "nonsense"), Map.of(ENDPOINT, at(""), "OTEL_METRIC_EXPORT_INTERVAL", "soon"),
            Map.of(ENDPOINT, at(""), "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"))) {
            var ended = ScriptProcess.failed(load(wrong), 2, "http-load: OpenTelemetry's variables cannot be used: ");
            assertEquals(1, ended.err().lines().count(), ended.err());
            assertFalse(Files.exists(temp.resolve("run")));
        }
    }
}
