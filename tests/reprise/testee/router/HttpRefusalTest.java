package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalid requests: status, body, whether the connection stays; and another client that must not notice. */
final class HttpRefusalTest {
    private static final String HOST = "host: here\r\n";

    private HttpStage stage;
    private HttpSocket witness;
    private HttpSocket client;

    @BeforeEach
    void start() throws IOException {
        stage = new HttpStage();
        witness = stage.client();
        witness.assertServed();
        client = stage.client();
    }

    @AfterEach
    void end() throws IOException {
        witness.assertServed();
        client.close();
        stage.awaitConnections(1);
        witness.close();
        stage.close();
    }

    private static void assertRefusal(HttpSocket.Reply reply, int status, String why) throws IOException {
        assertEquals(status, reply.status(), reply.body());
        assertEquals("application/json; charset=UTF-8", reply.headers().get("content-type"));
        var body = new ObjectMapper().readTree(reply.body());
        assertEquals(2, body.size(), reply.body());
        assertEquals("wamp.error.invalid_argument", body.get("error").textValue());
        assertEquals(1, body.get("args").size());
        assertTrue(body.get("args").get(0).textValue().startsWith(why), reply.body());
    }

    private void assertKept(HttpSocket.Reply reply, int status, String why) throws IOException {
        assertRefusal(reply, status, why);
        assertEquals(null, reply.headers().get("connection"));
        client.assertServed();
    }

