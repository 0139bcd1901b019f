package reprise.transport.wamp;

import java.util.Locale;

/**
 * How the URI of a subscription or registration is matched against a published or called one. Source: WAMP v2, "Pattern-based
 * Subscription", "Pattern-based Registrations".
 */
public enum UriMatch {
    EXACT,
    /** Compares strings: {@code com.app} is a prefix of {@code com.apple}. */
    PREFIX,
    /** Compares component by component; an empty one matches any. */
    WILDCARD;

    /** The match that the options name, {@link #EXACT} by default. @return null if the name is unknown */
    public static UriMatch of(Dict options) {
        if (options.isEmpty()) return EXACT;
        String name = options.text("match", "exact");
        for (var match : values()) {
            if (match.toString().equals(name)) return match;
        }
        return null;
    }

    /** HOT where there are patterns: whether a pattern of this kind matches the URI. */
    public boolean matches(String pattern, String uri) {
        return switch (this) {
            case EXACT -> pattern.equals(uri);
            case PREFIX -> uri.startsWith(pattern);
            case WILDCARD -> wildcards(pattern, uri);
        };
    }

    private static boolean wildcards(String pattern, String uri) {
        int p = 0;
        int u = 0;
        while (true) {
            int pEnd = end(pattern, p);
            int uEnd = end(uri, u);
            if (pEnd > p && (pEnd - p != uEnd - u || !pattern.regionMatches(p, uri, u, pEnd - p))) return false;
            boolean last = pEnd == pattern.length();
            if (last || uEnd == uri.length()) return last && uEnd == uri.length();
            p = pEnd + 1;
            u = uEnd + 1;
        }
    }

    // The end of the component that begins here.
    private static int end(String uri, int from) {
        int dot = uri.indexOf('.', from);
        return dot < 0 ? uri.length() : dot;
    }

    /**
     * Whether the first of two patterns of this kind that match one URI is the better one. The longer prefix is better; of wildcard
     * patterns, the one with more components before its first wildcard, then before its second, and so on.
     */
    public boolean better(String one, String other) {
        if (this != WILDCARD) return one.length() > other.length();
        int a = 0;
        int b = 0;
        while (a <= one.length() && b <= other.length()) {
            boolean wildcard = end(one, a) == a;
            // where only one pattern has a wildcard, that one loses
            if (wildcard != (end(other, b) == b)) return !wildcard;
            a = end(one, a) + 1;
            b = end(other, b) + 1;
        }
        return false;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
