package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reprise.testee.Changed;
import reprise.testee.HeapUse;

/**
 * The router charges what sessions make it hold with its real cost: the growth of the heap after a collection, for many of each kind. The
 * charge may be a tenth below that, and half above it. At the limit requests are refused with an ERROR, connections in their transport's
 * way, and sessions that leave too much unread are closed.
 */
@Tag("heap")
@Order(1)
final class WampCostTest {
    private Router router;
    private RawPeer peer;
    private long emptyBytes;

    @BeforeEach
    void start() throws Exception {
        router = Router.start(Changed.of(RouterPlan.local(), "maxHeldBytes", 1L << 30, "maxCallsInFlight", 1_000_000));
        peer = RawPeer.joined(router);
        emptyBytes = router.counts().get().heldBytes();
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
        router.close();
    }

    private interface Making {
        void make() throws Exception;
    }

    private void costs(String what, int times, Making making) throws Exception {
        long heapBefore = HeapUse.bytes();
        long heldBefore = router.counts().get().heldBytes();
        making.make();
        double charged = (router.counts().get().heldBytes() - heldBefore) / (double) times;
        double took = (HeapUse.bytes() - heapBefore) / (double) times;
        assertTrue(charged >= 0.9 * took && charged <= 1.5 * took, what + ": took " + took + " bytes each, was charged " + charged);
    }

    private static void frame(ByteArrayOutputStream out, String message) {
        byte[] body = message.getBytes(StandardCharsets.UTF_8);
        out.writeBytes(ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array());
    }

    // Each request is answered, or only the last one, a call without a callee. They are written while the answers are read.
    private String many(RawPeer by, int times, IntFunction<String> message) throws Exception {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) frame(out, message.apply(i));
        frame(out, "[48,9007199254740992,{},\"com.example.nobody\"]");
        var written = CompletableFuture.runAsync(() -> {
            try {
                out.writeTo(by.socket.getOutputStream());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        String refused = "";
        for (String said = by.hear(); !said.startsWith("[8,48,9007199254740992,"); said = by.hear()) {
            if (said.startsWith("[8,")) refused = said;
        }
        written.get();
        return refused;
    }

    @Test
    void registrationsSubscriptionsAndCalls_costWhatTheyTake() throws Exception {
        HeapUse.settled();
        costs("registration", 20_000, () -> many(peer, 20_000, i -> "[64," + (i + 1) + ",{},\"com.example.procedure." + i + "\"]"));
        costs("subscription", 20_000, () -> many(peer, 20_000, i -> "[32," + (i + 1) + ",{},\"com.example.topic." + i + "\"]"));
        costs("subscription by a pattern", 5_000,
            () -> many(peer, 5_000, i -> "[32," + (i + 1) + ",{\"match\":\"prefix\"},\"com.example.topic." + i + "\"]"));
        router.register("com.example.never", (_, _) -> { }).join();
        try (var caller = RawPeer.joined(router); var callee = RawPeer.joined(router)) {
            callee.say("[64,1,{},\"com.example.slow\"]").hear();
            var calls = new ByteArrayOutputStream();
            for (int i = 1; i <= 50_000; i++) frame(calls, "[48," + i + ",{},\"com.example.slow\"]");
            costs("call", 50_000, () -> {
                calls.writeTo(caller.socket.getOutputStream());
                for (int i = 1; i <= 50_000; i++) callee.hear();
            });
        }
        peer.close();
        while (router.counts().get().connections() > 0) LockSupport.parkNanos(1_000_000);
        assertEquals(0, router.counts().get().heldBytes());
        assertTrue(emptyBytes > 0);
    }

    @Test
    void sessions_costWhatTheyTake() throws Exception {
        var sockets = new ArrayList<SocketChannel>();
        var hello = new ByteArrayOutputStream();
        hello.writeBytes(new byte[] {0x7F, (byte) 0xB1, 0, 0});
        frame(hello, "[1,\"realm1\"," + RawPeer.ROLES + "]");
        HeapUse.settled();
        costs("session", 1_000, () -> {
            for (int i = 0; i < 1_000; i++) {
                sockets.add(SocketChannel.open(new InetSocketAddress("127.0.0.1", router.rawSocketPort())));
                sockets.getLast().write(ByteBuffer.wrap(hello.toByteArray()));
            }
            while (router.counts().get().sessions() < 1_001) LockSupport.parkNanos(1_000_000);
        });
        for (var socket : sockets) socket.close();
    }

    /** 100,000 bytes: none of the three kinds of request reaches 2,000 of at least 60 bytes. */
    @Test
    void requests_withoutEnd_areRefusedAndTheSessionGoesOn() throws Exception {
        for (var request : List.<IntFunction<String>>of(i -> "[64," + (i + 1) + ",{},\"com.p" + i + "\"]",
            i -> "[32," + (i + 1) + ",{},\"com.t" + i + "\"]",
            i -> "[48," + (i + 1) + ",{},\"com.example.never\"]")) {
            try (var small = Router.start(Changed.of(RouterPlan.local(), "maxHeldBytes", 100_000)); var by = RawPeer.joined(small)) {
                small.register("com.example.never", (_, _) -> { }).join();
                String refused = many(by, 2_000, request);
                assertTrue(refused.contains("reprise.error.resource_error"), refused);
                long heldBytes = small.counts().get().heldBytes();
                assertTrue(heldBytes <= 101_000, heldBytes + " bytes");
                try (var late = new RawPeer(small.rawSocketPort())) {
                    assertEquals("7f400000", late.octets("7ff10000").readHex(4), "too many connections");
                }
                by.close();
                while (small.counts().get().connections() > 0) LockSupport.parkNanos(1_000_000);
                assertEquals(0, small.counts().get().heldBytes());
            }
        }
    }

    /**
     * Fifty sessions that do not read, none over its own 16 MiB: together they may leave 1 MB unread; those above the average are closed.
     */
    @Test
    void readers_thatDoNotRead_holdNoMoreThanAll() throws Exception {
        var slow = new ArrayList<RawPeer>();
        try (var small = Router.start(Changed.of(RouterPlan.local(), "maxHeldBytes", 1_000_000)); var publisher = RawPeer.joined(small)) {
            for (int i = 0; i < 50; i++) {
                slow.add(RawPeer.joined(small, 4096, "7fb10000"));
                slow.getLast().say("[32,1,{},\"a.topic\"]").hear();
            }
            String event = "[16,1,{\"acknowledge\":true},\"a.topic\",[\"" + "x".repeat(100_000) + "\"]]";
            long closed = 0;
            for (int i = 0; i < 1_000 && closed < 45; i++) {
                publisher.say(event).hear();
                var counts = small.counts().get();
                closed = counts.slowReaders();
                // one more event for each that was below its limit
                assertTrue(counts.unreadBytes() <= 1_000_000 + 51 * 101_000, counts.toString());
            }
            assertTrue(closed >= 45, closed + " closed");
            assertTrue(publisher.say("[16,2,{\"acknowledge\":true},\"a.topic\"]").hear().startsWith("[17,2,"));
        } finally {
            for (var one : slow) one.close();
        }
    }
}
