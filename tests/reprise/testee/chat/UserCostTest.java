package reprise.testee.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users make a chat server hold is charged with what it takes, and meets a limit: 503 at the door, 1013 within. */
final class UserCostTest {
    private static final int USERS = 3_000;
    private static final int SETTLED_BYTES = 10_000;

    /** What stays after collections that find nothing more: what earlier tests let go of goes bit by bit, as their threads end. */
    private static long heapBytes() {
        long least = Long.MAX_VALUE;
        for (int same = 0, round = 0; same < 3 && round < 30; round++) {
            System.gc();
            long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            same = used < least - SETTLED_BYTES ? 0 : same + 1;
            least = Math.min(least, used);
        }
        return least;
    }

    /** The heap after a collection, less that before. The charge may be a tenth less, and half as much again more. */
    @ParameterizedTest
    @EnumSource(Style.class)
    void user_isChargedWithWhatItTakes(Style style) throws Exception {
        var sockets = new ArrayList<SocketChannel>();
        try (var server = ChatServer.start(RawUser.plan(style)); var first = RawUser.join(server.port())) {
            long heapBefore = heapBytes();
            long heldBefore = server.held().get()[0];
            var upgrade = RawUser.upgrade();
            for (int i = 0; i < USERS; i++) {
                sockets.add(SocketChannel.open(new InetSocketAddress("127.0.0.1", server.port())));
                sockets.getLast().write(ByteBuffer.wrap(upgrade));
                sockets.getLast().read(ByteBuffer.allocate(1)); // it is in
            }
            double charged = (server.held().get()[0] - heldBefore) / (double) USERS;
            double took = (heapBytes() - heapBefore) / (double) USERS;
            assertTrue(charged >= 0.9 * took && charged <= 1.5 * took, "took " + took + " bytes each, was charged " + charged);
            for (var socket : sockets) socket.close();
            while (server.held().get()[0] > heldBefore) Thread.onSpinWait();
            assertEquals(heldBefore, server.held().get()[0]);
        }
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void user_forWhomThereIsNoRoom_isAnswered503(Style style) throws Exception {
        var in = new ArrayList<RawUser>();
        try (var server = ChatServer.start(RawUser.plan(style).withHeldLimitBytes(10 * Chat.SOCKET_BYTES))) {
            for (int i = 0; i < 9; i++) in.add(RawUser.join(server.port())); // the tenth socket fills it
            try (var late = new RawUser(server.port())) {
                late.write(RawUser.upgrade());
                assertTrue(late.head().startsWith("HTTP/1.1 503 "));
            }
            in.removeLast().close();
            while (server.held().get()[0] > 8 * Chat.SOCKET_BYTES) Thread.onSpinWait();
            in.add(RawUser.join(server.port()));
        } finally {
            for (var one : in) one.close();
        }
    }

    /** Thirty who do not read, none over its own megabyte: together they may leave 2 MB unread; who has most of it is closed. */
    @Test
    void readers_thatDoNotRead_holdNoMoreThanAll() throws Exception {
        var slow = new ArrayList<RawUser>();
        var plan = RawUser.plan(Style.QUEUEING).withHeldLimitBytes(2_000_000);
        try (var server = ChatServer.start(plan); var speaker = RawUser.join(server.port())) {
            speaker.readText();
            for (int i = 0; i < 30; i++) slow.add(RawUser.join(server.port(), 4096));
            for (int said = 0; said < 200; said++) {
                speaker.say(RawUser.broadcast("x".repeat(60_000)));
                speaker.readText();
                long unread = server.held().get()[1];
                assertTrue(unread <= 2_000_000 + 31 * 61_000, unread + " bytes"); // one more message for each that was not yet over
            }
            assertTrue(Scrape.of(server).get("ws_slow_readers_closed_total") > 0, "none had a megabyte of its own");
        } finally {
            for (var one : slow) one.close();
        }
    }
}
