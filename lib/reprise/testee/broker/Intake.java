package reprise.testee.broker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.ConnectionMethod;
import reprise.transport.amqp.Frame;
import reprise.transport.amqp.FrameDecoder;

/**
 * What a connection reads, and when it does not. Reading stops for three reasons: the client publishes while memory is
 * short, it leaves the replies unread to what it asks, or the node is frozen. Decoding stops at once, in the middle of a
 * buffer if need be. Owned by the event loop.
 */
final class Intake {
    private static final int SHORT_OF_MEMORY = 1;
    private static final int REPLIES_UNREAD = 2;
    private static final int FROZEN = 4;

    private final ClientConnection connection;
    private final Channel socket;
    private final FrameDecoder decoder;
    private int holds;
    private boolean received;

    Intake(ClientConnection connection, Channel socket) {
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
            connection.notFrames(e);
        }
    }

    /** Did anything come since this was last asked, or could nothing come? */
    boolean aliveSinceAsked() {
        boolean answer = received || holds != 0;
        received = false;
        return answer;
    }

    /** The client asked for something: if it does not read what it gets, it has to wait. */
    void asked() {
        if (connection.outbox.overfull()) hold(REPLIES_UNREAD);
    }

    /** It reads again. */
    void drained() {
        letGo(REPLIES_UNREAD);
    }

    /** It published: if memory is short, this was its last message for now. */
    void published() {
        var memory = connection.broker.memory;
        if (!memory.alarm() || (holds & SHORT_OF_MEMORY) != 0) return;
        if (connection.handshake.capable("connection.blocked")) {
            connection.outbox.send(0, new ConnectionMethod.Blocked("low on memory"));
        }
        hold(SHORT_OF_MEMORY);
        memory.holdBack(this);
    }

    /** There is memory again. */
    void unblock() {
        if (connection.handshake.capable("connection.blocked")) {
            connection.outbox.send(0, new ConnectionMethod.Unblocked());
        }
        letGo(SHORT_OF_MEMORY);
    }

    void freeze() {
        hold(FROZEN);
    }

    void thaw() {
        letGo(FROZEN);
    }

    private void hold(int reason) {
        holds |= reason;
        decoder.pause();
        socket.config().setAutoRead(false);
    }

    private void letGo(int reason) {
        if ((holds & reason) == 0) return;
        holds &= ~reason;
        if (holds != 0) return;
        try {
            decoder.resume();
        } catch (AmqpException e) {
            connection.notFrames(e);
        }
        if (holds == 0) socket.config().setAutoRead(true);
    }

    /** What comes is thrown away: only the end is of interest. */
    void close() {
        connection.broker.memory.forget(this);
        decoder.close();
        holds = 0;
        socket.config().setAutoRead(true);
    }
}
