package reprise.simulator.rpc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reprise.simulator.Allocation;

@Tag("alone")
final class LedgerMemoryTest {
    @Test
    void ledger_perMessage_allocatesNothing() {
        // 500,000 ids are 122 ± 11 in each of 4,096 parts, which grow at 85 and at 170: in a round of 1,000 more none does, and
        // two of five rounds at most begin a page.
        var random = new Random(5);
        var large = Ledger.of(true, true, 10_000_000);
        for (int i = 0; i < 500_000; i++) pass(large, i, random.nextLong(), random.nextLong());
        Allocation.assertNone(1000, () -> pass(large, 1, random.nextLong(), random.nextLong()));
        large.opened(0, 1, 2, 3, 4);
        Allocation.assertNone(100, () -> { // at most 1,000 events, with room for 1,024
            large.resent(0, 5, 1);
            large.delivered(1, 2, 3, 6, 1, true);
        });
    }

    private static void pass(Ledger ledger, long seq, long high, long low) {
        ledger.opened(0, seq, high, low, seq);
        ledger.ended(0, Outcome.CONFIRMED, seq + 1, 1);
        ledger.delivered(seq, high, low, seq + 2, 2, false);
    }

    /** Everything ever allocated for it, including the parts of the index before they grew. */
    @Test
    void ledger_ofManyMessages_takesAtMost100BytesEach() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var random = new Random(6);
        long before = threads.getCurrentThreadAllocatedBytes();
        var many = Ledger.of(true, true, 10_000_000);
        for (int n = 1; n <= 1_000_000; n++) {
            pass(many, n, random.nextLong(), random.nextLong());
            if (n % 100_000 != 0) continue;
            double each = (threads.getCurrentThreadAllocatedBytes() - before) / (double) n;
            assertTrue(each <= Ledger.MESSAGE_BYTES, n + " messages: " + each + " bytes each");
        }
    }
}
