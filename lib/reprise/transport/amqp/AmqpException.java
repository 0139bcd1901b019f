package reprise.transport.amqp;

/**
 * A protocol error of one peer, as the other reports it in connection.close or channel.close: reply code, text and the offending
 * method ({@code classId << 16 | methodId}, 0 if none). It is a reply rather than a crash, so it carries no stack trace.
 */
public final class AmqpException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final ReplyCode code;
    private final int methodId;
    private final String explanation;

    public AmqpException(ReplyCode code, int methodId, String explanation) {
        super(code.name() + " - " + explanation, null, false, false);
        this.code = code;
        this.methodId = methodId;
        this.explanation = explanation;
    }

    /** An error in a frame that named no method. */
    public AmqpException(ReplyCode code, String explanation) {
        this(code, 0, explanation);
    }

    /** The same error with this method as its cause, unless it has one already. */
    public AmqpException causedBy(int method) {
        return methodId != 0 ? this : new AmqpException(code, method, explanation);
    }

    public ReplyCode code() {
        return code;
    }

    public int methodId() {
        return methodId;
    }
}
