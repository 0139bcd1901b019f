package reprise.testee.router;

/**
 * A cache of recently called procedures' names, so that repeated calls share one string. It holds {@code PLACES} names; a new one
 * replaces an old one. Owned by the event loop.
 */
final class CallerNames {
    private static final int PLACES = 256; // a power of two
    private static final int LONGEST = 128; // longer ones are not cached, to bound the memory

    private final String[] names = new String[PLACES];

    /** HOT: every call. */
    String name(char[] text, int from, int length) {
        if (length > LONGEST) return new String(text, from, length);
        int hash = 0;
        for (int i = 0; i < length; i++) hash = 31 * hash + text[from + i];
        int place = (hash ^ hash >>> 16) & PLACES - 1;
        String known = names[place];
        return known != null && is(known, text, from, length) ? known : (names[place] = new String(text, from, length));
    }

    private static boolean is(String known, char[] text, int from, int length) {
        if (known.length() != length) return false;
        for (int i = 0; i < length; i++) {
            if (known.charAt(i) != text[from + i]) return false;
        }
        return true;
    }
}
