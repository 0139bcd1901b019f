package reprise.testee.router;

import io.netty.util.collection.LongObjectHashMap;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import reprise.transport.wamp.Dict;
import reprise.transport.wamp.Message;
import reprise.transport.wamp.Message.Call;
import reprise.transport.wamp.Message.Cancel;
import reprise.transport.wamp.Message.Interrupt;
import reprise.transport.wamp.Message.Invocation;
import reprise.transport.wamp.Message.Register;
import reprise.transport.wamp.Message.Registered;
import reprise.transport.wamp.Message.Unregister;
import reprise.transport.wamp.Message.Unregistered;
import reprise.transport.wamp.Message.Yield;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.Procedure;
import reprise.transport.wamp.WampException;

/**
 * Routes calls to callees, and answers back. On the router's loop. What a call from session to session allocates: for each of
 * CALL, INVOCATION, YIELD and RESULT its record (32 to 40 bytes), for arguments and result a {@link Payload} and one array
 * each, and a {@link PendingCall}. Source: WAMP v2, basic profile, "Remote Procedure Calls"; advanced: "Shared Registration",
 * "Call Canceling", "Call Timeouts".
 */
final class Dealer implements Calls {
    static final String CANCELED = "wamp.error.canceled";
    private static final String NO_SUCH_PROCEDURE = "wamp.error.no_such_procedure";
    private static final String RUNTIME_ERROR = "wamp.error.runtime_error";

    private final RouterPlan plan;
    private final SplittableRandom random;
    private final Deadlines deadlines;
    private final Map<String, Registration> byProcedure = new HashMap<>();
    private final LongObjectHashMap<Registration> byId = new LongObjectHashMap<>();
    private long registrations;

    Dealer(RouterPlan plan, io.netty.channel.EventLoop loop, SplittableRandom random) {
        this.plan = plan;
        this.random = random;
        this.deadlines = new Deadlines(loop, this::expired);
    }

    /** A procedure in the process; refused if there is one of this name. */
    void register(String procedure, Procedure local) {
        if (byProcedure.containsKey(procedure)) {
            throw new IllegalStateException("router: " + procedure + " is registered already; unregister it first");
        }
        add(procedure, Invoke.SINGLE, local);
    }

    /** @return was there one in the process? */
    boolean unregister(String procedure) {
        var registration = byProcedure.get(procedure);
        if (registration == null || registration.local == null) return false;
        remove(registration);
        return true;
    }

    private Registration add(String procedure, Invoke invoke, Procedure local) {
        var registration = new Registration(++registrations, procedure, invoke, local);
        byProcedure.put(procedure, registration);
        byId.put(registration.id, registration);
        return registration;
    }

    private void remove(Registration registration) {
        byProcedure.remove(registration.procedure);
        byId.remove(registration.id);
    }

    void register(Session callee, Register asked) {
        String name = asked.options().text("invoke", "single");
        String match = asked.options().text("match", "exact");
        Invoke invoke = Invoke.named(name);
        var registration = byProcedure.get(asked.procedure());
        String refusal = asked.procedure().startsWith("wamp.") ? WampException.INVALID_URI
            : invoke == null || !match.equals("exact") ? "wamp.error.option_not_allowed"
            : registration == null ? null
            : registration.invoke != invoke ? "wamp.error.procedure_exists_with_different_invocation_policy"
            : invoke == Invoke.SINGLE || registration.callees.contains(callee) ? "wamp.error.procedure_already_exists"
            : null;
        if (refusal != null) {
            callee.refuse(Message.REGISTER, asked.request(), refusal, Payload.text(
                "cannot register " + asked.procedure() + " with invoke " + name + " and match " + match
                + (registration == null ? "" : "; it is registered with invoke " + registration.invoke)));
            return;
        }
        if (registration == null) registration = add(asked.procedure(), invoke, null);
        registration.callees.add(callee);
        callee.registrations.put(registration.id, registration);
        callee.send(new Registered(asked.request(), registration.id));
    }

    void unregister(Session callee, Unregister asked) {
        var registration = callee.registrations.remove(asked.registration());
        if (registration == null) {
            callee.refuse(Message.UNREGISTER, asked.request(), "wamp.error.no_such_registration",
                Payload.text("this session has no registration " + asked.registration()));
            return;
        }
        leave(callee, registration);
        callee.send(new Unregistered(asked.request()));
    }

