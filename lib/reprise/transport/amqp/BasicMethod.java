package reprise.transport.amqp;

import static reprise.transport.amqp.Argument.CUT_STRING;
import static reprise.transport.amqp.Argument.SHORT;
import static reprise.transport.amqp.Argument.SHORT_STRING;
import static reprise.transport.amqp.Argument.UNSIGNED_LONG;

import java.util.Map;
import reprise.transport.amqp.Argument.As;

/**
 * Class 60 (specification 1.8), with RabbitMQ's nack and server-sent cancel. Publish, deliver and ack also have an object-free path
 * in {@link BasicCodec}.
 */
public sealed interface BasicMethod extends Method {
    int PUBLISH = 60 << 16 | 40;
    int RETURN = 60 << 16 | 50;
    int DELIVER = 60 << 16 | 60;
    int ACK = 60 << 16 | 80;
    int NACK = 60 << 16 | 120;

    @Arguments(id = 60 << 16 | 10)
    record Qos(@As(UNSIGNED_LONG) long prefetchBytes, @As(SHORT) int prefetchCount, boolean global) implements BasicMethod {}

    @Arguments(id = 60 << 16 | 11)
    record QosOk() implements BasicMethod {}

    @Arguments(id = 60 << 16 | 20, before = SHORT)
    record Consume(String queue, String consumerTag, boolean noLocal, boolean noAck, boolean exclusive,
                   boolean noWait, Map<String, Object> arguments) implements BasicMethod {}

    @Arguments(id = 60 << 16 | 21)
    record ConsumeOk(String consumerTag) implements BasicMethod {}

    @Arguments(id = 60 << 16 | 30)
    record Cancel(String consumerTag, boolean noWait) implements BasicMethod {}

    @Arguments(id = 60 << 16 | 31)
    record CancelOk(String consumerTag) implements BasicMethod {}

    @Arguments(id = PUBLISH, before = SHORT)
    record Publish(String exchange, String routingKey, boolean mandatory, boolean immediate) implements BasicMethod {}

    @Arguments(id = RETURN)
    record Return(@As(SHORT) int replyCode, @As(CUT_STRING) String replyText, String exchange, String routingKey) implements BasicMethod {}

    @Arguments(id = DELIVER)
    record Deliver(String consumerTag, long deliveryTag, boolean redelivered, String exchange, String routingKey) implements BasicMethod {}

    @Arguments(id = 60 << 16 | 70, before = SHORT)
    record Get(String queue, boolean noAck) implements BasicMethod {}

    @Arguments(id = 60 << 16 | 71)
    record GetOk(long deliveryTag, boolean redelivered, String exchange, String routingKey, int messages) implements BasicMethod {}

    @Arguments(id = 60 << 16 | 72, before = SHORT_STRING)
    record GetEmpty() implements BasicMethod {}

    @Arguments(id = ACK)
    record Ack(long deliveryTag, boolean multiple) implements BasicMethod {}

    @Arguments(id = 60 << 16 | 90)
    record Reject(long deliveryTag, boolean requeue) implements BasicMethod {}

    @Arguments(id = 60 << 16 | 100)
    record RecoverAsync(boolean requeue) implements BasicMethod {}

    @Arguments(id = 60 << 16 | 110)
    record Recover(boolean requeue) implements BasicMethod {}

    @Arguments(id = 60 << 16 | 111)
    record RecoverOk() implements BasicMethod {}

    @Arguments(id = NACK)
    record Nack(long deliveryTag, boolean multiple, boolean requeue) implements BasicMethod {}
}
