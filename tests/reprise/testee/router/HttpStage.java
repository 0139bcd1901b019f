package reprise.testee.router;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import reprise.simulator.rpc.Reply;
import reprise.testee.Changed;
import reprise.transport.Sockets;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.Serializer;

/** A port on a loop of its own with the few procedures that the tests call: it stands in for the router. */
final class HttpStage implements Calls, AutoCloseable {
    /** A call of {@code com.example.later}, which the test answers when it wants. */
    record Waiting(EventLoop loop, Payload arguments, long timeoutMs, Reply reply) {
        void result(String args) {
            loop.execute(() -> reply.result(Payload.json(args, null)));
        }

        void error(String uri, String args) {
            loop.execute(() -> reply.error(uri, Payload.json(args, null)));
        }
    }

    private final EventLoopGroup loops = Sockets.loops("stage", 1);
    final EventLoop loop = loops.next();
    final LinkedBlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
    final HttpPort http;

    HttpStage() {
        this(HttpPlan.local(), null);
    }

    HttpStage(HttpPlan plan, HttpUpgrade upgrade) {
        http = HttpPort.listen(loop, plan, this, upgrade).join();
    }

    static HttpStage impatient() {
        return new HttpStage(Changed.of(HttpPlan.local(), "requestTimeout", Duration.ofMillis(200)), null);
    }

    HttpSocket client() throws IOException {
        return new HttpSocket(http.port());
    }

    Waiting nextWaiting() throws InterruptedException {
        var next = waiting.poll(60, TimeUnit.SECONDS);
        if (next == null) throw new AssertionError("nothing was called");
        return next;
    }

    @Override
    public void call(String procedure, Payload arguments, long timeoutMs, Reply reply) {
        switch (procedure) {
            case "com.example.add2" -> reply.result(Payload.json("[" + sum(arguments) + "]", null));
            case "com.example.echo" -> reply.result(arguments);
            case "com.example.later" -> waiting.add(new Waiting(loop, arguments, timeoutMs, reply));
            case "com.example.never" -> loop.schedule(() -> reply.error("wamp.error.timeout", Payload.json("[\"no answer\"]", null)),
                timeoutMs, TimeUnit.MILLISECONDS);
            case "com.example.dead" -> reply.error("wamp.error.canceled", Payload.json("[\"callee has left\"]", "{\"why\":1}"));
            case "com.example.odd" -> reply.result(Payload.of(Serializer.MSGPACK, new byte[] {(byte) 0xC1}, null)); // no MessagePack
            case "com.example.broken" -> throw new IllegalStateException("out of order");
            default -> reply.error("wamp.error.no_such_procedure",
                Payload.json("[\"no callee registered for procedure '" + procedure + "'\"]", null));
        }
    }

    private static int sum(Payload arguments) {
        try {
            int sum = 0;
            for (var number : new ObjectMapper().readTree(arguments.args(Serializer.JSON))) sum += number.intValue();
            return sum;
        } catch (IOException e) {
            throw new AssertionError(new String(arguments.args(Serializer.JSON), StandardCharsets.UTF_8), e);
        }
    }

    /** Waits until the loop has done everything it had to do before. */
    void settle() {
        CompletableFuture.runAsync(() -> { }, loop).join();
    }

    void awaitConnections(int wanted) {
        long giveUpNs = System.nanoTime() + 20_000_000_000L;
        for (int open = http.connections().join(); open != wanted; open = http.connections().join()) {
            if (System.nanoTime() > giveUpNs) throw new AssertionError(open + " connections are open, not " + wanted);
        }
    }

    @Override
    public void close() {
        http.close().join();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
