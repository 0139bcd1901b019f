package reprise.testee.router;

import reprise.transport.wamp.Dict;
import reprise.transport.wamp.Message;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.Procedure;
import reprise.transport.wamp.WampException;

/**
 * A call that has not been answered: who waits, who was asked. It is answered once, perhaps after parts; what comes later is
 * dropped. The one object that the router makes for a call besides its messages (80 bytes). On the router's loop.
 */
final class PendingCall implements Procedure.Answer {
    private static final Dict PART = Dict.NONE.with("progress", true);

    /** Who waits: a session with its request, or somebody in the process. */
    private final Session caller;
    private final long request;
    private final Calls.Reply reply;
    /** Who was asked: a session with its invocation, or null for a procedure in the process. */
    Session callee;
    long invocation;
    /** In {@link Deadlines}, 0 for none. */
    long deadlineNs;
    PendingCall before;
    PendingCall after;
    /** Its neighbours among what its caller waits for. */
    PendingCall beforeOfCaller;
    PendingCall afterOfCaller;
    /** What may pass before the first part or result, and between two; 0 for any time. */
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

    /** A part that nobody has asked for is dropped: never is it taken for the result. */
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

    /** Its caller has gone: there is nobody to tell. */
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
