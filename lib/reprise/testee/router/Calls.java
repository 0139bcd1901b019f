package reprise.testee.router;

import reprise.transport.wamp.Payload;
import reprise.transport.wamp.Procedure;

/** Calls of somebody inside the router process, such as the HTTP caller. On the router's one loop. */
public interface Calls {
    /**
     * Calls a procedure. Exactly one method of the reply is called, once, on the router's loop, perhaps before this
     * returns: also when nobody registered it ({@code wamp.error.no_such_procedure}), when the callee leaves
     * ({@code wamp.error.canceled}) or does not answer in time ({@code wamp.error.timeout}).
     *
     * @param timeoutMs 0 for none
     */
    void call(String procedure, Payload arguments, long timeoutMs, Reply reply);

    /** What becomes of a call. */
    interface Reply extends Procedure.Answer {
        @Override
        void result(Payload payload);

        /** @param uri such as {@code wamp.error.no_such_procedure} */
        @Override
        void error(String uri, Payload payload);
    }
}
