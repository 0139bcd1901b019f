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
 * A client's connection, from its first octet to its last: frames come from its {@link Intake}, go to its channels, and
 * what they answer gathers in its {@link Outbox}. Owned by the event loop.
 *
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
    final Intake intake;
    final Handshake handshake = new Handshake(this);
    private final IntObjectHashMap<ClientChannel> channels = new IntObjectHashMap<>();
    private State state = State.HANDSHAKE;
    private Heartbeat heartbeat;
    private ScheduledFuture<?> patience;
    private boolean frozen;

    ClientConnection(Node node, Channel socket) {
        this.node = node;
        this.broker = node.broker;
        this.socket = socket;
        this.outbox = new Outbox(socket, broker);
        this.intake = new Intake(this, socket);
        bePatient();
    }

    /** The client has so long for what is to come next, on a frozen node as long as that is. */
    private void bePatient() {
        if (patience != null) patience.cancel(false);
        patience = broker.schedule(() -> {
            if (frozen) bePatient();
            else drop();
        }, broker.plan.patience().toNanos());
    }

    InetAddress from() {
        return ((InetSocketAddress) socket.remoteAddress()).getAddress();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
        intake.feed((ByteBuf) received);
    }

    /** What came is no frames: nothing after it can be understood. */
    void notFrames(AmqpException error) {
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

    /** HOT: every frame. An error closes the channel or the connection; what is not foreseen closes it with 541. */
    @Override
    public void onFrame(int type, int number, ByteBuf payload) {
        int methodId = type == Frame.METHOD && payload.readableBytes() >= 4 ? payload.getInt(payload.readerIndex()) : 0;
        try {
            if (state == State.RUNNING && number != 0) channelFrame(type, number, methodId, payload);
            else connectionFrame(type, number, methodId, payload);
            intake.asked();
        } catch (AmqpException e) {
            refuse(number, e.causedBy(methodId));
        } catch (IndexOutOfBoundsException _) {
            refuse(number, new AmqpException(ReplyCode.SYNTAX_ERROR, methodId, "the frame ends too early"));
        } catch (RuntimeException e) {
            System.err.println("broker: node " + node.number + ", frame type " + type + ", method " + methodId + ": " + e);
            refuse(number, new AmqpException(ReplyCode.INTERNAL_ERROR, methodId, e.toString()));
        }
    }

    private void channelFrame(int type, int number, int methodId, ByteBuf payload) {
        ClientChannel channel = channels.get(number);
        if (channel != null) {
            channel.onFrame(type, methodId, payload);
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
                Method.read(payload); // passwords do not run out here: a new one is as good as the old one
                outbox.send(0, new ConnectionMethod.UpdateSecretOk());
            }
            default -> throw new AmqpException(ReplyCode.CHANNEL_ERROR, "unexpected method in connection state running");
        }
    }

    /** The rest of the handshake may have longer frames, and heartbeats. */
    void tuned(int frameMaxBytes, int heartbeatSec) {
        intake.maxFrameBytes(frameMaxBytes);
        if (heartbeatSec > 0) heartbeat = new Heartbeat(this, broker, heartbeatSec);
    }

    void opened() {
        state = State.RUNNING;
        patience.cancel(false);
    }

    void closedByClient() {
        broker.flush(); // what it published is confirmed before it is told goodbye
        outbox.send(0, new ConnectionMethod.CloseOk());
        finish();
    }

    private void refuse(int number, AmqpException error) {
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
        bePatient();
    }

    /**
     * Writes what there is to write and says that no more will come. The socket is closed when the client does so, or when
     * patience ends: closing it over unread input would reset it, and our last words could be lost.
     */
    void finish() {
        ended();
        bePatient();
        broker.later(() -> socket.writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(_ -> ((DuplexChannel) socket).shutdownOutput()));
    }

    void drop() {
        socket.close();
    }

    /** Nothing comes in or goes out, nor does an end or a reset: the event loop does not look at the socket. */
    void freeze() {
        frozen = true;
        outbox.freeze();
        intake.freeze();
        socket.deregister();
    }

    /** Goes on where it stood: with what was still to be written first. */
    void thaw() {
        frozen = false;
        // Once more, in case that freezing is not done yet: a socket leaves the loop in a turn of its own.
        socket.deregister().addListener(_ -> broker.loop.register(socket).addListener(_ -> {
            outbox.thaw();
            intake.thaw();
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
        patience.cancel(false);
        try {
            socket.config().setOption(ChannelOption.SO_LINGER, 0); // close becomes reset
        } catch (ChannelException _) {
            // it was closed already, and only its channelInactive is still to come
        }
        socket.close();
    }

    /** Gives back all that it holds in the broker; may come more than once. */
    void ended() {
        state = State.ENDED;
        outbox.close();
        endChannels();
        broker.names.lose(this);
        intake.close();
        if (heartbeat != null) heartbeat.end();
        heartbeat = null;
    }

    /** Silence for half an interval. */
    void heartbeat() {
        if (frozen || state == State.ENDED || outbox.wroteSinceAsked()) return;
        Frame.writeHeartbeat(outbox.frames());
        broker.flush();
        outbox.wroteSinceAsked();
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
        patience.cancel(false);
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
        // Later: this may come from within a write.
        if (socket.isWritable()) broker.later(this::writable);
    }

    private void writable() {
        if (!socket.isWritable() || state == State.ENDED) return;
        outbox.drained();
        channels.values().forEach(ClientChannel::pump);
        intake.drained();
    }
}
