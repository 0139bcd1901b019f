package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reprise.transport.wamp.Serializer;

/** Replies to a client that follows HTTP. */
final class HttpCallTest {
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

    @Test
    void call_ofTheDocument_hasItsResultAndCrossbarsHeaders() throws IOException {
        var reply = client.ask(HttpSocket.post("/call?seq=0",
            "{\"procedure\": \"com.example.add2\", \"args\": [2, 3], \"kwargs\": {\"verbose\": false}}"));
        assertEquals(200, reply.status());
        assertEquals("{\"args\":[5]}", reply.body());
        assertTrue(reply.headers().remove("date").matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT"));
        assertEquals(Map.of("content-type", "application/json; charset=UTF-8",
            "cache-control", "no-store,no-cache,must-revalidate,max-age=0", "access-control-allow-origin", "*",
            "access-control-allow-headers", "content-type", "content-length", "12"), reply.headers());
        client.assertServed();
    }

    /** 335.0 bytes against 241.0 in the document. */
    @Test
    void errorReply_ofSub2_isNinetyFourBytesLongerThanAResult() throws IOException {
        var result = client.ask(HttpSocket.call("com.example.add2", "[2, 3]"));
        var error = client.ask(HttpSocket.call("com.example.sub2", "[2, 3]"));
        assertEquals(200, error.status());
        assertEquals("{\"error\":\"wamp.error.no_such_procedure\",\"args\":[\"no callee registered for procedure 'com.example.sub2'\"]}",
            error.body());
        assertEquals(94, error.wireBytes() - result.wireBytes());
    }

    @Test
    void calleeThatLeavesOrFails_isToldInTheReplyAndHarmsNoOther() throws IOException {
        var dead = client.ask(HttpSocket.call("com.example.dead", "[]"));
        assertEquals("200 {\"error\":\"wamp.error.canceled\",\"args\":[\"callee has left\"],\"kwargs\":{\"why\":1}}",
            dead.status() + " " + dead.body());
        var odd = client.ask(HttpSocket.call("com.example.odd", "[]"));
        assertEquals(500, odd.status());
        assertTrue(odd.body().startsWith("{\"error\":\"wamp.error.runtime_error\",\"args\":[\"caller: the result has no form in JSON: "),
            odd.body());
        var broken = client.ask(HttpSocket.call("com.example.broken", "[]"));
        assertEquals("500 {\"error\":\"wamp.error.runtime_error\",\"args\":[\"caller: the router failed: java.lang.IllegalStateException:"
            + " out of order\"]}", broken.status() + " " + broken.body());
        client.assertServed();
    }

    @Test
    void arguments_onTheirWay_keepTheirBytes() throws Exception {
        client.say(HttpSocket.post("/call", "{\"kwargs\": {\"b\" :[ ]}, \"args\": [ 2,\"é\"], \"procedure\": \"com.example.later\"}"));
        var call = stage.nextWaiting();
        assertEquals("[ 2,\"é\"]", new String(call.arguments().args(Serializer.JSON), StandardCharsets.UTF_8));
        assertEquals("{\"b\" :[ ]}", new String(call.arguments().kwargs(Serializer.JSON), StandardCharsets.UTF_8));
        assertEquals(10_000, call.timeoutMs());
        call.result("[1]");
        assertEquals("{\"args\":[1]}", client.read().body());
        client.say(HttpSocket.post("/call", "{\"procedure\": \"com.example.later\"}"));
        var bare = stage.nextWaiting();
        assertNull(bare.arguments().args(Serializer.JSON));
        assertNull(bare.arguments().kwargs(Serializer.JSON));
        bare.result("[]");
        assertEquals("{\"args\":[]}", client.read().body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "content-type: application/json\r\n", "Content-Type: Application/JSON ; Charset=UTF-8\r\n",
        "content-type: application/json;charset=\"utf-8\"\r\n", "content-type: application/json; charset=utf8; x=y\r\n",
        "connection: keep-alive\r\n", "connection: Keep-Alive, x\r\n"})
    void headers_thatAreGood_areTaken(String headers) throws IOException {
        var reply = client.ask(HttpSocket.post("/call", headers, "{\"procedure\":\"com.example.add2\",\"args\":[2,3]}"));
        assertEquals("200 {\"args\":[5]}", reply.status() + " " + reply.body());
        client.assertServed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/call", "/call?", "/call?seq=0", "/call?seq=-7", "/call?seq=123456789012345678901234567890",
        "/call?x=y&seq=1", "/call?seq=1&seq=2", "/call?s%65q=1", "/call?nonce=x", "http://here/call", "HTTP://here:80/call?seq=1"})
    void target_thatIsGood_isTaken(String target) throws IOException {
        assertEquals("{\"args\":[5]}", client.ask(HttpSocket.post(target, "{\"procedure\":\"com.example.add2\",\"args\":[2,3]}")).body());
        assertEquals("{\"args\":[5]}", client.ask(HttpSocket.post(target, "{\"procedure\":\"com.example.add2\",\"args\":[2,3]}")
            .replace("POST", "PUT")).body());
    }

