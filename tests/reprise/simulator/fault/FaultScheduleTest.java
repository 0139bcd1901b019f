package reprise.simulator.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import reprise.simulator.fault.Fault.KillNode;
import reprise.simulator.fault.Fault.Node;

final class FaultScheduleTest {
    private static final Fault KILL = new KillNode(12_000_000_000L, Node.Of.CLIENT);
    private static final Fault EARLIER = new KillNode(6_000_000_000L, new Node.Number(3));

    @Test
    void due_asTimePasses_givesEachOnceInOrder() {
        var schedule = new FaultSchedule(List.of(KILL, EARLIER));
        assertEquals(List.of(EARLIER, KILL), schedule.faults());
        assertEquals(6_000_000_000L, schedule.nextNs());
        assertEquals(List.of(), schedule.due(5_999_999_999L));
        assertEquals(List.of(EARLIER), schedule.due(6_000_000_000L));
        assertEquals(List.of(), schedule.due(7_000_000_000L));
        assertEquals(List.of(KILL), schedule.due(99_000_000_000L));
        assertEquals(Long.MAX_VALUE, schedule.nextNs());
    }

    @Test
    void fault_badValues_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> new KillNode(-1, Node.Of.SERVER));
        assertThrows(IllegalArgumentException.class, () -> new Node.Number(0));
        assertEquals("kill node 2", new KillNode(1, new Node.Number(2)).toString());
    }
}
