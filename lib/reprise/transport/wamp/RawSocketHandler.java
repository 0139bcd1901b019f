package reprise.transport.wamp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import reprise.transport.IncompleteFrame;
import reprise.transport.SocketTrouble;

/**
 * The rawsocket transport on a TCP or Unix-domain socket, for either side: the handshake, then frames, decoded in place. One per
 * connection, confined to its loop. Source: WAMP v2, "RawSocket Transport".
 * <pre>
 * handshake   7F  L&lt;&lt;4|S  00 00   the sender takes messages up to 2^(9+L) octets; S 1 JSON, 2 MessagePack
 * refusal     7F  E&lt;&lt;4    00 00   E 1 serializer unsupported, 2 length unacceptable, 3 reserved bits used, 4 too many connections
 * frame       type (0 message, 1 ping, 2 pong; the five bits above are reserved), 24 bits length, body
 * </pre>
 */
public final class RawSocketHandler extends ChannelInboundHandlerAdapter {
    static final int PING = 1;
    static final int PONG = 2;
    private static final int MAGIC = 0x7F;
    private static final int HEAD_BYTES = 4;
    private static final long HANDSHAKE_TIMEOUT_MS = 10_000;
    private static final String[] REFUSALS = {"", "serializer unsupported", "maximum message length unacceptable",
        "use of reserved bits (unsupported feature)", "maximum connection count reached"};

    private final Serializer wanted; // client only; null in a server
    private final WampLimits limits;
    private final ConnectionOwner owner;
    private ScheduledFuture<?> deadline;
    private WampConnection connection; // null until the handshake is complete
    private final IncompleteFrame rest = new IncompleteFrame();
    private boolean ended;
    private String why = "the connection was closed";

    private RawSocketHandler(Serializer wanted, WampLimits limits, ConnectionOwner owner) {
        this.wanted = wanted;
        this.limits = limits;
        this.owner = owner;
    }

    public static RawSocketHandler server(WampLimits limits, ConnectionOwner owner) {
        return new RawSocketHandler(null, limits, owner);
    }

    public static RawSocketHandler client(Serializer wanted, WampLimits limits, ConnectionOwner owner) {
        return new RawSocketHandler(wanted, limits, owner);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (wanted != null) sendHandshake(ctx, limits.lengthExponent(), wanted.rawSocketNumber());
        deadline = ctx.executor()
            .schedule(() -> end(ctx, "no rawsocket handshake within 10 s"), HANDSHAKE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    }

    private static void sendHandshake(ChannelHandlerContext ctx, int high, int low) {
        ctx.writeAndFlush(ctx.alloc().buffer(HEAD_BYTES).writeInt(MAGIC << 24 | high << 20 | low << 16), ctx.voidPromise());
    }

    /** HOT: every received byte passes through here. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var received = (ByteBuf) message;
        var input = isReading() ? rest.with(received) : received;
        boolean whole = false;
        try {
            while (isReading() && next(ctx, input));
            whole = true;
        } finally {
            if (whole && isReading() && input.isReadable()) rest.keep(input, received);
            else input.release();
        }
    }

    /** Not after an end of ours: what a peer sends then must change neither the reason nor anything else. */
    private boolean isReading() {
        return !ended && (connection == null || !connection.isClosing());
    }

    private boolean next(ChannelHandlerContext ctx, ByteBuf input) {
        int readable = input.readableBytes();
        if (readable < HEAD_BYTES) return false;
        int start = input.readerIndex();
        int head = input.getInt(start);
        if (connection == null) {
            input.skipBytes(HEAD_BYTES);
            handshake(ctx, head);
            return true;
        }
        int type = head >>> 24;
        int bytes = head & 0xFF_FFFF;
        if (type > PONG) return end(ctx, "a frame of type " + type + "; there are 0, 1 and 2");
        if (bytes > limits.maxMessageBytes()) {
            return end(ctx, "a frame of " + bytes + " octets; the longest taken has " + limits.maxMessageBytes());
        }
        if (readable < HEAD_BYTES + bytes) return false;
        input.skipBytes(HEAD_BYTES + bytes);
        if (type == 0) connection.received(input, start + HEAD_BYTES, bytes);
        else if (type == PING) connection.pong(input, start + HEAD_BYTES, bytes);
        return true;
    }

    private void handshake(ChannelHandlerContext ctx, int head) {
        int high = head >>> 20 & 15;
        int low = head >>> 16 & 15;
        if (head >>> 24 != MAGIC) {
            end(ctx, "no rawsocket handshake: it begins with octet " + (head >>> 24) + " instead of 127");
        } else if (wanted != null) {
            serverReply(ctx, high, low, head & 0xFFFF);
        } else {
            clientHandshake(ctx, high, low, head & 0xFFFF);
        }
    }

    // Server side: a client's handshake has arrived.
    private void clientHandshake(ChannelHandlerContext ctx, int exponent, int number, int reserved) {
        var form = number == Serializer.JSON.rawSocketNumber() ? Serializer.JSON
            : number == Serializer.MSGPACK.rawSocketNumber() ? Serializer.MSGPACK : null;
        int refusal = reserved != 0 ? 3 : form == null ? 1 : !owner.admits() ? 4 : 0;
        if (refusal == 0) {
            sendHandshake(ctx, limits.lengthExponent(), number);
            open(ctx, form, exponent);
        } else {
            sendHandshake(ctx, refusal, 0);
            end(ctx, "refused: " + REFUSALS[refusal]);
        }
    }

    // Client side: the server's reply has arrived.
    private void serverReply(ChannelHandlerContext ctx, int exponent, int number, int reserved) {
        if (number == 0) {
            end(ctx, "the router refuses: " + (exponent < REFUSALS.length ? REFUSALS[exponent] : "error " + exponent));
        } else if (number != wanted.rawSocketNumber() || reserved != 0) {
            end(ctx, "the router answers with serializer " + number + " and reserved octets " + reserved
                + "; serializer " + wanted.rawSocketNumber() + " and 0 were expected");
        } else {
            open(ctx, wanted, exponent);
        }
    }

    private void open(ChannelHandlerContext ctx, Serializer form, int exponent) {
        deadline.cancel(false);
        // a frame's length has 24 bits, so 2^24 itself cannot be expressed
        int peerMaxBytes = Math.min(1 << 9 + exponent, 0xFF_FFFF);
        connection = new WampConnection(ctx.channel(), form, Framing.RAWSOCKET, peerMaxBytes, limits, owner);
        connection.open(owner);
    }

    private boolean end(ChannelHandlerContext ctx, String cause) {
        if (!ended) why = cause;
        ended = true;
        if (connection == null) ctx.close();
        else connection.close(); // with the answers to what came before
        return false;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended = true;
        deadline.cancel(false);
        rest.release();
        if (connection != null) connection.lost(why);
        else owner.failed(new WampException(WampException.CONNECTION_LOST, why));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end(ctx, "the connection broke: " + SocketTrouble.why(cause));
    }
}
