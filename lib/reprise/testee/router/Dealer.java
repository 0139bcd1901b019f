package reprise.testee.router;

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
import reprise.transport.wamp.UriMatch;
import reprise.transport.wamp.WampException;

/**
 * Routes calls to callees, and their answers back. Confined to the router's loop. A call between sessions allocates: a record each
 * (32 to 40 bytes) for CALL, INVOCATION, YIELD and RESULT, a {@link Payload} and one array each for arguments and result, and a
 * {@link PendingCall}. Source: WAMP v2, basic profile, "Remote Procedure Calls"; advanced: "Shared Registration", "Call Canceling",
 * "Call Timeouts", "Progressive Call Results", "Pattern-based Registrations".
 */
final class Dealer implements Calls {
    static final String CANCELED = "wamp.error.canceled";
    private static final String NO_SUCH_PROCEDURE = "wamp.error.no_such_procedure";
    private static final Dict WANTS_PARTS = Dict.NONE.with("receive_progress", true);

    private final RouterPlan plan;
    private final SplittableRandom random;
    private final Deadlines deadlines;
    private final HeldBytes holding;
    private final Registrations registrations = new Registrations();

    Dealer(RouterPlan plan, io.netty.channel.EventLoop loop, SplittableRandom random, HeldBytes holding) {
        this.plan = plan;
        this.random = random;
        this.holding = holding;
        this.deadlines = new Deadlines(loop, this::expired);
    }

    /** Registers a procedure of this process; throws if the name is taken. */
    void register(String procedure, Procedure local) {
        if (registrations.find(procedure, UriMatch.EXACT) != null) {
            throw new IllegalStateException("router: " + procedure + " is registered already; unregister it first");
        }
        registrations.add(procedure, UriMatch.EXACT, Invoke.SINGLE, local);
    }

    /** @return whether this process had registered it */
    boolean unregister(String procedure) {
        var registration = registrations.find(procedure, UriMatch.EXACT);
        if (registration == null || registration.local == null) return false;
        registrations.remove(registration);
        return true;
    }

    void register(Session callee, Register asked) {
        String name = asked.options().text("invoke", "single");
        var match = UriMatch.of(asked.options());
        Invoke invoke = Invoke.named(name);
        var unbuilt = holding.hasRoom() ? Refusal.ofRegister(asked.options()) : HeldBytes.refusal("a registration");
        var registration = match == null ? null : registrations.find(asked.procedure(), match);
        String refusal = asked.procedure().startsWith("wamp.") ? WampException.INVALID_URI
            : invoke == null || match == null ? Refusal.OPTION
            : registration == null ? null
            : registration.invoke != invoke ? "wamp.error.procedure_exists_with_different_invocation_policy"
            : invoke == Invoke.SINGLE || registration.callees.contains(callee) ? "wamp.error.procedure_already_exists"
            : null;
        if (unbuilt != null) {
            callee.refuse(Message.REGISTER, asked.request(), unbuilt.uri(), unbuilt.payload());
        } else if (refusal != null) {
            callee.refuse(Message.REGISTER, asked.request(), refusal, Payload.text("cannot register " + asked.procedure() + " with invoke "
                + name + " and match " + asked.options().text("match", "exact")
                + (registration == null ? "" : "; it is registered with invoke " + registration.invoke)));
        } else {
            if (registration == null) registration = registrations.add(asked.procedure(), match, invoke, null);
            registration.callees.add(callee);
            holding.take(HeldBytes.ofRegistration(asked.procedure()));
            callee.registrations.put(registration.id, registration);
            callee.send(new Registered(asked.request(), registration.id));
        }
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
        holding.release(HeldBytes.ofRegistration(registration.procedure));
        if (registration.callees.isEmpty()) registrations.remove(registration);
    }

    /** HOT: a call from this process. */
    @Override
    public void call(String procedure, Payload arguments, long timeoutMs, Reply reply) {
        route(new PendingCall(null, 0, reply), procedure, arguments, timeoutMs);
    }

    /** HOT: a call from a session. */
    void call(Session caller, Call asked) {
        var options = asked.options();
        var refusal = holding.hasRoom() ? Refusal.ofCall(options) : HeldBytes.refusal("a call");
        if (refusal != null) {
            caller.refuse(Message.CALL, asked.request(), refusal.uri(), refusal.payload());
            return;
        }
        long timeoutMs = options.isEmpty() ? 0 : options.whole("timeout", 0);
        boolean wantsParts = !options.isEmpty() && options.flag("receive_progress", false);
        var call = new PendingCall(caller, asked.request(), null);
        call.wantsParts = wantsParts;
        route(call, asked.procedure(), asked.payload(), timeoutMs);
    }

