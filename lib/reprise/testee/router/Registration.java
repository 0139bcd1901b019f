package reprise.testee.router;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import reprise.transport.wamp.Procedure;

/** A procedure and who answers it: sessions, or a procedure in the router process. On the router's loop. */
final class Registration {
    final long id;
    final String procedure;
    final Invoke invoke;
    /** Null if {@link #callees} answer. */
    final Procedure local;
    final List<Session> callees = new ArrayList<>(1);
    private long calls;

    Registration(long id, String procedure, Invoke invoke, Procedure local) {
        this.id = id;
        this.procedure = procedure;
        this.invoke = invoke;
        this.local = local;
    }

    /** HOT: who is called now? */
    Session next(SplittableRandom random) {
        return callees.get(invoke.pick(callees.size(), calls++, random));
    }
}
