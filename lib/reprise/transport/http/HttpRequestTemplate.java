package reprise.transport.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A request to send repeatedly, optionally with a sequence number in its target; {@link #forLoad} prepares it for the sockets of a load.
 * Immutable. It adds Host unless given, and Content-Length with a body or where the method requires it. It follows what the headers say
 * about the connection ({@link #traits}) and rejects headers that would make the request something other than what is sent.
 */
public final class HttpRequestTemplate {
    /** Placeholder for the sequence number in a target: {@code /call?seq={n}}. */
    public static final String NUMBER = "{n}";
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"; // RFC 9110, 5.6.2
    private static final String LENGTH = "Content-Length";
    private static final int SHOWN_BYTES = 4;

    public record Header(String name, String value) {
        public Header {
            if (!name.matches(TOKEN)) {
                throw new IllegalArgumentException("header name \"" + name
                    + "\"; it must be letters, digits or -, for example Content-Type");
            }
            if (!value.matches("[\\t -~\\x80-\\uFFFF]*")) {
                throw new IllegalArgumentException("header " + name
                    + " has a line end or another control character in its value; leave it out");
            }
        }

        /** Parses {@code Name: value}. */
        public static Header parse(String text) {
            int colon = text.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("header \"" + text + "\" has no colon; write it as Content-Type: application/json");
            }
            return new Header(text.substring(0, colon).strip(), text.substring(colon + 1).strip());
        }
    }

    private final RequestTraits traits;
    private final boolean numbered;
    private final byte[] before; // up to the number
    private final byte[] head; // from after the number to the empty line
    private final byte[] body;

    /** @param body stays the caller's, who must not change it */
    public HttpRequestTemplate(String method, HttpUrl url, List<Header> headers, byte[] body) {
        var wrong = wrong(method, url, headers, body);
        if (!wrong.isEmpty()) throw new IllegalArgumentException(String.join("\n", wrong));
        traits = new RequestTraits(method.equals("HEAD"), !values(headers, "Upgrade").isEmpty(), asksFor(headers, "close"));
        int at = url.target().indexOf(NUMBER);
        numbered = at >= 0;
        before = (method + " " + (numbered ? url.target().substring(0, at) : url.target())).getBytes(US_ASCII);
        var rest = new StringBuilder(numbered ? url.target().substring(at + NUMBER.length()) : "").append(" HTTP/1.1\r\n");
        if (values(headers, "Host").isEmpty()) rest.append("Host: ").append(url.authority()).append("\r\n");
        boolean saysLength = body.length > 0 || List.of("POST", "PUT", "PATCH").contains(method);
        if (saysLength && values(headers, LENGTH).isEmpty()) rest.append(LENGTH).append(": ").append(body.length).append("\r\n");
        for (var header : headers) rest.append(header.name()).append(": ").append(header.value()).append("\r\n");
        head = rest.append("\r\n").toString().getBytes(UTF_8);
        this.body = body;
    }

    private static List<String> wrong(String method, HttpUrl url, List<Header> headers, byte[] body) {
        var wrong = new ArrayList<String>();
        if (!method.matches(TOKEN)) wrong.add("the method is \"" + method + "\"; it must be a word, for example POST");
        if (method.equals("CONNECT")) wrong.add("the method is CONNECT; no tunnel is spoken, give another, for example GET");
        if (!values(headers, "Transfer-Encoding").isEmpty()) {
            wrong.add("header Transfer-Encoding is given; leave it out, the body goes out whole");
        }
        var lengths = values(headers, LENGTH);
        if (lengths.size() > 1 || lengths.stream().anyMatch(value -> !value.equals(String.valueOf(body.length)))) {
            wrong.add("header Content-Length is " + String.join(" and ", lengths) + ", and the body has " + body.length
                + " bytes; leave it out, it is worked out from the body");
        }
        if (values(headers, "Host").size() > 1) wrong.add("header Host is given twice; once is enough");
        if (!values(headers, "Expect").isEmpty() && body.length == 0) {
            wrong.add("header Expect is given without a body; leave it out, or give a body");
        }
        if (!values(headers, "Upgrade").isEmpty() && !asksFor(headers, "upgrade")) {
            wrong.add("header Upgrade is given without Connection: Upgrade; give both, or neither");
        }
        int at = url.target().indexOf(NUMBER);
        if (at >= 0 && url.target().indexOf(NUMBER, at + 1) >= 0) {
            wrong.add("the path " + url.target() + " has " + NUMBER + " twice; once is enough");
        }
        return wrong;
    }

    private static List<String> values(List<Header> headers, String name) {
        return headers.stream().filter(header -> header.name().equalsIgnoreCase(name)).map(Header::value).toList();
    }

    /** Whether a Connection header has this option in its list (RFC 9110, 7.6.1). */
    private static boolean asksFor(List<Header> headers, String option) {
        return values(headers, "Connection").stream().flatMap(value -> Stream.of(value.split(",")))
            .anyMatch(one -> one.strip().equalsIgnoreCase(option));
    }

    /** The parts of the request that decide how a reply ends. */
    public RequestTraits traits() {
        return traits;
    }

    /** What tells it from other requests and tells nobody its content: {@code 211 bytes, 3f2a91c0}, the beginning of their SHA-256. */
    public String fingerprint() {
        return fingerprint(before, head, body);
    }

    /** The same of bytes. */
    public static String fingerprint(byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) digest.update(part);
            return Stream.of(parts).mapToLong(part -> part.length).sum() + " bytes, " + HexFormat.of().formatHex(digest.digest(), 0,
                SHOWN_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The requests for one load, in memory that sockets can send from. Must be released. */
    public HttpRequests forLoad(ByteBufAllocator allocator) {
        return new HttpRequests(allocator, before, head, body, numbered);
    }

    /** The whole request, to be sent once. */
    byte[] once() {
        var number = (numbered ? "0" : "").getBytes(US_ASCII);
        return ByteBuffer.allocate(before.length + number.length + head.length + body.length).put(before).put(number).put(head).put(body)
            .array();
    }

    /** The off-heap memory that {@link #forLoad} takes, besides {@link #ownBytes} for each connection. */
    public long sharedBytes() {
        return body.length >= HttpRequests.SHARED_FROM_BYTES ? body.length : 0;
    }

    /** The off-heap memory for each connection. */
    public long ownBytes() {
        return before.length + HttpRequest.MAX_DIGITS + head.length + body.length - sharedBytes();
    }
}
