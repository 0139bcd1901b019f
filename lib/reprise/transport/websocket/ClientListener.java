package reprise.transport.websocket;

import io.netty.buffer.ByteBuf;

/**
 * Hears one client connection, on its event loop. The order: {@code onOpen} then messages then {@code onClosed}, or
 * {@code onFailed} alone. Times are the dialer's clock, ns. A listener must not block.
 */
public interface ClientListener {
    void onOpen(ClientSocket socket, long atNs);

    /**
     * A text message, its fragments joined. The bytes are UTF-8, not checked; they are the connection's own and gone after the
     * call. {@code atNs} was read once for the message, before anything else was done with it.
     */
    void onText(ClientSocket socket, ByteBuf utf8, long atNs);

    /** A binary message; as {@link #onText}. */
    default void onBinary(ClientSocket socket, ByteBuf bytes, long atNs) {}

    /** It may be written to again, or no longer: see {@link ClientSocket#isWritable()}. */
    default void onWritable(ClientSocket socket) {}

    /** Memory is used up, or something else is thrown that is nobody's answer; the connection's end follows. */
    default void onThrown(Error thrown) {}

    void onFailed(ClientSocket socket, ClientFailure why, long atNs);

    void onClosed(ClientSocket socket, ClientEnd end, long atNs);
}
