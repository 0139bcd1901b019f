package reprise.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.IOException;

/**
 * A client's TCP socket that is opened again and again, once for each request where the server closes each time. With epoll it is
 * no Netty channel: a channel's pipeline, options and timer for each opening cost more than the request. Elsewhere it is one.
 * Owned by the event loop; everything happens there.
 */
public interface RequestSocket {
    /** Who uses it. Nothing is told after {@link #close} or once one of the endings was told, until it is opened again. */
    interface User {
        void opened();

        /** Of no address: an ending. */
        void notOpened(Throwable why);

        /** The bytes are there until this returns, and are released by nobody. */
        void read(ByteBuf bytes);

        /** By the other end: an ending. */
        void closed();

        /** By a failure in reading or writing; from within {@link #send} too. The user is to close it. */
        void broke(IOException why);

        /** Something was thrown on the loop, from within the user too. */
        void failed(Throwable thrown);
    }

    /** Tries each address in turn. It must be closed, or never have been open. */
    void open();

    /** Takes one reference, and sends what of the bytes the socket takes at once, the rest when it takes more. It must be open. */
    void send(ByteBuf bytes);

    /** Whatever it is. What was not sent is dropped. */
    void close();

    /**
     * @param timeoutMs for connecting to each address
     * @param buffer of all sockets of the loop
     */
    static RequestSocket to(Addresses addresses, EventLoop loop, int timeoutMs, SharedReceiveBuffer buffer, User user) {
        return Sockets.isEpoll() ? new EpollRequestSocket(addresses, loop, timeoutMs, buffer, user)
            : new ChannelRequestSocket(addresses, loop, timeoutMs, buffer, user);
    }
}
