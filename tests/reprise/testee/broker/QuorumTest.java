package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.testee.broker.Clients.awaits;
import static reprise.testee.broker.Clients.consume;
import static reprise.testee.broker.Clients.next;
import static reprise.testee.broker.Clients.publish;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Quorum queues and the deaths of their members. Expectations were observed on three nodes of RabbitMQ 3.10.8. */
@Tag("waits")
final class QuorumTest extends OnAQuorumQueue {
    private void kill(int node) {
        clients.cluster.kill(node).join();
    }

    private void restart(int node) {
        clients.cluster.start(node).join();
    }

    private void confirmed(String... bodies) throws Exception {
        publish(two, "", "q", bodies);
        two.waitForConfirmsOrDie(20_000);
    }

    @Test
    void leadersDeath_keepsWhatIsConfirmed_andConsumersOfOtherNodesKeepTheirDeliveries() throws Exception {
        two.basicQos(2);
        var got = consume(two, "q", false);
        confirmed("a", "b", "c", "d");
        assertEquals(List.of("1 a", "2 b"), List.of(seen(next(got)), seen(next(got))));
        kill(1);
        two.basicAck(2, true);
        assertEquals(List.of("3 c", "4 d"), List.of(seen(next(got)), seen(next(got))));
        two.basicAck(4, true);
        awaits("an empty queue", () -> clients.cluster.usedBytes().join() == 0);
        confirmed("e");
        assertEquals("5 e", seen(next(got)));
    }

    @Test
    void consumersNodesDeath_bringsItsDeliveriesBackInOrder_counted() throws Exception {
        Channel three = clients.channel(3);
        three.basicQos(3);
        var got = consume(three, "q", false);
        confirmed("0", "1", "2", "3", "4");
        for (int i = 0; i < 3; i++) next(got);
        kill(3);
        awaits("all five", () -> two.messageCount("q") == 5);
        var all = new ArrayList<String>();
        for (int i = 0; i < 5; i++) all.add(get(two, "q"));
        assertEquals(List.of("0 again 1", "1 again 1", "2 again 1", "3 0", "4 0"), all);
    }

    @Test
    void minority_standsStill_andGoesOnWithEverythingWhenAMajorityIsBack() throws Exception {
        confirmed("a", "b");
        var got = consume(two, "q", false);
        assertEquals("1 a", seen(next(got)));
        kill(1);
        kill(3);
        publish(two, "", "q", "c");
        assertThrows(TimeoutException.class, () -> two.waitForConfirms(300), "a minority confirms");
        assertEquals(0, two.queueDeclarePassive("q").getMessageCount());
        assertEquals("q", two.queueDeclare("q", true, false, false, QUORUM).getQueue());
        assertRefusedConnection(541, () -> clients.channel(2).basicGet("q", true));
        assertRefusedConnection(541, () -> clients.channel(2).queueDeclare("new", true, false, false, QUORUM));
        assertEquals(1, got.size(), "b was delivered before, c is not");
        restart(3);
        two.waitForConfirmsOrDie(20_000);
        assertEquals(List.of("2 b", "3 c"), List.of(seen(next(got)), seen(next(got))));
        two.basicAck(3, true);
        awaits("an empty queue", () -> clients.cluster.usedBytes().join() == 0);
    }

    private static void assertRefusedConnection(int code, org.junit.jupiter.api.function.Executable refused) {
        Throwable cause = assertThrows(Exception.class, refused);
        while (cause.getCause() != null && !(cause instanceof ShutdownSignalException)) cause = cause.getCause();
        var reason = ((com.rabbitmq.client.AMQP.Connection.Close) ((ShutdownSignalException) cause).getReason());
        assertEquals(code, reason.getReplyCode(), reason.getReplyText());
    }

