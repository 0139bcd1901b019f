package reprise.experiment;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import reprise.transport.OwnThreads;

/** The one thread that shows, samples and writes while a run goes, so that no event loop waits for a terminal or a process. Thread-safe. */
public final class LiveThread implements AutoCloseable {
    private static final int END_WAIT_SEC = 10;

    private final ScheduledExecutorService executor;

    public LiveThread(String name) {
        executor = Executors.newSingleThreadScheduledExecutor(OwnThreads.named(name));
    }

    /** Nothing is shown after the end. */
    public void execute(Runnable work) {
        try {
            executor.execute(work);
        } catch (RejectedExecutionException ended) {
            // a system that stops has told of it
        }
    }

    /** Performs it after the pending tasks, and waits. */
    public void await(Runnable work) {
        CompletableFuture.runAsync(work, executor).join();
    }

    public void every(int ms, Runnable work) {
        executor.scheduleAtFixedRate(work, ms, ms, TimeUnit.MILLISECONDS);
    }

    public boolean isClosed() {
        return executor.isShutdown();
    }

    /** Performs the pending tasks at once, then ends, and stops recurring tasks. */
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
