package reprise.transport.wamp;

import reprise.transport.UnreadBytes;

/** The owner of a transport's connections: a router or a client. Called on the connection's loop. */
public interface ConnectionOwner {
    /** Server only: whether one more connection may be opened. */
    default boolean admits() {
        return true;
    }

    /** Server only: counts the unread bytes of all its sockets; null for a client. */
    default UnreadBytes unread() {
        return null;
    }

    /** The transport's handshake is complete; messages go to the returned listener. */
    MessageListener open(WampConnection connection);

    /** A connection ended before it was open. */
    default void failed(WampException failure) {}
}
