package reprise.transport.wamp;

import java.util.Locale;

/**
 * How the URI of a subscription or registration is compared with one that is published to or called. Source: WAMP v2,
 * "Pattern-based Subscription", "Pattern-based Registrations".
 */
public enum UriMatch {
    EXACT,
    /** As a string: {@code com.app} is one of {@code com.apple}. */
    PREFIX,
    /** Component by component; an empty one is any. */
    WILDCARD;

    /** What the options say, {@link #EXACT} if nothing. @return null if there is none of that name */
    public static UriMatch of(Dict options) {
        if (options.isEmpty()) return EXACT;
        String name = options.text("match", "exact");
        for (var match : values()) {
            if (match.toString().equals(name)) return match;
        }
        return null;
    }

    /** HOT where there are patterns: does the pattern, of this kind, match the URI? */
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

    // Where the component ends that begins here.
    private static int end(String uri, int from) {
        int dot = uri.indexOf('.', from);
        return dot < 0 ? uri.length() : dot;
    }

    /**
     * Of two patterns of this kind that match one URI: is the first the better? Of prefixes the longer is; with wildcards that with
     * the more components before its first wildcard, among equals before its second, and so on.
     */
    public boolean better(String one, String other) {
        if (this != WILDCARD) return one.length() > other.length();
        int a = 0;
        int b = 0;
        while (a <= one.length() && b <= other.length()) {
            boolean wildcard = end(one, a) == a;
            // the first component where only one of them has a wildcard ends a portion of that one
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
