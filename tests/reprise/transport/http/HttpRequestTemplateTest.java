package reprise.transport.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reprise.transport.tls.ClientTls;
import reprise.simulator.Allocation;
import reprise.transport.http.HttpRequestTemplate.Header;

final class HttpRequestTemplateTest {
    private static final HttpUrl CALL = HttpUrl.parse("http://127.0.0.1:8080/call?seq={n}");

    @Test
    void request_withNumber_isWhatWrkFormatMakes() {
        // RFC 9112: request line, Host, Content-Length 7, the header given, an empty line, the body.
        var request = template("POST", CALL, "{\"a\":1}", new Header("Content-Type", "application/json"));
        for (long number : new long[] {0, 1, 9, 10, 99, 100, 7, 123_456_789, Long.MAX_VALUE, 0}) {
            assertEquals("POST /call?seq=" + number + " HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nContent-Length: 7\r\n"
                + "Content-Type: application/json\r\n\r\n{\"a\":1}", text(request, number));
        }
        request.release();
    }

    @Test
    void request_numberInTheMiddleOrNone_isInItsPlace() {
        var middle = template("GET", HttpUrl.parse("http://h/a/{n}/b"), "");
        assertEquals("GET /a/42/b HTTP/1.1\r\nHost: h\r\n\r\n", text(middle, 42));
        var none = template("HEAD", HttpUrl.parse("http://h"), "", new Header("host", "other"));
        assertEquals("HEAD / HTTP/1.1\r\nhost: other\r\n\r\n", text(none, 42));
        middle.release();
        none.release();
    }

    /** By sha256sum, of the request as it goes out. */
    @Test
    void fingerprint_isTheBeginningOfTheDigest() {
        var template = new HttpRequestTemplate("GET", HttpUrl.parse("http://h/"), List.of(), new byte[0]);
        assertEquals("27 bytes, 1df10e13", template.fingerprint());
    }

    @Test
    void request_emptyBodyOfPost_saysLengthZero() {
        var request = template("POST", HttpUrl.parse("http://h/"), "");
        assertEquals("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", text(request, 0));
        request.release();
    }

    @Test
    void request_bodyNotAscii_isCountedInBytes() {
        var request = template("PUT", HttpUrl.parse("http://h/"), "µs");
        assertEquals("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nµs", text(request, 0));
        request.release();
    }

    @Test
    void request_lastOneStillHeldByTheSocket_isNotOverwritten() {
        var request = template("GET", CALL, "");
        var held = request.numbered(1).retain();
        assertFalse(request.isSent());
        var next = request.numbered(2);
        assertTrue(held.toString(UTF_8).startsWith("GET /call?seq=1 "));
        assertTrue(next.toString(UTF_8).startsWith("GET /call?seq=2 "));
        assertTrue(request.isSent());
        assertEquals(1, held.refCnt());
        held.release();
        request.release();
        assertEquals(0, next.refCnt());
    }

    /** From 4 KiB on a body is there once: 1,000 connections of 1 MiB take 1 MiB and what stands before the body. */
    @Test
    void request_longBody_isSharedByAllConnections() {
        var body = "x".repeat(1 << 20);
        var template = new HttpRequestTemplate("PUT", CALL, List.of(), body.getBytes(UTF_8));
        assertEquals(1 << 20, template.sharedBytes());
        // "PUT /call?seq=", 19 digits, and the rest of the head
        assertEquals(14 + 19 + " HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nContent-Length: 1048576\r\n\r\n".length(), template.ownBytes());
        var load = template.forLoad(ByteBufAllocator.DEFAULT);
        var one = load.forConnection();
        var other = load.forConnection();
        var held = one.numbered(7).retain();
        assertEquals("PUT /call?seq=12 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nContent-Length: 1048576\r\n\r\n" + body, text(other, 12));
        assertEquals("PUT /call?seq=7 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nContent-Length: 1048576\r\n\r\n" + body, held.toString(UTF_8));
        var bodies = List.of(((CompositeByteBuf) held).internalComponent(1), ((CompositeByteBuf) other.numbered(12)).internalComponent(1));
        assertEquals(bodies.get(0).memoryAddress(), bodies.get(1).memoryAddress());
        held.release();
        one.release();
        other.release();
        load.release();
    }

    @Test
    void request_oneNumberAfterTheOther_allocatesNothing() {
        var request = template("POST", CALL, "{}");
        var number = new long[1];
        Allocation.assertNone(50_000, () -> request.numbered(number[0]++));
        request.release();
    }

    @Test
    void template_wrongParts_areAllTold() {
        var e = assertThrows(IllegalArgumentException.class, () -> new HttpRequestTemplate("GET IT", HttpUrl.parse("http://h/{n}/{n}"),
            List.of(new Header("content-length", "4"), new Header("Transfer-Encoding", "chunked")), new byte[3]));
        assertEquals(4, e.getMessage().lines().count(), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Header("a b", "c"));
        assertThrows(IllegalArgumentException.class, () -> new Header("a", "c\r\nd: e"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Header.parse("nothing")).getMessage().contains("no colon"));
        assertEquals(new Header("A", "b:c"), Header.parse("A:  b:c "));
    }

