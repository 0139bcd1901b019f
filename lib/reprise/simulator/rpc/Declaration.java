package reprise.simulator.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import reprise.recorder.Clock;
import reprise.recorder.EventLog;
import reprise.transport.amqp.AmqpConnection;
import reprise.transport.amqp.AmqpDialer;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.ChannelListener;
import reprise.transport.amqp.ConnectionListener;
import reprise.transport.amqp.Method;

/** A connection to a party's first host that declares something and goes. What else the broker says is not heard. */
final class Declaration implements ConnectionListener, ChannelListener {
    private final Endpoint party;
    private final Clock clock;
    private final EventLog notes;

    Declaration(Endpoint party, Clock clock, EventLog notes) {
        this.party = party;
        this.clock = clock;
        this.notes = notes;
    }

    /** Completes on the loop, when the connection is closed; fails, with a sentence, when it cannot be opened or is refused. */
    CompletableFuture<Void> declare(EventLoop loop, List<Method> methods) {
        var host = party.order().getFirst();
        return new AmqpDialer(party.url(), party.settings()).dial(loop, host, this)
            .thenCompose(connection -> declare(connection, methods))
            .handle((_, failure) -> {
                if (failure != null) {
                    var why = AmqpFailure.of(failure);
                    throw new IllegalStateException(why.getMessage(), why);
                }
                notes.note(clock.nanos(), party.name() + " declared its queues at " + host);
                return null;
            });
    }

    private CompletableFuture<Void> declare(AmqpConnection connection, List<Method> methods) {
        return connection.newChannel(this).open(methods).handle((_, failure) -> {
            var closed = connection.close();
            return failure == null ? closed : closed.thenCompose(_ -> CompletableFuture.<Void>failedFuture(failure));
        }).thenCompose(closing -> closing);
    }

    @Override
    public void onBlocked(String reason) {}

    @Override
    public void onUnblocked() {}

    @Override
    public void onClosed(AmqpFailure why) {} // whoever waits for a reply is told

    @Override
    public void onConfirm(long publishNumber, boolean multiple, boolean acked) {}

    @Override
    public void onReturn(int replyCode, ByteBuf body) {}

    @Override
    public void onDeliver(long deliveryTag, boolean redelivered, ByteBuf body) {}

    @Override
    public void onCancel(String consumerTag) {}
}
