package reprise.transport.wamp;

import reprise.transport.Unread;

/** Whom a transport works for: a router or a client. On the connection's loop. */
public interface ConnectionOwner {
    /** A server's: may one more connection be opened? */
    default boolean admits() {
        return true;
    }

    /** A server's: where its sockets' unread bytes are counted together; null for a client. */
    default Unread unread() {
        return null;
    }

    /** The transport's handshake is done; messages go to the answer. */
    MessageListener open(WampConnection connection);

    /** A connection ended before it was open. */
    default void failed(WampException failure) {}
}
