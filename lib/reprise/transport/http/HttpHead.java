package reprise.transport.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * What a reply's status line and fields say about where the reply ends; other fields are skipped. Owned by its parser. Source: RFC
 * 9112, 2 (status line), 5 (fields), 6 (body length), 9 (connection).
 */
final class HttpHead {
    private static final byte[] CONTENT_LENGTH = "content-length".getBytes(US_ASCII);
    private static final byte[] TRANSFER_ENCODING = "transfer-encoding".getBytes(US_ASCII);
    private static final byte[] CONNECTION = "connection".getBytes(US_ASCII);
    private static final byte[] CHUNKED = "chunked".getBytes(US_ASCII);
    private static final byte[] CLOSE = "close".getBytes(US_ASCII);
    private static final byte[] KEEP_ALIVE = "keep-alive".getBytes(US_ASCII);
    private static final byte[] VERSION = "HTTP/1.".getBytes(US_ASCII);
    private static final int MAX_LENGTH_DIGITS = 18; // they fit a long
    private static final int MAX_SIZE_DIGITS = 15; // hexadecimal; they fit a long

    int status;
    long contentLength;
    boolean chunked;
    private boolean encoded;
    private boolean version11;
    private boolean saysClose;
    private boolean saysKeepAlive;
    private String reason = "";

    void clear() {
        status = 0;
        contentLength = -1;
        chunked = false;
        encoded = false;
        saysClose = false;
        saysKeepAlive = false;
    }

    HttpHead() {
        clear();
    }

    void copy(HttpHead other) {
        status = other.status;
        contentLength = other.contentLength;
        chunked = other.chunked;
        encoded = other.encoded;
        version11 = other.version11;
        saysClose = other.saysClose;
        saysKeepAlive = other.saysKeepAlive;
    }

    String reason() {
        return reason;
    }

    boolean isBodiless() {
        return status == 204 || status == 304;
    }

    /** Whether the body's end can be found without a close. */
    boolean hasLength() {
        return chunked || contentLength >= 0 && !encoded;
    }

    /** Content-Length contradicts Transfer-Encoding, so the body's end is uncertain (RFC 9112, 6.3). */
    boolean isAmbiguous() {
        return encoded && !chunked && contentLength >= 0;
    }

    /** HTTP/1.0 has no Transfer-Encoding: a reply with one makes the connection unusable (RFC 9112, 6.1). */
    boolean keepsAlive() {
        return !saysClose && (version11 || saysKeepAlive && !encoded);
    }

    // HOT: once per reply. HTTP/1.0 200 OK: eight bytes, a blank, three digits, then nothing or a blank and words.
    boolean readStatus(byte[] bytes, int from, int to) {
        if (to - from < 12 || !same(bytes, from, VERSION, VERSION.length)) return false;
        int minor = bytes[from + 7];
        if (minor != '0' && minor != '1' || bytes[from + 8] != ' ' || to > from + 12 && bytes[from + 12] != ' ') return false;
        int number = 0;
        for (int at = from + 9; at < from + 12; at++) {
            if (bytes[at] < '0' || bytes[at] > '9') return false;
            number = number * 10 + bytes[at] - '0';
        }
        version11 = minor == '1';
        status = number;
        return number >= 100;
    }

    // HOT: once per field. The length of a name rules out nearly all but the three names that matter.
    boolean readField(byte[] bytes, int from, int to) {
        int colon = nameEnd(bytes, from, to);
        if (colon < 0) return wrong(isBlank(bytes[from]) ? "a blank before the first field" : "a field without a name");
        int start = colon + 1;
        int end = to;
        while (start < end && isBlank(bytes[start])) start++;
        while (end > start && isBlank(bytes[end - 1])) end--;
        return switch (colon - from) {
            case 14 -> !sameIgnoringCase(bytes, from, colon, CONTENT_LENGTH) || readLength(bytes, start, end);
            case 17 -> !sameIgnoringCase(bytes, from, colon, TRANSFER_ENCODING) || readEncoding(bytes, start, end);
            case 10 -> !sameIgnoringCase(bytes, from, colon, CONNECTION) || readConnection(bytes, start, end);
            default -> true;
        };
    }

