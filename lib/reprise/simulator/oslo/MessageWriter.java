package reprise.simulator.oslo;

import io.netty.buffer.ByteBuf;

/**
 * Writes the bodies that one client thread sends as oslo.messaging puts them on the wire, straight into a buffer.
 * Immutable, so any thread may use it. The message is {@code [seq, cargo, client_ts, server_ts, return_ts]}; the sender
 * leaves the last two 0.
 */
public sealed interface MessageWriter permits CastWriter, CallWriter, NotificationWriter {
    /** Bytes that {@link #write} will write: known beforehand, for the frame headers. */
    // HOT: once per message; counts digits only.
    int bodyBytes(long seq, byte[] cargo, long clientNs);

    /**
     * @param seq number of the message, from 1 on its thread, ≥ 0
     * @param cargo ASCII letters, written as they are
     * @param clientNs epoch ns of the first try, ≥ 0
     * @param idHigh first 16 hex digits of {@code _unique_id}
     * @param idLow last 16
     */
    // HOT: once per message; no String, no box, bytes go straight into the frame.
    void write(ByteBuf out, long seq, byte[] cargo, long clientNs, long idHigh, long idLow);
}
