package reprise.transport.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/**
 * A request that is sent over and over, with a running number in its target or without: built once, copied once for each
 * connection ({@link #forConnection}). Immutable. A header Host and, with a body or where the method calls for one,
 * Content-Length are added unless they are given.
 */
public final class HttpRequestTemplate {
    /** Stands for the running number in a target: {@code /call?seq={n}}. */
    public static final String NUMBER = "{n}";
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"; // RFC 9110, 5.6.2

    public record Header(String name, String value) {
        public Header {
            if (!name.matches(TOKEN)) {
                throw new IllegalArgumentException("header name \"" + name
                    + "\"; it must be letters, digits or -, for example Content-Type");
            }
            if (!value.matches("[\\t -~\\x80-\\uFFFF]*")) {
                throw new IllegalArgumentException("header " + name + " has a line end or another control character in its value; leave it out");
            }
        }

        /** {@code Name: value}. */
        public static Header parse(String text) {
            int colon = text.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("header \"" + text + "\" has no colon; write it as Content-Type: application/json");
            }
            return new Header(text.substring(0, colon).strip(), text.substring(colon + 1).strip());
        }
    }

    private final String method;
    private final boolean numbered;
    private final byte[] before; // up to the number
    private final byte[] after;

    public HttpRequestTemplate(String method, HttpUrl url, List<Header> headers, byte[] body) {
        var wrong = new ArrayList<String>();
        if (!method.matches(TOKEN)) wrong.add("the method is \"" + method + "\"; it must be a word, for example POST");
        if (has(headers, "Transfer-Encoding")) wrong.add("header Transfer-Encoding is given; leave it out, the body goes out whole");
        if (has(headers, "Content-Length")) wrong.add("header Content-Length is given; leave it out, it is worked out from the body");
        int at = url.target().indexOf(NUMBER);
        if (at >= 0 && url.target().indexOf(NUMBER, at + 1) >= 0) wrong.add("the path " + url.target() + " has " + NUMBER + " twice; once is enough");
        if (!wrong.isEmpty()) throw new IllegalArgumentException(String.join("\n", wrong));
        this.method = method;
        numbered = at >= 0;
        before = (method + " " + (numbered ? url.target().substring(0, at) : url.target())).getBytes(US_ASCII);
        var head = new StringBuilder(numbered ? url.target().substring(at + NUMBER.length()) : "").append(" HTTP/1.1\r\n");
        if (!has(headers, "Host")) head.append("Host: ").append(url.authority()).append("\r\n");
        if (body.length > 0 || List.of("POST", "PUT", "PATCH").contains(method)) head.append("Content-Length: ").append(body.length).append("\r\n");
        for (var header : headers) head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        var headBytes = head.append("\r\n").toString().getBytes(UTF_8);
        after = new byte[headBytes.length + body.length];
        System.arraycopy(headBytes, 0, after, 0, headBytes.length);
        System.arraycopy(body, 0, after, headBytes.length, body.length);
    }

    private static boolean has(List<Header> headers, String name) {
        return headers.stream().anyMatch(header -> header.name().equalsIgnoreCase(name));
    }

    /** The reply to it has no body, whatever its headers say. */
    public boolean isHead() {
        return method.equals("HEAD");
    }

    /** One connection's own copy, in memory that the socket can send from. To be released. */
    public HttpRequest forConnection(ByteBufAllocator allocator) {
        return new HttpRequest(allocator, before, after, numbered);
    }
}
