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

    /** What becomes of a call: any number of parts, then exactly one of the other two. */
    interface Answer {
        /**
         * A part of the result before the last, for a caller that asked for parts. Answers false if it did not: nothing is sent then,
         * and all has to be in the result.
         */
        default boolean part(Payload payload) {
            return false;
        }

        /** Runs once if the caller has given up meanwhile; an answer after that goes nowhere. */
        default void onCancel(Runnable stop) {}

        void result(Payload payload);

        /** @param uri such as {@code wamp.error.no_such_procedure} */
        void error(String uri, Payload payload);
    }
}
