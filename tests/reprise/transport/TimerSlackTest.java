package reprise.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TimerSlackTest {
    /** The kernel's default is 50 µs, inherited from the thread that makes the thread; prctl(2). */
    @Test
    void shrink_onLinux_isOneNanosecondForThatThreadOnly() throws InterruptedException {
        var told = new ArrayList<Integer>();
        var thread = Thread.ofPlatform().start(() -> {
            told.add(TimerSlack.slackNs());
            told.add(TimerSlack.shrink() ? 1 : 0);
            told.add(TimerSlack.slackNs());
        });
        thread.join();
        if (System.getProperty("os.name").equals("Linux")) {
            assertTrue(told.getFirst() > 1, told.toString());
            assertEquals(List.of(1, 1), told.subList(1, 3));
            assertTrue(TimerSlack.slackNs() > 1);
        } else {
            assertEquals(List.of(-1, 0, -1), told);
            assertFalse(TimerSlack.shrink());
        }
    }
}
