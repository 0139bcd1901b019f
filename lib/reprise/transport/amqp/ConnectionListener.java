package reprise.transport.amqp;

/** What an open {@link AmqpConnection} has to tell its owner, on its event loop. */
public interface ConnectionListener {
    /** The broker holds publishers back. Several may come before one {@link #onUnblocked}. */
    void onBlocked(String reason);

    void onUnblocked();

    /** The connection is over, for whatever reason; told once, and only if it had been open. */
    void onClosed(AmqpFailure why);
}
