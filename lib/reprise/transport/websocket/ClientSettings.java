package reprise.transport.websocket;

/**
 * A client's time-outs, and its memory limits per connection.
 *
 * @param openTimeoutMs from the start of connecting to the 101
 * @param closeWaitMs how long a close waits for the peer's close frame before it closes the socket. 0 closes it as soon as our
 * close frame is written, as k6 does
 * @param maxMessageBytes of one received message, all fragments together; a larger one closes the connection with 1009
 * @param maxUnwrittenBytes how much may wait for a peer that does not read; above it the connection is not writable
 */
public record ClientSettings(int openTimeoutMs, int closeWaitMs, int maxMessageBytes, int maxUnwrittenBytes) {
    public static final ClientSettings DEFAULT = new ClientSettings(60_000, 1_000, 1 << 24, 1 << 16);
    /** k6's behaviour: 60 s to connect, and no wait for the peer's close frame. */
    public static final ClientSettings K6 = new ClientSettings(60_000, 0, 1 << 24, 1 << 16);

    /** A copy with another limit for received messages. */
    public ClientSettings withMaxMessageBytes(int bytes) {
        return new ClientSettings(openTimeoutMs, closeWaitMs, bytes, maxUnwrittenBytes);
    }

    public ClientSettings {
        if (openTimeoutMs <= 0 || closeWaitMs < 0 || maxMessageBytes < 125 || maxUnwrittenBytes <= 0) {
            throw new IllegalArgumentException("websocket client: open timeout " + openTimeoutMs + " ms, close wait " + closeWaitMs
                + " ms, longest message " + maxMessageBytes + " bytes, unwritten " + maxUnwrittenBytes
                + " bytes; times and sizes must be above 0 (the close wait may be 0), the longest message at least 125");
        }
    }
}
