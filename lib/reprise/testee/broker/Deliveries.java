package reprise.testee.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.BasicCodec;
import reprise.transport.amqp.BasicMethod;
import reprise.transport.amqp.ReplyCode;
import reprise.transport.amqp.Wire;

/**
 * A channel's consumers, its unsettled deliveries, and its limits on them (basic.qos: for each later consumer, or with global for
 * the whole channel, as in RabbitMQ). Owned by the event loop.
 */
final class Deliveries {
    private static final int ACK_BYTES = 4 + 8 + 1;

    private final ClientChannel channel;
    private final Declarations names;
    private final Map<String, Consumer> consumers = new HashMap<>();
    private final UnsettledDeliveries unsettled = new UnsettledDeliveries();
    private long lastTag;
    private int prefetch;
    private final SharedCredit shared = new SharedCredit();
    /** Null until something comes from another node. */
    private Inbound inbound;
    final ReplyTo replyTo;
    private final Memory memory;

    Deliveries(ClientChannel channel, Declarations names) {
        this.channel = channel;
        this.names = names;
        this.replyTo = new ReplyTo(channel);
        this.memory = channel.connection.broker.memory;
        channel.connection.broker.channels.add(this);
    }

    Node node() {
        return channel.connection.node;
    }

    Outbox outbox() {
        return channel.connection.outbox;
    }

    boolean hasCredit() {
        return shared.left();
    }

    /** HOT: a delivery without ack. */
    void deliver(Consumer consumer, Message message, boolean redelivered) {
        if (consumer.across() == null) write(consumer, message, redelivered);
        else inbound().send(consumer, message, redelivered);
    }

    /** HOT: a delivery that awaits its ack. */
    void deliver(Consumer consumer, QueuedMessage queued) {
        queued.consumer = consumer;
        consumer.delivered();
        shared.taken();
        if (consumer.across() == null) write(consumer, queued, queued.message);
        else inbound().send(consumer, queued);
    }

    private Inbound inbound() {
        if (inbound == null) inbound = new Inbound(this, shared);
        return inbound;
    }

    void write(Consumer consumer, Message message, boolean redelivered) {
        write(consumer, message, ++lastTag, redelivered);
    }

    void write(Consumer consumer, QueuedMessage queued, Message message) {
        queued.deliveryTag = ++lastTag;
        unsettled.add(queued);
        write(consumer, message, queued.deliveryTag, queued.redelivered);
    }

    Consumer consumer(String tag) {
        return consumers.get(tag);
    }

    private void write(Consumer consumer, Message message, long tag, boolean redelivered) {
        ByteBuf out = outbox().frames();
        BasicCodec.writeDeliver(out, channel.number, consumer.tagBytes, tag, redelivered, message.destination,
            message.destination.length);
        message.writeContent(out, channel.number, channel.connection.handshake.frameMaxBytes());
        outbox().wrote();
    }

    void on(BasicMethod method) {
        switch (method) {
            case BasicMethod.Qos qos -> qos(qos);
            case BasicMethod.Consume consume -> consume(consume);
            case BasicMethod.Cancel cancel -> cancel(cancel);
            case BasicMethod.Get get -> get(get);
            case BasicMethod.Nack nack -> settle(nack.deliveryTag(), nack.multiple(), Verdict.of(nack.requeue()));
            case BasicMethod.Reject reject -> settle(reject.deliveryTag(), false, Verdict.of(reject.requeue()));
            case BasicMethod.Ack ack -> settle(ack.deliveryTag(), ack.multiple(), Verdict.DONE);
            case BasicMethod.Recover recover -> {
                recover(recover.requeue());
                channel.send(new BasicMethod.RecoverOk());
            }
            case BasicMethod.RecoverAsync recover -> recover(recover.requeue());
            case BasicMethod.Publish _ -> throw new IllegalStateException("publish does not come this way");
            case BasicMethod.QosOk _, BasicMethod.ConsumeOk _, BasicMethod.CancelOk _, BasicMethod.Return _,
                BasicMethod.Deliver _, BasicMethod.GetOk _, BasicMethod.GetEmpty _, BasicMethod.RecoverOk _ ->
                throw ClientChannel.notForServers(method);
        }
    }

