package reprise.simulator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reprise.recorder.Clock;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.recorder.Share;
import reprise.transport.Sockets;
import reprise.transport.http.HttpRequestTemplate;
import reprise.transport.http.HttpUrl;

/** Over real sockets, against servers that behave and servers that do not. */
final class HttpLoadTest {
    private static final long MS = 1_000_000L;
    private static final String GOOD = "{\"args\":[5]}";

    private final EventLoopGroup loops = Sockets.loops("http-load", 2);
    private final Clock clock = Clock.system();
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private Recording recording;

    @AfterEach
    void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void run_againstAGoodServer_countsEachReplyOnce() throws IOException {
        try (var server = new HttpPlayedServer((exchange, _) -> exchange.reply(200, GOOD))) {
            var totals = run(plan(server.port(), 2, 5, 400));
            assertTrue(totals.requests() > 20, totals.toString());
            assertEquals(totals.attempts(), totals.requests() + totals.interrupted());
            assertEquals(4, totals.interrupted()); // 5 over 2 threads: 2 each, as wrk
            assertEquals(4, server.connections.get());
            assertEquals(400 * MS, totals.tookNs());
            int replyBytes = 12 + "HTTP/1.1 200 Played\r\nContent-Length: 12\r\n\r\n".length();
            // read in the same turn as the end, but after it: the request is interrupted
            long lateBytes = totals.readBytes() - totals.requests() * replyBytes;
            assertTrue(lateBytes >= 0 && lateBytes <= 4 * replyBytes && lateBytes % replyBytes == 0, totals.toString());
            // wrk's figures cover the same replies.
            assertEquals(totals.requests(), totals.wrk().requests());
            assertEquals(totals.readBytes(), totals.wrk().readBytes());
            assertEquals(5, totals.wrk().connections());
            // Each thread's numbers rise from 0, each once: with two threads, each number occurs at most twice, without gaps except for
            // interrupted requests, which may not have arrived.
            var numbers = server.targets.stream().mapToLong(target -> Long.parseLong(target.replace("/call?seq=", ""))).sorted().toArray();
            assertEquals(2, Arrays.stream(numbers).filter(number -> number == 0).count());
            long missing = numbers[numbers.length - 1] + 1 - Arrays.stream(numbers).distinct().count();
            assertTrue(missing >= 0 && missing <= totals.interrupted(), missing + " numbers are missing");
            assertTrue(Arrays.stream(numbers).boxed()
                .collect(java.util.stream.Collectors.groupingBy(n -> n, java.util.stream.Collectors.counting()))
                .values().stream().allMatch(count -> count <= 2));
        }
    }

    /** How the misbehaving server treats a request, and how that must be counted. */
    private enum Deed {
        GOOD_LENGTH, GOOD_CHUNKED, GOOD_AFTER_100, GOOD_THEN_CLOSE, GOOD_UNTIL_CLOSE, UNEXPECTED, STATUS, CLOSE, CUT, RESET, GARBAGE, STRAY,
            LATE;

        boolean play(HttpPlayedServer.Exchange to) throws IOException {
            return switch (this) {
                case GOOD_LENGTH -> to.reply(200, GOOD);
                case GOOD_CHUNKED -> to.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nC;x=y\r\n{\"args")
                    && to.say("\":[5]}\r\n0\r\nA: b\r\n\r\n");
                case GOOD_AFTER_100 -> to.say("HTTP/1.1 100 Continue\r\n\r\n") && to.reply(200, GOOD);
                case GOOD_THEN_CLOSE -> !to.say("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 12\r\n\r\n" + GOOD);
                case GOOD_UNTIL_CLOSE -> !to.say("HTTP/1.0 200 OK\r\n\r\n" + GOOD);
                case UNEXPECTED -> to.reply(200, "{\"args\":[6]}");
                case STATUS -> to.reply(500, GOOD);
                case CLOSE -> false;
                case CUT -> !to.say("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"args");
                case RESET -> to.reset();
                case GARBAGE -> to.say("what?\r\n");
                case STRAY -> to.say("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n" + GOOD + "HTTP/1.1 200 OK\r\n");
                case LATE -> to.pause(400) && to.reply(503, GOOD);
            };
        }
    }

