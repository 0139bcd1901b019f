package reprise.testee.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A channel's deliveries that are under way from queues at other nodes: they get their tags when they arrive. One that does not arrive
 * goes back to its queue, or is lost if nobody was to acknowledge it. A quorum queue's member at the channel's own node has the message
 * already, so that only word of it comes, and a leader's death does not stop it. Owned by the event loop.
 */
final class Inbound {
    private final Deliveries deliveries;
    private final SharedCredit credit;
    private final Set<QueuedMessage> underWay = new LinkedHashSet<>();
    private boolean ended;

    Inbound(Deliveries deliveries, SharedCredit credit) {
        this.deliveries = deliveries;
        this.credit = credit;
    }

    /** A delivery without ack. */
    void send(Consumer consumer, Message message, boolean redelivered) {
        boolean here = consumer.queue.commands.isMember(deliveries.node());
        consumer.across().send(new Parcel() {
            @Override
            public void arrived(Message read) {
                if (!ended) deliveries.write(consumer, here ? message : read, redelivered);
            }

            @Override
            public void lost() {
                if (here) arrived(message);
            }
        }, here ? null : message);
    }

    /** A delivery that awaits its ack. */
    void send(Consumer consumer, QueuedMessage queued) {
        boolean here = consumer.queue.commands.isMember(deliveries.node());
        underWay.add(queued);
        consumer.across().send(new Parcel() {
            @Override
            public void arrived(Message read) {
                if (underWay.remove(queued)) deliveries.write(consumer, queued, here ? queued.message : read);
            }

            @Override
            public void lost() {
                if (here && deliveries.node().running()) arrived(null);
                else if (underWay.remove(queued)) backTo(queued.queue, List.of(queued));
            }
        }, here ? null : queued.message);
    }

    /** The channel ends: what is under way will not be told to the client, but goes back to each queue. */
    void end() {
        ended = true;
        var left = underWay.stream().collect(Collectors.groupingBy(queued -> queued.queue, LinkedHashMap::new, Collectors.toList()));
        underWay.clear();
        left.forEach(this::backTo);
    }

    private void backTo(Queue queue, List<QueuedMessage> undelivered) {
        for (QueuedMessage queued : undelivered) {
            credit.givenBack();
            queued.consumer.settled();
        }
        queue.commands.undelivered(new ArrayList<>(undelivered), deliveries.node());
    }
}
