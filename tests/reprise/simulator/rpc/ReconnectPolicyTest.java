package reprise.simulator.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import reprise.simulator.rpc.ReconnectPolicy.Tries;

final class ReconnectPolicyTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void oslo_masterDiesAndNextHostAnswers_takesTwoSeconds() {
        // documents.md 1: break → 1.0 s → the same dead host, refused → 1.0 s → the next host answers.
        var tries = ReconnectPolicy.OSLO.tries(3);
        tries.connected();
        assertEquals(SECOND, tries.broken());
        assertEquals(0, tries.host());
        assertEquals(SECOND, tries.failed());
        assertEquals(1, tries.host());
        tries.connected();
        assertEquals(1, tries.host());
    }

    @Test
    void oslo_nobodyAnswers_backsOffTwoSecondsARoundUpToThirty() {
        // Round 1 of 3 hosts: 1 1, then 3 3 3, 5 5 5 … 29 29 29, then 30: 1 + 2 × 15 = 31 is above the limit.
        var tries = ReconnectPolicy.OSLO.tries(3);
        var waits = LongStream.generate(tries::failed).limit(50).map(ns -> ns / SECOND).toArray();
        for (int failed = 1; failed <= 50; failed++) {
            assertEquals(Math.min(30, 1 + 2 * (failed / 3)), waits[failed - 1], "after failed try " + failed);
        }
        assertEquals(30, waits[49]);
        assertEquals(50 % 3, tries.host());
        tries.connected();
        assertEquals(SECOND, tries.failed());
    }

    @Test
    void limitedTries_usedUp_givesUpAndCountsAnew() {
        var tries = new ReconnectPolicy(0, 5, 0, 5, 2).tries(3);
        assertEquals(5, tries.failed());
        assertEquals(Tries.GAVE_UP, tries.failed());
        assertEquals(5, tries.failed());
        assertEquals(Tries.GAVE_UP, tries.failed());
    }

    @Test
    void order_firstGiven_staysFirstAndTheRestIsShuffledBySeed() {
        var hosts = List.of("a", "b", "c", "d", "e");
        for (long seed = 0; seed < 20; seed++) {
            var order = ReconnectPolicy.order(hosts, Optional.of("c"), seed);
            assertEquals("c", order.getFirst());
            assertEquals(hosts, order.stream().sorted().toList());
            assertEquals(order, ReconnectPolicy.order(hosts, Optional.of("c"), seed));
        }
        assertTrue(LongStream.range(0, 20).mapToObj(seed -> ReconnectPolicy.order(hosts, Optional.empty(),
            seed).getFirst()).distinct().count() > 1);
        assertThrows(IllegalArgumentException.class, () -> ReconnectPolicy.order(hosts, Optional.of("z"), 1));
    }

    @Test
    void policy_negativeTimes_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ReconnectPolicy(-1, 1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new ReconnectPolicy(1, 5, 1, 4, 0));
    }
}
