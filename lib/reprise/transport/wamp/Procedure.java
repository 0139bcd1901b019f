package reprise.transport.wamp;

/** What a callee does when it is called. On the loop of the session, or of the router, that it is registered with. */
@FunctionalInterface
public interface Procedure {
    /**
     * Answers once, before this returns or later, on the same loop.
     *
     * @param arguments in the form that they came in
     */
    void call(Payload arguments, Answer answer);

    /** What becomes of a call: exactly one of the two. */
    interface Answer {
        void result(Payload payload);

        /** @param uri such as {@code wamp.error.no_such_procedure} */
        void error(String uri, Payload payload);
    }
}