    /** RFC 9110: 7.6.1 (options of a connection, a list in any case), 7.8 (Upgrade), 8.6 (one length), 10.1.1 (Expect needs a body). */
    @Test
    void template_ownHeaders_areObeyedOrRefused() {
        assertEquals(new RequestTraits(false, false, true), traits("GET", "", new Header("connection", "x, CLOSE")));
        assertEquals(RequestTraits.USUAL, traits("GET", "", new Header("Connection", "keep-alive"), new Header("X", "close")));
        assertEquals(new RequestTraits(true, true, false),
            traits("HEAD", "", new Header("Connection", "Upgrade"), new Header("Upgrade", "x")));
        var given =
            template("POST", HttpUrl.parse("http://h/"), "ab", new Header("content-length", "2"), new Header("Expect", "100-continue"));
        assertEquals("POST / HTTP/1.1\r\nHost: h\r\ncontent-length: 2\r\nExpect: 100-continue\r\n\r\nab", text(given, 0));
        given.release();
        assertRefused("header Content-Length is 3, and the body has 2 bytes", "POST", "ab", new Header("Content-Length", "3"));
        assertRefused("header Content-Length is 2 and 2", "POST", "ab", new Header("Content-Length", "2"),
            new Header("Content-Length", "2"));
        assertRefused("header Host is given twice", "GET", "", new Header("Host", "a"), new Header("host", "a"));
        assertRefused("header Expect is given without a body", "GET", "", new Header("Expect", "100-continue"));
        assertRefused("header Upgrade is given without Connection: Upgrade", "GET", "", new Header("Upgrade", "x"));
        assertRefused("the method is CONNECT", "CONNECT", "");
    }

    private static RequestTraits traits(String method, String body, Header... headers) {
        return new HttpRequestTemplate(method, HttpUrl.parse("http://h/"), List.of(headers), body.getBytes(UTF_8)).traits();
    }

    private static void assertRefused(String why, String method, String body, Header... headers) {
        var message = assertThrows(IllegalArgumentException.class, () -> traits(method, body, headers)).getMessage();
        assertTrue(message.startsWith(why) && message.contains(";"), message);
    }

    @Test
    void url_parts_areTakenAsWritten() {
        assertEquals(new HttpUrl("127.0.0.1", 8080, "/call?seq={n}"), CALL);
        assertEquals(new HttpUrl("localhost", 80, "/"), HttpUrl.parse("HTTP://localhost"));
        assertEquals(new HttpUrl("::1", 81, "/?a=b:c/d"), HttpUrl.parse("http://[::1]:81?a=b:c/d"));
        assertEquals("[::1]:81", HttpUrl.parse("http://[::1]:81").authority());
        assertEquals("[::1]", HttpUrl.parse("http://[::1]").authority());
        assertEquals("http://127.0.0.1:8080/call?seq={n}", CALL.toString());
        assertEquals(new HttpUrl("h", 443, "/", Optional.of(ClientTls.USUAL)), HttpUrl.parse("HTTPS://h"));
        assertEquals("https://h/a", HttpUrl.parse("https://h:443/a").toString());
        assertEquals("h:80", HttpUrl.parse("https://h:80").authority());
    }

    @Test
    void url_wrong_isToldWithTheRemedy() {
        assertWrong("ftp://h/", "or https:// for TLS");
        assertWrong("h:80/", "it must have the form http://127.0.0.1:8080/call");
        assertWrong("http://user:pw@h/", "leave it out, and give a header Authorization");
        assertWrong("http://h:0/", "the port is 0; it must be 1 to 65535");
        assertWrong("http://h:80x/", "the port of \"http://h:80x/\" is \"80x\"");
        assertWrong("http://h:/", "the port of");
        assertWrong("http://::1/", "IPv6 in brackets");
        assertWrong("http:///x", "the host is empty");
        assertWrong("http://h/a b", "a blank as %20");
        assertWrong("http://h/a#b", "has a #");
        assertWrong("http://h:70000/ü#", "percent-encoded");
        assertWrong("http://h:70000/ü#", "70000");
    }

    private static void assertWrong(String url, String part) {
        var message = assertThrows(IllegalArgumentException.class, () -> HttpUrl.parse(url)).getMessage();
        assertTrue(message.contains(part), message);
    }

    private static HttpRequest template(String method, HttpUrl url, String body, Header... headers) {
        return new HttpRequestTemplate(method, url, List.of(headers), body.getBytes(UTF_8)).forLoad(ByteBufAllocator.DEFAULT)
            .forConnection();
    }

    private static String text(HttpRequest request, long number) {
        return request.numbered(number).toString(UTF_8);
    }
}
