package reprise.simulator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reprise.recorder.Clock;
import reprise.recorder.Recorder;
import reprise.transport.Sockets;
import reprise.transport.http.HttpRequestTemplate;
import reprise.transport.http.HttpUrl;

/** Rare but valid, or frequent but wrong requests and replies over real sockets: how they are handled and reported. */
final class HttpByTheBookTest {
    private static final long MS = 1_000_000L;

    private final EventLoopGroup loops = Sockets.loops("http-book", 1);
    private final Clock clock = Clock.system();
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> seen = new CompletableFuture<>(); // completes when the test has seen enough, and ends the run

    @AfterEach
    void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** RFC 9112, 9.6: each connection carries one request, though the server does not announce the close. */
    @Test
    void run_ownHeaderSaysClose_sendsOneRequestAConnection() throws IOException {
        HttpPlayedServer.Script script = (exchange, n) -> {
            if (n == 5) seen.complete(null); // after five replies
            return exchange.reply(200, "x");
        };
        try (var server = new HttpPlayedServer(script)) {
            var totals = run(plan(server, 60_000, "Connection: close"));
            assertTrue(totals.requests() >= 5, totals.toString());
            assertEquals(0, totals.readErrors() + totals.writeErrors() + totals.strays(), notes.toString());
            assertTrue(server.requests.get() <= server.connections.get(), server.requests + " on " + server.connections);
        }
    }

    @Test
    void run_encodingBesideALength_isAReadErrorWithASentence() throws IOException {
        var reply = "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 1\r\n\r\nx";
        try (var server = new HttpPlayedServer((exchange, _) -> exchange.say(reply))) {
            var totals = run(plan(server, 60_000));
            assertEquals(0, totals.requests());
            assertTrue(totals.readErrors() > 0, totals.toString());
            assertTrue(notes.getFirst().contains("Transfer-Encoding that does not end with chunked, beside a Content-Length"),
                notes.toString());
        }
    }

    /** RFC 9112, 6.3: a reply without a length ends with its connection, which this server leaves open. */
    @Test
    void run_replyWithoutALength_saysThatItWaitsForTheClose() throws IOException {
        try (var server = new HttpPlayedServer((exchange, _) -> exchange.say("HTTP/1.1 200 OK\r\n\r\nx") && exchange.stall())) {
            var totals = run(plan(server, 50));
            assertEquals(1, totals.timeouts());
            assertEquals(1, notes.size(), notes.toString());
            assertTrue(notes.getFirst().contains("neither a Content-Length nor chunks"), notes.toString());
        }
    }

    private static HttpLoadPlan plan(HttpPlayedServer server, long timeoutMs, String... headers) {
        var url = HttpUrl.parse("http://127.0.0.1:" + server.port() + "/");
        var all = List.of(headers).stream().map(HttpRequestTemplate.Header::parse).toList();
        return HttpLoadPlan.closed(url, new HttpRequestTemplate("GET", url, all, new byte[0]), 1, 1, 60_000 * MS)
            .withTimeout(timeoutMs * MS);
    }

    private HttpTotals run(HttpLoadPlan plan) {
        var recorder = new Recorder(HttpMetrics.ALL);
        var load = new HttpLoad(plan, loops, clock, (_, _, what) -> {
            notes.add(what);
            seen.complete(null);
        });
        load.start(recorder).join();
        seen.thenRun(load::stop);
        return load.done().join();
    }
}