    private void qos(BasicMethod.Qos qos) {
        if (qos.prefetchBytes() != 0) {
            throw new AmqpException(ReplyCode.NOT_IMPLEMENTED, "prefetch_size!=0 (" + qos.prefetchBytes() + ")");
        }
        if (qos.global()) shared.prefetch(qos.prefetchCount());
        else prefetch = qos.prefetchCount();
        channel.send(new BasicMethod.QosOk());
        pump();
    }

    private void consume(BasicMethod.Consume consume) {
        if (consumers.containsKey(consume.consumerTag())) {
            throw new AmqpException(ReplyCode.NOT_ALLOWED, "attempt to reuse consumer tag '" + consume.consumerTag() + "'");
        }
        if (consume.noLocal()) throw new AmqpException(ReplyCode.NOT_IMPLEMENTED, "no_local=true");
        long priority = Consumer.priority(consume.arguments());
        Queue queue = consume.queue().equals(ReplyTo.NAME) ? replyTo.consume(consume.noAck()) : names.queue(consume.queue());
        if (queue.arguments.isQuorum() && shared.limited()) {
            throw new AmqpException(ReplyCode.NOT_IMPLEMENTED, VirtualHost.queueName(queue.name) + " does not support global qos");
        }
        boolean taken = !queue.consumers().isEmpty() && (consume.exclusive() || queue.consumers().exclusive());
        if (taken) {
            throw new AmqpException(ReplyCode.ACCESS_REFUSED, VirtualHost.queueName(queue.name) + " in exclusive use");
        }
        String tag = consume.consumerTag().isEmpty() ? channel.connection.broker.name("amq.ctag-") : consume.consumerTag();
        var consumer = new Consumer(this, queue, tag, consume.noAck(), consume.exclusive(),
            Boolean.TRUE.equals(consume.arguments().get("x-cancel-on-ha-failover")), priority, prefetch);
        memory.hold(consumer.costBytes(), "a consumer");
        consumers.put(tag, consumer);
        shared.add(consumer);
        if (!consume.noWait()) channel.send(new BasicMethod.ConsumeOk(tag));
        queue.add(consumer);
    }

    private void cancel(BasicMethod.Cancel cancel) {
        Consumer consumer = consumers.remove(cancel.consumerTag());
        shared.remove(consumer);
        if (!cancel.noWait()) channel.send(new BasicMethod.CancelOk(cancel.consumerTag()));
        if (consumer == null) return;
        memory.release(consumer.costBytes());
        consumer.queue.remove(consumer);
    }

    /** Ends a consumer: its queue is gone, or it asked for this. */
    void cancelled(Consumer consumer) {
        if (consumers.remove(consumer.tag) != null) memory.release(consumer.costBytes());
        shared.remove(consumer);
        if (channel.connection.handshake.capable("consumer_cancel_notify")) {
            channel.send(new BasicMethod.Cancel(consumer.tag, true));
        }
    }

    private void get(BasicMethod.Get get) {
        Queue queue = names.queue(get.queue());
        queue.touch();
        if (queue.commands.standStill()) {
            throw new AmqpException(ReplyCode.INTERNAL_ERROR, "Cannot get a message from " + VirtualHost.queueName(queue.name)
                + ": nodedown");
        }
        QueuedMessage queued = queue.poll();
        if (queued == null) {
            channel.send(new BasicMethod.GetEmpty());
            return;
        }
        queued.deliveryTag = ++lastTag;
        ByteBuf strings = Unpooled.wrappedBuffer(queued.message.destination);
        channel.send(new BasicMethod.GetOk(queued.deliveryTag, queued.redelivered, Wire.readShortString(strings),
            Wire.readShortString(strings), queue.messages()));
        queue.commands.asGotten(queued).writeContent(outbox().frames(), channel.number, channel.connection.handshake.frameMaxBytes());
        outbox().wrote();
        if (get.noAck()) queue.commands.settle(queued, queue.commands.at());
        else unsettled.add(queued);
    }

    /** HOT: one ack for one or many deliveries. Layout: long method, longlong delivery tag, octet multiple. */
    void ack(ByteBuf payload) {
        if (payload.readableBytes() != ACK_BYTES) {
            throw new AmqpException(ReplyCode.SYNTAX_ERROR, "an ack of " + payload.readableBytes() + " octets");
        }
        settle(BasicCodec.deliveryTag(payload), BasicCodec.multiple(payload), Verdict.DONE);
    }

