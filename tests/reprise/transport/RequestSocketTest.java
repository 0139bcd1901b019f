package reprise.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both implementations on real sockets: Linux uses one, other systems the other, and both report the same to the user. */
final class RequestSocketTest {
    private static final int BUFFER_BYTES = 1024;

    private final EventLoopGroup loops = Sockets.loops("request-socket", 1);
    private final EventLoop loop = loops.next();
    private final SharedReceiveBuffer buffer = new SharedReceiveBuffer(ByteBufAllocator.DEFAULT, BUFFER_BYTES);
    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

    enum Kind { EPOLL, CHANNEL }

    private RequestSocket socket(Kind kind, int timeoutMs, RequestSocket.User user, InetSocketAddress... to) {
        var addresses = new Addresses(List.of(to));
        return switch (kind) {
            case EPOLL -> new EpollRequestSocket(addresses, loop, timeoutMs, buffer, user);
            case CHANNEL -> new ChannelRequestSocket(addresses, loop, timeoutMs, buffer, user);
        };
    }

    private RequestSocket socket(Kind kind, ServerSocket server) {
        return socket(kind, 20_000, new ToldUser(told), at(server));
    }

    private RequestSocket opened(Kind kind, ServerSocket server) throws InterruptedException {
        var socket = socket(kind, server);
        on(socket::open);
        assertEquals("opened", next());
        return socket;
    }

    private static InetSocketAddress at(ServerSocket server) {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    private static ServerSocket listen(String address) throws IOException {
        return new ServerSocket(0, 8, InetAddress.getByName(address));
    }

    private void on(Runnable task) {
        loop.submit(task).syncUninterruptibly();
    }

    private Object next() throws InterruptedException {
        return told.poll(60, TimeUnit.SECONDS);
    }

    private ByteBuf bytes(int length) {
        return ByteBufAllocator.DEFAULT.directBuffer(length).writeZero(length);
    }

    @AfterEach
    void end() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        buffer.release();
    }

    /** The server and we close in turn: our own close is not reported, or the next report would not be the next opening. */
    @ParameterizedTest
    @EnumSource
    void open_againAfterEachClosing_tellsEachThingOnce(Kind kind) throws Exception {
        try (var server = listen("127.0.0.1")) {
            var socket = socket(kind, server);
            for (int round = 0; round < 50; round++) {
                on(socket::open);
                assertEquals("opened", next());
                var request = bytes(7);
                try (var peer = server.accept()) {
                    on(() -> socket.send(request.retain()));
                    assertEquals(7, peer.getInputStream().readNBytes(7).length);
                    peer.getOutputStream().write(new byte[5]);
                    assertEquals(5, next());
                    if (round % 2 == 0) on(socket::close);
                }
                if (round % 2 == 1) assertEquals("closed", next());
                on(() -> assertTrue(request.release(), "nobody else holds it"));
            }
            assertEquals(0, told.size(), told.toString());
        }
    }

    /** 127.0.0.2 refuses; only 127.0.0.3's port was bound. Then none is left, and the first refusal is reported once. */
    @ParameterizedTest
    @EnumSource
    void open_severalAddresses_triesEach(Kind kind) throws Exception {
        RequestSocket socket;
        try (var server = listen("127.0.0.3")) {
            socket = socket(kind, 20_000, new ToldUser(told), new InetSocketAddress("127.0.0.2", server.getLocalPort()), at(server));
            on(socket::open);
            assertEquals("opened", next());
            on(socket::close);
        }
        on(socket::open);
        assertEquals(SocketTrouble.REFUSED, next());
        on(socket::open); // it may be reopened
        assertEquals(SocketTrouble.REFUSED, next());
        assertEquals(0, told.size(), told.toString());
    }

    /** With IPv6 too: the socket has the address's family. */
    @ParameterizedTest
    @EnumSource
    void open_ipv6_opens(Kind kind) throws Exception {
        try (var server = listen("::1")) {
            on(opened(kind, server)::close);
        }
    }

    /** Linux does not answer connections for which the server's queue has no room: one or two wait to be accepted. */
    @ParameterizedTest
    @EnumSource
    void open_noAnswer_isTimedOut(Kind kind) throws Exception {
        var waiting = new ArrayList<SocketChannel>();
        try (var server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            for (int i = 0; i < 8; i++) {
                var one = SocketChannel.open();
                waiting.add(one);
                one.configureBlocking(false);
                one.connect(at(server));
            }
            var socket = socket(kind, 100, new ToldUser(told), at(server));
            on(socket::open);
            assertEquals(SocketTrouble.TIMED_OUT, next());
            on(socket::open);
            on(socket::close); // while it is connecting: nothing is reported
            assertEquals(0, told.size(), told.toString());
        } finally {
            for (var one : waiting) one.close();
        }
    }

