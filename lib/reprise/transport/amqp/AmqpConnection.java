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
 * A client's connection to one AMQP 0-9-1 node, opened by {@link AmqpDialer}. It is confined to its event loop, and so are its
 * methods. Writes gather in one buffer, which is sent at the end of a read or by {@link #flush}: the three frames of a publish are
 * one write, and so are the acks of everything that one read brought.
 *
 * <p>Heartbeats (specification 4.2.7): a timer looks twice per interval and sends one if nothing else was sent. A broker that was
 * silent for two intervals is considered dead.
 */
public final class AmqpConnection extends ChannelInboundHandlerAdapter implements FrameListener {
    private static final int OUT_BYTES = 16 << 10;
    private static final int HIGH_WATER_BYTES = 64 << 10; // Netty's own, above which it calls a socket unwritable
    private static final int CLOSE_PATIENCE_MS = 2_000;

    private final AmqpUrl url;
    private final AmqpUrl.Host host;
    private final ConnectionListener listener;
    private final Handshake handshake;
    private final AmqpSettings settings;
    private final FrameDecoder decoder;
    final CompletableFuture<AmqpConnection> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final List<AmqpChannel> channels = new ArrayList<>(); // at index number - 1; null where closed

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

    /** A property of the broker's own, such as {@code product} or {@code version}; empty if it has none. */
    public String brokerProperty(String name) {
        return String.valueOf(handshake.broker().getOrDefault(name, ""));
    }

    /** A new channel, which the caller has yet to open. It has the first number that is free. */
    public AmqpChannel newChannel(ChannelListener channelListener) {
        int free = channels.indexOf(null);
        int index = free < 0 ? channels.size() : free;
        if (index >= handshake.channelMax()) {
            throw new IllegalStateException(host + ": all " + handshake.channelMax() + " channels are in use; close one of them");
        }
        var channel = new AmqpChannel(this, index + 1, channelListener);
        if (free < 0) channels.add(channel);
        else channels.set(index, channel);
        if (ended) channel.close(failure);
        return channel;
    }

    /** Sends connection.close and waits briefly for the reply. Completes when the socket is closed. */
    public CompletableFuture<Void> close() {
        if (ended || closing) return gone;
        closing = true;
        failure = AmqpFailure.closedByUs(host);
        Frame.writeMethod(out(), 0, new ConnectionMethod.Close(ReplyCode.REPLY_SUCCESS.code(), "bye", 0));
        flush();
        context.executor().schedule(() -> context.close(), CLOSE_PATIENCE_MS, TimeUnit.MILLISECONDS);
        return gone;
    }

    /** Closes at once, without connection.close; bytes that were read but not yet processed are dropped. */
    public void abort() {
        fail(AmqpFailure.closedByUs(host));
    }

    // HOT: once per message. Whether a publisher should go on: what is written but not yet in the kernel's hands stays short.
    public boolean isWritable() {
        return context.channel().isWritable() && (out == null || out.readableBytes() < HIGH_WATER_BYTES);
    }

    /** Does work that writes much, on the loop, and sends it all in one write, as what a read brings about is. */
    public void together(Runnable work) {
        boolean within = reading;
        try {
            reading = true;
            work.run();
        } finally {
            reading = within;
            flush();
        }
    }

    // ---- for its channels
    // HOT: everything written goes through here.
    ByteBuf out() {
        if (out == null) out = context.alloc().directBuffer(OUT_BYTES);
        return out;
    }

    /** Sends what is written, or leaves that to the end of the current read. */
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

    // ---- socket events

    @Override
    public boolean isSharable() {
        return true; // one of several attempts at a host's addresses
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

    // HOT: every read passes through here.
    @Override
    public void channelRead(ChannelHandlerContext read, Object bytes) {
        readSince = true;
        reading = true;
        try {
            decoder.feed((ByteBuf) bytes);
        } catch (AmqpException e) {
            Frame.writeMethod(out(), 0, new ConnectionMethod.Close(e.code().code(), e.getMessage(), e.methodId()));
            fail(new AmqpFailure(Kind.NOT_AMQP, e.code().code(), host + ": the broker broke the protocol: " + e.getMessage(), e));
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
    public void channelWritabilityChanged(ChannelHandlerContext changed) {
        if (changed.channel().isWritable() && !opening()) listener.onWritable();
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        end();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext caught, Throwable cause) {
        if (cause instanceof IOException) fail(lost(cause)); // usually a reset
        else fail(new AmqpFailure(Kind.MISTAKE, 0, host + ": closed because of " + cause, cause));
    }

    private AmqpFailure lost(Throwable cause) {
        return opening() || SocketTrouble.isOfTls(cause) ? handshake.lost(cause)
            : new AmqpFailure(Kind.LOST, 0, host + ": connection lost" + (cause == null ? "" : ": " + SocketTrouble.why(cause)), cause);
    }

    private boolean opening() {
        return handshake.state() != Handshake.State.DONE;
    }

    /** Closes at once for this reason, unless there is an earlier one. */
    private void fail(AmqpFailure why) {
        if (failure == null) failure = why;
        decoder.close();
        reading = false;
        flush();
        context.close();
    }

    /** The socket is closed; only this method reports it. */
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

    // ---- frames from the broker

    @Override
    public void onProtocolHeader(long header) {
        throw handshake.otherProtocol(header);
    }

    // HOT: every frame passes through here.
    @Override
    public void onFrame(int type, int channel, ByteBuf payload, int moreBytes) {
        if (type == Frame.HEARTBEAT) return;
        if (channel == 0) {
            if (type != Frame.METHOD) throw new AmqpException(ReplyCode.UNEXPECTED_FRAME, "a frame of type " + type + " on channel 0");
            control(Method.read(payload));
            return;
        }
        var to = channel <= channels.size() ? channels.get(channel - 1) : null;
        if (to == null || to.isClosed()) {
            if (channel <= channels.size()) return; // it was in flight when the channel was closed
            throw new AmqpException(ReplyCode.CHANNEL_ERROR, "a frame for channel " + channel + ", which is not open");
        }
        switch (type) {
            case Frame.METHOD -> {
                AmqpChannel.requireReadable(payload, Integer.BYTES);
                to.onMethod(payload);
            }
            case Frame.HEADER -> to.onHeader(payload);
            case Frame.BODY -> to.onBody(payload, moreBytes);
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
