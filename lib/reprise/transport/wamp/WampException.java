package reprise.transport.wamp;

/**
 * A failure with a WAMP peer, with the protocol's URI for it. From the decoder: malformed bytes ({@link #VIOLATION}) or a malformed
 * URI ({@link #INVALID_URI}; {@link #request} then tells which request can be answered). From the encoder: a message that cannot be
 * written for this peer. From a session: a received ERROR or ABORT.
 */
public final class WampException extends RuntimeException {
    public static final String VIOLATION = "wamp.error.protocol_violation";
    public static final String INVALID_URI = "wamp.error.invalid_uri";
    /** The other serializer cannot express it, such as a number of 65 bits in MessagePack. */
    public static final String INVALID_PAYLOAD = "wamp.error.invalid_payload";
    /** Longer than the peer accepts. */
    public static final String TOO_LONG = "wamp.error.payload_size_exceeded";
    /** An application's error, or a defect in a peer. */
    public static final String RUNTIME_ERROR = "wamp.error.runtime_error";
    /** The connection could not be opened, or has ended. */
    public static final String CONNECTION_LOST = "wamp.error.connection_lost";

    private final String uri;
    private final transient Payload payload;
    private final int requestType;
    private final long request;

    private WampException(String uri, String text, Payload payload, int requestType, long request, Throwable cause) {
        super(text, cause);
        this.uri = uri;
        this.payload = payload;
        this.requestType = requestType;
        this.request = request;
    }

    public WampException(String uri, String text) {
        this(uri, text, Payload.NONE, 0, 0, null);
    }

    public WampException(String uri, String text, Throwable cause) {
        this(uri, text, Payload.NONE, 0, 0, cause);
    }

    static WampException violation(String text) {
        return new WampException(VIOLATION, text);
    }

    /** The same failure for a whole message, which can be answered with an ERROR if {@code request} is above 0. */
    WampException inRequest(int requestType, long request) {
        return new WampException(uri, getMessage(), payload, requestType, request, getCause());
    }

    /** An ERROR that a peer sent. */
    static WampException answered(String what, String uri, Payload payload) {
        String details = payload.isEmpty() ? "" : " " + payload;
        return new WampException(uri, what + ": " + uri + details, payload, 0, 0, null);
    }

    public String uri() {
        return uri;
    }

    /** The payload of the peer's ERROR. */
    public Payload payload() {
        return payload;
    }

    /** The type of the request, such as {@link Message#CALL}; 0 if there is none to answer. */
    public int requestType() {
        return requestType;
    }

    public long request() {
        return request;
    }
}