    /** Confirmed by two that die, with the third not having it: it must not be elected alone, and the log of the two is on their disks. */
    @Test
    void memberThatCameBack_countsForWhatItHas() throws Exception {
        kill(3);
        confirmed("only on 1 and 2");
        kill(1);
        restart(3); // behind, with 2 a majority: 2 leads
        confirmed("then");
        kill(2);
        restart(1); // behind, with 3 a majority: 3 leads
        Channel one = clients.channel(1);
        awaits("both", () -> one.messageCount("q") == 2);
        assertEquals(List.of("only on 1 and 2 0", "then 0"), List.of(get(one, "q"), get(one, "q")));
    }

    @Test
    void allNodesDeath_leavesTheQueueOnTheirDisks() throws Exception {
        confirmed("a", "b");
        for (int node = 1; node <= 3; node++) kill(node);
        restart(2);
        Channel again = clients.channel(2);
        assertEquals(0, again.queueDeclarePassive("q").getMessageCount());
        restart(3);
        awaits("a leader", () -> again.messageCount("q") == 2);
        assertEquals("a 0", get(again, "q"));
    }

    @Test
    void unconfirmed_ofAPublisherThatDiedWithTheLeader_isLost() throws Exception {
        kill(2);
        kill(3); // node 1 leads alone: it commits nothing
        Channel one = clients.channel(1);
        one.confirmSelect();
        publish(one, "", "q", "never confirmed");
        assertThrows(TimeoutException.class, () -> one.waitForConfirms(300));
        kill(1);
        restart(2);
        restart(3);
        two = clients.channel(2);
        two.confirmSelect();
        confirmed("after");
        restart(1); // its log is cut to the others'
        kill(3);
        awaits("one message", () -> two.messageCount("q") == 1);
        assertEquals("after 0", get(two, "q"));
        awaits("its settlement", () -> clients.cluster.usedBytes().join() == 0);
    }

    @Test
    void leaderThatIsFrozen_isFollowedForFiveSeconds() throws Exception {
        long fromNs = System.nanoTime(); // before, for the nodes' time runs from the freezing on
        clients.cluster.freeze(1).join();
        confirmed("late");
        assertTrue(System.nanoTime() - fromNs >= 4_500_000_000L, "confirmed before the leader was given up");
        clients.cluster.thaw(1).join();
        kill(3);
        confirmed("by 1 and 2");
        assertEquals(2, two.messageCount("q"));
    }

    @Test
    void groupOfOne_goesWithItsOnlyNode_untilThatIsBack() throws Exception {
        clients.channel(3).queueDeclare("alone", true, false, false, with("x-quorum-initial-group-size", 1));
        publish(two, "", "alone", "a");
        two.waitForConfirmsOrDie(20_000);
        kill(3);
        publish(two, "", "alone", "b");
        assertThrows(TimeoutException.class, () -> two.waitForConfirms(300));
        restart(3);
        two.waitForConfirmsOrDie(20_000);
        awaits("both", () -> two.messageCount("alone") == 2);
    }

    /** Numbers of a queue that answers at once and of one that waits, on one channel. */
    @Test
    void confirms_ofAnotherQueue_doNotWait() throws Exception {
        two.queueDeclare("classic", false, false, false, null);
        kill(1);
        kill(3);
        var answered = new java.util.concurrent.LinkedBlockingQueue<String>();
        two.addConfirmListener((number, multiple) -> answered.add(number + (multiple ? " and before" : "")),
            (number, _) -> answered.add("not " + number));
        publish(two, "", "classic", "a");
        publish(two, "", "q", "b");
        publish(two, "", "classic", "c");
        assertEquals(List.of("1", "3"), List.of(answered.take(), answered.take()));
        restart(1);
        assertEquals("3 and before", answered.take());
        publish(two, "", "q", "d");
        assertEquals("4", answered.take());
    }

    @Test
    void deletedQueue_refusesWhatWaits() throws Exception {
        kill(1);
        kill(3);
        publish(two, "", "q", "a");
        clients.channel(2).queueDelete("q");
        assertFalse(two.waitForConfirms(20_000));
        assertEquals(0, clients.cluster.usedBytes().join());
    }
}
