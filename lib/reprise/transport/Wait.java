package reprise.transport;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A wait for a future that ends, with a sentence of what was waited for. */
public final class Wait {
    private static final long SLICE_MS = 1_000;

    private Wait() {}

    /** What was waited for did not come in time. */
    public static final class Late extends IllegalStateException {
        private Late(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Blocks until {@code coming} is done, which is never to be done on the loop that completes it. A process that was stopped meanwhile,
     * or a host that slept, has not waited: whoever is to complete it slept too.
     *
     * @param what such as "the client's connection"
     * @throws Late when it is not done in time
     * @throws IllegalStateException when it fails, or the thread is interrupted; a RuntimeException that it failed with is thrown as it is
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
