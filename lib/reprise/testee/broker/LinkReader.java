package reprise.testee.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.LongFunction;

/** A {@link Link}'s receiving end: reads the secret, then frames, each message's octets into arrays of its own. Owned by the event loop. */
final class LinkReader extends ChannelInboundHandlerAdapter {
    private final Broker broker;
    private final LongFunction<Link> known;
    private final ByteBuf head = Unpooled.buffer(Link.HEAD_BYTES);
    private Link link;
    private int connection;
    private int propertiesBytes;
    private byte[] destination;
    private byte[] content;
    private int filled;

    /** @param known the link that a secret stands for; null if none does */
    LinkReader(Broker broker, LongFunction<Link> known) {
        this.broker = broker;
        this.known = known;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
        var bytes = (ByteBuf) received;
        try {
            if (link == null) greet(context, bytes);
            while (link != null && bytes.isReadable() && link.connection() == connection) read(bytes);
        } finally {
            bytes.release();
        }
    }

    private void greet(ChannelHandlerContext context, ByteBuf bytes) {
        bytes.readBytes(head, Math.min(bytes.readableBytes(), Long.BYTES - head.readableBytes()));
        if (head.readableBytes() < Long.BYTES) return;
        link = known.apply(head.readLong());
        head.clear();
        if (link == null) {
            context.close();
            return;
        }
        connection = link.connection();
        link.receives(context.channel());
    }

    private void read(ByteBuf bytes) {
        if (content == null) {
            bytes.readBytes(head, Math.min(bytes.readableBytes(), Link.HEAD_BYTES - head.readableBytes()));
            if (head.readableBytes() < Link.HEAD_BYTES) return;
            begin();
        } else {
            int room = destination.length + content.length - filled;
            fill(bytes, Math.min(bytes.readableBytes(), room));
        }
        if (content != null && filled < destination.length + content.length) return;
        end();
    }

    private void begin() {
        int destinationBytes = head.getInt(0);
        if (destinationBytes == Link.NO_MESSAGE) return;
        destination = new byte[destinationBytes];
        propertiesBytes = head.getInt(Integer.BYTES);
        content = new byte[head.getInt(2 * Integer.BYTES)];
        filled = 0;
    }

    private void fill(ByteBuf bytes, int count) {
        int ofDestination = Math.clamp(destination.length - filled, 0, count);
        bytes.readBytes(destination, Math.min(filled, destination.length), ofDestination);
        bytes.readBytes(content, Math.max(0, filled + ofDestination - destination.length), count - ofDestination);
        filled += count;
    }

    private void end() {
        long number = head.getLong(3 * Integer.BYTES);
        int bytes = Link.HEAD_BYTES + (content == null ? 0 : filled);
        var message = content == null ? null : new Message(destination, content, propertiesBytes);
        head.clear();
        destination = null;
        content = null;
        link.arrived(number, bytes, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        broker.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (link == null) {
            context.close();
        } else if (link.connection() == connection) {
            System.err.println("broker: from " + link.from.name() + " to " + link.to.name() + ": " + cause);
            link.cut();
            broker.flush();
        }
    }
}
