package reprise.transport.websocket;

/** How an open connection ended. Codes are RFC 6455's (section 7.4), 1005 where the close frame had none. */
public sealed interface ClientEnd {
    /** We closed it. {@code answered}: the peer's close frame came before the socket was closed. */
    record ByUs(int code, boolean answered) implements ClientEnd {}

    /** The peer began to close, with a close frame; it was answered. */
    record ByPeer(int code, String reason) implements ClientEnd {}

    /** Broken: reset, closed without a close frame, or a frame against the rules (then we sent 1002, 1003, 1007 or 1009). */
    record Broken(ClientFailure why) implements ClientEnd {}
}
