package reprise.transport.wamp;

/** Receives the events of a {@link WampConnection}, on its loop. */
public interface MessageListener {
    void onMessage(Message message);

    /** The peer sent a malformed message. More may follow unless the listener closes the connection. */
    void onViolation(WampException violation);

    /** The connection has ended: by the peer, by an error, or after {@link WampConnection#close}. Called once. */
    void onClosed(String why);
}
