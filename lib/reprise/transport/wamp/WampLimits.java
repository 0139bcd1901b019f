package reprise.transport.wamp;

/**
 * How much a peer may send and leave unread, in bytes.
 *
 * @param maxMessageBytes the longest accepted message: a power of two from 512 to 2^24, because a rawsocket handshake encodes it as 2^(9+L)
 * @param maxUnreadBytes how much may wait for a slow reader before its connection is closed
 */
public record WampLimits(int maxMessageBytes, int maxUnreadBytes) {
    public static final WampLimits USUAL = new WampLimits(1024 * 1024, 16 * 1024 * 1024);

    public WampLimits {
        if (Integer.bitCount(maxMessageBytes) != 1 || maxMessageBytes < 512 || maxMessageBytes > 1 << 24) {
            throw new IllegalArgumentException("limits: maxMessageBytes is " + maxMessageBytes
                + "; it must be a power of two from 512 to 16777216, for example 1048576");
        }
        if (maxUnreadBytes < 1) {
            throw new IllegalArgumentException("limits: maxUnreadBytes is " + maxUnreadBytes
                + "; it must be above 0, for example 16777216");
        }
    }

    /** The L of 2^(9+L). */
    int lengthExponent() {
        return Integer.numberOfTrailingZeros(maxMessageBytes) - 9;
    }
}
