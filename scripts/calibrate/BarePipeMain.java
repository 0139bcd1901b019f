package calibrate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import reprise.transport.Sockets;

/**
 * The yardstick for a broker with long bodies: a child JVM with a bare Netty server on one event loop. Of each two connections that it
 * takes, what the second one sends goes to the first, as it is read; while that one takes no more, nothing is read. Its first line of
 * output is {@code {"port":N}}; it ends when its standard input closes.
 */
public final class BarePipeMain {
    private BarePipeMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        var listening = Sockets.listener(Sockets.loops("pipe-limit", 1)).childHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel socket) {
                socket.pipeline().addLast(new End());
            }
        }).bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
        System.out.println("{\"port\":" + ((InetSocketAddress) listening.localAddress()).getPort() + "}");
        while (System.in.read() >= 0) { } // until the parent closes it
    }

    /** One end. The first connection of a pipe waits for the second, which sends; confined to the one loop. */
    private static final class End extends ChannelInboundHandlerAdapter {
        private static End waiting;
        private Channel socket;
        private End peer;
        private boolean sends;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            socket = context.channel();
            peer = waiting;
            sends = waiting != null;
            if (sends) peer.peer = this;
            waiting = sends ? null : this;
        }

        /** HOT: once per read. */
        @Override
        public void channelRead(ChannelHandlerContext context, Object read) {
            if (sends) peer.socket.write(read, peer.socket.voidPromise());
            else ((ByteBuf) read).release();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (!sends) return;
            peer.socket.flush();
            socket.config().setAutoRead(peer.socket.isWritable());
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (!sends && peer != null) peer.socket.config().setAutoRead(socket.isWritable());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (waiting == this) waiting = null;
            if (peer != null) peer.socket.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
