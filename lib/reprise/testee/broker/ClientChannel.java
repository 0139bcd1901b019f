package reprise.testee.broker;

import io.netty.buffer.ByteBuf;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.BasicMethod;
import reprise.transport.amqp.ChannelMethod;
import reprise.transport.amqp.ConfirmMethod;
import reprise.transport.amqp.ConnectionMethod;
import reprise.transport.amqp.ExchangeMethod;
import reprise.transport.amqp.Frame;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.QueueMethod;
import reprise.transport.amqp.ReplyCode;

/**
 * A channel: dispatches each frame to its handler. After an error of its own it ignores everything but close and close-ok
 * (specification 1.5.2.5). Owned by the event loop.
 */
final class ClientChannel {
    final ClientConnection connection;
    final int number;
    final Publishing publishing;
    final Deliveries deliveries;
    private final Declarations declarations;
    private boolean closing;
    private boolean ended;
    ClientChannel nextConfirming;

    ClientChannel(ClientConnection connection, int number) {
        this.connection = connection;
        this.number = number;
        this.publishing = new Publishing(this);
        this.declarations = new Declarations(this);
        this.deliveries = new Deliveries(this, declarations);
    }

    void send(Method method) {
        connection.outbox.send(number, method);
    }

    /** HOT: publish, its content and ack create no objects; the rest uses {@link Method}. */
    void onFrame(int type, int methodId, ByteBuf payload, int moreBytes) {
        if (closing) {
            if (methodId == ChannelMethod.CLOSE) send(new ChannelMethod.CloseOk());
            if (methodId == ChannelMethod.CLOSE || methodId == ChannelMethod.CLOSE_OK) connection.forget(number);
            return;
        }
        switch (type) {
            case Frame.METHOD -> method(methodId, payload);
            case Frame.HEADER -> publishing.header(payload);
            case Frame.BODY -> publishing.body(payload, moreBytes);
            default -> throw unexpected(type);
        }
    }

    private void method(int methodId, ByteBuf payload) {
        publishing.checkIdle();
        switch (methodId) {
            case BasicMethod.PUBLISH -> publishing.begin(payload);
            case BasicMethod.ACK -> deliveries.ack(payload);
            default -> dispatch(Method.read(payload));
        }
    }

    private void dispatch(Method method) {
        var cancelled = method instanceof BasicMethod.Cancel cancel ? deliveries.consumer(cancel.consumerTag()) : null;
        Queue asked = cancelled == null ? declarations.asked(method) : cancelled.queue;
        Node at = asked == null ? null : asked.commands.at();
        if (at == null || at == connection.node) perform(method);
        else RemoteRequest.send(this, method, at, () -> {
            if (cancelled != null) cancelled.queue.remove(cancelled);
        });
    }

    /** Performs a method for which another node was asked before. */
    void performAsked(Method method) {
        if (closing || ended) return;
        try {
            perform(method);
            connection.flow.checked();
        } catch (RuntimeException e) {
            connection.refuse(number, error(e, connection.node, Frame.METHOD, method.id()));
        }
    }

    private void perform(Method method) {
        switch (method) {
            case ExchangeMethod exchange -> declarations.on(exchange);
            case QueueMethod queue -> declarations.on(queue);
            case BasicMethod basic -> deliveries.on(basic);
            case ChannelMethod channel -> on(channel);
            case ConfirmMethod.Select select -> {
                publishing.confirms.select();
                if (!select.noWait()) send(new ConfirmMethod.SelectOk());
            }
            case ConfirmMethod.SelectOk wrong -> throw notForServers(wrong);
            case ConnectionMethod wrong -> throw notForServers(wrong);
        }
    }

    private void on(ChannelMethod method) {
        switch (method) {
            case ChannelMethod.Open _ -> throw new AmqpException(ReplyCode.CHANNEL_ERROR, "second 'channel.open' seen");
            case ChannelMethod.Flow flow -> {
                if (!flow.active()) throw new AmqpException(ReplyCode.NOT_IMPLEMENTED, "active=false");
                send(new ChannelMethod.FlowOk(true));
            }
            case ChannelMethod.Close _ -> {
                connection.broker.flush(); // confirm earlier publishes first
                connection.forget(number);
                end();
                send(new ChannelMethod.CloseOk());
            }
            case ChannelMethod.OpenOk wrong -> throw notForServers(wrong);
            case ChannelMethod.FlowOk wrong -> throw notForServers(wrong);
            case ChannelMethod.CloseOk wrong -> throw notForServers(wrong);
        }
    }

    /** A method that only a server sends, or that does not belong on this channel. */
    static AmqpException notForServers(Method method) {
        return new AmqpException(ReplyCode.COMMAND_INVALID, method.id(), "class " + method.classId() + ", method "
            + method.methodId() + " is nothing that a client says here");
    }

    /** What a client is told of an exception; what nobody expected is told on standard error too. */
    static AmqpException error(RuntimeException thrown, Node node, int type, int methodId) {
        return switch (thrown) {
            case AmqpException known -> known.causedBy(methodId);
            case IndexOutOfBoundsException _ -> new AmqpException(ReplyCode.SYNTAX_ERROR, methodId, "the frame ends too early");
            default -> {
                System.err.println("broker: node " + node.number + ", frame type " + type + ", method " + methodId + ": " + thrown);
                yield new AmqpException(ReplyCode.INTERNAL_ERROR, methodId, thrown.toString());
            }
        };
    }

    /** A frame type that is not allowed here. */
    static AmqpException unexpected(int type) {
        return type == Frame.HEADER || type == Frame.BODY || type == Frame.HEARTBEAT
            ? new AmqpException(ReplyCode.UNEXPECTED_FRAME, "expected a method frame, got a frame of type " + type)
            : new AmqpException(ReplyCode.FRAME_ERROR, "a frame of the unknown type " + type);
    }

    /** Reports the channel's own error to the client and waits for its close-ok. */
    void close(AmqpException error) {
        if (closing) return;
        connection.broker.flush();
        closing = true;
        end();
        send(new ChannelMethod.Close(error.code().code(), error.getMessage(), error.methodId()));
    }

    /** Requeues unsettled deliveries and removes its consumers. */
    void end() {
        if (ended) return;
        ended = true;
        publishing.end();
        deliveries.end();
        connection.broker.memory.release(Memory.CHANNEL_BYTES);
    }

    /** The socket is writable again. */
    void pump() {
        deliveries.pump();
    }
}
