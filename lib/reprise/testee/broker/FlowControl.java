package reprise.testee.broker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.ConnectionMethod;
import reprise.transport.amqp.Frame;
import reprise.transport.amqp.FrameDecoder;

/**
 * A connection's input and its back-pressure. Reading stops while the client publishes and memory or the way to another node is short,
 * while it does not read the replies to its requests, while another node has to answer one, and while the node is frozen. Decoding stops at
 * once, even within a buffer. Owned by the event loop.
 */
final class FlowControl {
    private static final int SHORT_OF_MEMORY = 1;
    private static final int REPLIES_UNREAD = 2;
    private static final int FROZEN = 4;
    private static final int OTHER_NODE_ASKED = 8;
    private static final int LINK_FULL = 16;

    private final ClientConnection connection;
    private final Channel socket;
    private final FrameDecoder decoder;
    private int holds;
    private boolean received;

    FlowControl(ClientConnection connection, Channel socket) {
        this.connection = connection;
        this.socket = socket;
        this.decoder = FrameDecoder.ofServer(connection, Frame.MIN_MAX_BYTES);
    }

    void maxFrameBytes(int bytes) {
        decoder.maxBytes(bytes);
    }

    void feed(ByteBuf bytes) {
        received = true;
        try {
            decoder.feed(bytes);
        } catch (AmqpException e) {
            connection.notAmqp(e);
        }
    }

    /** Whether anything arrived since the last call, or reading was stopped. */
    boolean heardSinceCheck() {
        boolean answer = received || holds != 0;
        received = false;
        return answer;
    }

    /** The client sent a request: if it does not read the replies, it must wait. */
    void checked() {
        if (connection.outbox.overfull()) stopReading(REPLIES_UNREAD);
    }

    /** The client reads again. */
    void drained() {
        resumeReading(REPLIES_UNREAD);
    }

    /** The client published: if memory is short, this was its last message for now. */
    void published() {
        var memory = connection.broker.memory;
        if (!memory.alarm() || (holds & SHORT_OF_MEMORY) != 0) return;
        if (connection.handshake.capable("connection.blocked")) {
            connection.outbox.send(0, new ConnectionMethod.Blocked("low on memory"));
        }
        stopReading(SHORT_OF_MEMORY);
        memory.block(this);
    }

    /** Memory is available again. */
    void unblock() {
        if (connection.handshake.capable("connection.blocked")) {
            connection.outbox.send(0, new ConnectionMethod.Unblocked());
        }
        resumeReading(SHORT_OF_MEMORY);
    }

    /** A request went to another node; until that answers, nothing more is read. */
    void asked() {
        stopReading(OTHER_NODE_ASKED);
    }

    void answered() {
        resumeReading(OTHER_NODE_ASKED);
    }

    /** The client published to other nodes: if too much is under way to one, this was its last message for now. */
    void forwarded() {
        Link full = connection.node.fullLink();
        if (full == null) return;
        stopReading(LINK_FULL);
        full.await(this);
    }

    void linkDrained() {
        resumeReading(LINK_FULL);
    }

    void freeze() {
        stopReading(FROZEN);
    }

    void thaw() {
        resumeReading(FROZEN);
    }

    private void stopReading(int reason) {
        holds |= reason;
        decoder.pause();
        socket.config().setAutoRead(false);
    }

    private void resumeReading(int reason) {
        if ((holds & reason) == 0) return;
        holds &= ~reason;
        if (holds != 0) return;
        try {
            decoder.resume();
        } catch (AmqpException e) {
            connection.notAmqp(e);
        }
        if (holds == 0) socket.config().setAutoRead(true);
    }

    /** Drops all further input and only waits for the end. */
    void close() {
        connection.broker.memory.forget(this);
        decoder.close();
        boolean frozen = (holds & FROZEN) != 0;
        holds = 0;
        if (!frozen) socket.config().setAutoRead(true);
    }
}
