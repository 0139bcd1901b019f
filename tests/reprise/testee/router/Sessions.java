package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.channel.EventLoopGroup;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import reprise.transport.Sockets;
import reprise.transport.wamp.Dict;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.Procedure;
import reprise.transport.wamp.Serializer;
import reprise.transport.wamp.WampClient;
import reprise.transport.wamp.WampException;
import reprise.transport.wamp.WampSession;
import reprise.transport.wamp.WampUrl;

/** A router and sessions of our own client over every transport and serializer. */
final class Sessions implements AutoCloseable {
    static final Dict NONE = Dict.NONE;

    final Router router;
    final int wsPort;
    private final EventLoopGroup loops = Sockets.loops("clients", 1);

    Sessions(RouterPlan plan) throws java.io.IOException {
        this(plan, HttpPlan.local());
    }

    Sessions(RouterPlan plan, HttpPlan http) throws java.io.IOException {
        router = Router.start(plan);
        wsPort = listen(router, http);
    }

    /** The router's HTTP port, with {@code /call} and {@code /ws}. */
    static int listen(Router router, HttpPlan http) {
        return get(HttpPort.listen(router.loop(), http, router.calls(), router.upgrade())).port();
    }

    WampSession overTcp(Serializer form) {
        return get(join("rs://127.0.0.1:" + router.rawSocketPort(), form, "realm1"));
    }

    WampSession overUnix(Serializer form) {
        Path path = router.plan().unixPath().orElseThrow();
        return get(join("rs+unix://" + path, form, "realm1"));
    }

    WampSession overWebSocket(Serializer form) {
        return get(join("ws://127.0.0.1:" + wsPort + "/ws", form, "realm1"));
    }

    CompletableFuture<WampSession> join(String url, Serializer form, String realm) {
        return new WampClient(form).join(loops.next(), WampUrl.parse(url), realm);
    }

    /** Answers all calls with this JSON. */
    static Procedure answering(String args) {
        return (_, answer) -> answer.result(Payload.json(args, null));
    }

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    static String call(WampSession caller, String procedure, String args) {
        return get(caller.call(procedure, NONE, Payload.json(args, null))).toString();
    }

    static WampException refused(CompletableFuture<?> future) {
        return assertThrows(WampException.class, () -> get(future));
    }

    @Override
    public void close() {
        router.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
