package reprise.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Chooses the socket implementation once: epoll where the platform has it, NIO elsewhere. Every socket in Reprise is opened through
 * this class, so a run uses one kind and can name it.
 */
public final class Sockets {
    /** Netty's warnings, for example about a host without a network card, do not help users; its errors are shown. */
    private static final Logger NETTY = Logger.getLogger("io.netty");

    static {
        NETTY.setLevel(Level.SEVERE);
    }

    /** As many as Linux keeps by default (net.core.somaxconn). */
    private static final int BACKLOG = 4096;

    private static final boolean EPOLL = Epoll.isAvailable();

    private Sockets() {}

    /** "epoll" or "nio": recorded in the run file's environment. */
    public static String kind() {
        return EPOLL ? "epoll" : "nio";
    }

    public static boolean isEpoll() {
        return EPOLL;
    }

    /** Event loops on daemon threads named {@code name-1..threads}, outside the caller's thread group. The caller shuts them down. */
    public static EventLoopGroup loops(String name, int threads) {
        var factory = new DefaultThreadFactory(name, true, Thread.NORM_PRIORITY, OwnThreads.GROUP);
        return new MultiThreadIoEventLoopGroup(threads, factory,
            EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    public static Class<? extends Channel> client() {
        return EPOLL ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    public static Class<? extends ServerChannel> server() {
        return EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /**
     * A server over TCP. Each time it turns to its listening socket it takes all connections that wait there. Netty's epoll (4.2) takes
     * one: it holds the descriptor that accept returns for a number of bytes, fewer of which than asked for would mean that no more wait.
     * It then serves all that it took before: of thousands that connect and ask at once, the last waited for many seconds.
     */
    public static ServerBootstrap listener(EventLoopGroup loops) {
        return listener(loops, server()).option(ChannelOption.SO_REUSEADDR, true).childOption(ChannelOption.TCP_NODELAY, true);
    }

    /** The same over Unix-domain sockets. */
    public static ServerBootstrap unixListener(EventLoopGroup loops) {
        return listener(loops, unixServer());
    }

    private static ServerBootstrap listener(EventLoopGroup loops, Class<? extends ServerChannel> kind) {
        return new ServerBootstrap().group(loops).channel(kind).option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new ServerChannelRecvByteBufAllocator()
                .respectMaybeMoreData(false).maxMessagesPerRead(BACKLOG));
    }

    /** The channel type for Unix-domain sockets; {@link #unixAddress} makes their addresses. */
    public static Class<? extends Channel> unixClient() {
        return EPOLL ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class;
    }

    private static Class<? extends ServerChannel> unixServer() {
        return EPOLL ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class;
    }

    public static SocketAddress unixAddress(Path path) {
        return EPOLL ? new DomainSocketAddress(path.toFile()) : UnixDomainSocketAddress.of(path);
    }
}
