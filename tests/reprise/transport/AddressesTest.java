package reprise.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reprise.transport.wamp.WampUrl;
import reprise.transport.websocket.WebSocketUrl;

/** Real sockets on a host with several addresses: 127.0.0.x all belong to this one. */
final class AddressesTest {
    private final EventLoopGroup loops = Sockets.loops("addresses", 1);
    private final List<Channel> tried = new CopyOnWriteArrayList<>();

    private static final class Sharable extends ChannelInboundHandlerAdapter {
        @Override
        public boolean isSharable() {
            return true;
        }
    }

    @AfterEach
    void end() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private ChannelFuture connect(Addresses addresses) {
        var done = new CompletableFuture<ChannelFuture>();
        var loop = loops.next();
        addresses.connect(new Bootstrap().group(loop).channel(Sockets.client()).handler(new Sharable()), loop, tried::add, result -> {
            assertTrue(loop.inEventLoop());
            done.complete(result);
        });
        return done.join();
    }

    private static Addresses addresses(int port, String... all) throws IOException {
        var list = new java.util.ArrayList<InetSocketAddress>();
        for (var each : all) list.add(new InetSocketAddress(InetAddress.getByName(each), port));
        return new Addresses(list);
    }

    /** Nothing listens at the first and third: the second accepts after one refusal and is tried first the next time. */
    @Test
    void connect_severalAddresses_triesEachAndRemembersTheOneThatTook() throws IOException {
        try (var server = new ServerSocket(0, 8, InetAddress.getByName("127.0.0.3"))) {
            var host = addresses(server.getLocalPort(), "127.0.0.2", "127.0.0.3", "127.0.0.4");
            var first = connect(host);
            assertTrue(first.isSuccess(), String.valueOf(first.cause()));
            assertEquals(2, tried.size());
            assertEquals("127.0.0.3", ((InetSocketAddress) first.channel().remoteAddress()).getAddress().getHostAddress());
            assertEquals(List.of("127.0.0.3", "127.0.0.4", "127.0.0.2"), host.inOrder().stream()
                .map(each -> each.getAddress().getHostAddress()).toList());
            assertTrue(connect(host).isSuccess());
            assertEquals(3, tried.size());
        }
    }

    @Test
    void connect_nobodyListens_tellsTheFirstFailureAfterAllWereTried() throws IOException {
        int port;
        try (var server = new ServerSocket(0, 8, InetAddress.getByName("127.0.0.2"))) {
            port = server.getLocalPort();
        }
        var failed = connect(addresses(port, "127.0.0.2", "127.0.0.3"));
        assertEquals(2, tried.size());
        assertEquals(SocketTrouble.REFUSED, SocketTrouble.of(failed.cause()));
        assertTrue(failed.cause().getMessage().contains("127.0.0.2"), failed.cause().getMessage());
        assertEquals("nobody listens at 127.0.0.2:" + port + "; start the server there, or look at host and port",
            SocketTrouble.connecting("127.0.0.2", port, failed.cause()));
    }

    @Test
    void from_aSourceAddress_keepsThoseOfItsKind() throws IOException {
        var host = addresses(80, "::1", "127.0.0.1");
        assertEquals("127.0.0.1", host.from(InetAddress.getByName("127.0.0.9")).inOrder().getFirst().getAddress().getHostAddress());
        assertEquals(2, host.from(null).inOrder().size());
    }

    @Test
    void text_ofAHost_isAsInURLs() {
        assertEquals("[::1]:80", Addresses.text("::1", 80));
        assertEquals("[::1]:80", Addresses.text("[::1]", 80));
        assertEquals("h:80", Addresses.text("h", 80));
        assertEquals(List.of("::1", "127.0.0.1", "::1", "10.0.0.1", "h"),
            List.of(Addresses.reachable("[::]"), Addresses.reachable("0.0.0.0"),
            Addresses.reachable("::1"), Addresses.reachable("10.0.0.1"), Addresses.reachable("h")));
    }

