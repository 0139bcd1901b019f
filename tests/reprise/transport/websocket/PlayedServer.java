package reprise.transport.websocket;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import reprise.transport.Sockets;

/**
 * A server that plays one part with raw bytes (RFC 6455), so that the client is not tested against its own codec. It keeps the client's
 * bytes after the handshake.
 */
final class PlayedServer implements AutoCloseable {
    /** Handles a complete request head. */
    interface Part {
        void play(Channel channel, String head);
    }

    private final EventLoopGroup loops = Sockets.loops("played-server", 1);
    private final Channel listening;
    final BlockingQueue<Byte> sent = new LinkedBlockingQueue<>();
    final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    volatile long requestBytes;

    PlayedServer(Part part) {
        listening = new ServerBootstrap().group(loops).channel(Sockets.server()).childHandler(new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(new Player(part));
                accepted.add(channel);
            }
        }).bind("127.0.0.1", 0).syncUninterruptibly().channel();
    }

    private final class Player extends ChannelInboundHandlerAdapter {
        private final Part part;
        private final StringBuilder head = new StringBuilder();
        private boolean played;

        Player(Part part) {
            this.part = part;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var bytes = (ByteBuf) message;
            if (played) bytes.forEachByte(value -> sent.add(value));
            else head.append(bytes.toString(StandardCharsets.US_ASCII));
            bytes.release();
            if (played || head.indexOf("\r\n\r\n") < 0) return;
            played = true;
            requestBytes = head.length();
            part.play(ctx.channel(), head.toString());
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            ended.add("closed");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ended.add(cause.getMessage());
            ctx.close();
        }
    }

    WebSocketUrl url() {
        return new WebSocketUrl("127.0.0.1", ((InetSocketAddress) listening.localAddress()).getPort(), "/ws");
    }

    /** Upgrades, then sends these bytes, in the same write. */
    static Part upgrading(int... bytes) {
        return (channel, head) -> channel.writeAndFlush(Unpooled.wrappedBuffer(answer(head), frames(bytes)));
    }

    /** Sends this text instead of an upgrade, and closes. */
    static Part answering(String text) {
        return (channel, _) -> channel.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII))
            .addListener(ChannelFutureListener.CLOSE);
    }

    static Part resetting() {
        return (channel, _) -> {
            channel.config().setOption(io.netty.channel.ChannelOption.SO_LINGER, 0);
            channel.close();
        };
    }

    static byte[] frames(int... bytes) {
        var made = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) made[i] = (byte) bytes[i];
        return made;
    }

    /** Upgrades with additional header lines. */
    static Part upgradingWith(String lines) {
        return (channel, head) -> {
            var answer = new String(answer(head), StandardCharsets.US_ASCII);
            channel.writeAndFlush(Unpooled.copiedBuffer(answer.substring(0, answer.length() - 2) + lines + "\r\n",
                StandardCharsets.ISO_8859_1));
        };
    }

    /** RFC 6455 section 4.2.2: Base64 of SHA-1 of key + GUID. */
    static byte[] answer(String head) {
        var key = Pattern.compile("(?i)sec-websocket-key: *(\\S+)").matcher(head);
        if (!key.find()) throw new AssertionError("no key in " + head);
        try {
            var hash =
                MessageDigest.getInstance("SHA-1")
                .digest((key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** The next frame that the client sent: {first octet, second octet, payload unmasked …}. Short frames only. */
    byte[] nextFrame() throws InterruptedException {
        int first = next();
        int second = next();
        int length = second & 0x7f;
        var frame = new byte[2 + length];
        frame[0] = (byte) first;
        frame[1] = (byte) second;
        var mask = new byte[4];
        if ((second & 0x80) != 0) for (int i = 0; i < 4; i++) mask[i] = (byte) next();
        for (int i = 0; i < length; i++) frame[2 + i] = (byte) (next() ^ mask[i % 4]);
        return frame;
    }

    private int next() throws InterruptedException {
        var value = sent.poll(60, TimeUnit.SECONDS);
        if (value == null) throw new AssertionError("the client sent nothing more");
        return value;
    }

    @Override
    public void close() {
        listening.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
