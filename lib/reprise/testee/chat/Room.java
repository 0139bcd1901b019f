package reprise.testee.chat;

import io.netty.buffer.ByteBuf;

/** The listeners of a room, and one style's way to send to them. Owned by the event loop. */
sealed interface Room permits AwaitingRoom, QueueingRoom {
    void join(Connection connection);

    void leave(Connection connection);

    /** Sends to the sender alone, and records the time since the message was read. */
    void answer(Connection sender, ByteBuf frame, long readNs);

    /** Sends to every listener; releases the frame. */
    void broadcast(Connection sender, ByteBuf frame, long beganNs);

    /** The current listeners; must not be modified. */
    Connection[] listed();
}
