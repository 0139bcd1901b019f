package reprise.testee.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A published message on its way to queues that are not only at the publisher's node: a copy goes to each node where some of them
 * live, and its answer comes back from there. What is lost on the way is refused, as by RabbitMQ when a queue's node dies: nobody knows
 * whether the queue has it.
 */
final class Forwarding {
    private Forwarding() {}

    /** @param waiting is told once for each of the queues that {@link Queue#isOnlyAt} does not hold for */
    static void send(Message message, long ttlMs, List<Queue> queues, ClientConnection publisher, Settled waiting) {
        Node node = publisher.node;
        Map<Node, List<Queue>> elsewhere = null;
        for (Queue queue : queues) {
            if (queue.isOnlyAt(node)) continue;
            if (queue.arguments.isQuorum()) {
                queue.commands.propose(message, ttlMs, publisher, waiting);
            } else if (queue.home() == node) {
                queue.commands.publish(message, ttlMs, waiting);
            } else {
                if (elsewhere == null) elsewhere = new LinkedHashMap<>();
                elsewhere.computeIfAbsent(queue.home(), _ -> new ArrayList<>(1)).add(queue);
            }
        }
        if (elsewhere != null) elsewhere.forEach((home, its) -> node.link(home).send(letter(home, its, ttlMs, node, waiting), message));
        publisher.flow.forwarded();
    }

    private static Parcel letter(Node home, List<Queue> queues, long ttlMs, Node publishers, Settled waiting) {
        return new Parcel() {
            @Override
            public void arrived(Message read) {
                for (Queue queue : queues) queue.commands.publish(read, ttlMs, waiting == Settled.NOBODY ? waiting : this::answer);
            }

            private void answer(boolean taken) {
                home.link(publishers).send(new Answer(waiting, taken), null);
            }

            @Override
            public void lost() {
                for (int i = 0; i < queues.size(); i++) waiting.settled(false);
            }
        };
    }

    /** A dead letter of a queue at one node for a queue at another; nobody waits for it. */
    static void dead(Message message, Node from, Queue to) {
        from.link(to.home()).send(letter(to.home(), List.of(to), Publishing.NO_TTL, from, Settled.NOBODY), message);
    }

    /** What a queue's node answers. */
    private record Answer(Settled waiting, boolean taken) implements Parcel {
        @Override
        public void arrived(Message none) {
            waiting.settled(taken);
        }

        @Override
        public void lost() {
            waiting.settled(false);
        }
    }
}