    @Test
    void run_againstAMisbehavingServer_givesEachAttemptOneOutcome() throws IOException {
        var done = new AtomicLongArray(Deed.values().length);
        HttpPlayedServer.Script script = (exchange, n) -> {
            var deed = Deed.values()[(int) (n % Deed.values().length)];
            done.incrementAndGet(deed.ordinal());
            return deed.play(exchange);
        };
        try (var server = new HttpPlayedServer(script)) {
            var totals = run(plan(server.port(), 2, 8, 1_500).withTimeout(250 * MS));
            assertAddUp(totals);
            assertEquals(0, totals.writeErrors());
            assertNear(count(done, Deed.GOOD_LENGTH, Deed.GOOD_CHUNKED, Deed.GOOD_AFTER_100, Deed.GOOD_THEN_CLOSE, Deed.GOOD_UNTIL_CLOSE,
                Deed.STRAY), totals.requests());
            assertNear(count(done, Deed.UNEXPECTED), totals.unexpected());
            assertNear(count(done, Deed.STATUS), totals.statusErrors());
            assertNear(count(done, Deed.CLOSE, Deed.CUT, Deed.RESET, Deed.GARBAGE), totals.readErrors());
            assertNear(count(done, Deed.STRAY), totals.strays());
            assertNear(count(done, Deed.LATE), totals.timeouts());
            assertNear(totals.timeouts(), totals.lateReplies());
            assertEquals(List.of(new HttpTotals.Sample("{\"args\":[6]}", totals.unexpected())), totals.samples());
            assertEquals(totals.replies(), totals.wrk().requests());
            assertEquals(totals.statusErrors() + totals.lateReplies(), totals.wrk().errors().status()); // late ones have status 503
            assertEquals(totals.readErrors() + totals.strays(), totals.wrk().errors().read());
            assertTrue(totals.wrk().latencyUs().max() <= 250_000, totals.wrk().toString()); // late ones are not in wrk's figures
            assertTrue(recording.whole(HttpMetrics.SERVICE).getMaxValue() >= 400 * MS); // but they are in ours
        }
    }

    @Test
    void run_refusedConnections_areCountedAndTheRunEnds() throws IOException {
        int port;
        try (var server = new HttpPlayedServer((_, _) -> false)) {
            port = server.port();
        }
        var totals = run(plan(port, 1, 3, 250));
        assertEquals(0, totals.attempts());
        // A connection's attempts at 0, 0, 10, 30, 70, 150, 310 ms: six within 250 ms, or fewer on a slow host.
        assertTrue(totals.connectErrors() >= 6 && totals.connectErrors() <= 18, totals.toString());
        assertEquals(1, notes.size(), notes.toString());
        assertTrue(notes.getFirst().contains("nobody listens at 127.0.0.1:" + port), notes.toString());
        assertEquals(totals.connectErrors(), totals.wrk().errors().connect());
        assertAddUp(totals);
    }

    @Test
    void run_serverStalls_countsTimeoutsOnceAndEndsInTime() throws IOException {
        try (var server = new HttpPlayedServer((exchange, _) -> exchange.stall())) {
            var totals = run(plan(server.port(), 2, 4, 400).withTimeout(50 * MS));
            assertEquals(4, totals.attempts());
            assertEquals(4, totals.timeouts());
            assertEquals(0, totals.interrupted());
            assertEquals(400 * MS, totals.tookNs());
            assertAddUp(totals);
        }
    }

    @Test
    void run_serverStallsWithinTheTimeout_isInterrupted() throws IOException {
        try (var server = new HttpPlayedServer((exchange, n) -> n < 6 ? exchange.reply(200, GOOD) : exchange.stall())) {
            var totals = run(plan(server.port(), 1, 2, 200));
            assertEquals(6, totals.requests());
            assertEquals(2, totals.interrupted());
            assertAddUp(totals);
        }
    }

