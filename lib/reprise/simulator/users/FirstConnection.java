package reprise.simulator.users;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import reprise.simulator.Unreachable;
import reprise.transport.Wait;
import reprise.transport.websocket.ClientDialer;
import reprise.transport.websocket.ClientEnd;
import reprise.transport.websocket.ClientFailure;
import reprise.transport.websocket.ClientListener;
import reprise.transport.websocket.ClientSocket;

/** A connection that is opened and closed again to learn whether its server answers. */
final class FirstConnection implements ClientListener {
    private static final int NORMAL = 1000;
    private static final Duration MOST = Duration.ofSeconds(10);
    private final CompletableFuture<Optional<ClientFailure>> ended = new CompletableFuture<>();

    private FirstConnection() {}

    /** @throws Unreachable with the target and the reason, if it does not open in time */
    static void open(Target target, ClientDialer dialer, EventLoop loop) {
        var first = new FirstConnection();
        var socket = dialer.dial(loop, null, first);
        try {
            var failure = Wait.atMost(MOST, "a first connection", first.ended);
            if (failure.isPresent()) throw new Unreachable("server " + target.name() + ": " + failure.get().message());
        } catch (Wait.Late _) {
            throw new Unreachable("server " + target.name() + ": " + target.url() + ": no connection in " + MOST.toSeconds() + " s");
        } finally {
            socket.abort(NORMAL);
        }
    }

    @Override
    public void onOpen(ClientSocket socket, long atNs) {
        socket.close(NORMAL);
    }

    @Override
    public void onText(ClientSocket socket, ByteBuf utf8, long atNs) {}

    @Override
    public void onFailed(ClientSocket socket, ClientFailure why, long atNs) {
        ended.complete(Optional.of(why));
    }

    @Override
    public void onClosed(ClientSocket socket, ClientEnd end, long atNs) {
        ended.complete(Optional.empty());
    }
}
