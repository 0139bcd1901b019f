package reprise.transport.websocket;

/** How an open connection ended. Codes are those of RFC 6455, section 7.4; 1005 if the close frame had none. */
public sealed interface ClientEnd {
    /** We closed it. {@code answered}: the peer's close frame arrived before the socket was closed. */
    record ByUs(int code, boolean answered) implements ClientEnd {}

    /** The peer sent a close frame first, and we answered it. */
    record ByPeer(int code, String reason) implements ClientEnd {}

    /**
     * The connection broke: it was reset, closed without a close frame, or the peer broke the protocol (then we sent 1002, 1003,
     * 1007 or 1009).
     */
    record Broken(ClientFailure why) implements ClientEnd {}
}
