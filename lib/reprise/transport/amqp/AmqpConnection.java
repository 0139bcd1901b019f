package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reprise.transport.SocketTrouble;
import reprise.transport.amqp.AmqpFailure.Kind;

/**
 * A client's connection to one AMQP 0-9-1 node, opened by {@link AmqpDialer}. All of it happens on its event loop, and its methods are for
 * that loop. What is written goes into one buffer, which is sent at the end of a read or at {@link #flush}: a publish of three
 * frames is one write, as are the acks of all that one read brought.
 *
 * <p>Heartbeats (specification 4.2.7): looked at twice per interval; one is sent if nothing else was, and a broker that
 * was silent for two intervals is dead.
 */
public final class AmqpConnection extends ChannelInboundHandlerAdapter implements FrameListener {
    private static final int OUT_BYTES = 16 << 10;
    private static final int CLOSE_PATIENCE_MS = 2_000;

    private final AmqpUrl url;
    private final AmqpUrl.Host host;
    private final ConnectionListener listener;
    private final Handshake handshake;
    private final AmqpSettings settings;
    private final FrameDecoder decoder;
    final CompletableFuture<AmqpConnection> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final List<AmqpChannel> channels = new ArrayList<>(); // at its number - 1; null where it was closed

    private ChannelHandlerContext context;
    private ByteBuf out;
    private boolean reading;
    private boolean readSince;
    private boolean wroteSince;
    private int silentHalves;
    private Future<?> timer;
    private AmqpFailure failure;
    private boolean closing;
    private boolean ended;

    AmqpConnection(AmqpUrl url, AmqpUrl.Host host, AmqpSettings settings, ConnectionListener listener) {
        this.url = url;
        this.host = host;
        this.settings = settings;
        this.listener = listener;
        handshake = new Handshake(url, host, settings);
        decoder = FrameDecoder.ofClient(this, handshake.frameMaxBytes());
    }

    public AmqpUrl.Host host() {
        return host;
    }

    /** The next channel, still to be opened. */
    public AmqpChannel newChannel(ChannelListener channelListener) {
        if (channels.size() >= handshake.channelMax()) {
            throw new IllegalStateException(host + ": all " + handshake.channelMax()
                + " channels are in use");
        }
        var channel = new AmqpChannel(this, channels.size() + 1, channelListener);
        channels.add(channel);
        if (ended) channel.close(failure);
        return channel;
    }

    /** Says connection.close and waits for the answer, not for long. Completes when the socket is closed. */
    public CompletableFuture<Void> close() {
        if (ended || closing) return gone;
        closing = true;
        failure = new AmqpFailure(Kind.CLOSED, host + ": closed by us");
        Frame.writeMethod(out(), 0, new ConnectionMethod.Close(ReplyCode.REPLY_SUCCESS.code(), "bye", 0));
        flush();
        context.executor().schedule(() -> context.close(), CLOSE_PATIENCE_MS, TimeUnit.MILLISECONDS);
        return gone;
    }

    /** Closes at once, without a word; nothing that was read is worked off any more. */
    public void abort() {
        fail(new AmqpFailure(Kind.CLOSED, host + ": closed by us"));
    }

    // ---- for its channels

    // HOT: everything that is written goes in here.
    ByteBuf out() {
        if (out == null) out = context.alloc().directBuffer(OUT_BYTES);
        return out;
    }

    /** Sends what is written, or lets the end of the current read send it. */
    // HOT: once per message.
    void flush() {
        if (reading || out == null) return;
        wroteSince = true;
        var full = out;
        out = null;
        if (ended) full.release();
        else context.writeAndFlush(full, context.voidPromise());
    }

    int bodyFrameBytes() {
        return handshake.frameMaxBytes() - Frame.OVERHEAD_BYTES;
    }

    void forget(int channel) {
        channels.set(channel - 1, null);
    }

    // ---- what the socket says

    @Override
    public boolean isSharable() {
        return true; // among the tries at one host's addresses
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        timer = active.executor().schedule(() -> fail(handshake.timedOut()), settings.timeoutMs(), TimeUnit.MILLISECONDS);
        out().writeLong(Frame.PROTOCOL_HEADER);
        flush();
    }

