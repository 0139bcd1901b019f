package reprise.sut;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C: asks the run to stop and lets the main thread write what was recorded before the JVM ends with its own exit
 * code for the signal (130 for SIGINT). Armed once a script; the hook thread waits, the main thread works.
 */
public final class Interruption {
    private static final int WRITE_WAIT_SEC = 20;

    private final CompletableFuture<Void> asked = new CompletableFuture<>();
    private final Set<Runnable> stops = ConcurrentHashMap.newKeySet();
    private final CountDownLatch done = new CountDownLatch(1);

    public static Interruption arm() {
        var interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::stopAndWait, "interruption"));
        return interruption;
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

    /** Runs {@code stop} when the user wants the run to end now, unless it is closed before; keeps nothing of it then. */
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

    /** The main thread is done; ends the JVM with {@code exitCode}, or lets the signal's own code stand. */
    public void exit(int exitCode) {
        done.countDown();
        if (!isAsked()) System.exit(exitCode);
    }
}
