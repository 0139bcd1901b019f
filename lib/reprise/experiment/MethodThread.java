package reprise.experiment;

import java.util.Optional;
import reprise.sut.Interruption;

/**
 * The thread that performs a method. Ctrl-C interrupts it where it waits for what may never come: a system that starts, a peer that is
 * connected to, the script's own code. Elsewhere it does not: an interrupted thread could neither end a load nor write the files.
 */
final class MethodThread {
    /** @param <E> what it throws */
    @FunctionalInterface
    interface Part<E extends Exception> {
        void perform() throws E;
    }

    /** Ends the method after an interruption. A {@link Script} keeps what was recorded; a command without a run only says so. */
    static final class Interrupted extends RuntimeException {
        private Interrupted() {
            super("interrupted", null, false, false);
        }
    }

    private final Interruption interruption;
    private Optional<Thread> waiting = Optional.empty(); // guarded by this

    MethodThread(Interruption interruption) {
        this.interruption = interruption;
    }

    /** Performs a part that Ctrl-C ends. */
    <E extends Exception> void mayWait(Part<E> part) throws E {
        try (var _ = interruption.whenAsked(this::interrupt)) {
            perform(Optional.of(Thread.currentThread()), part);
        }
    }

    /** The same; what it throws after an interruption is the interruption's doing. */
    void ends(Part<Exception> part) throws Exception {
        try {
            mayWait(part);
        } catch (Exception e) {
            check();
            throw e;
        }
    }

    /** @throws Interrupted after an interruption */
    void check() {
        if (interruption.isAsked()) throw new Interrupted();
    }

    /** Performs a part that ends by itself, though it is within one that Ctrl-C ends. */
    <E extends Exception> void mustEnd(Part<E> part) throws E {
        perform(Optional.empty(), part);
    }

    private <E extends Exception> void perform(Optional<Thread> thread, Part<E> part) throws E {
        var before = set(thread);
        try {
            part.perform();
        } finally {
            set(before);
        }
    }

    private synchronized Optional<Thread> set(Optional<Thread> thread) {
        var before = waiting;
        waiting = thread;
        if (!interruption.isAsked()) return before;
        if (thread.isEmpty()) Thread.interrupted();
        else interrupt();
        return before;
    }

    private synchronized void interrupt() {
        waiting.ifPresent(Thread::interrupt);
    }
}
