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
 * What a channel gets: its consumers, the deliveries that it has not settled, and how many it may have
 * (basic.qos: for each consumer that comes after, or with global for all of the channel, as RabbitMQ has it). Owned by the
 * event loop.
 */
final class Deliveries {
    private static final int ACK_BYTES = 4 + 8 + 1;

    private final ClientChannel channel;
    private final Declarations names;
    private final Map<String, Consumer> consumers = new HashMap<>();
    private final Unsettled unsettled = new Unsettled();
    private long lastTag;
    private int prefetch;
    private int sharedPrefetch;
    private int sharedOut;

    Deliveries(ClientChannel channel, Declarations names) {
        this.channel = channel;
        this.names = names;
        channel.connection.broker.channels.add(this);
    }

    Node node() {
        return channel.connection.node;
    }

    Outbox outbox() {
        return channel.connection.outbox;
    }

    boolean hasCredit() {
        return sharedPrefetch == 0 || sharedOut < sharedPrefetch;
    }

    /** HOT: a delivery that needs no ack. */
    void deliver(Consumer consumer, Message message, boolean redelivered) {
        write(consumer, message, ++lastTag, redelivered);
    }

    /** HOT: a delivery that awaits its ack. */
    void deliver(Consumer consumer, Queued queued) {
        queued.deliveryTag = ++lastTag;
        queued.consumer = consumer;
        consumer.delivered();
        sharedOut++;
        unsettled.add(queued);
        write(consumer, queued.message, queued.deliveryTag, queued.redelivered);
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
            case BasicMethod.Nack nack -> settle(nack.deliveryTag(), nack.multiple(), nack.requeue());
            case BasicMethod.Reject reject -> settle(reject.deliveryTag(), false, reject.requeue());
            case BasicMethod.Ack ack -> settle(ack.deliveryTag(), ack.multiple(), false);
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
        if (qos.global()) sharedPrefetch = qos.prefetchCount();
        else prefetch = qos.prefetchCount();
        channel.send(new BasicMethod.QosOk());
        pump();
    }

    private void consume(BasicMethod.Consume consume) {
        if (consumers.containsKey(consume.consumerTag())) {
            throw new AmqpException(ReplyCode.NOT_ALLOWED, "attempt to reuse consumer tag '" + consume.consumerTag() + "'");
        }
        if (consume.arguments().containsKey("x-priority")) {
            throw new AmqpException(ReplyCode.NOT_IMPLEMENTED, "x-priority = '" + consume.arguments().get("x-priority")
                + "' for a consumer");
        }
        if (consume.noLocal()) throw new AmqpException(ReplyCode.NOT_IMPLEMENTED, "no_local=true");
        Queue queue = names.queue(consume.queue());
        boolean taken = !queue.consumers().isEmpty() && (consume.exclusive() || queue.consumers().getFirst().exclusive);
        if (taken) {
            throw new AmqpException(ReplyCode.ACCESS_REFUSED, VirtualHost.queueName(queue.name) + " in exclusive use");
        }
        String tag = consume.consumerTag().isEmpty() ? channel.connection.broker.name("amq.ctag-") : consume.consumerTag();
        var consumer = new Consumer(this, queue, tag, consume.noAck(), consume.exclusive(),
            Boolean.TRUE.equals(consume.arguments().get("x-cancel-on-ha-failover")), prefetch);
        memory().hold(consumer.costBytes(), "a consumer");
        consumers.put(tag, consumer);
        if (!consume.noWait()) channel.send(new BasicMethod.ConsumeOk(tag));
        queue.add(consumer);
    }

    private void cancel(BasicMethod.Cancel cancel) {
        Consumer consumer = consumers.remove(cancel.consumerTag());
        if (!cancel.noWait()) channel.send(new BasicMethod.CancelOk(cancel.consumerTag()));
        if (consumer == null) return;
        memory().release(consumer.costBytes());
        consumer.queue.remove(consumer);
    }

    private Memory memory() {
        return channel.connection.broker.memory;
    }

