package reprise.simulator;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import reprise.recorder.Facts;
import reprise.recorder.Metrics;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.recorder.Share;

/**
 * Makes load on a system under test. Life cycle: {@link #connect}, {@link #prepare} if a time is set for the start, {@link #start}, {@link
 * #done} (by itself or after {@link #stop}), {@link #close}. Except for {@code stop}, which is thread-safe, it is called from one thread.
 * {@snippet :
 * load.connect();
 * load.start(recorder);
 * load.done().join();
 * load.close();
 * }
 */
public interface Load extends AutoCloseable {
    /** The metrics that it records. */
    Metrics metrics();

    /** How many sends it plans a second; 0 if it sends as soon as it can. */
    default double ratePerSec() {
        return 0;
    }

    /**
     * Takes only this share of what is planned; other processes take the others. At most once, before {@link #connect}.
     *
     * @throws IllegalArgumentException if it cannot be divided, or there is nothing of it for this share
     */
    default void share(Share share) {
        if (!share.isWhole()) throw new IllegalArgumentException("the load of " + getClass().getSimpleName() + " cannot be divided, and "
            + "this is share " + share + " of it; run it whole, or override share(Share) there");
    }

    /** Blocks until the load can begin. A failure names the unreachable peer and the remedy. */
    void connect();

    /**
     * Makes what the start needs and takes long, such as the recorder's parts, before a time for it is set: other processes may begin then
     * too, and code that runs for the first time on a busy host takes longer than the time is ahead. After {@link #connect}, at most once;
     * a load that is started without it makes that at its start.
     *
     * @param into the recorder of {@link #start}
     */
    default void prepare(Recorder into) {}

    /**
     * Begins the load at a time, and sets the recorder's start. Blocks until it has begun.
     *
     * @param atNs of the system's clock; if it is too near, or has passed, the load begins as soon as it can
     * @return when the last of its threads had begun
     */
    long start(Recorder into, long atNs);

    /** The same, as soon as it can. */
    default void start(Recorder into) {
        start(into, Long.MIN_VALUE);
    }

    /** Completes when the load has ended, or exceptionally with the reason. */
    CompletableFuture<?> done();

    /** Ends the load now; outstanding replies are awaited. */
    void stop();

    /** Blocks until messages in flight have arrived and the connections are closed; nothing is recorded afterwards. */
    @Override
    void close();

    /** What it knows of its phase beyond its metrics, once it is closed. @param phase what it recorded */
    default Facts facts(Recording phase) {
        return Facts.NONE;
    }

    /** Sentences that a reader of its figures must see, once it is closed. */
    default List<String> notes() {
        return List.of();
    }
}
