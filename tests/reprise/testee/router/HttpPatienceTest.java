package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reprise.testee.Changed;

/** Slow clients and callees. The port checks once a second, so each of these takes about one. */
final class HttpPatienceTest {
    private static final String HEAD = "POST /call HTTP/1.1\r\nhost: here\r\ncontent-length: 100\r\n\r\n";

    /** Half a request, wherever it is cut off, is answered with an error and closed; an idle client is left alone. */
    @Tag("waits")
    @ParameterizedTest
    @ValueSource(strings = {"P", "POST /call HTTP/1.1\r\n", "POST /call HTTP/1.1\r\nhost: he", HEAD, HEAD + "{\"procedure\"",
        "POST /call HTTP/1.1\r\nhost: here\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"})
    void request_thatStaysUnfinished_isRefusedAndTheConnectionClosed(String half) throws IOException {
        try (var stage = HttpStage.impatient(); var idle = stage.client(); var used = stage.client(); var client = stage.client();
            var second = stage.client()) {
            used.assertServed();
            client.say(half);
            second.say(HttpSocket.call("com.example.add2", "[2, 3]") + half); // half of its second
            for (var slow : new HttpSocket[] {client, second}) {
                if (slow == second) assertEquals("{\"args\":[5]}", slow.read().body());
                var reply = slow.read();
                assertEquals("408 close", reply.status() + " " + reply.headers().get("connection"));
                assertEquals("{\"error\":\"wamp.error.invalid_argument\",\"args\":[\"http: the request was not complete after 200 ms\"]}",
                    reply.body());
                slow.assertEnded();
            }
            idle.assertServed();
            used.assertServed();
        }
    }

    /** An octet now and then does not extend the time. */
    @Test
    void request_thatDripsIn_isRefusedAllTheSame() throws Exception {
        try (var stage = HttpStage.impatient(); var client = stage.client()) {
            client.say(HEAD.replace("length: 100", "length: 100000")); // more than ever drip in
            client.socket.setSoTimeout(20);
            HttpSocket.Reply reply = null;
            while (reply == null) {
                client.say(" ");
                try {
                    reply = client.read();
                } catch (java.net.SocketTimeoutException _) {
                    // no reply yet: send the next octet
                }
            }
            assertEquals(408, reply.status());
        }
    }

    /** Silence during a call is not the client's: it may exceed a request's time-out. */
    @Test
    void call_thatTakesLongerThanARequestMay_isAnswered() throws Exception {
        try (var stage = HttpStage.impatient(); var client = stage.client(); var clock = stage.client()) {
            client.say(HttpSocket.call("com.example.later", "[]"));
            var held = stage.nextWaiting();
            for (int i = 0; i < 2; i++) { // two checks later
                try (var slow = stage.client()) {
                    assertEquals(408, slow.ask("P").status());
                }
            }
            held.result("[1]");
            assertEquals("{\"args\":[1]}", client.read().body());
            client.assertServed();
            clock.assertServed();
        }
    }

    @Test
    void refusedClient_thatDoesNotClose_isClosedAfterAWhile() throws Exception {
        try (var stage = HttpStage.impatient(); var client = stage.client()) {
            assertEquals(400, client.ask("nonsense\r\n\r\n").status());
            client.assertEnded();
            stage.awaitConnections(0);
        }
    }

    @Test
    void client_thatFinishesInTime_isServedAfterManyLooks() throws Exception {
        try (var stage = new HttpStage(Changed.of(HttpPlan.local(), "requestTimeout", Duration.ofSeconds(60)), null);
            var client = stage.client();
            var other = HttpStage.impatient(); var clock = other.client()) {
            String request = HttpSocket.call("com.example.add2", "[2, 3]");
            client.say(request.substring(0, 30));
            assertEquals(408, clock.ask("P").status());
            assertEquals("{\"args\":[5]}", client.ask(request.substring(30)).body());
            client.assertServed();
        }
    }

    /** The dealer ends the call; the connection stays, and others never waited. */
    @Test
    void callee_thatNeverAnswers_isToldAfterTheCallTimeout() throws Exception {
        try (var stage = new HttpStage(HttpPlan.local().withCallTimeout(Duration.ofMillis(300)), null);
            var client = stage.client(); var other = stage.client()) {
            long startedNs = System.nanoTime();
            client.say(HttpSocket.call("com.example.never", "[]") + HttpSocket.call("com.example.add2", "[2, 3]"));
            other.assertServed();
            assertEquals("{\"error\":\"wamp.error.timeout\",\"args\":[\"no answer\"]}", client.read().body());
            assertTrue(System.nanoTime() - startedNs >= 300_000_000L, "it waited as long as it should");
            assertEquals("{\"args\":[5]}", client.read().body());
            client.assertServed();
        }
    }

    /** 40 replies of 1 MB do not pile up for a client that reads none: its requests are not even read. */
    @Test
    void client_thatReadsNothing_isReadNoFurther() throws Exception {
        try (var stage = new HttpStage(); var deaf = stage.client(); var other = stage.client()) {
            String one = HttpSocket.call("com.example.echo", "[\"" + "x".repeat(1_000_000) + "\"]");
            var writing = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 40; i++) deaf.say(one);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            for (int i = 0; i < 1_000; i++) other.assertServed();
            var allocator = (io.netty.buffer.ByteBufAllocatorMetricProvider) io.netty.buffer.ByteBufAllocator.DEFAULT;
            long bufferBytes = allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
            assertTrue(bufferBytes < 24_000_000, bufferBytes + " bytes of buffers");
            for (int i = 0; i < 40; i++) assertEquals(1_000_013, deaf.read().body().length()); // {"args":["x…"]}
            writing.join();
        }
    }

    @Test
    void port_thatIsTaken_saysSo() {
        try (var stage = new HttpStage()) {
            var taken = HttpPort.listen(stage.loop, HttpPlan.local().at("127.0.0.1", stage.http.port()), stage, null);
            var error = org.junit.jupiter.api.Assertions.assertThrows(java.util.concurrent.CompletionException.class, taken::join);
            assertTrue(error.getCause().getMessage().startsWith("http: cannot listen on 127.0.0.1:" + stage.http.port()), error.toString());
        }
    }

    @Test
    void port_thatIsClosed_closesItsConnectionsAndRefuses() throws Exception {
        try (var stage = new HttpStage(); var idle = stage.client(); var busy = stage.client()) {
            busy.say(HttpSocket.call("com.example.later", "[]"));
            var held = stage.nextWaiting();
            idle.assertServed();
            stage.http.close().join();
            idle.assertEnded();
            busy.assertEnded();
            held.result("[1]"); // nobody receives it
            stage.settle();
            org.junit.jupiter.api.Assertions.assertThrows(java.net.ConnectException.class, stage::client);
        }
    }
}
