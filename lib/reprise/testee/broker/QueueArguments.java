package reprise.testee.broker;

import java.util.Map;
import java.util.Set;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.ReplyCode;

/**
 * The x-arguments of queue.declare that this broker knows, null where absent. What would change where messages go and is
 * not there is refused; what RabbitMQ itself ignores is ignored.
 */
record QueueArguments(Long expiresMs, Long messageTtlMs, Long maxLength) {
    private static final long LONGEST_MS = 0xFFFFFFFFL; // RabbitMQ's limit for its timers
    private static final Set<String> NOT_THERE = Set.of("x-dead-letter-exchange", "x-dead-letter-routing-key",
        "x-dead-letter-strategy", "x-max-length-bytes", "x-max-priority", "x-single-active-consumer");

    static QueueArguments of(String queue, Map<String, Object> arguments) {
        for (String name : arguments.keySet()) {
            if (NOT_THERE.contains(name)) throw notThere(name, arguments.get(name), queue);
        }
        onlyValue("x-overflow", "drop-head", queue, arguments);
        onlyValue("x-queue-type", "classic", queue, arguments);
        return new QueueArguments(number("x-expires", 1, LONGEST_MS, queue, arguments),
            number("x-message-ttl", 0, LONGEST_MS, queue, arguments),
            number("x-max-length", 0, Long.MAX_VALUE, queue, arguments));
    }

    private static void onlyValue(String name, String value, String queue, Map<String, Object> arguments) {
        Object given = arguments.getOrDefault(name, value);
        if (!value.equals(given)) throw notThere(name, given, queue);
    }

    private static AmqpException notThere(String name, Object value, String queue) {
        return new AmqpException(ReplyCode.NOT_IMPLEMENTED, name + " = '" + value + "' for " + VirtualHost.queueName(queue));
    }

    private static Long number(String name, long least, long most, String queue, Map<String, Object> arguments) {
        if (!arguments.containsKey(name)) return null;
        Object value = arguments.get(name);
        boolean whole = value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long;
        if (whole && ((Number) value).longValue() >= least && ((Number) value).longValue() <= most) {
            return ((Number) value).longValue();
        }
        throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "invalid arg '" + name + "' for " + VirtualHost.queueName(queue)
            + ": '" + value + "'; expected a whole number from " + least + " to " + most);
    }

    /** Throws what differs from how the queue was declared. */
    void checkSame(QueueArguments current, String queue) {
        checkSame("x-expires", expiresMs, current.expiresMs, queue);
        checkSame("x-message-ttl", messageTtlMs, current.messageTtlMs, queue);
        checkSame("x-max-length", maxLength, current.maxLength, queue);
    }

    private static void checkSame(String name, Long received, Long current, String queue) {
        VirtualHost.checkSame(name, received == null ? "none" : received, current == null ? "none" : current,
            VirtualHost.queueName(queue));
    }
}
