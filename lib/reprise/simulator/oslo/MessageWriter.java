package reprise.simulator.oslo;

import io.netty.buffer.ByteBuf;

/**
 * Writes one client thread's message bodies in oslo.messaging's wire format, straight into a buffer. Immutable and thread-safe. The
 * message is {@code [seq, cargo, client_ts, server_ts, return_ts]}; the sender leaves the last two 0.
 */
public sealed interface MessageWriter permits CastWriter, CallWriter, NotificationWriter {
    /** The number of bytes that {@link #write} will write, which the frame headers need first. */
    // HOT: once per message; counts digits only.
    int bodyBytes(long seq, byte[] cargo, long clientNs);

    /**
     * @param seq number of the message, from 1 on its thread, ≥ 0
     * @param cargo ASCII letters, written unchanged
     * @param clientNs epoch ns of the first attempt, ≥ 0
     * @param idHigh first 16 hex digits of {@code _unique_id}
     * @param idLow last 16
     */
    // HOT: once per message; no String, no boxing, bytes go straight into the frame.
    void write(ByteBuf out, long seq, byte[] cargo, long clientNs, long idHigh, long idLow);
}