    /** The index of the colon after a field's name; -1 if there is no name, or it contains a blank or control character. */
    static int nameEnd(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == ':') return at > from ? at : -1;
            if (bytes[at] <= ' ') return -1; // bytes from 0x80 are negative and fail too
        }
        return -1;
    }

    /** A number, or a list that repeats it (RFC 9110, 8.6: a recipient may have joined several fields). */
    private boolean readLength(byte[] bytes, int from, int to) {
        for (int at = from; at <= to; ) {
            int comma = at;
            while (comma < to && bytes[comma] != ',') comma++;
            int end = comma;
            while (at < end && isBlank(bytes[at])) at++;
            while (end > at && isBlank(bytes[end - 1])) end--;
            if (!readOneLength(bytes, at, end)) return false;
            at = comma + 1;
        }
        return true;
    }

    private boolean readOneLength(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to - 1 && bytes[at] == '0') at++;
        if (to == from || to - at > MAX_LENGTH_DIGITS) return wrong("a Content-Length that is no number");
        long length = 0;
        for (; at < to; at++) {
            if (bytes[at] < '0' || bytes[at] > '9') return wrong("a Content-Length that is no number");
            length = length * 10 + bytes[at] - '0';
        }
        if (contentLength >= 0 && contentLength != length) return wrong("two Content-Length that differ");
        contentLength = length;
        return true;
    }

    /** Only the last coding counts: chunked or not. Empty elements are ignored (RFC 9110, 5.6.1). */
    private boolean readEncoding(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && (bytes[end - 1] == ',' || isBlank(bytes[end - 1]))) end--;
        if (end == from) return true;
        int last = end;
        while (last > from && bytes[last - 1] != ',') last--;
        while (last < end && isBlank(bytes[last])) last++;
        encoded = true;
        chunked = sameIgnoringCase(bytes, last, end, CHUNKED);
        return true;
    }

    private boolean readConnection(byte[] bytes, int from, int to) {
        for (int at = from; at < to; ) {
            int comma = at;
            while (comma < to && bytes[comma] != ',') comma++;
            int end = comma;
            while (at < end && isBlank(bytes[at])) at++;
            while (end > at && isBlank(bytes[end - 1])) end--;
            if (sameIgnoringCase(bytes, at, end, CLOSE)) saysClose = true;
            if (sameIgnoringCase(bytes, at, end, KEEP_ALIVE)) saysKeepAlive = true;
            at = comma + 1;
        }
        return true;
    }

    /** A chunk's size: hexadecimal digits after any zeros; then blanks, and extensions after a semicolon. -1 if it is none. */
    static long chunkSize(byte[] bytes, int from, int to) {
        long size = 0;
        int at = from;
        while (at < to && bytes[at] == '0') at++;
        int significant = at;
        for (; at < to && Character.digit(bytes[at], 16) >= 0; at++) size = size << 4 | Character.digit(bytes[at], 16);
        boolean fits = at > from && at - significant <= MAX_SIZE_DIGITS;
        while (at < to && isBlank(bytes[at])) at++;
        return !fits || at < to && bytes[at] != ';' ? -1 : size;
    }

    /** Makes a field that continues in the next line one line. */
    static void unfold(byte[] bytes, int lineFeed) {
        if (lineFeed < bytes.length) bytes[lineFeed] = ' ';
        if (lineFeed > 0 && bytes[lineFeed - 1] == '\r') bytes[lineFeed - 1] = ' ';
    }

    private boolean wrong(String why) {
        reason = why;
        return false;
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean same(byte[] bytes, int from, byte[] wanted, int length) {
        for (int i = 0; i < length; i++) if (bytes[from + i] != wanted[i]) return false;
        return true;
    }

    /** {@code lower} is in lower case. */
    private static boolean sameIgnoringCase(byte[] bytes, int from, int to, byte[] lower) {
        if (to - from != lower.length) return false;
        for (int i = 0; i < lower.length; i++) {
            int b = bytes[from + i];
            if (b != lower[i] && (b < 'A' || b > 'Z' || b + 32 != lower[i])) return false;
        }
        return true;
    }
}
