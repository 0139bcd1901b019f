package reprise.simulator.rpc;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import reprise.recorder.Clock;
import reprise.recorder.Event.Severity;
import reprise.recorder.EventLog;
import reprise.transport.amqp.AmqpConnection;
import reprise.transport.amqp.AmqpDialer;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.Method;

/** A connection to an endpoint's first host that declares names and closes. Other events are ignored. */
final class Declaration {
    private final Endpoint endpoint;
    private final Clock clock;
    private final EventLog notes;

    Declaration(Endpoint endpoint, Clock clock, EventLog notes) {
        this.endpoint = endpoint;
        this.clock = clock;
        this.notes = notes;
    }

    /** Completes on the loop when the connection is closed; fails with a sentence if it cannot be opened or is refused. */
    CompletableFuture<Void> declare(EventLoop loop, List<Method> methods) {
        var host = endpoint.order().getFirst();
        return new AmqpDialer(endpoint.url(), endpoint.settings()).dial(loop, host, Declaration::ignore)
            .thenCompose(connection -> declare(connection, methods))
            .handle((_, failure) -> {
                if (failure != null) {
                    var why = AmqpFailure.of(failure);
                    throw new IllegalStateException(why.getMessage(), why);
                }
                notes.note(clock.nanos(), Severity.NORMAL, endpoint.name() + " declared its queues at " + host);
                return null;
            });
    }

    private CompletableFuture<Void> declare(AmqpConnection connection, List<Method> methods) {
        return connection.newChannel(Declaration::ignore).open(methods).handle((_, failure) -> {
            var closed = connection.close();
            return failure == null ? closed : closed.thenCompose(_ -> CompletableFuture.<Void>failedFuture(failure));
        }).thenCompose(closing -> closing);
    }

    /** Whatever ends early fails the pending replies. */
    private static void ignore(AmqpFailure why) {}
}
