package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Mirrored and quorum queues while their nodes die repeatedly. {@code REPRISE_KILLS=50 ./jbang test KillsTest} kills a quorum queue's
 * oftener.
 */
@Tag("waits")
@Execution(ExecutionMode.CONCURRENT)
final class KillsTest {
    private static final int HOME_KILLS = 50;
    private static final int QUORUM_KILLS = Integer.parseInt(System.getenv().getOrDefault("REPRISE_KILLS", "18"));

    /** The oldest node is the queue's home, so each death is a home's. Every fifth time its heir dies at once, too. */
    @Test
    void mirrored_confirmedOverFiftyKillsOfTheHome_isDelivered() throws Exception {
        try (var queue = new BusyQueue(ClusterPlan.local(BusyQueue.NODES).withMirrored(true), false, null)) {
            queue.assertDeliveredOver(() -> {
                int killed = 0;
                for (int oldest = 1, dying; killed < HOME_KILLS; killed += dying, oldest = BusyQueue.next(oldest, dying)) {
                    queue.awaitProgress(killed);
                    dying = killed % 5 == 4 && killed + 2 <= HOME_KILLS ? 2 : 1;
                    queue.kill(oldest, dying);
                    queue.restart(oldest, dying);
                }
                return killed;
            });
            assertTrue(queue.someWereNotConfirmed(), "the deaths were felt by the publisher");
            assertTrue(queue.firstDeliveries.values().stream().allMatch(times -> times == 1), "a second delivery says so");
            assertFalse(queue.redeliveries.isEmpty(), "the deaths were felt by the consumer");
            assertEquals(0, queue.cancels.get(), "consumers stay");
        }
    }

    /** Every third time two of three die at once. */
    @Test
    void quorum_confirmedOverManyKills_isDelivered_andAMinorityConfirmsNothing() throws Exception {
        try (var queue = new BusyQueue(ClusterPlan.local(BusyQueue.NODES), true, Map.of("x-queue-type", "quorum"))) {
            queue.assertDeliveredOver(() -> {
                int killed = 0;
                for (int round = 1, next = 1, dying; killed < QUORUM_KILLS; round++, killed += dying, next = BusyQueue.next(next, dying)) {
                    queue.awaitProgress(killed);
                    dying = round % 3 == 0 ? 2 : 1;
                    queue.kill(next, dying);
                    if (dying == 2) assertStandsStill(queue);
                    queue.restart(next, dying);
                }
                return killed;
            });
        }
    }

    /** One batch may have been confirmed before, and be on its way to the publisher; then there is nothing. */
    private static void assertStandsStill(BusyQueue queue) throws InterruptedException {
        queue.newlyConfirmed.drainPermits();
        assertFalse(queue.newlyConfirmed.tryAcquire(2 * BusyQueue.BATCH, 300, TimeUnit.MILLISECONDS), "confirmed by one of three");
    }
}
