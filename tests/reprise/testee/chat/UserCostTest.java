package reprise.testee.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reprise.testee.Changed;
import reprise.testee.HeapUse;

/** A chat server charges what users make it hold with its real cost, up to a limit: 503 before joining, 1013 after. */
@Tag("heap")
@Order(1)
final class UserCostTest {
    private static final int USERS = 3_000;

    /** The growth of the heap after a collection. The charge may be a tenth below it, and half above. */
    @ParameterizedTest
    @EnumSource(Style.class)
    void user_isChargedWithWhatItTakes(Style style) throws Exception {
        var sockets = new ArrayList<SocketChannel>();
        try (var server = ChatServer.start(RawUser.plan(style)); var first = RawUser.join(server.port())) {
            long heapBefore = HeapUse.settled();
            long heldBefore = server.held().get()[0];
            var upgrade = RawUser.upgrade();
            for (int i = 0; i < USERS; i++) {
                sockets.add(SocketChannel.open(new InetSocketAddress("127.0.0.1", server.port())));
                sockets.getLast().write(ByteBuffer.wrap(upgrade));
                sockets.getLast().read(ByteBuffer.allocate(1)); // it has joined
            }
            double charged = (server.held().get()[0] - heldBefore) / (double) USERS;
            double took = (HeapUse.bytes() - heapBefore) / (double) USERS;
            assertTrue(charged >= 0.9 * took && charged <= 1.5 * took, "took " + took + " bytes each, was charged " + charged);
            for (var socket : sockets) socket.close();
            while (server.held().get()[0] > heldBefore) LockSupport.parkNanos(1_000_000);
            assertEquals(heldBefore, server.held().get()[0]);
        }
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void user_forWhomThereIsNoRoom_isAnswered503(Style style) throws Exception {
        var in = new ArrayList<RawUser>();
        try (var server = ChatServer.start(Changed.of(RawUser.plan(style), "heldLimitBytes", 10 * Chat.SOCKET_BYTES))) {
            for (int i = 0; i < 9; i++) in.add(RawUser.join(server.port())); // the tenth socket fills it
            try (var late = new RawUser(server.port())) {
                late.write(RawUser.upgrade());
                assertTrue(late.head().startsWith("HTTP/1.1 503 "));
            }
            in.removeLast().close();
            while (server.held().get()[0] > 8 * Chat.SOCKET_BYTES) LockSupport.parkNanos(1_000_000);
            in.add(RawUser.join(server.port()));
        } finally {
            for (var one : in) one.close();
        }
    }

    /** Thirty users that do not read, none over its own megabyte: together they may leave 2 MB unread; those with the most are closed. */
    @Test
    void readers_thatDoNotRead_holdNoMoreThanAll() throws Exception {
        var slow = new ArrayList<RawUser>();
        var plan = Changed.of(RawUser.plan(Style.QUEUEING), "heldLimitBytes", 2_000_000);
        try (var server = ChatServer.start(plan); var speaker = RawUser.join(server.port())) {
            speaker.readText();
            for (int i = 0; i < 30; i++) slow.add(RawUser.join(server.port(), 4096));
            for (int said = 0; said < 200; said++) {
                speaker.say(RawUser.broadcast("x".repeat(60_000)));
                speaker.readText();
                long unread = server.held().get()[1];
                assertTrue(unread <= 2_000_000 + 31 * 61_000, unread + " bytes"); // one more message for each that was below its limit
            }
            assertTrue(Scrape.of(server).get("ws_slow_readers_closed_total") > 0, "none had a megabyte of its own");
        } finally {
            for (var one : slow) one.close();
        }
    }
}
