package reprise.transport.amqp;

/** Receives the events of an open {@link AmqpConnection}, on its event loop. A caller overrides those that it expects. */
public interface ConnectionListener {
    /** The broker blocks publishers. Several calls may come before one {@link #onUnblocked}. */
    default void onBlocked(String reason) {}

    default void onUnblocked() {}

    /** The socket takes more again: {@link AmqpConnection#isWritable} had been false. */
    default void onWritable() {}

    /** The connection has ended, for whatever reason. Called once, and only if it had been open. */
    void onClosed(AmqpFailure why);
}
