package reprise.testee.router;

import io.netty.buffer.ByteBuf;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.WampException;

/**
 * A complete request and its reply, which waits here until the earlier ones are written: the one object per call on its way through
 * the port. Owned by the event loop.
 */
final class HttpExchange implements Calls.Reply {
    private final HttpConnection connection;
    /** The connection ends with this reply. */
    boolean closes;
    /** The reply must state that the connection stays open. */
    boolean saysKeepAlive;
    /** The request is HEAD: the reply has no body. */
    boolean bodyless;
    /** The reply; null until known. */
    ByteBuf reply;
    /** The following exchange. */
    HttpExchange next;

    HttpExchange(HttpConnection connection) {
        this.connection = connection;
    }

    // HOT: every call.
    @Override
    public void result(Payload payload) {
        CallerReply reply;
        try {
            reply = CallerReply.result(payload);
        } catch (RuntimeException e) {
            connection.answer(this, HttpReply.failure("caller: the result has no form in JSON" + why(e)));
            return;
        }
        connection.answer(this, reply);
    }

    @Override
    public void error(String uri, Payload payload) {
        CallerReply reply;
        try {
            reply = CallerReply.error(uri, payload);
        } catch (RuntimeException e) {
            connection.answer(this, HttpReply.failure("caller: the error " + uri + " has no form in JSON" + why(e)));
            return;
        }
        connection.answer(this, reply);
    }

    /** A library's own message is not meant for the client. */
    private static String why(RuntimeException e) {
        return e instanceof WampException refused ? ": " + refused.getMessage() : "";
    }
}
