package reprise.transport.http;

import java.util.Arrays;

/**
 * Scratch memory through which the parsers of one loop look at their bytes, and the last short reply that one of them took in one piece.
 * Servers under load say the same again and again: a reply with the same bytes is the same, and is not parsed again. Confined to the loop.
 */
public final class HttpWindow {
    /** The body of a longer reply is most of it, and is not looked at octet by octet anyway. */
    private static final int LONGEST_KNOWN_BYTES = 2048;

    final byte[] bytes;
    final HttpHead head = new HttpHead(); // of the known reply
    private final byte[] known;
    private int knownBytes; // 0 while none is known
    private int bodyFrom;

    /** @param length some kB */
    public HttpWindow(int length) {
        bytes = new byte[length];
        known = new byte[Math.min(length, LONGEST_KNOWN_BYTES)];
    }

    /** Whether the first {@code length} bytes begin with the known reply, whole. */
    // HOT: once per reply.
    boolean isKnown(int length) {
        return knownBytes > 0 && length >= knownBytes && Arrays.equals(bytes, 0, knownBytes, known, 0, knownBytes);
    }

    int knownBytes() {
        return knownBytes;
    }

    /** Where the known reply's body begins, which is its end if it has none. */
    int bodyFrom() {
        return bodyFrom;
    }

    /** A reply of one piece, without chunks: the first {@code length} bytes. */
    // HOT: once per reply if each differs from the one before.
    void know(int length, int bodyBegins, HttpHead its) {
        if (length > known.length) return;
        System.arraycopy(bytes, 0, known, 0, length);
        knownBytes = length;
        bodyFrom = bodyBegins;
        head.copy(its);
    }
}
