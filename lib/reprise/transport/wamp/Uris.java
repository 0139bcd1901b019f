package reprise.transport.wamp;

import java.nio.charset.StandardCharsets;

/**
 * The URIs in one connection's messages: the few that it uses are checked once and kept as strings, so that reading one again
 * allocates nothing. A URI consists of components of any characters except white space, '#' and '.', joined by '.' (WAMP v2, URIs,
 * loose check). One per connection, confined to its loop.
 */
final class Uris {
    private static final int KEPT = 64; // a power of two; 64 references are 280 bytes a connection

    private static final int KEPT_BYTES = 128; // longer ones are not kept, so that a peer cannot fill the memory

    private String[] kept; // by the low bits of the hash; null until the first URI is read

    /** HOT: a message's URI, in well-formed UTF-8 without escapes. */
    String uri(byte[] in, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) hash = 31 * hash + in[i];
        int place = (hash ^ hash >>> 16) & KEPT - 1;
        if (kept == null) kept = new String[KEPT];
        String uri = kept[place];
        if (uri != null && same(uri, in, from, to)) return uri;
        uri = checked(new String(in, from, to - from, StandardCharsets.UTF_8));
        if (to - from <= KEPT_BYTES) kept[place] = uri;
        return uri;
    }

    // A URI with non-ASCII characters differs at its first negative byte and is created again.
    private static boolean same(String uri, byte[] in, int from, int to) {
        if (uri.length() != to - from) return false;
        for (int i = 0; i < uri.length(); i++) {
            if (uri.charAt(i) != in[from + i]) return false;
        }
        return true;
    }

    /** @throws WampException with {@link WampException#INVALID_URI} */
    static String checked(String uri) {
        return checked(uri, UriMatch.EXACT);
    }

    /** Checks a pattern: a prefix may have an empty last component, a wildcard pattern any (WAMP v2, "Pattern-based Subscription"). */
    static String checked(String uri, UriMatch match) {
        boolean componentEmpty = true;
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '.' && componentEmpty && match != UriMatch.WILDCARD || c == '#' || c <= ' ' || Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || loneSurrogate(uri, i)) throw invalid(uri);
            componentEmpty = c == '.';
        }
        if (componentEmpty && match == UriMatch.EXACT) throw invalid(uri);
        return uri;
    }

    private static boolean loneSurrogate(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    private static WampException invalid(String uri) {
        String shown = uri.length() <= 100 ? uri : uri.substring(0, 100) + "…";
        return new WampException(WampException.INVALID_URI, "'" + shown + "' is no URI; it must be components without white space"
            + " and '#', joined by '.', for example com.example.add2");
    }
}