    // HOT: every read passes here.
    @Override
    public void channelRead(ChannelHandlerContext read, Object bytes) {
        readSince = true;
        reading = true;
        try {
            decoder.feed((ByteBuf) bytes);
        } catch (AmqpException e) {
            Frame.writeMethod(out(), 0, new ConnectionMethod.Close(e.code().code(), e.getMessage(), e.methodId()));
            fail(new AmqpFailure(Kind.NOT_AMQP, e.code().code(), host + ": the broker broke the protocol: " + e.getMessage(),
                e));
        } catch (AmqpFailure e) {
            fail(e);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext read) {
        reading = false;
        flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        end();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext caught, Throwable cause) {
        if (cause instanceof IOException) fail(lost(cause)); // a reset, mostly
        else fail(new AmqpFailure(Kind.MISTAKE, 0, host + ": closed because of " + cause, cause));
    }

    private AmqpFailure lost(Throwable cause) {
        return opening() ? handshake.lost(cause)
            : new AmqpFailure(Kind.LOST, 0, host + ": connection lost" + (cause == null ? "" : ": " + SocketTrouble.why(cause)), cause);
    }

    private boolean opening() {
        return handshake.state() != Handshake.State.DONE;
    }

    /** Closes at once, for this reason unless there is an earlier one. */
    private void fail(AmqpFailure why) {
        if (failure == null) failure = why;
        decoder.close();
        reading = false;
        flush();
        context.close();
    }

    /** The socket is closed: the only place where that is told. */
    private void end() {
        if (ended) return;
        ended = true;
        if (failure == null) failure = lost(null);
        if (timer != null) timer.cancel(false);
        decoder.close();
        if (out != null) out.release();
        out = null;
        for (var channel : channels) if (channel != null) channel.close(failure);
        if (!opened.completeExceptionally(failure)) listener.onClosed(failure);
        gone.complete(null);
    }

    // ---- what the broker says

    @Override
    public void onProtocolHeader(long header) {
        throw handshake.otherProtocol(header);
    }

    // HOT: every frame passes here.
    @Override
    public void onFrame(int type, int channel, ByteBuf payload) {
        if (type == Frame.HEARTBEAT) return;
        if (channel == 0) {
            if (type != Frame.METHOD) {
                throw new AmqpException(ReplyCode.UNEXPECTED_FRAME, "a frame of type " + type
                    + " on channel 0");
            }
            control(Method.read(payload));
            return;
        }
        var to = channel <= channels.size() ? channels.get(channel - 1) : null;
        if (to == null) {
            if (channel <= channels.size()) return; // on its way when the channel was closed
            throw new AmqpException(ReplyCode.CHANNEL_ERROR, "a frame for channel " + channel + ", which is not open");
        }
        switch (type) {
            case Frame.METHOD -> {
                AmqpChannel.need(payload, Integer.BYTES);
                to.onMethod(payload);
            }
            case Frame.HEADER -> to.onHeader(payload);
            case Frame.BODY -> to.onBody(payload);
            default -> throw new AmqpException(ReplyCode.FRAME_ERROR, "a frame of type " + type);
        }
    }

    private void control(Method method) {
        switch (method) {
            case ConnectionMethod.Close m -> {
                Frame.writeMethod(out(), 0, new ConnectionMethod.CloseOk());
                throw AmqpFailure.closedByBroker(host, url, opening(), m.replyCode(), m.replyText());
            }
            case ConnectionMethod.CloseOk _ -> context.close();
            case ConnectionMethod.Blocked m -> listener.onBlocked(m.reason());
            case ConnectionMethod.Unblocked _ -> listener.onUnblocked();
            default -> {
                handshake.onMethod(method, out());
                if (!opening()) open();
            }
        }
    }

    private void open() {
        timer.cancel(false);
        decoder.maxBytes(handshake.frameMaxBytes());
        if (handshake.heartbeatSec() > 0) {
            long halfMs = handshake.heartbeatSec() * 500L;
            timer = context.executor().scheduleAtFixedRate(this::halfHeartbeat, halfMs, halfMs, TimeUnit.MILLISECONDS);
        }
        opened.complete(this);
    }

    private void halfHeartbeat() {
        silentHalves = readSince ? 0 : silentHalves + 1;
        if (silentHalves >= 4) {
            fail(new AmqpFailure(Kind.SILENT, host + ": nothing heard for two heartbeats of " + handshake.heartbeatSec()
                + " s; the broker hangs, or the way to it is cut"));
            return;
        }
        if (!wroteSince) {
            Frame.writeHeartbeat(out());
            flush();
        }
        readSince = false;
        wroteSince = false;
    }
}
