package reprise.transport.wamp;

/** What a callee runs when it is called, on the loop of the session or router where it is registered. */
@FunctionalInterface
public interface Procedure {
    /**
     * Answers once, before this returns or later, on the same loop.
     *
     * @param arguments in the caller's serializer
     */
    void call(Payload arguments, Answer answer);

    /** Answers a call: with any number of partial results, then exactly one result or error. */
    interface Answer {
        /**
         * Sends a progressive result, for a caller that asked for them. Returns false if it did not: then nothing is sent, and the
         * result must contain everything.
         */
        default boolean part(Payload payload) {
            return false;
        }

        /** Runs {@code stop} once if the caller cancels; a later answer is dropped. */
        default void onCancel(Runnable stop) {}

        void result(Payload payload);

        /** @param uri such as {@code wamp.error.no_such_procedure} */
        void error(String uri, Payload payload);
    }
}
