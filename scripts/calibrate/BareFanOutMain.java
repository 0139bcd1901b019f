package calibrate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import reprise.transport.Sockets;

/**
 * The yardstick for a chat server's fan-out: a child JVM with a bare Netty server on one event loop, {@code BareFanOutMain
 * FRAME_BYTES}. It greets each connection with one byte; for each byte it receives, it writes a frame of that many bytes to every
 * connection, with one write to the kernel each. The client's window keeps it from starving or overflowing. Its first line of
 * output is {@code {"port":N}}; it ends when its standard input closes.
 */
public final class BareFanOutMain {
    private BareFanOutMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 1 || !args[0].matches("[1-9][0-9]{0,5}")) {
            System.err.println("fan-out limit: arguments '" + String.join(" ", args) + "'; give the bytes of a frame, for example 97");
            System.exit(2);
        }
        var listening = Sockets.listener(Sockets.loops("fan-out-limit", 1))
            .childHandler(new Everyone(Integer.parseInt(args[0]))).bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
        System.out.println("{\"port\":" + ((InetSocketAddress) listening.localAddress()).getPort() + "}");
        while (System.in.read() >= 0) { } // until the parent closes it
    }

    /** All connections; confined to the one loop. */
    @Sharable
    private static final class Everyone extends SimpleChannelInboundHandler<ByteBuf> {
        private final ByteBuf frame;
        private final List<Channel> listeners = new ArrayList<>();

        Everyone(int frameBytes) {
            frame = Unpooled.unreleasableBuffer(Unpooled.directBuffer(frameBytes).writeZero(frameBytes)).asReadOnly();
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            listeners.add(context.channel());
            context.writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
        }

        /** HOT: only the fan-out. */
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf asked) {
            for (int i = asked.readableBytes(); i > 0; i--) {
                for (var listener : listeners) listener.writeAndFlush(frame.duplicate(), listener.voidPromise());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            listeners.remove(context.channel());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