    /** 16 MB exceed what the socket accepts at once, in two parts, with a second message behind: everything arrives in order. */
    @ParameterizedTest
    @EnumSource
    void send_moreThanTheSocketTakes_sendsTheRestLater(Kind kind) throws Exception {
        try (var server = listen("127.0.0.1")) {
            var socket = opened(kind, server);
            var long1 = Unpooled.compositeBuffer(2).addComponents(true, bytes(1), bytes(16_000_000));
            var short2 = bytes(3).setByte(2, 9);
            try (var peer = server.accept()) {
                on(() -> {
                    socket.send(long1.retain());
                    assertEquals(2, long1.refCnt(), "the rest waits");
                    socket.send(short2.retain());
                });
                var all = peer.getInputStream().readNBytes(16_000_004);
                assertEquals(9, all[16_000_003]);
                peer.getOutputStream().write(new byte[3000]); // of three buffers
                int read = 0;
                while (read < 3000) read += (int) next();
                assertEquals(3000, read);
            }
            assertEquals("closed", next());
            on(() -> assertEquals(List.of(1, 1), List.of(long1.refCnt(), short2.refCnt())));
            long1.release();
            short2.release();
        }
    }

    @ParameterizedTest
    @EnumSource
    void close_withARest_dropsIt(Kind kind) throws Exception {
        try (var server = listen("127.0.0.1")) {
            var socket = opened(kind, server);
            var rest = bytes(16_000_000);
            on(() -> socket.send(rest.retain()));
            on(socket::close);
            on(() -> assertEquals(1, rest.refCnt()));
            rest.release();
        }
    }

    /** Closed without lingering, it is reset (man 7 socket). */
    @ParameterizedTest
    @EnumSource
    void reset_byThePeer_isTold(Kind kind) throws Exception {
        try (var server = listen("127.0.0.1")) {
            var socket = opened(kind, server);
            try (Socket peer = server.accept()) {
                peer.setSoLinger(true, 0);
            }
            assertEquals(SocketTrouble.RESET, SocketTrouble.of((IOException) next()));
            on(socket::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void thrown_inTheUser_isHandedOn(Kind kind) throws Exception {
        var used = new OutOfMemoryError("played");
        try (var server = listen("127.0.0.1")) {
            var user = new ToldUser(told) {
                @Override
                public void read(ByteBuf bytes) {
                    throw used;
                }
            };
            var socket = socket(kind, 20_000, user, at(server));
            on(socket::open);
            assertEquals("opened", next());
            try (var peer = server.accept()) {
                peer.getOutputStream().write(1);
                assertSame(used, next());
            }
            on(socket::close);
        }
    }

    /** From one event to the next on an open connection: a load's work for each request to a keep-alive server. */
    @Test
    void epoll_toAndFro_allocatesNothing() throws Exception {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var request = bytes(7);
        try (var server = listen("127.0.0.1")) {
            var user = new ToldUser(told) {
                private RequestSocket socket;
                private int rounds;
                private long before;
                private long least = Long.MAX_VALUE;

                @Override
                public void read(ByteBuf bytes) {
                    if (++rounds % 1000 == 0) { // the best of ten thousand: the compiler may allocate on this thread's account
                        long now = threads.getCurrentThreadAllocatedBytes();
                        if (rounds > 1000) least = Math.min(least, now - before);
                        before = now;
                    }
                    if (rounds == 11_000) told.add(least);
                    else socket.send(request.setIndex(0, 7).retain());
                }
            };
            user.socket = socket(Kind.EPOLL, 20_000, user, at(server));
            on(user.socket::open);
            assertEquals("opened", next());
            try (var peer = server.accept()) {
                peer.setTcpNoDelay(true);
                on(() -> user.socket.send(request.setIndex(0, 7).retain()));
                for (int round = 0; round < 11_000; round++) {
                    assertEquals(7, peer.getInputStream().readNBytes(7).length);
                    peer.getOutputStream().write(1);
                }
                assertEquals(0L, next(), "bytes of the loop's thread in 1,000 requests");
            }
            on(user.socket::close);
        }
        request.release();
    }
}
