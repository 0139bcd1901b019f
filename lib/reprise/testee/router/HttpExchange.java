package reprise.testee.router;

import io.netty.buffer.ByteBuf;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.WampException;

/**
 * A request that has come in whole, and its reply, which waits here until those before it have been written: the one object
 * that a call costs on its way through the port. Owned by the event loop.
 */
final class HttpExchange implements Calls.Reply {
    private final HttpConnection connection;
    /** The connection ends with this reply. */
    boolean closes;
    /** The reply has to say that the connection stays. */
    boolean saysKeepAlive;
    /** Asked by HEAD: the reply's body stays away. */
    boolean bodyless;
    /** The reply; null while it is not known. */
    ByteBuf reply;
    /** The one that came after it. */
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

    /** What a library says of it is none of the client's. */
    private static String why(RuntimeException e) {
        return e instanceof WampException told ? ": " + told.getMessage() : "";
    }
}