    @Test
    void body_inChunks_isTheSameAsOneInAPiece() throws IOException {
        String head = "POST /call HTTP/1.1\r\nhost: here\r\ntransfer-encoding: chunked\r\n\r\n";
        assertEquals("{\"args\":[5]}", client.ask(head
            + "1\r\n{\r\n2f;name=value\r\n\"procedure\":\"com.example.add2\",\"args\":[2 , 3]} \r\n0\r\ntrailer: x\r\n\r\n").body());
        for (String part : (head + "30\r\n{\"procedure\":\"com.example.add2\",\"args\":[2 , 3]} \r\n0\r\n\r\n").split("")) client.say(part);
        assertEquals("{\"args\":[5]}", client.read().body());
        assertEquals("{\"args\":[]}", client.ask(head + "20\r\n{\"procedure\":\"com.example.echo\"}\r\n0\r\n\r\n").body());
        client.assertServed();
    }

    @Test
    void body_ofAMegabyte_isCalledWhole() throws IOException {
        String args = "[\"" + "é".repeat(500_000) + "\"]";
        var reply = client.ask(HttpSocket.call("com.example.echo", args));
        assertEquals("{\"args\":" + args + "}", reply.body());
        client.assertServed();
    }

    @Test
    void page_atTheRoot_saysWhatIsHere() throws IOException {
        var page = client.ask("GET / HTTP/1.1\r\nhost: here\r\n\r\n");
        assertEquals("200 text/plain; charset=UTF-8", page.status() + " " + page.headers().get("content-type"));
        assertTrue(page.body().contains("/call") && page.body().contains("POST"), page.body());
        var head = client.say("HEAD / HTTP/1.1\r\nhost: here\r\n\r\n").read(false);
        assertEquals("" + page.body().length(), head.headers().get("content-length"));
        client.assertServed();
    }

    /** A browser's preflight request before a page of another origin may call. */
    @Test
    void options_ofTheCaller_areTold() throws IOException {
        var reply = client.ask("OPTIONS /call HTTP/1.1\r\nhost: here\r\norigin: http://there\r\n\r\n");
        assertEquals("200 POST, PUT, OPTIONS *", reply.status() + " " + reply.headers().get("access-control-allow-methods") + " "
            + reply.headers().get("access-control-allow-origin"));
        assertEquals("POST, PUT, OPTIONS", reply.headers().get("allow"));
        client.assertServed();
    }

    /** Version, connection header: the reply's connection header ("-" for none), and whether the connection stays. */
    @ParameterizedTest
    @CsvSource({"1.1, '', -, true", "1.1, keep-alive, -, true", "1.1, close, close, false", "1.1, Close, close, false",
        "1.0, '', close, false", "1.0, close, close, false", "1.0, keep-alive, keep-alive, true"})
    void connection_staysOrEnds_asVersionAndHeaderSay(String version, String header, String said, boolean stays) throws IOException {
        String request = HttpSocket.post("/call", header.isEmpty() ? "" : "connection: " + header + "\r\n",
            "{\"procedure\":\"com.example.add2\",\"args\":[2,3]}").replace("HTTP/1.1", "HTTP/" + version);
        var reply = client.ask(request);
        assertEquals("{\"args\":[5]}", reply.body());
        assertEquals(said, reply.headers().getOrDefault("connection", "-"));
        if (stays) {
            client.assertServed();
        } else {
            client.assertEnded();
            client.close();
            stage.awaitConnections(0);
        }
    }

    @Test
    void client_thatHasSaidAll_getsItsReplyAndTheEnd() throws Exception {
        client.say(HttpSocket.call("com.example.later", "[]")).socket.shutdownOutput();
        stage.nextWaiting().result("[7]");
        assertEquals("{\"args\":[7]}", client.read().body());
        client.assertEnded();
        stage.awaitConnections(0);
    }
}