    private void leave(Session callee, Registration registration) {
        registration.callees.remove(callee);
        if (registration.callees.isEmpty()) remove(registration);
    }

    /** HOT: of somebody in the process. */
    @Override
    public void call(String procedure, Payload arguments, long timeoutMs, Reply reply) {
        route(new PendingCall(null, 0, reply), procedure, arguments, timeoutMs);
    }

    /** HOT: of a session. */
    void call(Session caller, Call asked) {
        long timeoutMs = asked.options().whole("timeout", 0);
        route(new PendingCall(caller, asked.request(), null), asked.procedure(), asked.payload(), timeoutMs);
    }

    private void route(PendingCall call, String procedure, Payload arguments, long timeoutMs) {
        var registration = byProcedure.get(procedure);
        if (registration == null) {
            call.error(NO_SUCH_PROCEDURE, "no callee registered for procedure '" + procedure + "'");
            return;
        }
        if (timeoutMs > 0) deadlines.add(call, timeoutMs);
        if (registration.local == null) invoke(call, registration, arguments);
        else answer(call, registration.local, arguments);
    }

    private void invoke(PendingCall call, Registration registration, Payload arguments) {
        var callee = registration.next(random);
        if (callee.inFlight.size() >= plan.maxCallsInFlight()) {
            call.error("wamp.error.no_available_callee", "the callee has " + callee.inFlight.size() + " calls to answer");
            return;
        }
        long invocation = ++callee.invocations;
        call.callee = callee;
        call.invocation = invocation;
        try {
            callee.send(new Invocation(invocation, registration.id, Dict.NONE, arguments));
            callee.inFlight.put(invocation, call);
        } catch (WampException e) { // the arguments cannot be written for it, or are too long for it
            call.error(e.uri(), e.getMessage());
        }
    }

    private static void answer(PendingCall call, Procedure local, Payload arguments) {
        try {
            local.call(arguments, call);
        } catch (RuntimeException e) {
            call.error(RUNTIME_ERROR, e.toString());
        }
    }

    /** HOT: a callee's result. One that nobody waits for any more is dropped, one that nobody asked for is a violation. */
    void yield(Session callee, Yield answered) {
        var call = asked(callee, answered.request());
        if (call != null) call.result(answered.payload());
    }

    void error(Session callee, Message.Error answered) {
        var call = asked(callee, answered.request());
        if (call != null) call.error(answered.uri(), answered.payload());
    }

    // Invocations of a session are numbered from 1, so that a late answer is told from one to nothing.
    private static PendingCall asked(Session callee, long invocation) {
        if (invocation > callee.invocations) throw new WampException(WampException.VIOLATION, "an answer to invocation " + invocation
            + ", which was not sent; the last was " + callee.invocations);
        return callee.inFlight.remove(invocation);
    }

    private void expired(PendingCall call) {
        drop(call, "killnowait");
        call.error("wamp.error.timeout", "no answer in time");
    }

    // The callee is not waited for any more.
    private static void drop(PendingCall call, String mode) {
        if (call.callee == null) return;
        call.callee.inFlight.remove(call.invocation);
        interrupt(call, mode);
    }

    private static void interrupt(PendingCall call, String mode) {
        if (call.callee.cancelable) call.callee.send(new Interrupt(call.invocation, Dict.NONE.with("mode", mode)));
    }

    /** Cancels a session's call; one that has been answered meanwhile is none. Rare, so that it may look through all. */
    void cancel(Iterable<Session> sessions, Session caller, Cancel asked) {
        String mode = asked.options().text("mode", "killnowait");
        for (var callee : sessions) {
            for (var call : callee.inFlight.values()) {
                if (!call.isFrom(caller, asked.request())) continue;
                if (mode.equals("kill") && callee.cancelable) {
                    interrupt(call, mode);
                } else {
                    if (mode.equals("skip")) callee.inFlight.remove(call.invocation);
                    else drop(call, "killnowait");
                    call.error(CANCELED, "canceled by the caller");
                }
                return;
            }
        }
    }

    /** A session has gone, with what it registered; who waits for it is told at once. */
    void leave(Session session) {
        for (var registration : session.registrations.values()) leave(session, registration);
        session.registrations.clear();
        var open = session.inFlight.values().toArray(new PendingCall[0]);
        session.inFlight.clear();
        for (var call : open) call.error(CANCELED, "the callee left before it answered");
    }
}
