package reprise.sut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reprise.recorder.BucketColumns;
import reprise.recorder.Clock;
import reprise.transport.http.HttpUrl;

/** What is read of a page that a server changes each second. */
final class MetricsWatchTest {
    private final List<String> events = new ArrayList<>();
    private HttpServer server;
    private volatile int status = 200;
    private volatile String page = "";
    private MetricsWatch watch;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var body = page.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        var url = HttpUrl.parse("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
        MetricsWatch.Page page = () -> ServerMetrics.read(url, Duration.ofMinutes(1));
        watch = new MetricsWatch("a", url, Clock.system(), (_, _, what) -> events.add(what), page)
            .gauge("open", "open").total("all_total", "all").counter("errors_total", "errors", "failed write")
            .histogram("took_seconds", "took");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** @param fast observations up to 0.1 s, of {@code took} in all */
    private void tells(int open, int all, int errors, int fast, int took) {
        page = "open " + open + "\nall_total " + all + "\nerrors_total " + errors + "\ntook_seconds_bucket{le=\"0.1\"} " + fast
            + "\ntook_seconds_bucket{le=\"+Inf\"} " + took + "\n";
    }

    private static Map<String, Double> row(double open, double all, double errors) {
        return Map.of("open a", open, "all a", all, "errors a", errors);
    }

    @Test
    void seconds_haveWhatWasCountedInEach_andNothingFromBefore() {
        tells(3, 100, 7, 40, 50);
        watch.begin();
        tells(5, 104, 7, 40, 50);
        assertEquals(row(5, 4, 0), watch.second(0));
        tells(4, 110, 9, 40, 50);
        assertEquals(row(4, 10, 2), watch.second(1), "the total counts from the start, the counter from the second before");
        assertEquals(List.of("the first failed write at a, in second 1"), events);
        tells(4, 110, 10, 40, 50);
        watch.second(2);
        assertEquals(1, events.size(), "only the first");
        assertEquals(Optional.empty(), watch.fault());
    }

    /** 4 of 5 new ones up to 0.1 s: rank 4.75 of the 95th percentile is beyond the last bound, which is then the figure, 100 ms. */
    @Test
    void histogram_ofASecond_hasItsBucketsAndP95() {
        tells(0, 0, 0, 40, 50);
        watch.begin();
        tells(0, 0, 0, 44, 55);
        var row = watch.second(0);
        var columns = new BucketColumns("took", "a");
        assertEquals(4, row.get(columns.bucket("0.1").key()));
        assertEquals(1, row.get(columns.bucket("Inf").key()));
        assertEquals(100, row.get(columns.p95().key()));
        tells(0, 0, 0, 44, 55);
        assertEquals(row(0, 0, 0), watch.second(1), "a second without any has no column of it");
        assertEquals(5, watch.whole("took").orElseThrow().count());
        assertEquals(Optional.empty(), watch.whole("other"));
    }

    @Test
    void server_thatRestarts_countsFromZero() {
        tells(0, 100, 50, 1, 1);
        watch.begin();
        tells(1, 3, 2, 0, 0);
        assertEquals(row(1, 3, 2), watch.second(0));
    }

    @Test
    void page_thatCannotBeRead_isToldOnce_andCounted() {
        tells(1, 1, 0, 0, 1);
        watch.begin();
        status = 503;
        assertEquals(Map.of(), watch.second(0));
        assertEquals(Map.of(), watch.second(1));
        status = 200;
        tells(1, 5, 0, 0, 1);
        assertEquals(row(1, 4, 0), watch.second(2), "what was missed is in the next second that is read");
        assertEquals("could not be read 2 times of 4 (status 503)", watch.fault().orElseThrow());
        assertEquals(1, events.size(), events.toString());
        assertTrue(events.getFirst().startsWith("the metrics of a at http://127.0.0.1:"), events.toString());
    }

    @Test
    void page_withoutTheNames_isAFault_ofThatPhaseAlone() {
        page = "other 1\n";
        watch.begin();
        assertEquals(Map.of(), watch.second(0));
        assertEquals("can be read, and have none of the names that are looked for, such as open", watch.fault().orElseThrow());
        assertEquals(List.of(), events, "a name may come with its first count");
        watch.second(1);
        watch.second(2);
        watch.second(3);
        assertEquals(1, events.size(), events.toString());
        assertTrue(events.getFirst().endsWith("can be read, and have none of the names that are looked for, such as open"),
            events.getFirst());
        tells(1, 1, 0, 0, 1);
        watch.begin();
        watch.second(0);
        assertEquals(Optional.empty(), watch.fault());
    }
}
