package reprise.transport.wamp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.concurrent.TimeUnit;

/** Exchanges messages with one peer over any transport: one serializer, one socket. Owned by the socket's event loop. */
public final class WampConnection {
    private static final long CLOSE_TIMEOUT_MS = 2000;

    private final Channel socket;
    private final boolean webSocket;
    private final Outbox outbox;
    private final MessageDecoder decoder;
    private MessageListener listener;
    private boolean closing;
    private boolean lossReported;

    WampConnection(Channel socket, Serializer serializer, Framing framing, int peerMaxBytes, WampLimits limits, ConnectionOwner owner) {
        this.socket = socket;
        this.webSocket = framing != Framing.RAWSOCKET;
        this.outbox = new Outbox(socket, framing, serializer, peerMaxBytes, limits.maxUnreadBytes(), owner.unread());
        this.decoder = new MessageDecoder(serializer);
    }

    /** The handshake is complete. */
    void open(ConnectionOwner owner) {
        listener = owner.open(this);
    }

    /** The loop that owns it. */
    public io.netty.channel.EventLoop loop() {
        return socket.eventLoop();
    }

    /**
     * HOT: sends at the end of the loop's turn; does nothing once the connection has ended. Throws a {@link WampException} if the
     * message cannot be written for this peer: {@link WampException#INVALID_PAYLOAD}, {@link WampException#TOO_LONG}.
     */
    public void send(Message message) {
        outbox.send(message);
    }

    /**
     * Closes the connection after sending what was written, or in two seconds if the peer does not read it. Received messages are
     * dropped from now on.
     */
    public void close() {
        close(WebSocketCloseStatus.NORMAL_CLOSURE);
    }

    void close(WebSocketCloseStatus status) {
        if (closing) return;
        closing = true;
        outbox.flush();
        outbox.close();
        if (!socket.isActive()) return;
        Object last = webSocket ? new CloseWebSocketFrame(status) : Unpooled.EMPTY_BUFFER;
        socket.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
        var late = socket.eventLoop().schedule(() -> socket.close(), CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        socket.closeFuture().addListener(_ -> late.cancel(false));
    }

    /** Whether our side has ended it. */
    boolean isClosing() {
        return closing;
    }

    /** Writes what is gathered now, rather than at the end of the turn. */
    void flush() {
        outbox.flush();
    }

    /** Whether it was closed because the peer left too much unread. */
    public boolean wasOverfull() {
        return outbox.overfull();
    }

    /** HOT: one whole message. */
    void received(ByteBuf in, int from, int bytes) {
        if (closing) return;
        Message message;
        try {
            message = decoder.decode(in, from, bytes);
        } catch (WampException e) {
            listener.onViolation(e);
            return;
        }
        try {
            listener.onMessage(message);
        // a defect in our code or the listener's: tell the peer, rather than leave it without an answer
        } catch (RuntimeException e) {
            listener.onViolation(new WampException(WampException.RUNTIME_ERROR, "message " + message.getClass().getSimpleName() + ": " + e,
                e));
        }
    }

    void pong(ByteBuf ping, int from, int bytes) {
        if (!closing) outbox.control(RawSocketHandler.PONG << 24 | bytes, ping, from, bytes);
    }

    /** The socket is closed. */
    void lost(String why) {
        closing = true;
        outbox.close();
        outbox.flush();
        if (lossReported) return;
        lossReported = true;
        listener.onClosed(outbox.overfull() ? "the peer left more unread than allowed" : why);
    }
}
