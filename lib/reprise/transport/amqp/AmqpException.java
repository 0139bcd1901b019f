package reprise.transport.amqp;

/**
 * What one peer did against the protocol, as the other tells it in connection.close or channel.close: reply code, text
 * and the method that caused it ({@code classId << 16 | methodId}, 0 if none did). It is an answer, not a crash, so it
 * carries no stack trace.
 */
public final class AmqpException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final ReplyCode code;
    private final int methodId;

    public AmqpException(ReplyCode code, int methodId, String explanation) {
        super(code.name() + " - " + explanation, null, false, false);
        this.code = code;
        this.methodId = methodId;
    }

    /** An error in a frame that named no method. */
    public AmqpException(ReplyCode code, String explanation) {
        this(code, 0, explanation);
    }

    /** The same error, caused by this method, unless one is named already. */
    public AmqpException causedBy(int method) {
        return methodId != 0 ? this
            : new AmqpException(code, method, getMessage().substring(code.name().length() + " - ".length()));
    }

    public ReplyCode code() {
        return code;
    }

    public int methodId() {
        return methodId;
    }
}
