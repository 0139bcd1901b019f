package reprise.sut;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Handles Ctrl-C: it asks the run to stop and lets the main thread write what was recorded before the JVM exits with its own code
 * for the signal (130 for SIGINT). Armed once per script; the hook thread waits while the main thread works.
 */
public final class Interruption {
    private static final int WRITE_WAIT_SEC = 60; // more than a loaded host needs for the reports

    private final CompletableFuture<Void> asked = new CompletableFuture<>();
    private final Set<Runnable> stops = ConcurrentHashMap.newKeySet();
    private final CountDownLatch done = new CountDownLatch(1);

    /** Installs the shutdown hook, which from then on waits for {@link #exit}. */
    public Interruption arm() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "interruption"));
        return this;
    }

    private void stopAndWait() {
        if (done.getCount() == 0) return;
        asked.complete(null);
        for (var stop : List.copyOf(stops)) if (stops.remove(stop)) stop.run();
        try {
            done.await(WRITE_WAIT_SEC, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Completes when the user wants the run to end now. */
    public CompletableFuture<Void> asked() {
        return asked;
    }

    /** Runs {@code stop} when the user wants the run to end now. Closing the registration removes it. */
    public Registration whenAsked(Runnable stop) {
        stops.add(stop);
        if (isAsked() && stops.remove(stop)) stop.run();
        return () -> stops.remove(stop);
    }

    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    public boolean isAsked() {
        return asked.isDone();
    }

    /** The main thread is done: ends the JVM with {@code exitCode}, unless a signal's own code applies. */
    public void exit(int exitCode) {
        done.countDown();
        if (!isAsked()) System.exit(exitCode);
    }
}
