package reprise.simulator.rpc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Sees each of a client's messages end, so that a test can wait for as many as it needs, however long a busy host takes for them. */
final class Ends implements LedgerSends {
    private final Map<CountDownLatch, Predicate<Outcome>> waiting = new ConcurrentHashMap<>();
    private volatile LedgerSends ledger = NONE;

    /** Reports all to this ledger too. */
    void into(LedgerSends its) {
        ledger = its;
    }

    /** Waits until so many more have ended, whatever their outcome. */
    void await(int more) {
        await(more, _ -> true);
    }

    void await(int more, Predicate<Outcome> which) {
        var left = new CountDownLatch(more);
        waiting.put(left, which);
        try {
            assertTrue(left.await(60, TimeUnit.SECONDS), () -> "of " + more + " more messages " + left.getCount() + " did not end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        waiting.remove(left);
    }

    @Override
    public void opened(int thread, long seq, long idHigh, long idLow, long atNs) {
        ledger.opened(thread, seq, idHigh, idLow, atNs);
    }

    @Override
    public void resent(int thread, long atNs, int node) {
        ledger.resent(thread, atNs, node);
    }

    @Override
    public void ended(int thread, Outcome outcome, long atNs, int node) {
        ledger.ended(thread, outcome, atNs, node);
        waiting.forEach((left, which) -> {
            if (which.test(outcome)) left.countDown();
        });
    }
}
