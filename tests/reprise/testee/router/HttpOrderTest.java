package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that do not wait for the replies to earlier ones. */
final class HttpOrderTest {
    private HttpStage stage;
    private HttpSocket client;

    @BeforeEach
    void start() throws IOException {
        stage = new HttpStage();
        client = stage.client();
    }

    @AfterEach
    void end() throws IOException {
        client.close();
        stage.close();
    }

    private static String later(int number) {
        return HttpSocket.call("com.example.later", "[" + number + "]");
    }

    @Test
    void requests_inOneWrite_areAnsweredInTheirOrder() throws IOException {
        var requests = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            requests.append(i % 3 == 2 ? "GET /" + i + " HTTP/1.1\r\nhost: here\r\n\r\n"
                : HttpSocket.call("com.example.echo", "[" + i + "]"));
        }
        client.say(requests.toString());
        for (int i = 0; i < 300; i++) {
            var reply = client.read();
            if (i % 3 == 2) assertTrue(reply.status() == 404 && reply.body().contains("'/" + i + "'"), reply.body());
            else assertEquals("{\"args\":[" + i + "]}", reply.body());
        }
    }

    @Test
    void requests_splitAnywhere_areTheSame() throws IOException {
        byte[] requests = (HttpSocket.call("com.example.echo", "[1]") + "\r\n" + HttpSocket.call("com.example.echo", "[2]"))
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (int cut = 1; cut < requests.length; cut++) {
            client.say(java.util.Arrays.copyOf(requests, cut));
            stage.settle();
            client.say(java.util.Arrays.copyOfRange(requests, cut, requests.length));
            assertEquals("{\"args\":[1]}", client.read().body());
            assertEquals("{\"args\":[2]}", client.read().body());
        }
    }

    @Test
    void calls_thatEndInAnyOrder_areAnsweredInTheirs() throws Exception {
        var random = new Random(7);
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 30; i++) client.say(later(i));
            var calls = new ArrayList<HttpStage.Waiting>();
            var places = new ArrayList<Integer>();
            for (int i = 0; i < 30; i++) {
                calls.add(stage.nextWaiting());
                places.add(i);
            }
            Collections.shuffle(places, random);
            for (int i : places) {
                if (i % 10 == 9) calls.get(i).error("com.example.failed", "[" + i + "]");
                else calls.get(i).result("[" + i + "]");
            }
            for (int i = 0; i < 30; i++) {
                String expected = i % 10 == 9 ? "{\"error\":\"com.example.failed\",\"args\":[" + i + "]}" : "{\"args\":[" + i + "]}";
                assertEquals(expected, client.read().body());
            }
        }
    }

    @Test
    void callThatHasNoReplyYet_holdsBackItsConnectionOnly() throws Exception {
        client.say(later(1) + HttpSocket.call("com.example.add2", "[2, 3]") + "GET /x HTTP/1.1\r\nhost: here\r\n\r\n");
        var held = stage.nextWaiting();
        try (var other = stage.client()) {
            other.assertServed();
        }
        client.socket.setSoTimeout(50);
        try {
            throw new AssertionError("answered too early: " + client.read());
        } catch (java.net.SocketTimeoutException _) {
            client.socket.setSoTimeout(20_000); // nothing arrived, as expected
        }
        held.result("[1]");
        assertEquals(List.of("{\"args\":[1]}", "{\"args\":[5]}"), List.of(client.read().body(), client.read().body()));
        assertEquals(404, client.read().status());
    }

    /** Each in a packet of its own, so that a read takes one: at most the limit is called before the first reply. */
    @Test
    void client_thatAsksWithoutEnd_isReadNoFurtherThanTheLimit() throws Exception {
        int asked = 4 * HttpConnection.UNANSWERED_LIMIT;
        var calls = new ArrayList<HttpStage.Waiting>();
        for (int i = 0; i < HttpConnection.UNANSWERED_LIMIT; i++) {
            client.say(later(i));
            calls.add(stage.nextWaiting());
        }
        for (int i = HttpConnection.UNANSWERED_LIMIT; i < asked; i++) client.say(later(i));
        try (var other = stage.client()) {
            for (int i = 0; i < 100; i++) other.assertServed();
        }
        assertEquals(0, stage.waiting.size());
        for (int i = 0; i < asked; i++) {
            if (i >= calls.size()) calls.add(stage.nextWaiting());
            calls.get(i).result("[" + i + "]");
            assertEquals("{\"args\":[" + i + "]}", client.read().body());
        }
    }

    /** One read brings at most 64 KiB: about 500 of these. */
    @Test
    void flood_inOneWrite_isBoundedByOneRead() throws Exception {
        String one = later(1);
        int flood = 5_000;
        var writing = Thread.ofVirtual().start(() -> {
            try {
                client.say(one.repeat(flood));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        var first = stage.nextWaiting();
        try (var other = stage.client()) {
            for (int i = 0; i < 100; i++) other.assertServed();
        }
        int taken = 1 + stage.waiting.size();
        assertTrue(taken <= HttpConnection.UNANSWERED_LIMIT + 65_536 / one.length() + 1, taken + " requests were taken");
        first.result("[0]");
        assertEquals("{\"args\":[0]}", client.read().body());
        for (int i = 1; i < flood; i++) {
            stage.nextWaiting().result("[" + i + "]");
            assertEquals("{\"args\":[" + i + "]}", client.read().body());
        }
        writing.join();
    }

    @Test
    void whatFollowsTheLastRequest_isNotCalled() throws Exception {
        client.say(HttpSocket.post("/call", "connection: close\r\n", "{\"procedure\":\"com.example.add2\",\"args\":[2,3]}") + later(1));
        assertEquals("{\"args\":[5]}", client.read().body());
        client.assertEnded();
        client.close();
        stage.awaitConnections(0);
        assertEquals(0, stage.waiting.size());
    }

    @Test
    void lastRequest_afterOnesThatWait_endsTheConnectionInItsTurn() throws Exception {
        client.say(later(1) + "nonsense\r\n\r\n");
        var held = stage.nextWaiting();
        stage.settle();
        held.result("[1]");
        assertEquals("{\"args\":[1]}", client.read().body());
        assertEquals(400, client.read().status());
        client.assertEnded();
    }

    @Test
    void clientThatVanishesMidCall_leavesNothingAndIsAnsweredToNobody() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (var vanishing = stage.client()) {
                vanishing.say(later(1) + later(2) + HttpSocket.call("com.example.add2", "[2, 3]"));
                var first = stage.nextWaiting();
                var second = stage.nextWaiting();
                second.result("[2]");
                if (i % 2 == 0) vanishing.socket.setSoLinger(true, 0); // a reset
                vanishing.close();
                if (i % 4 < 2) stage.settle();
                first.result("[1]");
            }
        }
        client.assertServed();
        stage.awaitConnections(1);
    }
}