    /** Its queue is gone, or it asked for this. */
    void cancelled(Consumer consumer) {
        if (consumers.remove(consumer.tag) != null) memory().release(consumer.costBytes());
        if (channel.connection.handshake.capable("consumer_cancel_notify")) {
            channel.send(new BasicMethod.Cancel(consumer.tag, true));
        }
    }

    private void get(BasicMethod.Get get) {
        Queue queue = names.queue(get.queue());
        queue.touch();
        Queued queued = queue.poll();
        if (queued == null) {
            channel.send(new BasicMethod.GetEmpty());
            return;
        }
        queued.deliveryTag = ++lastTag;
        ByteBuf strings = Unpooled.wrappedBuffer(queued.message.destination);
        channel.send(new BasicMethod.GetOk(queued.deliveryTag, queued.redelivered, Wire.readShortString(strings),
            Wire.readShortString(strings), queue.messages()));
        queued.message.writeContent(outbox().frames(), channel.number, channel.connection.handshake.frameMaxBytes());
        outbox().wrote();
        if (get.noAck()) queue.settled(queued);
        else unsettled.add(queued);
    }

    /** HOT: one ack for each delivery, or for many. Layout: long method, longlong delivery tag, octet multiple. */
    void ack(ByteBuf payload) {
        if (payload.readableBytes() != ACK_BYTES) {
            throw new AmqpException(ReplyCode.SYNTAX_ERROR, "an ack of " + payload.readableBytes() + " octets");
        }
        settle(BasicCodec.deliveryTag(payload), BasicCodec.multiple(payload), false);
    }

    // Tag 0 with multiple settles all there are, and may find none; any other must find something.
    private void settle(long tag, boolean multiple, boolean requeue) {
        if (multiple) {
            boolean found = requeue ? requeueUpTo(tag) : unsettled.removeUpTo(tag, this::discard);
            if (!found && tag != 0) throw unknown(tag);
            pump();
            return;
        }
        Queued queued = unsettled.remove(tag);
        if (queued == null) throw unknown(tag);
        Consumer consumer = queued.consumer;
        if (requeue) requeue(queued);
        else discard(queued);
        if (sharedPrefetch != 0) pump();
        else if (consumer != null) consumer.queue.pump();
    }

    private static AmqpException unknown(long tag) {
        return new AmqpException(ReplyCode.PRECONDITION_FAILED, "unknown delivery tag " + Long.toUnsignedString(tag));
    }

    private void discard(Queued queued) {
        if (stillOut(queued)) queued.queue.settled(queued);
    }

    private void requeue(Queued queued) {
        if (stillOut(queued)) queued.queue.requeue(new ArrayList<>(List.of(queued)));
    }

    // Gives back its credit. After a failover the channel's own is still taken, as in RabbitMQ, the consumer's is not.
    private boolean stillOut(Queued queued) {
        if (queued.consumer != null) {
            sharedOut--;
            if (!queued.overtaken) queued.consumer.settled();
        }
        if (queued.overtaken) memory().giveBack(Memory.PLACE_BYTES);
        return !queued.overtaken;
    }

    private boolean requeueUpTo(long tag) {
        var returned = new HashMap<Queue, List<Queued>>();
        boolean found = unsettled.removeUpTo(tag, queued -> {
            if (stillOut(queued)) returned.computeIfAbsent(queued.queue, _ -> new ArrayList<>()).add(queued);
        });
        returned.forEach(Queue::requeue);
        return found;
    }

    /** What is out of these queues is to be delivered again; here it stays until the client settles it. */
    void overtake(Set<Queue> promoted, Map<Queue, List<Queued>> again) {
        unsettled.forEach(queued -> {
            if (queued.overtaken || !promoted.contains(queued.queue)) return;
            memory().take(Memory.PLACE_BYTES); // there are two of it until the client settles the old one
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
        for (Consumer consumer : List.copyOf(consumers.values())) consumer.queue.pump();
    }

    /** The channel ends: first it takes nothing more, then what it had goes back. */
    void end() {
        var all = List.copyOf(consumers.values());
        consumers.clear();
        all.forEach(consumer -> {
            memory().release(consumer.costBytes());
            consumer.queue.remove(consumer);
        });
        requeueUpTo(0);
        channel.connection.broker.channels.remove(this);
    }
}
