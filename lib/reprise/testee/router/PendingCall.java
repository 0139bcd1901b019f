package reprise.testee.router;

import reprise.transport.wamp.Dict;
import reprise.transport.wamp.Message;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.Procedure;
import reprise.transport.wamp.WampException;

/**
 * An unanswered call: its caller and its callee. It is answered once, perhaps after partial results; later answers are dropped. It
 * is the only object besides messages that the router creates for a call (80 bytes). Confined to the router's loop.
 */
final class PendingCall implements Procedure.Answer {
    private static final Dict PART = Dict.NONE.with("progress", true);

    /** The caller: a session and its request, or a reply inside this process. */
    private final Session caller;
    private final long request;
    private final Calls.Reply reply;
    /** The callee: a session and its invocation, or null for a procedure inside this process. */
    Session callee;
    long invocation;
    /** In {@link Deadlines}; 0 for none. */
    long deadlineNs;
    PendingCall before;
    PendingCall after;
    /** Its neighbours among the caller's unanswered calls. */
    PendingCall beforeOfCaller;
    PendingCall afterOfCaller;
    /** The time limit until the first answer, and between two; 0 for none. */
    int timeoutMs;
    boolean wantsParts;
    private boolean answered;

    PendingCall(Session caller, long request, Calls.Reply reply) {
        this.caller = caller;
        this.request = request;
        this.reply = reply;
        if (caller != null) caller.calls.add(this);
    }

    long request() {
        return request;
    }

    /** A partial result that nobody requested is dropped; it must not become the result. */
    @Override
    public boolean part(Payload payload) {
        if (answered || !wantsParts) return false;
        try {
            caller.send(new Message.Result(request, PART, payload));
        } catch (WampException e) {
            error(e.uri(), Payload.text(e.getMessage()));
        }
        return !answered;
    }

    /** HOT. */
    @Override
    public void result(Payload payload) {
        if (!answer()) return;
        if (reply != null) {
            reply.result(payload);
            return;
        }
        try {
            caller.send(new Message.Result(request, Dict.NONE, payload));
        } catch (WampException e) {
            caller.refuse(Message.CALL, request, e.uri(), Payload.text(e.getMessage()));
        }
    }

    /** The caller has left, so nobody receives the answer. */
    void abandon() {
        answer();
    }

    @Override
    public void error(String uri, Payload payload) {
        if (!answer()) return;
        if (reply != null) reply.error(uri, payload);
        else caller.refuse(Message.CALL, request, uri, payload);
    }

    void error(String uri, String text) {
        error(uri, Payload.text(text));
    }

    private boolean answer() {
        if (answered) return false;
        answered = true;
        if (caller != null) caller.calls.remove(this);
        if (deadlineNs != 0) Deadlines.remove(this);
        return true;
    }
}
