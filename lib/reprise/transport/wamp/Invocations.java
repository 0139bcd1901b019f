package reprise.transport.wamp;

import reprise.transport.NumberedMap;
import reprise.transport.wamp.Message.Error;
import reprise.transport.wamp.Message.Interrupt;
import reprise.transport.wamp.Message.Invocation;
import reprise.transport.wamp.Message.Yield;

/**
 * A session's role as callee: its procedures and its unanswered invocations. Confined to the connection's loop. Source: WAMP v2,
 * basic profile, "Remote Procedure Calls"; advanced: "Progressive Call Results", "Call Canceling".
 */
final class Invocations {
    private static final Dict PART = Dict.NONE.with("progress", true);

    private final WampConnection connection;
    private final NumberedMap<Procedure> procedures = new NumberedMap<>();
    /** Invocations that were not answered immediately. */
    private final NumberedMap<Answering> unanswered = new NumberedMap<>();

    Invocations(WampConnection connection) {
        this.connection = connection;
    }

    void add(long registration, Procedure procedure) {
        procedures.put(registration, procedure);
    }

    void remove(long registration) {
        procedures.remove(registration);
    }

    /** HOT: a call. */
    void invoked(Invocation invocation) {
        var procedure = procedures.get(invocation.registration());
        var details = invocation.details();
        var answer = new Answering(invocation.request(), !details.isEmpty() && details.flag("receive_progress", false));
        if (procedure == null) {
            answer.error("wamp.error.no_such_registration", Payload.text("no registration " + invocation.registration()));
            return;
        }
        try {
            procedure.call(invocation.payload(), answer);
        } catch (RuntimeException e) {
            if (!answer.given) answer.error(WampException.RUNTIME_ERROR, Payload.text(e.toString()));
        }
        if (!answer.given) unanswered.put(invocation.request(), answer);
    }

    /** An INTERRUPT for an answered invocation is too late and ignored. The answer matters to a router that waits (mode kill). */
    void interrupted(Interrupt interrupt) {
        var answer = unanswered.get(interrupt.request());
        if (answer == null) return;
        answer.error("wamp.error.canceled", Payload.text("canceled by the caller"));
        answer.canceled = true;
        answer.stop.run();
    }

    /** Answers one invocation; confined to the loop. */
    private final class Answering implements Procedure.Answer {
        private final long request;
        private final boolean wantsParts;
        private Runnable stop = () -> { };
        private boolean given;
        private boolean canceled;

        Answering(long request, boolean wantsParts) {
            this.request = request;
            this.wantsParts = wantsParts;
        }

        @Override
        public boolean part(Payload payload) {
            if (given && !canceled) throw new IllegalStateException("invocation " + request + ": a part after its result");
            if (!wantsParts || given) return false;
            connection.send(new Yield(request, PART, payload));
            return true;
        }

        @Override
        public void onCancel(Runnable whatStops) {
            stop = whatStops;
        }

        @Override
        public void result(Payload payload) {
            if (!give()) return;
            try {
                connection.send(new Yield(request, Dict.NONE, payload));
            } catch (WampException e) { // it cannot be serialized, or is too long
                connection.send(new Error(Message.INVOCATION, request, Dict.NONE, e.uri(), Payload.text(e.getMessage())));
            }
        }

        @Override
        public void error(String uri, Payload payload) {
            if (!give()) return;
            try {
                connection.send(new Error(Message.INVOCATION, request, Dict.NONE, uri, payload));
            } catch (WampException _) {
                connection.send(new Error(Message.INVOCATION, request, Dict.NONE, uri, Payload.NONE));
            }
        }

        private boolean give() {
            if (canceled) return false;
            if (given) throw new IllegalStateException("invocation " + request + " is answered twice");
            given = true;
            unanswered.remove(request);
            return true;
        }
    }
}
