package reprise.testee.chat;

import io.netty.buffer.ByteBuf;

/** Who is in, and what one style does to tell them. Owned by the event loop. */
sealed interface Room permits AwaitingRoom, QueueingRoom {
    void join(Connection connection);

    void leave(Connection connection);

    /** Says something to the sender alone, and records how long it took since the message was read. */
    void answer(Connection sender, ByteBuf frame, long readNs);

    /** Says it to everyone who is in; the frame is released here. */
    void broadcast(Connection sender, ByteBuf frame, long beganNs);

    /** Everyone who is in at this moment; not to be changed. */
    Connection[] listed();
}
