package reprise.transport.wamp;

/**
 * What went wrong with a WAMP peer, with the URI that the protocol has for it. From the decoder: bytes that are no message
 * ({@link #VIOLATION}), or a message whose URI is none ({@link #INVALID_URI}; then {@link #request} tells which request can
 * be answered). From the encoder: a message that cannot be written for this peer. From a session: an ERROR or ABORT that came.
 */
public final class WampException extends RuntimeException {
    public static final String VIOLATION = "wamp.error.protocol_violation";
    public static final String INVALID_URI = "wamp.error.invalid_uri";
    /** Cannot be written in the other serializer, such as a number of 65 bits in MessagePack. */
    public static final String INVALID_PAYLOAD = "wamp.error.invalid_payload";
    /** Longer than the peer takes. */
    public static final String TOO_LONG = "wamp.error.payload_size_exceeded";
    /** Of an application, or a mistake in a peer. */
    public static final String RUNTIME_ERROR = "wamp.error.runtime_error";
    /** The connection could not be had, or has ended. */
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

    /** Of a whole message that can be answered with an ERROR, if {@code request} is above 0. */
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

    /** What the peer sent with its ERROR. */
    public Payload payload() {
        return payload;
    }

    /** The code of the message, such as {@link Message#CALL}; 0 if there is no request to answer. */
    public int requestType() {
        return requestType;
    }

    public long request() {
        return request;
    }
}
