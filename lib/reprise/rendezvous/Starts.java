package reprise.rendezvous;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import reprise.recorder.Clock;
import reprise.recorder.EventLog;
import reprise.recorder.ShareClock;

/**
 * When the phases of a script's runs begin. For each phase: {@link #expect}, {@link #arrive}, {@link #started}, {@link #ended}, or {@link
 * #skip}. Called from the thread of the method.
 */
public interface Starts extends AutoCloseable {
    /** Each as soon as it can. */
    static Starts atOnce() {
        return new AtOnce(Clock.system());
    }

    /** The clock of all runs, by which {@link #arrive} tells a time. */
    Clock clock();

    /** Takes what is told from now on. */
    default void tells(EventLog log) {}

    /** When the next phase may be prepared, ns of the clock: not long before its start, if that is known. @param takesNs to prepare it */
    default long expect(long takesNs) {
        return clock().nanos();
    }

    /** The next phase can begin. @param label of it, for people @return completes with the time of its start, ns of the clock */
    CompletableFuture<Long> arrive(String label);

    /** The phase has begun. @param atNs of the clock */
    default void started(long atNs) {}

    /** The phase has ended. */
    default void ended() {}

    /** The next phase is left out. */
    default void skip() {}

    /** A run has ended. */
    default Ended end() {
        return new Ended(Optional.empty(), List.of());
    }

    /** What a run keeps of its starts. @param notes for the reader of its report */
    record Ended(Optional<ShareClock> clock, List<String> notes) {
        public Ended {
            notes = List.copyOf(notes);
        }
    }

    @Override
    void close();

    record AtOnce(Clock clock) implements Starts {
        @Override
        public CompletableFuture<Long> arrive(String label) {
            return CompletableFuture.completedFuture(clock.nanos());
        }

        @Override
        public void close() {}
    }
}
