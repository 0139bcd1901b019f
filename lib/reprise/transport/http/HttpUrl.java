package reprise.transport.http;

import java.util.ArrayList;
import java.util.Optional;
import reprise.transport.tls.ClientTls;

/**
 * The target of a request: {@code http://host:port/path?query} or {@code https://…}, with IPv6 in brackets, default port 80 or 443 and
 * default path {@code /}.
 * The target is sent as written, except for {@link HttpRequestTemplate#NUMBER}. An error names everything that is wrong.
 *
 * @param host a name or address, IPv6 without brackets
 * @param target path and query, as they stand in the request
 * @param tls how TLS is spoken; empty for http
 */
public record HttpUrl(String host, int port, String target, Optional<ClientTls> tls) {
    private static final String SCHEME = "http://";
    private static final String OVER_TLS = "https://";
    private static final String SHAPE = "http://127.0.0.1:8080/call";

    public HttpUrl {
        var wrong = new ArrayList<String>();
        if (host.isEmpty()) wrong.add("the host is empty; give a name or an address, as in " + SHAPE);
        if (!host.matches("[\\w.:~%-]*")) wrong.add("the host \"" + host + "\" is no name or address; write it as in " + SHAPE);
        if (port < 1 || port > 65535) wrong.add("the port is " + port + "; it must be 1 to 65535, for example 8080");
        if (!target.startsWith("/")) wrong.add("the path is \"" + target + "\"; it must begin with /");
        if (!target.matches("[!-~]*")) {
            wrong.add("the path \"" + target + "\" has a blank or a letter that is not ASCII; write it percent-encoded, a blank as %20");
        }
        if (target.indexOf('#') >= 0) wrong.add("the path \"" + target + "\" has a #; leave it and what follows out, it is never sent");
        if (!wrong.isEmpty()) throw new IllegalArgumentException(String.join("\n", wrong));
    }

    /** Of a server that speaks no TLS. */
    public HttpUrl(String host, int port, String target) {
        this(host, port, target, Optional.empty());
    }

    /** With https TLS is {@link ClientTls#USUAL}. @throws IllegalArgumentException with everything that is wrong, one sentence per line */
    public static HttpUrl parse(String text) {
        boolean secure = text.regionMatches(true, 0, OVER_TLS, 0, OVER_TLS.length());
        if (!secure && !text.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
            throw new IllegalArgumentException("the URL is \"" + text + "\"; it must have the form " + SHAPE + ", or https:// for TLS");
        var rest = text.substring((secure ? OVER_TLS : SCHEME).length());
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) end++;
        var authority = rest.substring(0, end);
        var target = rest.substring(end).startsWith("/") ? rest.substring(end) : "/" + rest.substring(end);
        if (authority.indexOf('@') >= 0) {
            throw new IllegalArgumentException("the URL \"" + text
                + "\" has a user before @; leave it out, and give a header Authorization");
        }
        int close = authority.startsWith("[") ? authority.indexOf(']') : -1;
        int colon = close < 0 ? authority.indexOf(':') : close + 1;
        boolean hasPort = colon >= 0 && colon < authority.length();
        var host = close < 0 ? authority.substring(0, hasPort ? colon : authority.length()) : authority.substring(1, close);
        var port = hasPort ? authority.substring(colon) : secure ? ":443" : ":80";
        if (!port.matches(":[0-9]{1,9}")) {
            throw new IllegalArgumentException("the port of \"" + text + "\" is \"" + port.replaceFirst("^:", "")
                + "\"; it must be 1 to 65535, as in " + SHAPE + (port.matches(":.*:.*") ? " (IPv6 in brackets: http://[::1]:8080/)" : ""));
        }
        var tls = secure ? Optional.of(ClientTls.USUAL) : Optional.<ClientTls>empty();
        return new HttpUrl(host, Integer.parseInt(port.substring(1)), target, tls);
    }

    public HttpUrl withTarget(String other) {
        return new HttpUrl(host, port, other, tls);
    }

    /** With https the same, spoken to in this way; with http as it is. */
    public HttpUrl over(ClientTls other) {
        return new HttpUrl(host, port, target, tls.map(_ -> other));
    }

    public String scheme() {
        return tls.isPresent() ? "https" : "http";
    }

    /** The value of the Host header: the port only if it is not the scheme's default. */
    public String authority() {
        var name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return port == (tls.isPresent() ? 443 : 80) ? name : name + ":" + port;
    }

    @Override
    public String toString() {
        return scheme() + "://" + authority() + target;
    }
}
