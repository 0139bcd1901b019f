package reprise.transport.websocket;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The optional parts of a client's opening handshake: the user's headers (a token, a cookie, an origin), and the offered
 * subprotocols in order of preference (RFC 6455, section 1.9). Values are sent as UTF-8.
 */
public record Offer(List<Header> headers, List<String> subprotocols) {
    public static final Offer NONE = new Offer(List.of(), List.of());
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"; // RFC 9110, 5.6.2
    /** The handshake writes these itself; another value would break it. */
    private static final Set<String> OWN = Set.of("upgrade", "connection", "content-length", "transfer-encoding", "sec-websocket-key",
        "sec-websocket-version", "sec-websocket-accept", "sec-websocket-extensions", "sec-websocket-protocol");

    public record Header(String name, String value) {
        public Header {
            if (!name.matches(TOKEN)) {
                throw new IllegalArgumentException("header name '" + name
                    + "'; it must be letters, digits or -, for example Authorization");
            }
            if (OWN.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("header " + name + " is the handshake's own; leave it out"
                    + (name.equalsIgnoreCase("Sec-WebSocket-Protocol") ? ", and offer a subprotocol" : ""));
            }
            if (!value.matches("[\\t -~\\x{A0}-\\x{10FFFF}]*") || value.indexOf('\ufffd') >= 0) {
                throw new IllegalArgumentException("header " + name
                    + " has a line end, another control character or a lost character (U+FFFD) in its value; leave it out");
            }
        }

        /** Parses {@code Name: value}. */
        public static Header parse(String text) {
            int colon = text.indexOf(':');
            if (colon < 0)
                throw new IllegalArgumentException("header '" + text + "' has no colon; write it as Authorization: Bearer TOKEN");
            return new Header(text.substring(0, colon).strip(), text.substring(colon + 1).strip());
        }
    }

    public Offer {
        headers = List.copyOf(headers);
        subprotocols = List.copyOf(subprotocols);
        for (var protocol : subprotocols) {
            if (!protocol.matches(TOKEN))
                throw new IllegalArgumentException("subprotocol '" + protocol + "'; it must be a word, for example chat.v1");
        }
        if (subprotocols.stream().distinct().count() < subprotocols.size()) {
            throw new IllegalArgumentException("subprotocols " + subprotocols + ": one is named twice; name it once");
        }
    }

    HttpHeaders asHttp() {
        var all = new DefaultHttpHeaders();
        // Netty writes one octet per character, so each octet of the UTF-8 becomes a character.
        for (var header : headers)
            all.add(header.name(), new String(header.value().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        if (!subprotocols.isEmpty()) all.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, String.join(", ", subprotocols));
        return all;
    }

    /**
     * What is wrong with a server's answer to this offer (RFC 6455, section 4.1, items 5 and 6 of the answer's checks); empty if nothing.
     */
    String violations(HttpHeaders answer) {
        var wrong = new ArrayList<String>();
        var extensions = answer.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);
        if (extensions.stream().anyMatch(value -> !value.isBlank())) {
            wrong.add("it uses the extension " + String.join(", ", extensions) + ", which was not asked for");
        }
        var chosen = answer.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        if (chosen.size() > 1) wrong.add("it names a subprotocol " + chosen.size() + " times");
        else if (chosen.size() == 1 && !subprotocols.contains(chosen.getFirst().strip())) {
            wrong.add("it speaks the subprotocol '" + chosen.getFirst().strip() + "', which was not asked for"
                + (subprotocols.isEmpty() ? "" : " (asked for: " + String.join(", ", subprotocols) + ")"));
        }
        return String.join(", and ", wrong);
    }
}