    private void assertClosed(HttpSocket.Reply reply, int status, String why) throws IOException {
        assertRefusal(reply, status, why);
        assertEquals("close", reply.headers().get("connection"));
        client.assertEnded();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "nonsense                     | caller: the body is not JSON: wrong near byte 0",
        "[\"com.example.add2\",2,3]   | caller: the body is no JSON object",
        "{\"args\":[2,3]}             | caller: there is no procedure",
        "{\"procedure\":2}            | caller: procedure is no string",
        "{\"procedure\":\"com.example.add2\",\"args\":{\"0\":2}}         | caller: args is no list",
        "{\"procedure\":\"com.example.add2\",\"kwargs\":[2]}             | caller: kwargs is no dict",
        "{\"procedure\":\"com.example.add2\",\"args\":[],\"args\":[2,3]} | caller: args is given twice",
    })
    void body_thatIsBad_isRefusedAndTheConnectionKept(String body, String why) throws IOException {
        assertKept(client.ask(HttpSocket.post("/call", body)), 400, why);
    }

    @Test
    void body_thatIsNotUtf8OrTooDeep_isRefusedAndTheConnectionKept() throws IOException {
        byte[] latin1 = "{\"procedure\":\"grüße\"}".getBytes(StandardCharsets.ISO_8859_1);
        client.say("POST /call HTTP/1.1\r\n" + HOST + "content-length: " + latin1.length + "\r\n\r\n").say(latin1);
        assertKept(client.read(), 400, "caller: the body is not UTF-8");
        assertKept(client.ask(HttpSocket.call("com.example.echo", "[".repeat(100_000))), 400,
            "caller: the body is not JSON: it is nested too deeply");
    }

    /** Header, start of the refusal. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "content-type: text/plain                            | caller: the content type is 'text/plain'",
        "content-type: application/x-www-form-urlencoded     | caller: the content type is",
        "content-type: application/json; charset=iso-8859-1  | caller: the content type is",
        "content-type: application/json; charset=utf-16      | caller: the content type is",
        "content-type: application/jsonx                     | caller: the content type is",
        "content-type:                                       | caller: the content type is ''",
    })
    void contentType_ofAnotherKind_isRefusedAndTheConnectionKept(String header, String why) throws IOException {
        assertKept(client.ask(HttpSocket.post("/call", header + "\r\n", "{\"procedure\":\"com.example.add2\"}")), 400, why);
    }

    @ParameterizedTest
    @CsvSource({"seq=, ''", "seq=x, x", "seq=1.5, 1.5", "seq=-, -", "seq=1&seq=x, x", "seq=1+1, 1 1", "seq=%20, ' '", "s%65q=x, x",
        "seq=%zz, seq=%zz"})
    void seq_thatIsNoNumber_isRefusedAndTheConnectionKept(String query, String shown) throws IOException {
        assertKept(client.ask(HttpSocket.post("/call?" + query, "{\"procedure\":\"com.example.add2\"}")), 400,
            "caller: seq is '" + shown + "'; it must be a whole number");
    }

    /** Method, path, status, start of the refusal, the allow header. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GET     | /call   | 405 | caller: the method is GET     | POST, PUT, OPTIONS",
        "DELETE  | /call   | 405 | caller: the method is DELETE  | POST, PUT, OPTIONS",
        "BREW    | /call   | 405 | caller: the method is BREW    | POST, PUT, OPTIONS",
        "POST    | /       | 405 | http: the method is POST      | GET, HEAD",
        "POST    | /calls  | 404 | http: nothing is at '/calls'  | -",
        "POST    | /call/  | 404 | http: nothing is at '/call/'  | -",
        "POST    | /CALL   | 404 | http: nothing is at '/CALL'   | -",
        "GET     | /ws     | 404 | http: nothing is at '/ws'     | -",
        "OPTIONS | *       | 404 | http: nothing is at '*'       | -",
        "CONNECT | here:80 | 404 | http: nothing is at 'here:80' | -",
        "GET     | /\"\\x  | 404 | http: nothing is at '/\"\\x'  | -",
    })
    void methodOrPath_thatIsNotHere_isRefusedAndTheConnectionKept(String method, String path, int status, String why, String allow)
        throws IOException {
        var reply = client.ask(method + " " + path + " HTTP/1.1\r\n" + HOST + "content-length: 3\r\n\r\n{}x");
        assertEquals(allow, reply.headers().getOrDefault("allow", "-"));
        assertKept(reply, status, why);
        assertKept(
            client.ask(method + " " + path + " HTTP/1.1\r\n" + HOST + "transfer-encoding: chunked\r\n\r\n1\r\nx\r\n2\r\nyz\r\n0\r\n\r\n"),
            status, why);
    }

    @Test
    void head_ofWhatIsNotHere_isRefusedWithoutABody() throws IOException {
        var reply = client.say("HEAD /call HTTP/1.1\r\n" + HOST + "\r\n").read(false);
        assertEquals(405, reply.status());
        client.assertServed();
    }

    @Test
    void requestWithoutLengthOrHost_isRefusedAndTheConnectionKept() throws IOException {
        assertKept(client.ask("POST /call HTTP/1.1\r\n" + HOST + "\r\n"), 411, "http: there is neither a content-length nor");
        assertKept(client.ask("POST /call HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}"), 400, "http: there is no host header");
        assertKept(client.ask("POST /call HTTP/1.1\r\n" + HOST + "content-length: 0\r\n\r\n"), 400, "caller: the body is no JSON object");
    }

    /** RFC 9110, 8.6: one length, repeated. The body {} names no procedure, and the connection continues after it. */
    @ParameterizedTest
    @ValueSource(strings = {"content-length: 2, 2\r\n", "content-length: 2\r\ncontent-length: 2\r\n", "content-length: 2,2 , 2\r\n"})
    void length_saidMoreThanOnce_isOneLength(String header) throws IOException {
        assertKept(client.ask("POST /call HTTP/1.1\r\n" + HOST + header + "\r\n{}"), 400, "caller: there is no procedure");
    }

    /** The end of the request is unknown or ambiguous: it is refused, and nothing after it is trusted. */
    @ParameterizedTest(name = "{1} {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "POST /call HTTP/1.1~r~nhost: h~r~ncontent-length: 5~r~ntransfer-encoding: chunked~r~n~r~n0~r~n~r~n | 400",
        "POST /call HTTP/1.1~r~nhost: h~r~ntransfer-encoding: chunked~r~ncontent-length: 5~r~n~r~n0~r~n~r~n | 400",
        "POST /call HTTP/1.1~r~nhost: h~r~ncontent-length: 2~r~ncontent-length: 3~r~n~r~n{}                  | 400",
        "POST /call HTTP/1.1~r~nhost: h~r~ncontent-length: 2, 3~r~n~r~n{}                                  | 400",
        "POST /call HTTP/1.1~r~nhost: h~r~ncontent-length: +2~r~n~r~n{}                                    | 400",
        "POST /call HTTP/1.1~r~nhost: h~r~ncontent-length: -2~r~n~r~n{}                                    | 400",
        "POST /call HTTP/1.1~r~nhost: h~r~ncontent-length: 0x2~r~n~r~n{}                                   | 400",
        "POST /call HTTP/1.1~r~nhost: h~r~ncontent-length: 99999999999999999999~r~n~r~n{}                  | 400",
        "POST /call HTTP/1.1~r~nhost: h~r~ncontent-length : 2~r~n~r~n{}                                    | 400",
        "POST /call HTTP/1.1~r~nhost: h~r~ntransfer-encoding: xchunked~r~n~r~n0~r~n~r~n                    | 501",
        "POST /call HTTP/1.1~r~nhost: h~r~ntransfer-encoding: gzip, chunked~r~n~r~n0~r~n~r~n               | 501",
        "POST /call HTTP/1.1~r~nhost: h~r~ntransfer-encoding: identity~r~n~r~n                             | 501",
        "POST /call HTTP/1.1~r~nhost: h~r~ntransfer-encoding: chunked~r~ntransfer-encoding: chunked~r~n~r~n0~r~n~r~n | 501",
        "POST /call HTTP/1.0~r~ntransfer-encoding: chunked~r~n~r~n0~r~n~r~n                                | 400",
        "POST /call HTTP/1.1~r~nhost: h~r~ntransfer-encoding: chunked~r~n~r~nxyz~r~n                       | 400",
        "POST /call HTTP/1.1~r~nhost: h~r~ntransfer-encoding: chunked~r~n~r~n-1~r~n                        | 400",
        "POST /call HTTP/1.1~r~nhost: h~r~ntransfer-encoding: chunked~r~n~r~n2~r~n{}x~r~n                  | 400",
        "POST /call HTTP/1.1~r~nhost: h~r~ntransfer-encoding: chunked~r~n~r~n2~n{}~r~n                     | 400",
        "POST /call HTTP/1.1~nhost: h~ncontent-length: 2~n~n{}                                           | 400",
        "POST /call HTTP/1.1~r~nhost: h~ncontent-length: 2~r~n~r~n{}                                       | 400",
        "POST /call HTTP/2.0~r~nhost: h~r~n~r~n                                                            | 505",
        "POST /call ICY/1.1~r~nhost: h~r~n~r~n                                                             | 400",
        "POST /call HTTP/1.1 x~r~nhost: h~r~n~r~n                                                          | 400",
        "POST /call~r~nhost: h~r~n~r~n                                                                     | 400",
        "~16~03~01~02~00~01~00~01ü~03~03~r~n~r~n                                                                        | 400",
    })
    void framing_thatIsUnclear_isRefusedAndTheConnectionClosed(String request, int status) throws IOException {
        String octets = request.replace("~r", "\r").replace("~n", "\n").replaceAll("~\\d\\d", "\u0016");
        assertClosed(client.ask(octets + HttpSocket.call("com.example.later", "[]")), status, "http: ");
        assertEquals(0, stage.waiting.size());
    }

    @Test
    void line_thatIsTooLong_isRefusedAndTheConnectionClosed() throws IOException {
        assertClosed(client.ask("POST /call?x=" + "y".repeat(100_000) + " HTTP/1.1\r\n" + HOST + "\r\n"), 414,
            "http: the request line is longer than 4096 bytes");
    }

    @Test
    void header_ofAMegabyte_isRefusedAndTheConnectionClosed() throws IOException {
        assertClosed(client.ask("POST /call HTTP/1.1\r\n" + HOST + "x: " + "y".repeat(1_000_000) + "\r\n\r\n"), 431,
            "http: the header is longer than 8192 bytes");
    }

    @Test
    void headers_ofAMegabyteInManyLines_areRefusedAndTheConnectionClosed() throws IOException {
        assertClosed(client.ask("POST /call HTTP/1.1\r\n" + HOST + "x: y\r\n".repeat(160_000) + "\r\n"), 431,
            "http: the header is longer than 8192 bytes");
    }

    /** The whole body is sent before the reply is read: a reset must not destroy the reply. */
    @Test
    void body_of20Megabytes_isRefusedAndTheReplyReadable() throws IOException {
        client.say("POST /call HTTP/1.1\r\n" + HOST + "content-length: 20000000\r\n\r\n");
        for (int i = 0; i < 20; i++) client.say(new byte[1_000_000]);
        assertClosed(client.read(), 413, "http: the body is longer than 1048576 bytes");
    }

    @Test
    void body_of20MegabytesInChunks_isRefusedAndTheReplyReadable() throws IOException {
        client.say("POST /call HTTP/1.1\r\n" + HOST + "transfer-encoding: chunked\r\n\r\n");
        for (int i = 0; i < 20; i++) client.say("f4240\r\n").say(new byte[1_000_000]).say("\r\n"); // 0xf4240 = 1,000,000
        client.say("0\r\n\r\n");
        assertClosed(client.read(), 413, "http: the body is longer than 1048576 bytes");
    }

    @Test
    void expectation_isMetBeforeTheBodyOrRefused() throws IOException {
        String head = "POST /call HTTP/1.1\r\n" + HOST + "expect: 100-continue\r\ncontent-length: ";
        client.say(head + "48\r\n\r\n");
        assertEquals(100, client.read().status());
        assertEquals("{\"args\":[5]}", client.ask("{\"procedure\":\"com.example.add2\", \"args\": [2, 3]}").body());
        assertClosed(client.ask(head + "20000000\r\n\r\n"), 413, "http: the body is longer");
        try (var other = stage.client()) {
            assertRefusal(other.ask("POST /x HTTP/1.1\r\n" + HOST + "expect: 100-continue\r\ncontent-length: 2\r\n\r\n"), 404,
                "http: nothing");
            other.assertEnded();
        }
        try (var other = stage.client()) {
            assertRefusal(other.ask("POST /call HTTP/1.1\r\n" + HOST + "expect: tea\r\ncontent-length: 2\r\n\r\n{}"), 417,
                "http: 'tea' is expected");
            other.assertEnded();
        }
    }

    /** After an earlier unanswered call, the 100 comes in its turn. */
    @Test
    void expectation_behindACallThatWaits_isMetInItsTurn() throws Exception {
        client.say(HttpSocket.call("com.example.later", "[]")
            + "POST /call HTTP/1.1\r\n" + HOST + "expect: 100-continue\r\ncontent-length: 48\r\n\r\n");
        stage.nextWaiting().result("[1]");
        assertEquals("{\"args\":[1]}", client.read().body());
        assertEquals(100, client.read().status());
        assertEquals("{\"args\":[5]}", client.ask("{\"procedure\":\"com.example.add2\", \"args\": [2, 3]}").body());
    }
}
