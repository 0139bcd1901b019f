package reprise.experiment;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import reprise.transport.OwnThreads;

/**
 * The one thread of what is shown, sampled and kept while a run goes, so that no event loop waits for a terminal or a process. Any thread
 * may call.
 */
final class LiveThread implements AutoCloseable {
    private static final int END_WAIT_SEC = 10;

    private final ScheduledExecutorService executor;

    LiveThread(String name) {
        executor = Executors.newSingleThreadScheduledExecutor(OwnThreads.named(name));
    }

    void execute(Runnable work) {
        executor.execute(work);
    }

    void every(int ms, Runnable work) {
        executor.scheduleAtFixedRate(work, ms, ms, TimeUnit.MILLISECONDS);
    }

    boolean isClosed() {
        return executor.isShutdown();
    }

    /** Does what is still to be done at once, then ends; what recurs ends too. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            executor.awaitTermination(END_WAIT_SEC, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
