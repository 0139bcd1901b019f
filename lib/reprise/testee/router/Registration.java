package reprise.testee.router;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import reprise.transport.wamp.Procedure;
import reprise.transport.wamp.UriMatch;

/** A procedure and its callees: sessions, or a procedure in the router's process. Confined to the router's loop. */
final class Registration {
    final long id;
    /** A name, or a pattern as {@link #match} says. */
    final String procedure;
    final UriMatch match;
    final Invoke invoke;
    /** Null if {@link #callees} answer. */
    final Procedure local;
    final List<Session> callees = new ArrayList<>(1);
    private long calls;

    Registration(long id, String procedure, UriMatch match, Invoke invoke, Procedure local) {
        this.id = id;
        this.procedure = procedure;
        this.match = match;
        this.invoke = invoke;
        this.local = local;
    }

    /** HOT: the callee for the next call. */
    Session next(SplittableRandom random) {
        return callees.get(invoke.pick(callees.size(), calls++, random));
    }
}
