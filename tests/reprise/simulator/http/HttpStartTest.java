package reprise.simulator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reprise.recorder.Clock;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.transport.Sockets;
import reprise.transport.http.HttpRequestTemplate;
import reprise.transport.http.HttpUrl;

/** When a load's window opens. */
@Tag("waits")
final class HttpStartTest {
    private static final long MS = 1_000_000L;
    /** Of a run that something else ends, and a time-out that does not come. */
    private static final long LONG_MS = 60_000;

    private final EventLoopGroup loops = Sockets.loops("http-start", 2);
    private final Clock clock = Clock.system();
    private final List<String> notes = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static HttpLoadPlan plan(int port, int threads, int connections, long ms) {
        var url = HttpUrl.parse("http://127.0.0.1:" + port + "/");
        return HttpLoadPlan.closed(url, new HttpRequestTemplate("GET", url, List.of(), new byte[0]), threads, connections, ms * MS)
            .withTimeout(LONG_MS * MS);
    }

    private HttpLoad load(HttpLoadPlan plan) {
        return new HttpLoad(plan, loops, clock, (_, _, what) -> notes.add(what));
    }

    @Test
    void stop_whileItConnects_isAnEmptyRun() throws IOException {
        // Nothing accepts from a queue of one: Linux lets two in, and the others' first attempt lasts for the time-out.
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var load = load(plan(silent.getLocalPort(), 2, 20, LONG_MS));
            var recorder = new Recorder(HttpMetrics.ALL);
            var begun = load.start(recorder);
            var totals = load.stop().join();
            begun.join();
            assertEquals(0, totals.attempts() + totals.tookNs());
            recorder.finish(recorder.startNs());
        }
    }

    /**
     * At first nothing accepts from a queue of one: Linux lets two connections in and drops the load's first packet, which is resent
     * after a second (TCP_TIMEOUT_INIT). The run begins when that connection is open, so all of its 300 ticks are then due: the first is
     * sent, no reply comes, and 299 find no free connection.
     */
    @Test
    void start_waitsUntilTheConnectionStands() throws IOException {
        try (var slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
             var _ = new Socket(slow.getInetAddress(), slow.getLocalPort());
             var _ = new Socket(slow.getInetAddress(), slow.getLocalPort())) {
            long beforeNs = clock.nanos();
            var load = load(plan(slow.getLocalPort(), 1, 1, 300).atRate(1000));
            var recorder = new Recorder(HttpMetrics.ALL);
            load.start(recorder);
            awaitFirstPacket(slow.getLocalPort());
            var accepted = new ArrayList<Socket>();
            for (int i = 0; i < 3; i++) accepted.add(slow.accept());
            var totals = load.done().join();
            var recording = recorder.finish(recorder.startNs() + totals.tookNs());
            assertTrue(recorder.startNs() - beforeNs >= 900 * MS,
                "began " + (recorder.startNs() - beforeNs) / MS + " ms after the connect");
            assertEquals(300 * MS, totals.tookNs());
            assertEquals(1, totals.interrupted());
            assertEquals(299, totals.unsent());
            assertEquals(299, recording.count(HttpMetrics.UNSENT));
            assertEquals(List.of(), notes);
            for (var socket : accepted) socket.close();
        }
    }

    /** Until the kernel lists a connection to the port in state SYN_SENT, 02 (man 5 proc_net). */
    private static void awaitFirstPacket(int port) throws IOException {
        var there = String.format(java.util.Locale.ROOT, ":%04X 02 ", port);
        long untilNs = System.nanoTime() + LONG_MS * MS;
        for (boolean seen = false; !seen; ) {
            for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) seen |= Files.readString(Path.of(table)).contains(there);
            assertTrue(System.nanoTime() < untilNs, "no connection to port " + port + " is on its way");
        }
    }

    /** Failures before the first second count in the first second. */
    @Test
    void connectErrors_beforeTheStart_areInTheFirstSecond() throws IOException {
        int nobody;
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = server.getLocalPort();
        }
        var load = load(plan(nobody, 2, 4, LONG_MS));
        load.connect().join(); // each of four was refused at least once
        var recorder = new Recorder(HttpMetrics.ALL);
        load.start(recorder).join();
        var totals = load.stop().join();
        var recording = recorder.finish(recorder.startNs() + totals.tookNs());
        assertTrue(recording.seconds().getFirst().count(HttpMetrics.CONNECT_ERRORS) >= 4, totals.toString());
        assertEquals(totals.connectErrors(), recording.count(HttpMetrics.CONNECT_ERRORS));
        assertTrue(recording.anomalies().none(), recording.anomalies().toString());
    }

    /**
     * The server answers all but the last four requests, one on each connection. Both recordings together hold everything it read, and
     * each request is in one of them: the 200 that it had read before the start belong to the warm-up, except those not yet answered.
     */
    @Test
    void warmUp_passesIntoTheWindow_withTheSameConnectionsAndNoRequestLost() throws Exception {
        var warm = new CountDownLatch(200);
        var measured = new CountDownLatch(1);
        var stalled = new CountDownLatch(4);
        var windowOpen = new AtomicBoolean();
        var ending = new AtomicBoolean();
        var since = new AtomicLong();
        HttpPlayedServer.Script script = (exchange, _) -> {
            warm.countDown();
            if (windowOpen.get() && since.incrementAndGet() == 200) measured.countDown();
            if (!ending.get()) return exchange.reply(200, "ok");
            stalled.countDown();
            return exchange.stall();
        };
        try (var server = new HttpPlayedServer(script)) {
            var load = load(plan(server.port(), 2, 4, LONG_MS));
            var before = new Recorder(HttpMetrics.ALL);
            var recorder = new Recorder(HttpMetrics.ALL);
            load.warmUp(before).join();
            assertThrows(IllegalStateException.class, () -> load.warmUp(before));
            warm.await();
            load.start(recorder).join();
            windowOpen.set(true);
            measured.await();
            ending.set(true);
            stalled.await();
            var totals = load.stop().join();
            var thrownAway = before.finish(clock.nanos());
            var recording = recorder.finish(recorder.startNs() + totals.tookNs());
            long warmedUp = thrownAway.count(HttpMetrics.REQUESTS);
            assertEquals(4, server.connections.get());
            assertEquals(server.requests.get() - 4, warmedUp + totals.requests());
            assertEquals(4, thrownAway.count(HttpMetrics.INTERRUPTED) + totals.interrupted());
            assertTrue(warmedUp >= 196 && totals.requests() > 0, warmedUp + " and " + totals);
            assertBalanced(totals, recording);
            assertTrue(thrownAway.anomalies().none(), thrownAway.anomalies().toString());
            assertEquals(List.of(), notes);
        }
    }

    /**
     * The warm-up's one request is answered after the window has opened, and its reply belongs to the warm-up. Each of the window's
     * ticks, one a millisecond, was sent, and is good or in flight at the end, or was not sent: so the server read that one request and the
     * window's.
     */
    @Test
    void reply_toARequestOfTheWarmUp_isNoneOfTheWindow() throws Exception {
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        var some = new CountDownLatch(20);
        HttpPlayedServer.Script script = (exchange, n) -> {
            asked.countDown();
            some.countDown();
            if (n == 0) await(answer);
            return exchange.reply(200, "ok");
        };
        try (var server = new HttpPlayedServer(script)) {
            var load = load(plan(server.port(), 1, 1, LONG_MS).atRate(1000));
            var before = new Recorder(HttpMetrics.ALL);
            var recorder = new Recorder(HttpMetrics.ALL);
            load.warmUp(before).join();
            asked.await();
            load.start(recorder).join();
            answer.countDown();
            some.await();
            var totals = load.stop().join();
            var thrownAway = before.finish(clock.nanos());
            var recording = recorder.finish(recorder.startNs() + totals.tookNs());
            assertEquals(1, thrownAway.count(HttpMetrics.REQUESTS) + thrownAway.count(HttpMetrics.INTERRUPTED));
            assertEquals((totals.tookNs() + MS - 1) / MS, totals.attempts() + totals.unsent(), totals.toString());
            assertTrue(totals.requests() >= server.requests.get() - 2 && totals.requests() > 0, totals + " of " + server.requests);
            assertBalanced(totals, recording);
        }
    }

    /** One request every 100 s: the warm-up's second tick would come after the window, whose own first tick is at its start. */
    @Test
    void start_afterAWarmUp_beginsTheScheduleAnew() throws Exception {
        var asked = new CountDownLatch(1);
        var both = new CountDownLatch(2);
        try (var server = new HttpPlayedServer((exchange, _) -> {
            asked.countDown();
            both.countDown();
            return exchange.reply(200, "ok");
        })) {
            var load = load(plan(server.port(), 1, 1, LONG_MS).atRate(0.01));
            var before = new Recorder(HttpMetrics.ALL);
            var recorder = new Recorder(HttpMetrics.ALL);
            load.warmUp(before).join();
            asked.await();
            load.start(recorder);
            both.await();
            var totals = load.stop().join();
            before.finish(clock.nanos());
            assertEquals(1, totals.attempts());
            assertEquals(0, totals.unsent());
            assertEquals(2, server.requests.get());
            assertBalanced(totals, recorder.finish(recorder.startNs() + totals.tookNs()));
        }
    }

    @Test
    void stop_whileItWarmsUp_isAnEmptyRun() throws Exception {
        var asked = new CountDownLatch(10);
        try (var server = new HttpPlayedServer((exchange, _) -> {
            asked.countDown();
            return exchange.reply(200, "ok");
        })) {
            var load = load(plan(server.port(), 2, 4, LONG_MS));
            var before = new Recorder(HttpMetrics.ALL);
            var recorder = new Recorder(HttpMetrics.ALL);
            load.warmUp(before).join();
            asked.await();
            var totals = load.stop().join();
            load.start(recorder).join();
            assertEquals(0, totals.attempts() + totals.tookNs() + totals.wrk().requests());
            assertEquals(0, recorder.finish(recorder.startNs()).durationNs());
            assertEquals(4, before.finish(clock.nanos()).count(HttpMetrics.INTERRUPTED));
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void assertBalanced(HttpTotals totals, Recording recording) {
        var outcomes = totals.outcomes(recording.whole(HttpMetrics.SERVICE).getTotalCount());
        for (var account : outcomes.accounts("", totals.wrk().requests())) assertEquals("", account.imbalance());
        assertTrue(recording.anomalies().none(), recording.anomalies().toString());
    }
}
