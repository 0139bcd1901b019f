package reprise.testee.router;

import reprise.transport.wamp.Dict;
import reprise.transport.wamp.Message;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.Procedure;
import reprise.transport.wamp.WampException;

/**
 * A call that has not been answered: who waits, who was asked. It is answered once; what comes later is dropped. The one
 * object that the router makes for a call besides its messages (80 bytes). On the router's loop.
 */
final class PendingCall implements Procedure.Answer {
    /** Who waits: a session with its request, or somebody in the process. */
    private final Session caller;
    private final long callerId;
    private final long request;
    private final Calls.Reply reply;
    /** Who was asked: a session with its invocation, or null for a procedure in the process. */
    Session callee;
    long invocation;
    /** In {@link Deadlines}, 0 for none. */
    long deadlineNs;
    PendingCall before;
    PendingCall after;
    private boolean answered;

    PendingCall(Session caller, long request, Calls.Reply reply) {
        this.caller = caller;
        this.callerId = caller == null ? 0 : caller.id();
        this.request = request;
        this.reply = reply;
    }

    boolean isFrom(Session session, long callRequest) {
        return caller == session && request == callRequest;
    }

    /** HOT: nothing is sent to a session that is gone, or has said goodbye and joined anew. */
    @Override
    public void result(Payload payload) {
        if (!answer()) return;
        if (reply != null) {
            reply.result(payload);
            return;
        }
        if (caller.id() != callerId) return;
        try {
            caller.send(new Message.Result(request, Dict.NONE, payload));
        } catch (WampException e) {
            caller.refuse(Message.CALL, request, e.uri(), Payload.text(e.getMessage()));
        }
    }

    @Override
    public void error(String uri, Payload payload) {
        if (!answer()) return;
        if (reply != null) reply.error(uri, payload);
        else if (caller.id() == callerId) caller.refuse(Message.CALL, request, uri, payload);
    }

    void error(String uri, String text) {
        error(uri, Payload.text(text));
    }

    private boolean answer() {
        if (answered) return false;
        answered = true;
        if (deadlineNs != 0) Deadlines.remove(this);
        return true;
    }
}