    private void route(PendingCall call, String procedure, Payload arguments, long timeoutMs) {
        var registration = registrations.route(procedure);
        if (registration == null) {
            call.error(NO_SUCH_PROCEDURE, "no callee registered for procedure '" + procedure + "'");
            return;
        }
        if (timeoutMs > 0) deadlines.add(call, timeoutMs);
        if (registration.local == null) invoke(call, registration, procedure, arguments);
        else answer(call, registration.local, arguments);
    }

    private void invoke(PendingCall call, Registration registration, String procedure, Payload arguments) {
        var callee = registration.next(random);
        if (callee.inFlight.size() >= plan.maxCallsInFlight()) {
            call.error("wamp.error.no_available_callee", "the callee has " + callee.inFlight.size() + " calls to answer");
            return;
        }
        long invocation = ++callee.invocations;
        call.callee = callee;
        call.invocation = invocation;
        var details = call.wantsParts && callee.progressive ? WANTS_PARTS : Dict.NONE;
        if (registration.match != UriMatch.EXACT) details = details.with("procedure", procedure);
        try {
            callee.send(new Invocation(invocation, registration.id, details, arguments));
            callee.inFlight.put(invocation, call);
        } catch (WampException e) { // its arguments cannot be serialized, or are too long
            call.error(e.uri(), e.getMessage());
        }
    }

    private static void answer(PendingCall call, Procedure local, Payload arguments) {
        try {
            local.call(arguments, call);
        } catch (RuntimeException e) {
            call.error(WampException.RUNTIME_ERROR, e.toString());
        }
    }

    /**
     * HOT: a callee's result, or a partial one, which restarts the call's time limit. A result that nobody waits for is dropped;
     * one without an invocation is a violation.
     */
    void yield(Session callee, Yield answered) {
        Refusal.passthru(answered.options());
        if (!answered.options().isEmpty() && answered.options().flag("progress", false)) {
            part(unanswered(callee, answered.request(), false), answered.payload());
            return;
        }
        var call = unanswered(callee, answered.request(), true);
        if (call != null) call.result(answered.payload());
    }

    private void part(PendingCall call, Payload payload) {
        if (call == null || !call.wantsParts) return;
        if (call.deadlineNs != 0) deadlines.again(call);
        if (!call.part(payload)) drop(call, "killnowait"); // the caller cannot receive it, and was told so
    }

    void error(Session callee, Message.Error answered) {
        Refusal.passthru(answered.details());
        var call = unanswered(callee, answered.request(), true);
        if (call != null) call.error(answered.uri(), answered.payload());
    }

    // A session's invocations are numbered from 1, which tells a late answer from one to nothing.
    private static PendingCall unanswered(Session callee, long invocation, boolean last) {
        if (invocation > callee.invocations) throw new WampException(WampException.VIOLATION, "an answer to invocation " + invocation
            + ", which was not sent; the last was " + callee.invocations);
        return last ? callee.inFlight.remove(invocation) : callee.inFlight.get(invocation);
    }

    private void expired(PendingCall call) {
        drop(call, "killnowait");
        call.error("wamp.error.timeout", "no answer in time");
    }

    // Stops waiting for the callee.
    private static void drop(PendingCall call, String mode) {
        if (call.callee == null) return;
        call.callee.inFlight.remove(call.invocation);
        interrupt(call, mode);
    }

    private static void interrupt(PendingCall call, String mode) {
        if (call.callee.cancelable) call.callee.send(new Interrupt(call.invocation, Dict.NONE.with("mode", mode)));
    }

    /** Cancels a session's call; ignored if the call has been answered. */
    void cancel(Session caller, Cancel asked) {
        String mode = asked.options().text("mode", "killnowait");
        if (!mode.equals("skip") && !mode.equals("kill") && !mode.equals("killnowait")) {
            throw new WampException(WampException.VIOLATION, "'mode' is not skip, kill or killnowait");
        }
        var call = caller.calls.find(asked.request());
        if (call == null) return;
        if (mode.equals("kill") && call.callee != null && call.callee.cancelable) {
            interrupt(call, mode);
            return;
        }
        if (!mode.equals("skip")) drop(call, "killnowait");
        else if (call.callee != null) call.callee.inFlight.remove(call.invocation);
        call.error(CANCELED, "canceled by the caller");
    }

    /** Removes a session and its registrations; notifies its waiting callers and its callees at once. */
    void leave(Session session) {
        for (var call = session.calls.any(); call != null; call = session.calls.any()) {
            drop(call, "killnowait");
            call.abandon();
        }
        for (var registration : session.registrations.values()) leave(session, registration);
        session.registrations.clear();
        var open = session.inFlight.values().toArray(new PendingCall[0]);
        session.inFlight.clear();
        for (var call : open) call.error(CANCELED, "the callee left before it answered");
    }
}
