package reprise.testee.router;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import reprise.transport.NumberedMap;
import reprise.transport.wamp.Dict;
import reprise.transport.wamp.Message;
import reprise.transport.wamp.Message.*;
import reprise.transport.wamp.Message.Error;
import reprise.transport.wamp.MessageListener;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.WampConnection;
import reprise.transport.wamp.WampException;

/**
 * A connection's session with the realm. Confined to the router's loop. Source: WAMP v2, "Sessions".
 * <pre>
 * state     HELLO            GOODBYE            ABORT    requests, YIELD, ERROR of an INVOCATION   anything else
 * waiting   joined, or abort abort              close    abort                                     abort
 * joined    abort            GOODBYE, waiting   close    routed                                    abort
 * over      -                -                  -        -                                         -
 * </pre>
 */
final class Session implements MessageListener {
    private final WampConnection connection;
    private final Realm realm;
    /** A callee's registrations, by id. */
    final NumberedMap<Registration> registrations = new NumberedMap<>(2);
    /** A callee's unanswered calls, by invocation. */
    final NumberedMap<PendingCall> inFlight = new NumberedMap<>(2);
    final Set<Long> subscriptions = new HashSet<>(2);
    /** The number of invocations sent to this callee: the last one's id. */
    long invocations;
    /** A caller's unanswered calls. */
    final OpenCalls calls;
    /** Whether the callee accepts INTERRUPT. */
    boolean cancelable;
    /** Whether the callee may send progressive results; it must accept INTERRUPT for that. */
    boolean progressive;
    private long id; // 0 while waiting
    private boolean over;
    private ScheduledFuture<?> deadline;

    Session(WampConnection connection, Realm realm) {
        this.connection = connection;
        this.realm = realm;
        this.calls = new OpenCalls(realm.holding());
        await();
    }

    long id() {
        return id;
    }

    private void await() {
        long timeoutMs = realm.plan().joinTimeoutMs();
        deadline = connection.loop().schedule(() -> abort(WampException.VIOLATION, "no HELLO within " + timeoutMs + " ms"), timeoutMs,
            TimeUnit.MILLISECONDS);
    }

    /** HOT. @throws WampException if the message cannot be written for this peer */
    void send(Message message) {
        connection.send(message);
    }

    /** Answers a request with an ERROR; if this peer cannot receive that one, without its payload or with another URI. */
    void refuse(int requestType, long request, String uri, Payload payload) {
        if (sent(new Error(requestType, request, Dict.NONE, uri, payload))) return;
        if (sent(new Error(requestType, request, Dict.NONE, uri, Payload.NONE))) return;
        send(new Error(requestType, request, Dict.NONE, WampException.TOO_LONG, Payload.NONE));
    }

    private boolean sent(Message message) {
        try {
            send(message);
            return true;
        } catch (WampException _) { // too long for this peer, or its serializer cannot express it
            return false;
        }
    }

    /** HOT: every message from the peer passes through here. */
    @Override
    public void onMessage(Message message) {
        if (over) return;
        try {
            if (id == 0) waiting(message);
            else joined(message);
        } catch (WampException e) { // an option of the wrong type, an answer to nothing
            abort(e.uri(), e.getMessage());
        }
    }

    private void waiting(Message message) {
        switch (message) {
            case Hello m -> join(m);
            case Abort _ -> leave();
            default -> protocolViolation(message, "before HELLO");
        }
    }

    private void joined(Message message) {
        switch (message) {
            case Call m -> realm.dealer().call(this, m);
            case Yield m -> realm.dealer().yield(this, m);
            case Error m when m.requestType() == Message.INVOCATION -> realm.dealer().error(this, m);
            case Register m -> realm.dealer().register(this, m);
            case Unregister m -> realm.dealer().unregister(this, m);
            case Cancel m -> realm.dealer().cancel(this, m);
            case Publish m -> realm.topics().publish(this, m);
            case Subscribe m -> realm.topics().subscribe(this, m);
            case Unsubscribe m -> realm.topics().unsubscribe(this, m);
            case Goodbye _ -> goodbye();
            case Abort _ -> leave();
            case Hello _, Welcome _, Error _, Published _, Subscribed _, Unsubscribed _, Event _, Result _, Registered _, Unregistered _,
                Invocation _, Interrupt _ -> protocolViolation(message, "from a client in a session");
        }
    }

    private void protocolViolation(Message message, String when) {
        abort(WampException.VIOLATION, message.getClass().getSimpleName().toUpperCase(java.util.Locale.ROOT) + " " + when);
    }

    private void join(Hello hello) {
        if (!hello.realm().equals(realm.name())) {
            abort("wamp.error.no_such_realm", "no realm " + hello.realm() + "; there is " + realm.name());
            return;
        }
        var roles = hello.details().dict("roles");
        if (roles.isEmpty()) {
            abort(WampException.VIOLATION, "HELLO without roles; give at least one, for example {\"roles\": {\"caller\": {}}}");
            return;
        }
        var callee = roles.dict("callee").dict("features");
        cancelable = callee.flag("call_canceling", false);
        progressive = cancelable && callee.flag("progressive_call_results", false);
        deadline.cancel(false);
        id = realm.join(this);
        send(new Welcome(id, Realm.DETAILS));
    }

    // The connection stays open, as the specification allows: the peer closes it, or sends HELLO again.
    private void goodbye() {
        leaveRealm();
        send(new Goodbye(Dict.NONE, "wamp.close.goodbye_and_out"));
        await();
    }

    /** The router ends. */
    void shutDown() {
        if (id != 0) send(new Goodbye(Dict.NONE, "wamp.close.system_shutdown"));
        leave();
    }

    @Override
    public void onViolation(WampException violation) {
        if (over) return;
        if (violation.request() > 0 && id != 0) {
            realm.violated();
            refuse(violation.requestType(), violation.request(), violation.uri(), Payload.text(violation.getMessage()));
        } else {
            abort(violation.uri().equals(WampException.INVALID_URI) ? WampException.VIOLATION : violation.uri(), violation.getMessage());
        }
    }

    private void abort(String reason, String text) {
        realm.violated();
        if (!sent(new Abort(Dict.NONE.with("message", text), reason))) send(new Abort(Dict.NONE, reason));
        leave();
    }

    private void leave() {
        over = true;
        leaveRealm();
        connection.close();
    }

    private void leaveRealm() {
        deadline.cancel(false);
        if (id == 0) return;
        realm.leave(this);
        id = 0;
    }

    @Override
    public void onClosed(String why) {
        over = true;
        leaveRealm();
        realm.closed(this, connection.wasOverfull());
    }
}
