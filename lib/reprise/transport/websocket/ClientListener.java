package reprise.transport.websocket;

import io.netty.buffer.ByteBuf;

/**
 * Receives one client connection's events, on its event loop: {@code onOpen}, messages, then {@code onClosed}; or {@code onFailed}
 * alone. Times are ns of the dialer's clock. A listener must not block.
 */
public interface ClientListener {
    void onOpen(ClientSocket socket, long atNs);

    /** Before {@link #onOpen}, where TLS is spoken: its handshake took so long from the open socket on. */
    default void onHandshake(ClientSocket socket, long tookNs) {}

    /**
     * A text message with its fragments joined. The bytes are unchecked UTF-8 and valid only during the call. {@code atNs} is read
     * once per message, before anything else is done with it.
     */
    void onText(ClientSocket socket, ByteBuf utf8, long atNs);

    /** A binary message; like {@link #onText}. */
    default void onBinary(ClientSocket socket, ByteBuf bytes, long atNs) {}

    /** The connection became writable, or ceased to be: see {@link ClientSocket#isWritable()}. */
    default void onWritable(ClientSocket socket) {}

    /** An Error was thrown, for example for lack of memory; the connection's end follows. */
    default void onThrown(Error thrown) {}

    void onFailed(ClientSocket socket, ClientFailure why, long atNs);

    void onClosed(ClientSocket socket, ClientEnd end, long atNs);
}