    @Test
    void run_connectionLostWithARequestHeldBack_isAWriteError() throws IOException {
        // The server closes as soon as it accepts, while the request waits on the emulated link.
        try (var server = new java.net.ServerSocket(0, 50, java.net.InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) server.accept().close();
                } catch (IOException _) {
                    // the test has ended
                }
            });
            // so that nothing is written during the run
            var totals = run(plan(server.getLocalPort(), 1, 1, 600).withLinkDelay(5_000 * MS));
            assertTrue(totals.writeErrors() > 0, totals.toString());
            assertEquals(0, totals.readErrors());
            assertEquals(0, recording.whole(HttpMetrics.LINK_DELAY).getTotalCount());
            assertAddUp(totals);
        }
    }

    @Test
    void openLoop_quickServer_sendsEveryTick() throws IOException {
        try (var server = new HttpPlayedServer((exchange, _) -> exchange.reply(200, GOOD))) {
            // 500/s for 400 ms: 200 ticks before the end.
            var totals = run(plan(server.port(), 2, 8, 400).atRate(500));
            assertEquals(200, totals.attempts() + totals.unsent());
            assertTrue(totals.requests() > 100, totals.toString());
            assertTrue(recording.whole(HttpMetrics.LATENCY).getMean() >= recording.whole(HttpMetrics.SERVICE).getMean());
            assertAddUp(totals);
        }
    }

    @Test
    void openLoop_slowServer_countsFromTheIntendedTime() throws IOException {
        // One connection, 20 ms a reply, 1000/s: in 300 ms at most 15 replies; the n-th waited about 19 n ms.
        try (var server = new HttpPlayedServer((exchange, _) -> exchange.pause(20) && exchange.reply(200, GOOD))) {
            var totals = run(plan(server.port(), 1, 1, 300).atRate(1000));
            assertEquals(300, totals.attempts() + totals.unsent());
            assertTrue(totals.requests() > 2 && totals.requests() <= 15, totals.toString());
            assertEquals(1, totals.interrupted());
            assertTrue(recording.whole(HttpMetrics.LATENCY).getMaxValue() > 250 * MS * 19 / 20 - 20 * MS,
                "the last one waited nearly all the time");
            assertTrue(recording.whole(HttpMetrics.SERVICE).getMinValue() >= 19 * MS);
            assertAddUp(totals);
        }
    }

    @Test
    void linkDelay_holdsEachRequestBackAndSaysForHowLong() throws IOException {
        try (var server = new HttpPlayedServer((exchange, _) -> exchange.reply(200, GOOD))) {
            var totals = run(plan(server.port(), 1, 4, 300).withLinkDelay(2 * MS));
            var delay = recording.whole(HttpMetrics.LINK_DELAY);
            assertTrue(delay.getTotalCount() >= totals.requests() && delay.getTotalCount() <= totals.attempts(), totals.toString());
            assertTrue(delay.getMinValue() >= 2 * MS - 4_000, delay.getMinValue() + " ns"); // 3 digits of the histogram
            assertTrue(recording.whole(HttpMetrics.SERVICE).getMinValue() >= 2 * MS - 4_000);
            assertAddUp(totals);
        }
    }

    @Test
    void stop_endsTheRunAtOnce() throws IOException {
        try (var server = new HttpPlayedServer((exchange, _) -> exchange.reply(200, GOOD))) {
            var recorder = new Recorder(HttpMetrics.ALL);
            var load = new HttpLoad(plan(server.port(), 2, 4, 60_000), loops, clock, (_, _, _) -> { });
            load.start(recorder).join();
            assertThrows(IllegalStateException.class, () -> load.start(recorder));
            var totals = load.stop().join();
            assertTrue(totals.tookNs() < 10_000 * MS);
            load.close().join();
            recording = recorder.finish(recorder.startNs() + totals.tookNs());
            assertAddUp(totals);
        }
    }

    @Test
    void stop_beforeTheStart_isAnEmptyRun() {
        var never = new HttpLoad(plan(1, 2, 4, 60_000), loops, clock, (_, _, _) -> { });
        assertEquals(0, never.stop().join().attempts());
        var recorder = new Recorder(HttpMetrics.ALL);
        never.start(recorder).join();
        assertEquals(0, recorder.finish(recorder.startNs()).durationNs());
    }

    @Test
    void load_thatCannotBegin_isRefusedWithTheRemedy() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new HttpLoad(plan(1, 3, 3, 1), loops, clock, (_, _, _) -> { }))
            .getMessage().contains("fewer loops than the plan's 3 threads"));
        var message = assertThrows(IllegalArgumentException.class, () -> new HttpLoadPlan(HttpUrl.parse("http://h"), null,
            java.util.Optional.empty(), 0, -1, 0, -5, 0, -1, Share.WHOLE)).getMessage();
        assertEquals(6, message.lines().count(), message);
    }

    @Test
    void wait_betweenTries_growsAndIsBounded() {
        assertEquals(List.of(0L, 0L, 10L, 20L, 40L, 80L, 160L, 160L),
            java.util.stream.IntStream.range(0, 8).mapToObj(failures -> HttpConnection.waitNs(failures) / MS).toList());
        assertEquals(160 * MS, HttpConnection.waitNs(Integer.MAX_VALUE));
    }

    private static HttpLoadPlan plan(int port, int threads, int connections, long ms) {
        var url = HttpUrl.parse("http://127.0.0.1:" + port + "/call?seq={n}");
        return HttpLoadPlan.closed(url, new HttpRequestTemplate("POST", url, List.of(), "{\"procedure\":\"add2\"}".getBytes()),
            threads, connections, ms * MS).expecting(GOOD.getBytes());
    }

    private HttpTotals run(HttpLoadPlan plan) {
        var recorder = new Recorder(HttpMetrics.ALL);
        var load = new HttpLoad(plan, loops, clock, (_, _, what) -> notes.add(what));
        load.start(recorder).join();
        var totals = load.done().join();
        recording = recorder.finish(recorder.startNs() + totals.tookNs());
        return totals;
    }

    /** Every attempt has one outcome; the recorder has the same counts, all within the run; each reply was timed. */
    private void assertAddUp(HttpTotals totals) {
        var what = totals.toString();
        for (var account : totals.outcomes(recording.whole(HttpMetrics.SERVICE).getTotalCount()).accounts("", totals.wrk().requests()))
            assertEquals("", account.imbalance(), what);
        assertEquals(totals.attempts(), totals.requests() + totals.unexpected() + totals.statusErrors() + totals.timeouts()
            + totals.readErrors() + totals.writeErrors() + totals.interrupted(), what);
        assertEquals(List.of(totals.requests(), totals.unexpected(), totals.statusErrors(), totals.timeouts(), totals.readErrors(),
            totals.writeErrors(), totals.interrupted(), totals.lateReplies(), totals.connectErrors(), totals.strays(),
            totals.readBytes(), totals.unsent()), Arrays.stream(recording.counts()).boxed().toList(), what);
        assertTrue(recording.anomalies().none(), recording.anomalies().toString());
        assertEquals(totals.replies(), recording.whole(HttpMetrics.LATENCY).getTotalCount(), what);
        assertEquals(totals.replies(), recording.whole(HttpMetrics.SERVICE).getTotalCount(), what);
    }

    private static long count(AtomicLongArray done, Deed... deeds) {
        return Arrays.stream(deeds).mapToLong(deed -> done.get(deed.ordinal())).sum();
    }

    /** What the server did, except for requests in flight at the end on one of the eight connections. */
    private static void assertNear(long done, long counted) {
        assertTrue(counted > 0 && counted <= done && counted >= done - 8, "server: " + done + ", counted: " + counted);
    }
}
