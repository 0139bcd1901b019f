package reprise.simulator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import reprise.recorder.Recorder;
import reprise.recorder.Share;
import reprise.transport.http.HttpRequestTemplate;
import reprise.transport.http.HttpUrl;

/** Over real sockets, against servers that behave and servers that do not. */
final class HttpLoadTest extends HttpRuns {
    @Test
    void run_againstAGoodServer_countsEachReplyOnce() throws IOException {
        try (var server = new HttpPlayedServer(until(100, (exchange, _) -> exchange.reply(200, GOOD)))) {
            var totals = run(plan(server.port(), 2, 5, LONG_MS));
            assertTrue(totals.requests() > 20, totals.toString());
            assertEquals(totals.attempts(), totals.requests() + totals.interrupted());
            assertEquals(4, totals.interrupted()); // 5 over 2 threads: 2 each, as wrk
            assertEquals(4, server.connections.get());
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
        try (var server = new HttpPlayedServer(until(20 * Deed.values().length, script))) {
            var totals = run(plan(server.port(), 2, 8, LONG_MS).withTimeout(250 * MS));
            assertAddUp(totals);
            assertEquals(0, totals.writeErrors());
            assertTrue(totals.timeouts() >= count(done, Deed.LATE) - 8, totals.toString());
            long more = Math.max(0, totals.timeouts() - count(done, Deed.LATE)); // which a busy host made late
            assertNear(count(done, Deed.GOOD_LENGTH, Deed.GOOD_CHUNKED, Deed.GOOD_AFTER_100, Deed.GOOD_THEN_CLOSE, Deed.GOOD_UNTIL_CLOSE,
                Deed.STRAY), totals.requests(), more);
            assertNear(count(done, Deed.UNEXPECTED), totals.unexpected(), more);
            assertNear(count(done, Deed.STATUS), totals.statusErrors(), more);
            assertNear(count(done, Deed.CLOSE, Deed.CUT, Deed.RESET, Deed.GARBAGE), totals.readErrors(), more);
            assertNear(count(done, Deed.STRAY), totals.strays(), more);
            assertNear(totals.timeouts(), totals.lateReplies(), more);
            assertEquals(List.of(new HttpTotals.Sample("{\"args\":[6]}", totals.unexpected())), totals.samples());
            assertEquals(totals.replies(), totals.wrk().requests());
            // late ones have status 503
            assertNear(totals.statusErrors() + totals.lateReplies(), totals.wrk().errors().status(), more - 8);
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
        assertEquals(250 * MS, totals.tookNs());
        // A connection's attempts at 0, 0, 10, 30, 70, 150, 310 ms: six within 250 ms, or fewer on a slow host.
        assertTrue(totals.connectErrors() >= 3 && totals.connectErrors() <= 18, totals.toString());
        assertEquals(1, notes.size(), notes.toString());
        assertTrue(notes.getFirst().contains("nobody listens at 127.0.0.1:" + port), notes.toString());
        assertEquals(totals.connectErrors(), totals.wrk().errors().connect());
        assertAddUp(totals);
    }

    @Test
    void run_serverStalls_countsTimeoutsOnceAndEndsInTime() throws IOException {
        try (var server = new HttpPlayedServer((exchange, _) -> exchange.stall())) {
            var totals = run(plan(server.port(), 2, 4, 400));
            assertEquals(totals.attempts(), totals.interrupted());
            assertEquals(400 * MS, totals.tookNs());
            assertAddUp(totals);
            totals = run(plan(server.port(), 2, 4, LONG_MS).withTimeout(50 * MS), soFar -> {
                if (soFar.counts()[HttpMetrics.TIMEOUTS.at()] == 4) enough.complete(null);
            });
            assertEquals(4, totals.attempts());
            assertEquals(4, totals.timeouts());
            assertEquals(0, totals.interrupted());
            assertAddUp(totals);
        }
    }

    /** A request that is over the time-out when the run ends is one, though the loop has had no tick between. */
    @Test
    void run_whoseLoopIsLateForItsEnd_countsTheTimeout() throws IOException {
        try (var server = new HttpPlayedServer((exchange, _) -> {
            for (var loop : loops) loop.execute(() -> LockSupport.parkNanos(600 * MS));
            return exchange.stall();
        })) {
            var totals = run(plan(server.port(), 1, 1, 500).withTimeout(50 * MS));
            assertEquals(1, totals.timeouts());
            assertEquals(0, totals.interrupted());
            assertAddUp(totals);
        }
    }

    @Test
    void run_serverStallsWithinTheTimeout_isInterrupted() throws IOException {
        try (var server = new HttpPlayedServer(until(7, (exchange, n) -> n < 6 ? exchange.reply(200, GOOD) : exchange.stall()))) {
            var totals = run(plan(server.port(), 1, 2, LONG_MS));
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
            // so that nothing is written during the run, which the first note ends
            noted = "write error";
            var totals = run(plan(server.getLocalPort(), 1, 1, LONG_MS).withLinkDelay(10_000 * MS));
            assertTrue(totals.writeErrors() > 0, totals.toString());
            assertEquals(0, totals.readErrors());
            assertEquals(0, recording.whole(HttpMetrics.LINK_DELAY).getTotalCount());
            assertAddUp(totals);
        }
    }

    @Test
    void openLoop_quickServer_sendsEveryTick() throws IOException {
        try (var server = new HttpPlayedServer(until(400, (exchange, _) -> exchange.reply(200, GOOD)))) {
            // 500/s for 400 ms: 200 ticks before the end.
            var totals = run(plan(server.port(), 2, 8, 400).atRate(500));
            assertEquals(200, totals.attempts() + totals.unsent());
            assertAddUp(totals);
            totals = run(plan(server.port(), 2, 8, LONG_MS).atRate(500));
            assertTrue(totals.requests() > 100, totals.toString());
            assertTrue(recording.whole(HttpMetrics.LATENCY).getMean() >= recording.whole(HttpMetrics.SERVICE).getMean());
            assertAddUp(totals);
        }
    }

    @Test
    void openLoop_slowServer_countsFromTheIntendedTime() throws IOException {
        // One connection, 20 ms a reply at least, 1000/s: the n-th waited at least 19 n ms.
        try (var server = new HttpPlayedServer(until(14, (exchange, _) -> exchange.pause(20) && exchange.reply(200, GOOD)))) {
            var totals = run(plan(server.port(), 1, 1, LONG_MS).atRate(1000));
            assertEquals((totals.tookNs() + MS - 1) / MS, totals.attempts() + totals.unsent());
            assertTrue(totals.requests() >= 14 && totals.requests() <= totals.tookNs() / (20 * MS), totals.toString());
            assertEquals(1, totals.interrupted());
            assertTrue(recording.whole(HttpMetrics.LATENCY).getMaxValue() > 13 * 19 * MS, "the last one waited nearly all the time");
            assertTrue(recording.whole(HttpMetrics.SERVICE).getMinValue() >= 19 * MS);
            assertAddUp(totals);
        }
    }

    @Test
    void linkDelay_holdsEachRequestBackAndSaysForHowLong() throws IOException {
        try (var server = new HttpPlayedServer(until(20, (exchange, _) -> exchange.reply(200, GOOD)))) {
            var totals = run(plan(server.port(), 1, 4, LONG_MS).withLinkDelay(2 * MS));
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

    private static long count(AtomicLongArray done, Deed... deeds) {
        return Arrays.stream(deeds).mapToLong(deed -> done.get(deed.ordinal())).sum();
    }

    /** What the server did, except for requests in flight at the end on one of the eight connections, and {@code more}. */
    private static void assertNear(long done, long counted, long more) {
        assertTrue(counted > 0 && counted <= done && counted >= done - 8 - more, "server: " + done + ", counted: " + counted);
    }
}