    /** What sockets really throw: a port bound twice, another host's address, an impossible name (RFC 6761, 6.4: invalid). */
    @Test
    void trouble_ofRealSockets_isInWords() throws IOException {
        try (var server = new ServerSocket(0, 8, InetAddress.getByName("127.0.0.1"))) {
            var host = "127.0.0.1";
            assertEquals("cannot listen on 127.0.0.1:" + server.getLocalPort()
                + ": another process listens there; end it, or give another port,"
                + " 0 for any that is free", SocketTrouble.listening(host, server.getLocalPort(), bind(host, server.getLocalPort())));
        }
        assertTrue(SocketTrouble.listening("192.0.2.1", 0, bind("192.0.2.1", 0))
            .startsWith("cannot listen on 192.0.2.1:0: that is no address of this host;"));
        assertTrue(SocketTrouble.listening("no.invalid", 0, bind("no.invalid", 0))
            .startsWith("cannot listen on no.invalid:0: there is no such host;"));
    }

    private Throwable bind(String host, int port) {
        return new io.netty.bootstrap.ServerBootstrap().group(loops).channel(Sockets.server()).childHandler(new Sharable()).bind(host, port)
            .awaitUninterruptibly().cause();
    }

    /** In Netty's exceptions the file limit is two causes deep; texts are Linux's and macOS's, in epoll's form and NIO's. */
    @Test
    void trouble_ofACausesCause_isFound() {
        var deep =
            new IllegalStateException("Unable to create Channel",
            new RuntimeException(new IOException("newSocketStream(..) failed with error(-24): Too many open files")));
        assertEquals(SocketTrouble.OPEN_FILES, SocketTrouble.of(deep));
        assertTrue(SocketTrouble.why(deep).contains("ulimit -n"), SocketTrouble.why(deep));
        assertEquals(SocketTrouble.NOT_HERE, SocketTrouble.of(new IOException("Can't assign requested address")));
        assertEquals("Protocol error", SocketTrouble.why(new IOException("readAddress(..) failed with error(-71): Protocol error")));
    }

    /** RFC 3986, 3.2.2: an IPv6 address in a URL stands in brackets. The JDK parser's text, which counts characters, is not shown. */
    @Test
    void urls_withoutBracketsOrWithBlanks_areToldWhatIsMissing() {
        for (var url : List.of("ws://::1", "rs://::1", "ws://fe80::1:8080/ws", "rs://::1:80")) {
            var wamp = assertThrows(IllegalArgumentException.class, () -> WampUrl.parse(url)).getMessage();
            assertTrue(wamp.endsWith("an IPv6 address stands in brackets, as in [::1]:8000") && wamp.contains(url), wamp);
        }
        var socket = assertThrows(IllegalArgumentException.class, () -> WebSocketUrl.parse("ws://::1")).getMessage();
        assertEquals("ws url: ws://::1; it must be ws://host:port/path or wss://…, for example ws://127.0.0.1:8000/ws; an IPv6 address "
            + "stands in brackets, as in [::1]:8000", socket);
        var blank = assertThrows(IllegalArgumentException.class, () -> WebSocketUrl.parse("ws://h:1/a b")).getMessage();
        assertTrue(blank.endsWith("; a blank is written as %20"), blank);
        assertEquals("", Addresses.remedy("http://[::1]:80/a:b:c"));
        assertEquals("::1", WebSocketUrl.parse("ws://[::1]:80/ws").host());
    }

    /** One resolver for all: other code would try only one of a name's addresses. These JDK calls with a host resolve names. */
    @Test
    void names_areLookedUpHereAlone() throws IOException {
        var lookup = Pattern.compile("getByName\\(|getAllByName\\(|new "
            + "InetSocketAddress\\((?!port|\"127|InetAddress\\.getLoopback|address, |from, 0)|new Socket\\((?!\\))|NameResolver");
        var found = new ArrayList<String>();
        try (var files = Files.walk(Path.of("lib/reprise"))) {
            for (var file : files.filter(each -> each.toString().endsWith(".java")).toList())
                if (lookup.matcher(Files.readString(file)).find()) found.add(file.getFileName().toString());
        }
        // the router resolves its own listening address, and a certificate is for each address of its server's name
        assertEquals(List.of("Addresses.java", "Router.java", "ServerCertificate.java"), found.stream().sorted().toList());
    }
}
