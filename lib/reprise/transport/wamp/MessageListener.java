package reprise.transport.wamp;

/** Is told what a {@link WampConnection} receives, on its loop. */
public interface MessageListener {
    void onMessage(Message message);

    /** A message that is none. More may come, unless the listener closes the connection. */
    void onViolation(WampException violation);

    /** The connection has ended, once: by the peer, by an error, or after {@link WampConnection#close}. */
    void onClosed(String why);
}
