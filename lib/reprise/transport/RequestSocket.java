package reprise.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.IOException;
import reprise.transport.tls.ClientTls;

/**
 * A client's TCP socket that is opened again and again: once per request where the server closes each time. With epoll it is not a
 * Netty channel, because a pipeline, options and a timer for each opening cost more than the request; elsewhere it is one. Confined
 * to its event loop.
 */
public interface RequestSocket {
    /** Receives a socket's events. After {@link #close} or a final event, there are none until the socket is opened again. */
    interface User {
        void opened();

        /** Every address failed, or TLS did. Final. */
        void notOpened(Throwable why);

        /** The bytes are valid until this returns; the socket keeps their reference. */
        void read(ByteBuf bytes);

        /** The peer closed the connection. Final. */
        void closed();

        /** A read or write failed, possibly within {@link #send}. The user must close the socket. */
        void broke(IOException why);

        /** Something was thrown on the loop, possibly by the user itself. */
        void failed(Throwable thrown);
    }

    /** Tries each address in turn. The socket must be closed or new. */
    void open();

    /**
     * Takes over one reference. Sends as many bytes as the socket accepts now, and the rest as it accepts more. The socket must be open.
     */
    void send(ByteBuf bytes);

    /** Closes the socket in any state and drops unsent bytes. */
    void close();

    /** How long the handshake of TLS took, from the open connection on; 0 without TLS. */
    default long handshakeNs() {
        return 0;
    }

    /**
     * @param timeoutMs for connecting to each address
     * @param buffer shared by all sockets of the loop
     */
    static RequestSocket to(Addresses addresses, EventLoop loop, int timeoutMs, SharedReceiveBuffer buffer, User user) {
        return Sockets.isEpoll() ? new EpollRequestSocket(addresses, loop, timeoutMs, buffer, user)
            : new ChannelRequestSocket(addresses, loop, timeoutMs, buffer, user);
    }

    /**
     * The same over TLS.
     *
     * @param timeoutMs for connecting to each address, and again for the handshake
     * @param host as the URL names it
     */
    static RequestSocket overTls(ClientTls tls, String host, Addresses addresses, EventLoop loop, int timeoutMs, User user) {
        return new TlsRequestSocket(tls, host, addresses, loop, timeoutMs, user);
    }
}
