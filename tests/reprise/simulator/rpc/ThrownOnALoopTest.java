package reprise.simulator.rpc;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reprise.recorder.Clock;
import reprise.recorder.Recorder;
import reprise.simulator.http.HttpLoad;
import reprise.simulator.http.HttpLoadPlan;
import reprise.simulator.http.HttpMetrics;
import reprise.simulator.http.HttpPlayedServer;
import reprise.testee.broker.Cluster;
import reprise.testee.broker.ClusterPlan;
import reprise.transport.Sockets;
import reprise.transport.amqp.AmqpUrl;
import reprise.transport.http.HttpRequestTemplate;
import reprise.transport.http.HttpUrl;

/**
 * Throws an Error on an event loop, as an exhausted memory does: Netty swallows what a task, a timer or a listener throws. Each test
 * throws where a caller's own code runs on the loop, and the load must end with that very Error.
 */
final class ThrownOnALoopTest {
    private static final long MS = 1_000_000L;
    private static final String GOOD = "{\"args\":[5]}";

    private final EventLoopGroup loops = Sockets.loops("thrown", 2);
    private final Clock clock = Clock.system();
    private final Error used = new OutOfMemoryError("played");

    @AfterEach
    void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private void endsWithIt(CompletableFuture<?> done) {
        assertSame(used, assertThrows(ExecutionException.class, () -> done.get(60, TimeUnit.SECONDS)).getCause());
    }

    private static HttpLoadPlan plan(int port) {
        var url = HttpUrl.parse("http://127.0.0.1:" + port + "/");
        return HttpLoadPlan.closed(url, new HttpRequestTemplate("GET", url, List.of(), new byte[0]), 2, 4, 3_600_000 * MS);
    }

    private HttpLoad load(HttpLoadPlan plan) {
        return new HttpLoad(plan, loops, clock, (_, _, _) -> {
            throw used;
        });
    }

    @Test
    void httpLoad_thrownInAListener_ends() throws IOException {
        int nobody;
        try (var server = new HttpPlayedServer((_, _) -> false)) {
            nobody = server.port();
        }
        var load = load(plan(nobody)); // refused, which is noted in the connect's listener
        var begun = load.start(new Recorder(HttpMetrics.ALL));
        endsWithIt(load.done());
        assertThrows(ExecutionException.class, () -> begun.get(60, TimeUnit.SECONDS));
    }

    @Test
    void httpLoad_thrownInAReadOrATimer_ends() throws IOException {
        try (var server = new HttpPlayedServer((exchange, _) -> exchange.say("what?\r\n"))) {
            var load = load(plan(server.port())); // not HTTP, which is noted in the read
            load.start(new Recorder(HttpMetrics.ALL));
            endsWithIt(load.done());
        }
        // The link delays requests, and its clock throws when the alarm reads it for the hundredth time.
        try (var server = new HttpPlayedServer((exchange, _) -> exchange.reply(200, GOOD))) {
            var breaking = new Clock() {
                private int readings;

                @Override
                public long nanos() {
                    if (Thread.currentThread().getName().startsWith("thrown") && ++readings > 100) throw used;
                    return clock.nanos();
                }

                @Override
                public long wallNs(long nanos) {
                    return clock.wallNs(nanos);
                }
            };
            var load = new HttpLoad(plan(server.port()).atRate(1000).withLinkDelay(MS), loops, breaking, (_, _, _) -> { });
            load.start(new Recorder(HttpMetrics.ALL));
            endsWithIt(load.done());
        }
    }

    /** 1,000,000 connections with 4,095 bytes each of their own are over 4 GB; a test JVM has less. */
    @Test
    void httpLoad_requestsThatDoNotFit_areRefusedBeforehand() {
        var url = HttpUrl.parse("http://127.0.0.1:1/");
        var template = new HttpRequestTemplate("POST", url, List.of(), new byte[4095]);
        var plan = HttpLoadPlan.closed(url, template, 1, 1_000_000, MS);
        long limit = Runtime.getRuntime().maxMemory();
        assertTrue(limit < 4_000_000_000L, "the tests' heap of " + limit + " bytes is too large for this test");
        var message = assertThrows(IllegalArgumentException.class, () -> new HttpLoad(plan, loops, clock, (_, _, _) -> { })).getMessage();
        assertTrue(message.contains("the requests of 1,000,000 connections need 4,") && message.contains("fewer connections"), message);
    }

    @Test
    void pair_thrownInAMessage_ends() throws Exception {
        try (var cluster = Cluster.start(ClusterPlan.local(1))) {
            var url = AmqpUrl.guest(List.of(new AmqpUrl.Host("127.0.0.1", cluster.port(1))));
            var plan = MessagePlan.document(100, 1, 3_600_000 * MS, 1);
            var party = Endpoint.of("party", url, Optional.of(url.hosts().getFirst()), 1, ReconnectPolicy.OSLO);
            var server = new MessageServer(loops.next(), party, plan.kind(), plan.target(), 1, clock, (_, _, _) -> { })
                .into(new LedgerArrivals() {
                @Override
                public void delivered(long seq, long idHigh, long idLow, long atNs, int node, boolean dropped) {
                    throw used;
                }

                @Override
                public void withoutId() {}
            });
            var client = new MessageClient(loops.next(), party, plan, clock, (_, _, _) -> { }).into(new LedgerSends() {
                @Override
                public void opened(int thread, long seq, long idHigh, long idLow, long atNs) {}

                @Override
                public void resent(int thread, long atNs, int node) {}

                @Override
                public void ended(int thread, Outcome outcome, long atNs, int node) {
                    throw used; // in the confirm
                }
            });
            server.connect().get(60, TimeUnit.SECONDS);
            client.connect().get(60, TimeUnit.SECONDS);
            server.start(new Recorder(RpcMetrics.of(0), clock.nanos()).loop(), clock.nanos()).get(60, TimeUnit.SECONDS);
            client.start(new Recorder(RpcMetrics.of(0), clock.nanos()).loop(), clock.nanos());
            endsWithIt(client.done());
            assertSame(used, server.failed().get(60, TimeUnit.SECONDS));
            client.close().get(60, TimeUnit.SECONDS);
            server.close().get(60, TimeUnit.SECONDS);
        }
    }
}
