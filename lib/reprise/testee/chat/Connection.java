package reprise.testee.chat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import reprise.transport.UnreadBytes;

/**
 * One user's WebSocket, from upgrade to end: {@code open}, then it sends or answers a close frame and writes no more, then its
 * socket closes. Netty's codec checks frames and joins messages. Owned by the event loop; times are in nanoseconds.
 */
final class Connection extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final int BAD_DATA = 1003;
    private static final int NO_TEXT = 1007;
    private static final int BROKEN_RULE = 1008;
    private static final int TOO_BIG = 1009;
    private static final int SERVER_ERROR = 1011;
    private static final int TRY_AGAIN_LATER = 1013;

    /** Its index in {@link Listeners}; -1 if absent. */
    int place = -1;
    private final Chat chat;
    private final long userId;
    private ChannelHandlerContext ctx;
    private UnreadBytes.Of unread;
    private boolean open;
    private int pingNumber;
    private long pingedNs = -1;
    private Future<?> cutOff;

    Connection(Chat chat) {
        this.chat = chat;
        userId = chat.nextUserId();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        unread = chat.unread.of(context.channel());
    }

    /** The upgrade is written: from now on it is in the room. */
    void upgraded() {
        open = true;
        chat.metrics.opened();
        chat.room.join(this);
    }

    boolean open() {
        return open;
    }

    ByteBufAllocator buffers() {
        return ctx.alloc();
    }

    /** HOT: writes a whole frame now. It closes a user who leaves too much unread. */
    ChannelFuture write(ByteBuf frame) {
        var sent = ctx.writeAndFlush(frame);
        if (!unread.wrote()) tryAgainLater();
        // the high-water mark is the limit; a broken socket accepts nothing either
        if (!ctx.channel().isWritable() && ctx.channel().isActive()) tooSlow();
        return sent;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        if (!open) return;
        switch (frame) {
            case TextWebSocketFrame text -> onText(text.content());
            case PingWebSocketFrame ping -> sendFrame(new PongWebSocketFrame(ping.content().retain()));
            case PongWebSocketFrame pong -> pong(pong.content());
            case CloseWebSocketFrame close -> answerClose(close);
            case BinaryWebSocketFrame _ -> end(BAD_DATA, "text only");
            default -> throw new IllegalStateException("chat: the codec handed on " + frame);
        }
    }

    /** HOT: once per message. */
    private void onText(ByteBuf text) {
        long readNs = System.nanoTime();
        switch (chat.reader.read(text)) {
            case Message.Broadcast broadcast -> {
                var frame = message("broadcast", broadcast.body(), serverTime());
                chat.room.broadcast(this, frame, System.nanoTime());
            }
            case Message.Direct direct -> answer("direct", direct.body(), serverTime(), readNs);
            case Message.Probe probe -> answer("pong", probe.body(), serverTime(), readNs);
            case Message.Invalid invalid -> answer("error", "cannot validate", invalid.why(), readNs);
        }
    }

    private void answer(String action, String body, String data, long readNs) {
        chat.room.answer(this, message(action, body, data), readNs);
    }

    private ByteBuf message(String action, String body, String data) {
        return MessageWriter.message(ctx.alloc(), action, body, userId, data);
    }

    /** Users stamp their bodies the same way: milliseconds since 1970, in digits. */
    private static String serverTime() {
        return Long.toString(System.currentTimeMillis());
    }

    /** Stops reading; returns whether it was reading. */
    boolean pause() {
        if (!open || !ctx.channel().config().isAutoRead()) return false;
        ctx.channel().config().setAutoRead(false);
        return true;
    }

    void resume() {
        if (ctx.channel().isActive()) ctx.channel().config().setAutoRead(true);
    }

    void ping(ByteBuf frame, int number, long nowNs) {
        pingNumber = number;
        pingedNs = nowNs;
        write(frame);
    }

    /** How long a pong has been due; negative if none is. */
    long pongOwedNs(long nowNs) {
        return pingedNs == -1 ? -1 : nowNs - pingedNs;
    }

    private void pong(ByteBuf payload) {
        if (payload.readableBytes() == 4 && payload.getInt(payload.readerIndex()) == pingNumber) pingedNs = -1;
    }

    void closeSilent() {
        if (!open) return;
        chat.metrics.silentPeer();
        end(SERVER_ERROR, "no pong in time");
    }

    void tooSlow() {
        if (!open) return;
        chat.metrics.slowReader();
        end(BROKEN_RULE, "reads too slowly");
    }

    /** There is no memory for what the server would have to hold for it. */
    void tryAgainLater() {
        if (!open) return;
        chat.metrics.slowReader();
        end(TRY_AGAIN_LATER, "no memory");
    }

    private void sendFrame(WebSocketFrame frame) {
        ctx.writeAndFlush(frame);
        if (!ctx.channel().isWritable()) tooSlow();
    }

    private void answerClose(CloseWebSocketFrame close) {
        ended();
        var closeFrame = close.statusCode() < 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(close.statusCode(), "");
        ctx.writeAndFlush(closeFrame).addListener(ChannelFutureListener.CLOSE);
        if (ctx.channel().isOpen()) cutOffLater();
    }

    /**
     * Sends a close frame, shuts our half, and reads until the peer shuts its own: closing a socket with unread bytes resets it,
     * and the peer would never see the reason.
     */
    void end(int code, String reason) {
        if (!open) return;
        ended();
        ctx.pipeline().addFirst(Discard.INSTANCE);
        resume();
        ctx.writeAndFlush(new CloseWebSocketFrame(code, reason)).addListener(written -> {
            if (written.isSuccess()) ((DuplexChannel) ctx.channel()).shutdownOutput();
            else ctx.close();
        });
        if (ctx.channel().isOpen()) cutOffLater();
    }

    private void cutOffLater() {
        cutOff = chat.loop.schedule(() -> ctx.close(), chat.plan.closePatience().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void ended() {
        open = false;
        chat.metrics.ended();
        chat.room.leave(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (open) ended();
        if (cutOff != null) cutOff.cancel(false);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        switch (cause) {
            case CorruptedWebSocketFrameException broken -> endBroken(broken);
            case TooLongFrameException _ -> end(TOO_BIG, "longer than " + chat.plan.messageLimitBytes() + " bytes");
            case IOException _ -> context.close();
            case PrematureChannelClosureException _ -> context.close(); // within a message
            default -> {
                System.err.println("chat: user " + userId + ": " + cause);
                end(SERVER_ERROR, "server error");
            }
        }
    }

    private void endBroken(CorruptedWebSocketFrameException broken) {
        int code = broken.closeStatus().code();
        end(code, switch (code) {
            case NO_TEXT -> "text that is not UTF-8";
            case TOO_BIG -> "longer than " + chat.plan.messageLimitBytes() + " bytes";
            default -> "a frame against RFC 6455";
        });
    }
}
