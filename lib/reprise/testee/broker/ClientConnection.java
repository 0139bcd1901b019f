package reprise.testee.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.ChannelMethod;
import reprise.transport.amqp.ConnectionMethod;
import reprise.transport.amqp.Frame;
import reprise.transport.amqp.FrameListener;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.ReplyCode;

/**
 * A client's connection, from its first octet to its last: its {@link FlowControl} reads frames, its channels handle them, and their
 * output gathers in its {@link Outbox}. Owned by the event loop.
 * <pre>
 * HANDSHAKE → RUNNING → CLOSING (we sent close, and wait for close-ok) → ENDED
 * ENDED: all it held in the broker is given back; the socket may still have last octets to write
 * </pre>
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements FrameListener {
    private enum State { HANDSHAKE, RUNNING, CLOSING, ENDED }

    final Node node;
    final Broker broker;
    private final Channel socket;
    final Outbox outbox;
    final FlowControl flow;
    final Handshake handshake = new Handshake(this);
    private final IntObjectHashMap<ClientChannel> channels = new IntObjectHashMap<>();
    private State state = State.HANDSHAKE;
    private Heartbeat heartbeat;
    private ScheduledFuture<?> timeout;
    private boolean frozen;

    ClientConnection(Node node, Channel socket) {
        this.node = node;
        this.broker = node.broker;
        this.socket = socket;
        this.outbox = new Outbox(socket, broker);
        this.flow = new FlowControl(this, socket);
        restartTimeout();
    }

    /** Starts the time-out for the client's next step; it is extended while the node is frozen. */
    private void restartTimeout() {
        if (timeout != null) timeout.cancel(false);
        timeout = broker.schedule(() -> {
            if (frozen) restartTimeout();
            else drop();
        }, broker.plan.patience().toNanos());
    }

    InetAddress from() {
        return ((InetSocketAddress) socket.remoteAddress()).getAddress();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
        flow.feed((ByteBuf) received);
    }

    /** The input is not AMQP; nothing after it can be decoded. */
    void notAmqp(AmqpException error) {
        if (state == State.ENDED) return;
        close(error);
        finish();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        broker.flush();
    }

    @Override
    public void onProtocolHeader(long header) {
        handshake.onProtocolHeader(header);
    }

    /** HOT: every frame. A protocol error closes the channel or the connection; an unexpected exception closes the connection with 541. */
    @Override
    public void onFrame(int type, int number, ByteBuf payload, int moreBytes) {
        int methodId = type == Frame.METHOD && payload.readableBytes() >= 4 ? payload.getInt(payload.readerIndex()) : 0;
        try {
            if (state == State.RUNNING && number != 0) channelFrame(type, number, methodId, payload, moreBytes);
            else connectionFrame(type, number, methodId, payload);
            flow.checked();
        } catch (RuntimeException e) {
            refuse(number, ClientChannel.error(e, node, type, methodId));
        }
    }

    private void channelFrame(int type, int number, int methodId, ByteBuf payload, int moreBytes) {
        ClientChannel channel = channels.get(number);
        if (channel != null) {
            channel.onFrame(type, methodId, payload, moreBytes);
        } else if (methodId == ChannelMethod.OPEN) {
            openChannel(number, payload);
        } else {
            throw new AmqpException(ReplyCode.CHANNEL_ERROR, "expected 'channel.open'");
        }
    }

    private void openChannel(int number, ByteBuf payload) {
        Method.read(payload);
        if (number > handshake.channelMax()) {
            throw new AmqpException(ReplyCode.NOT_ALLOWED, "channel " + number + " is above the negotiated channel_max ("
                + handshake.channelMax() + ")");
        }
        broker.memory.hold(Memory.CHANNEL_BYTES, "a channel");
        channels.put(number, new ClientChannel(this, number));
        outbox.send(number, new ChannelMethod.OpenOk());
    }

    private void connectionFrame(int type, int number, int methodId, ByteBuf payload) {
        switch (state) {
            case HANDSHAKE -> handshake.onFrame(type, payload);
            case RUNNING -> runningFrame(type, methodId, payload);
            case CLOSING -> {
                if (number != 0) return;
                if (methodId == ConnectionMethod.CLOSE) closedByClient();
                else if (methodId == ConnectionMethod.CLOSE_OK) finish();
            }
            case ENDED -> { }
        }
    }

    private void runningFrame(int type, int methodId, ByteBuf payload) {
        if (type == Frame.HEARTBEAT) return;
        if (type != Frame.METHOD) throw ClientChannel.unexpected(type);
        switch (methodId) {
            case ConnectionMethod.CLOSE -> closedByClient();
            case ConnectionMethod.UPDATE_SECRET -> {
                Method.read(payload); // passwords do not expire here, so the new one is accepted and ignored
                outbox.send(0, new ConnectionMethod.UpdateSecretOk());
            }
            default -> throw new AmqpException(ReplyCode.CHANNEL_ERROR, "unexpected method in connection state running");
        }
    }

    /** Applies the negotiated frame size and heartbeat. */
    void tuned(int frameMaxBytes, int heartbeatSec) {
        flow.maxFrameBytes(frameMaxBytes);
        if (heartbeatSec > 0) heartbeat = new Heartbeat(this, broker, heartbeatSec);
    }

    void opened() {
        state = State.RUNNING;
        timeout.cancel(false);
    }

    void closedByClient() {
        broker.flush(); // confirm earlier publishes before connection.close
        outbox.send(0, new ConnectionMethod.CloseOk());
        finish();
    }

    /** Closes the channel, or the connection if there is none or the error is the connection's. */
    void refuse(int number, AmqpException error) {
        ClientChannel channel = channels.get(number);
        if (error.code().hard() || channel == null || state != State.RUNNING) close(error);
        else channel.close(error);
    }

    private void close(AmqpException error) {
        if (state == State.CLOSING || state == State.ENDED) return;
        broker.flush();
        state = State.CLOSING;
        endChannels();
        outbox.send(0, new ConnectionMethod.Close(error.code().code(), error.getMessage(), error.methodId()));
        restartTimeout();
    }

    /**
     * Writes what is left and shuts our half. The socket closes when the client closes it, or at the time-out: closing it over
     * unread input would reset it and could lose our last frames.
     */
    void finish() {
        ended();
        restartTimeout();
        broker.later(() -> socket.writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(_ -> ((DuplexChannel) socket).shutdownOutput()));
    }

    void drop() {
        socket.close();
    }

    /** Stops all input and output, including ends and resets: the event loop no longer polls the socket. */
    void freeze() {
        frozen = true;
        outbox.freeze();
        flow.freeze();
        socket.deregister();
    }

    /** Resumes where it stopped, with pending writes first. */
    void thaw() {
        frozen = false;
        // Deregisters once more in case the freeze is still under way: a socket leaves the loop in a turn of its own.
        socket.deregister().addListener(_ -> broker.loop.register(socket).addListener(_ -> {
            outbox.thaw();
            flow.thaw();
            socket.flush();
            broker.later(this::writable);
        }));
    }

    /** The node was killed. */
    void reset() {
        state = State.ENDED;
        frozen = false;
        outbox.thaw();
        outbox.close();
        timeout.cancel(false);
        try {
            socket.config().setOption(ChannelOption.SO_LINGER, 0); // close resets the connection
        } catch (ChannelException _) {
            // the socket was closed already, but channelInactive is still to come
        }
        var first = socket.pipeline().firstContext();
        if (first != null) first.close(); // not through TLS, which would say farewell
    }

    /** Releases everything it holds in the broker; idempotent. */
    void ended() {
        state = State.ENDED;
        outbox.close();
        endChannels();
        broker.names.lose(this);
        flow.close();
        if (heartbeat != null) heartbeat.end();
        heartbeat = null;
    }

    boolean isEnded() {
        return state == State.ENDED;
    }

    /** Sends a heartbeat after half an interval of silence. */
    void heartbeat() {
        if (frozen || state == State.ENDED || outbox.wroteSinceCheck()) return;
        Frame.writeHeartbeat(outbox.frames());
        broker.flush();
        outbox.wroteSinceCheck();
    }

    private void endChannels() {
        var open = List.copyOf(channels.values());
        channels.clear();
        open.forEach(ClientChannel::end);
    }

    void forget(int number) {
        channels.remove(number);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended();
        timeout.cancel(false);
        node.forget(this);
        broker.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) System.err.println("broker: node " + node.number + ": " + cause);
        socket.close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        // Deferred, because a write may be in progress.
        if (socket.isWritable()) broker.later(this::writable);
    }

    private void writable() {
        if (!socket.isWritable() || state == State.ENDED) return;
        outbox.drained();
        channels.values().forEach(ClientChannel::pump);
        flow.drained();
    }
}
