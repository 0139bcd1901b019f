package reprise.transport.websocket;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * One client connection (RFC 6455). Owned by its event loop; {@link #close} and {@link #abort} are thread-safe, everything else is
 * confined to the loop. Times are ns of the dialer's clock. Once it is open, the pipeline holds the byte counter, TLS, Netty's
 * frame decoder and encoder, and this handler; the HTTP codec and the handshaker are gone.
 * <pre>
 *   state      event                        next       told
 *   DIALING    connected                    UPGRADING  –               the upgrade request goes out
 *   DIALING    refused, timed out …         ENDED      onFailed
 *   UPGRADING  101                          OPEN       onOpen
 *   UPGRADING  other answer, EOF, timer …   ENDED      onFailed
 *   OPEN       data frame                   OPEN       onText, onBinary
 *   OPEN       ping                         OPEN       –               a pong goes out
 *   OPEN       close()                      CLOSING    –               a close frame goes out, the wait begins
 *   OPEN       close frame                  ENDED      onClosed ByPeer  (answered, then the socket is closed)
 *   OPEN       EOF, reset, bad frame        ENDED      onClosed Broken
 *   CLOSING    close frame, EOF or waited   ENDED      onClosed ByUs
 * </pre>
 */
@ChannelHandler.Sharable // one of several attempts at a host's addresses
public final class ClientSocket extends ChannelInboundHandlerAdapter {
    private enum State { DIALING, UPGRADING, OPEN, CLOSING, ENDED }

    private static final HttpDecoderConfig ANSWERS = new HttpDecoderConfig().setAllowDuplicateContentLengths(true);
    private static final int NO_STATUS = 1005;
    private static final int TOO_BIG = 1009;
    private final ClientDialer dialer;
    private final EventLoop loop;
    private final ClientListener listener;
    private final long dialedNs;
    private final ByteCounter bytes = new ByteCounter();
    private State state = State.DIALING;
    private Channel channel;
    private Upgrade upgrade; // until it is open
    private java.util.concurrent.Future<?> timer;
    private Fragments fragments; // while a message arrives in fragments
    private int closeCode;
    private boolean isSayingWhy; // it has ended, and the peer is still being told why

    ClientSocket(ClientDialer dialer, EventLoop loop, ClientListener listener, long dialedNs) {
        this.dialer = dialer;
        this.loop = loop;
        this.listener = listener;
        this.dialedNs = dialedNs;
    }

    /** When connecting began. */
    public long dialedNs() {
        return dialedNs;
    }

    /** Bytes handed to the socket so far, including the handshake. */
    public long sentBytes() {
        return bytes.sent;
    }

    /** Bytes read from the socket so far, including the handshake. */
    public long receivedBytes() {
        return bytes.received;
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    /** False while more than the settings' limit waits for the peer to read. */
    public boolean isWritable() {
        return channel != null && channel.isWritable();
    }

    public ByteBufAllocator alloc() {
        return channel.alloc();
    }

    // HOT: once per sent message; the frame is Netty's object. Takes over the buffer.
    public void sendText(ByteBuf utf8) {
        if (state == State.OPEN) channel.writeAndFlush(new TextWebSocketFrame(utf8), channel.voidPromise());
        else utf8.release();
    }

    // ---- opening

    /** False if it was cancelled before connecting began. */
    boolean dialing() {
        if (state != State.DIALING) return false;
        timer = loop.schedule(() -> failed(ClientFailure.timedOut(dialer.url, state == State.DIALING ? "connect" : "handshake")),
            dialer.settings.openTimeoutMs(), MILLISECONDS);
        return true;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        ctx.pipeline().addFirst(new HttpClientCodec(ANSWERS, false, false));
        dialer.tls(ctx.pipeline(), tookNs -> listener.onHandshake(this, tookNs));
        ctx.pipeline().addFirst(bytes);
    }

    void connected() {
        if (state != State.DIALING) { // timed out or cancelled in the meantime
            channel.close();
            return;
        }
        state = State.UPGRADING;
        upgrade = new Upgrade(dialer, text -> { // HOT: once per text that came whole
            if (state == State.OPEN) listener.onText(this, text, dialer.nanos.getAsLong());
        });
        upgrade.sendRequest(channel);
    }

    private void upgraded(HttpResponse response, long atNs) {
        var refusal = upgrade.finish(channel, response);
        if (refusal != null) {
            failed(refusal);
            return;
        }
        upgrade = null;
        timer.cancel(false);
        timer = null;
        state = State.OPEN;
        listener.onOpen(this, atNs);
    }

    void failed(ClientFailure why) {
        if (state != State.DIALING && state != State.UPGRADING) return;
        end();
        listener.onFailed(this, why, dialer.nanos.getAsLong());
    }

    // ---- messages

    // HOT: once per frame; reads the clock once.
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        long atNs = dialer.nanos.getAsLong();
        try {
            if (message instanceof WebSocketFrame frame) {
                if (state == State.OPEN) read(frame, atNs);
                else if (state == State.CLOSING && frame instanceof CloseWebSocketFrame) ended(new ClientEnd.ByUs(closeCode, true), atNs);
            } else if (state == State.UPGRADING && message instanceof HttpResponse response) {
                upgraded(response, atNs);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(WebSocketFrame frame, long atNs) {
        switch (frame) {
            case TextWebSocketFrame text when text.isFinalFragment() -> listener.onText(this, text.content(), atNs);
            case BinaryWebSocketFrame binary when binary.isFinalFragment() -> listener.onBinary(this, binary.content(), atNs);
            case TextWebSocketFrame _, BinaryWebSocketFrame _, ContinuationWebSocketFrame _ -> gather(frame, atNs);
            case PingWebSocketFrame ping -> channel.writeAndFlush(new PongWebSocketFrame(ping.content().retain()), channel.voidPromise());
            case PongWebSocketFrame _ -> { }
            case CloseWebSocketFrame close -> closedByPeer(close, atNs);
            default -> throw new CorruptedWebSocketFrameException(null, "unknown frame " + frame.getClass().getSimpleName());
        }
    }

    private void gather(WebSocketFrame frame, long atNs) {
        if (fragments == null) fragments = new Fragments(frame instanceof TextWebSocketFrame, dialer.settings.maxMessageBytes());
        if (!fragments.add(frame.content())) {
            broken(tooLong(), TOO_BIG, atNs);
        } else if (frame.isFinalFragment()) {
            var whole = fragments;
            fragments = null;
            try {
                if (whole.text()) listener.onText(this, whole.joined(), atNs);
                else listener.onBinary(this, whole.joined(), atNs);
            } finally {
                whole.release();
            }
        }
    }

    private void closedByPeer(CloseWebSocketFrame close, long atNs) {
        int code = close.statusCode() < 0 ? NO_STATUS : close.statusCode();
        var reason = close.statusCode() < 0 ? "" : close.reasonText();
        channel.writeAndFlush(new CloseWebSocketFrame(true, 0, close.content().retain())).addListener(ChannelFutureListener.CLOSE);
        ended(new ClientEnd.ByPeer(code, reason), atNs);
    }

    // ---- closing

    /** Closes with a code (1000 is normal) and waits for the peer's close frame as long as the settings say. */
    public void close(int code) {
        onLoop(() -> close(code, dialer.settings.closeWaitMs()));
    }

    /** Ends it at once, in any state: sends a close frame if it is open, and does not wait. */
    public void abort(int code) {
        onLoop(() -> {
            if (state == State.OPEN) close(code, 0);
            else if (state == State.CLOSING) ended(new ClientEnd.ByUs(closeCode, false), dialer.nanos.getAsLong());
            else if (state == State.DIALING || state == State.UPGRADING) failed(ClientFailure.cancelled(dialer.url));
        });
    }

    private void onLoop(Runnable action) {
        if (loop.inEventLoop()) action.run();
        else loop.execute(action);
    }

    private void close(int code, int waitMs) {
        if (state != State.OPEN) return;
        state = State.CLOSING;
        closeCode = code;
        var written = channel.writeAndFlush(new CloseWebSocketFrame(code, ""));
        if (waitMs > 0) {
            timer = loop.schedule(() -> ended(new ClientEnd.ByUs(closeCode, false), dialer.nanos.getAsLong()), waitMs, MILLISECONDS);
        } else if (channel.isWritable()) {
            written.addListener(_ -> ended(new ClientEnd.ByUs(closeCode, false), dialer.nanos.getAsLong()));
        } else { // the peer does not read: the close frame would never be written
            ended(new ClientEnd.ByUs(closeCode, false), dialer.nanos.getAsLong());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        var silent = state == State.UPGRADING ? ClientFailure.unanswered(dialer.url)
            : new ClientFailure(ClientFailure.Kind.CLOSED, 0, dialer.url + ": the peer closed the socket without a close frame");
        switch (state) {
            case DIALING, UPGRADING -> failed(silent);
            case OPEN -> ended(new ClientEnd.Broken(silent), dialer.nanos.getAsLong());
            case CLOSING -> ended(new ClientEnd.ByUs(closeCode, false), dialer.nanos.getAsLong());
            case ENDED -> { }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        long atNs = dialer.nanos.getAsLong();
        var root = cause instanceof io.netty.handler.codec.DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (root instanceof Error thrown) listener.onThrown(thrown);
        if (state == State.CLOSING) ended(new ClientEnd.ByUs(closeCode, false), atNs);
        else if (state == State.OPEN && root instanceof CorruptedWebSocketFrameException bad) broken(bad, atNs);
        else if (state == State.OPEN) broken(ClientFailure.of(dialer.url, root), 0, atNs);
        else failed(ClientFailure.of(dialer.url, root));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (state == State.OPEN) listener.onWritable(this);
    }

    private void broken(CorruptedWebSocketFrameException bad, long atNs) {
        int code = bad.closeStatus().code();
        broken(code == TOO_BIG ? tooLong() : ClientFailure.of(dialer.url, bad), code, atNs);
    }

    private ClientFailure tooLong() {
        return ClientFailure.tooLong(dialer.url, dialer.settings.maxMessageBytes());
    }

    /** Sends {@code code} to the peer unless it is 0. */
    private void broken(ClientFailure why, int code, long atNs) {
        isSayingWhy = code != 0;
        ended(new ClientEnd.Broken(why), atNs);
        if (code != 0) ClosingHandshake.begin(channel, bytes, code);
    }

    private void ended(ClientEnd how, long atNs) {
        if (state == State.ENDED) return;
        end();
        listener.onClosed(this, how, atNs);
    }

    private void end() {
        state = State.ENDED;
        if (timer != null) timer.cancel(false);
        if (fragments != null) fragments.release();
        fragments = null;
        upgrade = null;
        if (channel != null && !isSayingWhy) channel.close();
    }
}
