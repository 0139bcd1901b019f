package reprise.transport;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a future with a time-out, and says in a sentence what it waited for. */
public final class Wait {
    private static final long SLICE_MS = 1_000;

    private Wait() {}

    /** The awaited future did not complete in time. */
    public static final class Late extends IllegalStateException {
        private Late(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Blocks until {@code coming} is done; must not run on the loop that completes it. Time during which the process was stopped or the
     * host was suspended does not count, because the other side slept too.
     *
     * @param what such as "the client's connection"
     * @throws Late if it is not done in time
     * @throws IllegalStateException if it fails or the thread is interrupted; a RuntimeException that it failed with is rethrown as it is
     */
    public static <T> T atMost(Duration time, String what, CompletableFuture<T> coming) {
        for (long leftMs = time.toMillis(); ; leftMs -= SLICE_MS) {
            try {
                return coming.get(Math.min(leftMs, SLICE_MS), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (leftMs <= SLICE_MS) throw new Late("waited " + seconds(time) + " s for " + what + ", in vain", e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException cause) throw cause;
                throw new IllegalStateException(what + ": " + e.getCause().getMessage(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + what, e);
            }
        }
    }

    private static String seconds(Duration time) {
        return new java.math.BigDecimal(time.toMillis()).movePointLeft(3).stripTrailingZeros().toPlainString();
    }
}