    /** How a client settles a delivery. */
    private enum Verdict {
        DONE, AGAIN, REJECTED;

        static Verdict of(boolean requeue) {
            return requeue ? AGAIN : REJECTED;
        }
    }

    // Tag 0 with multiple settles all deliveries and may match none; any other tag must match.
    private void settle(long tag, boolean multiple, Verdict verdict) {
        if (multiple) {
            boolean found = switch (verdict) {
                case DONE -> unsettled.removeUpTo(tag, this::discard);
                case REJECTED -> unsettled.removeUpTo(tag, this::reject);
                case AGAIN -> requeueUpTo(tag);
            };
            if (!found && tag != 0) throw UnsettledDeliveries.unknown(tag);
            pump();
            return;
        }
        QueuedMessage queued = unsettled.remove(tag);
        if (queued == null) throw UnsettledDeliveries.unknown(tag);
        Consumer consumer = queued.consumer;
        switch (verdict) {
            case DONE -> discard(queued);
            case REJECTED -> reject(queued);
            case AGAIN -> requeue(queued);
        }
        if (shared.limited()) pump();
        else if (consumer != null) consumer.queue.pump();
    }

    private void discard(QueuedMessage queued) {
        if (stillOut(queued)) queued.queue.commands.settle(queued, node());
    }

    private void reject(QueuedMessage queued) {
        if (stillOut(queued)) queued.queue.commands.reject(queued, node());
    }

    private void requeue(QueuedMessage queued) {
        if (stillOut(queued)) queued.queue.commands.requeue(new ArrayList<>(List.of(queued)), node());
    }

    // Returns its credit; a queue at another node returns the consumer's when it hears of it. After a fail-over it still occupies the
    // channel's credit, as in RabbitMQ, but not the consumer's.
    private boolean stillOut(QueuedMessage queued) {
        if (queued.consumer != null) {
            shared.givenBack();
            if (!queued.overtaken && !queued.queue.commands.isElsewhere(node())) queued.consumer.settled();
        }
        if (queued.overtaken) memory.giveBack(Memory.PLACE_BYTES);
        return !queued.overtaken;
    }

    private boolean requeueUpTo(long tag) {
        var returned = new HashMap<Queue, List<QueuedMessage>>();
        boolean found = unsettled.removeUpTo(tag, queued -> {
            if (stillOut(queued)) returned.computeIfAbsent(queued.queue, _ -> new ArrayList<>()).add(queued);
        });
        returned.forEach((queue, its) -> queue.commands.requeue(its, node()));
        return found;
    }

    /** Copies these queues' unsettled deliveries for redelivery; they stay here until the client settles them. */
    void overtake(Set<Queue> promoted, Map<Queue, List<QueuedMessage>> again) {
        unsettled.forEach(queued -> {
            if (queued.overtaken || !promoted.contains(queued.queue)) return;
            memory.take(Memory.PLACE_BYTES); // two places exist until the client settles the old delivery
            again.computeIfAbsent(queued.queue, _ -> new ArrayList<>()).add(queued.overtake());
        });
    }

    private void recover(boolean requeue) {
        if (!requeue) throw new AmqpException(ReplyCode.NOT_IMPLEMENTED, "requeue=false");
        requeueUpTo(0);
    }

    /** A consumer of this channel may have become ready. */
    void pump() {
        if (consumers.isEmpty()) return;
        if (!shared.limited()) for (Consumer consumer : List.copyOf(consumers.values())) consumer.queue.pump();
        else if (!shared.pump()) channel.connection.broker.later(this::pump);
    }

    /** Ends the channel: first its consumers stop, then its deliveries return. */
    void end() {
        var all = List.copyOf(consumers.values());
        consumers.clear();
        shared.clear();
        all.forEach(consumer -> {
            memory.release(consumer.costBytes());
            consumer.queue.remove(consumer);
        });
        replyTo.end();
        if (inbound != null) inbound.end();
        requeueUpTo(0);
        channel.connection.broker.channels.remove(this);
    }
}
