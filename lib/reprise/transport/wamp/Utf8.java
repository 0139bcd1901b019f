package reprise.transport.wamp;

/** Checks UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF (RFC 3629, section 4). */
final class Utf8 {
    private Utf8() {}

    /**
     * The end of the sequence that starts at {@code at} with an octet of 0x80 or more; -1 if it is malformed:
     * <pre>
     * C2..DF  80..BF                        E0      A0..BF  80..BF         F0      90..BF  80..BF  80..BF
     *                                       E1..EF  80..BF  80..BF         F1..F3  80..BF  80..BF  80..BF
     *                                       ED      80..9F  80..BF         F4      80..8F  80..BF  80..BF
     * </pre>
     */
    static int next(byte[] in, int at, int end) {
        int lead = in[at] & 0xFF;
        int more = lead < 0xC2 ? -1 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : lead < 0xF5 ? 3 : -1;
        if (more < 0 || end - at <= more) return -1;
        int second = in[at + 1] & 0xFF;
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) return -1;
        for (int i = 2; i <= more; i++) {
            if ((in[at + i] & 0xC0) != 0x80) return -1;
        }
        return at + more + 1;
    }

    static boolean isWellFormed(byte[] in, int from, int to) {
        int at = from;
        while (at >= 0 && at < to) at = in[at] >= 0 ? at + 1 : next(in, at, to);
        return at == to;
    }
}
