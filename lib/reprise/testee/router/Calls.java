package reprise.testee.router;

import reprise.transport.wamp.Payload;
import reprise.transport.wamp.Procedure;

/** Calls from inside the router's process, such as those of the HTTP caller. Confined to the router's loop. */
public interface Calls {
    /**
     * Calls a procedure. Exactly one method of the reply is called, once, on the router's loop, perhaps before this returns: also
     * if the procedure is not registered ({@code wamp.error.no_such_procedure}), the callee leaves ({@code wamp.error.canceled}) or
     * does not answer in time ({@code wamp.error.timeout}).
     *
     * @param timeoutMs 0 for none
     */
    void call(String procedure, Payload arguments, long timeoutMs, Reply reply);

    /** Receives a call's outcome. */
    interface Reply extends Procedure.Answer {
        @Override
        void result(Payload payload);

        /** @param uri such as {@code wamp.error.no_such_procedure} */
        @Override
        void error(String uri, Payload payload);
    }
}
