package reprise.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.List;
import java.util.function.Consumer;

/**
 * Netty's decoder of a server's frames, with a short way for nearly all that a listener of a broadcast hears: a text message of one frame
 * that has arrived whole is handed on as a part of what was read. Netty's own way copies it, and makes a list and a frame to carry it.
 * From the first other or incomplete frame of a read on, everything is Netty's, and it alone says what is wrong. Owned by the loop.
 */
final class ServerFrameDecoder extends WebSocket13FrameDecoder {
    /** FIN and the opcode, no reserved bit: RFC 6455, 5.2. */
    private static final int WHOLE_TEXT = 0x81;
    private static final int TWO_OCTETS_OF_LENGTH = 126;

    private final int maxPayloadBytes;
    private final Consumer<ByteBuf> texts;
    private boolean between = true; // Netty's decoder has all it got, and is in no frame, nor in a message of several frames
    private boolean inMessage; // of several frames

    /**
     * @param config of {@link #config}, one for all connections
     * @param texts is given each text that came whole; its bytes are valid during the call
     */
    ServerFrameDecoder(WebSocketDecoderConfig config, Consumer<ByteBuf> texts) {
        super(config);
        maxPayloadBytes = config.maxFramePayloadLength();
        this.texts = texts;
    }

    static WebSocketDecoderConfig config(int maxPayloadBytes) {
        return WebSocketDecoderConfig.newBuilder().expectMaskedFrames(false).allowExtensions(false)
            .maxFramePayloadLength(maxPayloadBytes).closeOnProtocolViolation(false).build();
    }

    // HOT: once per read of the socket.
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (!between || !(message instanceof ByteBuf in)) {
            super.channelRead(context, message);
            return;
        }
        boolean whole = false;
        try {
            while (takeText(in)) continue;
            whole = !in.isReadable();
        } catch (Throwable thrown) {
            whole = true;
            throw thrown;
        } finally {
            if (whole) in.release();
        }
        if (!whole) super.channelRead(context, in);
    }

    private boolean takeText(ByteBuf in) {
        int readable = in.readableBytes();
        int at = in.readerIndex();
        if (readable < 4 || in.getUnsignedByte(at) != WHOLE_TEXT) return false;
        int headBytes = 2;
        int payload = in.getUnsignedByte(at + 1); // with the bit for a mask, which no server may set, it is above 127
        if (payload == TWO_OCTETS_OF_LENGTH) {
            headBytes = 4;
            payload = in.getUnsignedShort(at + 2);
            if (payload < TWO_OCTETS_OF_LENGTH) return false; // it had to be said in one octet
        } else if (payload > TWO_OCTETS_OF_LENGTH) {
            return false;
        }
        if (readable < headBytes + payload || payload > maxPayloadBytes) return false;
        texts.accept(in.skipBytes(headBytes).readSlice(payload));
        return true;
    }

    /** Follows where Netty's decoder is. */
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        int frames = out.size();
        between = false; // for good if it throws
        super.decode(context, in, out);
        if (out.size() == frames) return; // the frame is not complete
        var frame = (WebSocketFrame) out.getLast();
        if (!frame.isFinalFragment()) inMessage = true;
        else if (!(frame instanceof PingWebSocketFrame || frame instanceof PongWebSocketFrame)) inMessage = false;
        between = !inMessage && !in.isReadable() && !(frame instanceof CloseWebSocketFrame);
    }
}
