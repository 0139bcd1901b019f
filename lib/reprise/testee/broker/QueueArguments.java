package reprise.testee.broker;

import io.netty.buffer.ByteBufUtil;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.ReplyCode;
import reprise.transport.amqp.Wire;

/**
 * The x-arguments of queue.declare that this broker supports, null where absent. Unsupported arguments that would change where
 * messages go are refused; those that RabbitMQ itself ignores are ignored.
 */
record QueueArguments(Long expiresMs, Long messageTtlMs, Long maxLength, Long maxLengthBytes, Overflow overflow,
                      Long maxPriority, String deadLetterExchange, String deadLetterRoutingKey, Quorum quorum) {
    /**
     * Those of a quorum queue; a classic one has none of them.
     *
     * @param groupSize how many members it has; null for three
     * @param deliveryLimit how often a message may return before it is given up; null, or below 0, for no limit
     */
    record Quorum(Long groupSize, Long deliveryLimit) {
        private static final int MEMBERS = 3;

        /** The leader where the queue is declared, then nodes that run, then others. */
        List<Node> members(Node leader, List<Node> nodes) {
            return Stream.concat(Stream.of(leader), nodes.stream().filter(node -> node != leader)
                .sorted(Comparator.comparing(node -> !node.running()))).limit(groupSize == null ? MEMBERS : groupSize).toList();
        }

        boolean exceeded(int returns) {
            return deliveryLimit != null && deliveryLimit >= 0 && returns > deliveryLimit;
        }
    }


    /** How a full queue handles another message. */
    enum Overflow {
        DROP_HEAD, REJECT_PUBLISH, REJECT_PUBLISH_DLX;

        private String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    private static final long LONGEST_MS = 0xFFFFFFFFL; // RabbitMQ's limit for its timers
    private static final String DEAD_LETTER_EXCHANGE = "x-dead-letter-exchange";
    private static final String DEAD_LETTER_ROUTING_KEY = "x-dead-letter-routing-key";
    private static final Set<String> NOT_THERE = Set.of("x-dead-letter-strategy", "x-single-active-consumer");
    private static final String TYPE = "x-queue-type";
    private static final String GROUP_SIZE = "x-quorum-initial-group-size";
    private static final String DELIVERY_LIMIT = "x-delivery-limit";
    private static final List<String> NOT_OF_CLASSIC = List.of(GROUP_SIZE, DELIVERY_LIMIT);
    private static final List<String> NOT_OF_QUORUM = List.of("x-max-priority", "x-queue-mode", "x-queue-master-locator");
    static final QueueArguments NONE = new QueueArguments(null, null, null, null, Overflow.DROP_HEAD, null, null, null, null);

    static QueueArguments of(String queue, Map<String, Object> arguments) {
        if (arguments.isEmpty()) return NONE;
        for (String name : arguments.keySet()) {
            if (NOT_THERE.contains(name)) throw notThere(name, arguments.get(name), queue);
        }
        boolean isQuorum = isQuorum(queue, arguments);
        for (String name : isQuorum ? NOT_OF_QUORUM : NOT_OF_CLASSIC) {
            if (arguments.containsKey(name)) {
                throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "invalid arg '" + name + "' for " + VirtualHost.queueName(queue)
                    + " of queue type rabbit_" + (isQuorum ? "quorum" : "classic") + "_queue");
            }
        }
        var known = new QueueArguments(number("x-expires", 1, LONGEST_MS, queue, arguments),
            number("x-message-ttl", 0, LONGEST_MS, queue, arguments),
            number("x-max-length", 0, Long.MAX_VALUE, queue, arguments),
            number("x-max-length-bytes", 0, Long.MAX_VALUE, queue, arguments),
            overflow(queue, arguments),
            number("x-max-priority", 0, 255, queue, arguments),
            text(DEAD_LETTER_EXCHANGE, queue, arguments), text(DEAD_LETTER_ROUTING_KEY, queue, arguments),
            isQuorum ? new Quorum(number(GROUP_SIZE, 1, Integer.MAX_VALUE, queue, arguments),
                number(DELIVERY_LIMIT, Long.MIN_VALUE, Long.MAX_VALUE, queue, arguments)) : null);
        if (known.deadLetterRoutingKey != null && known.deadLetterExchange == null) {
            throw invalid(DEAD_LETTER_ROUTING_KEY, known.deadLetterRoutingKey, "an " + DEAD_LETTER_EXCHANGE + " beside it", queue);
        }
        return known;
    }

    private static boolean isQuorum(String queue, Map<String, Object> arguments) {
        Object type = arguments.getOrDefault(TYPE, "classic");
        if (type.equals("classic") || type.equals("quorum")) return type.equals("quorum");
        throw type.equals("stream") ? notThere(TYPE, type, queue) : invalid(TYPE, type, "classic or quorum", queue);
    }

    int highestPriority() {
        return maxPriority == null ? 0 : maxPriority.intValue();
    }

    /** What the arguments add to a queue's cost: texts, a list for each priority, and a quorum queue's log. */
    long costBytes() {
        int letters = deadLetterExchange == null ? 0 : deadLetterExchange.length();
        if (deadLetterRoutingKey != null) letters += deadLetterRoutingKey.length();
        return 2L * letters + (long) Memory.LINE_BYTES * highestPriority() + (isQuorum() ? Memory.LOG_BYTES : 0);
    }

    boolean isQuorum() {
        return quorum != null;
    }

    /** When a message expires that comes now with this time to live, or {@link Publishing#NO_TTL}. */
    long expiresAtNs(long ttlMs) {
        long shortest = messageTtlMs == null ? Long.MAX_VALUE : messageTtlMs;
        if (ttlMs >= 0) shortest = Math.min(shortest, ttlMs);
        return shortest == Long.MAX_VALUE ? QueuedMessage.NEVER : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(shortest);
    }

    boolean limited() {
        return maxLength != null || maxLengthBytes != null;
    }

    /** Whether this exceeds the limits on waiting messages. */
    boolean exceeded(int messages, long bodyBytes) {
        return maxLength != null && messages > maxLength || maxLengthBytes != null && bodyBytes > maxLengthBytes;
    }

    private static AmqpException notThere(String name, Object value, String queue) {
        return new AmqpException(ReplyCode.NOT_IMPLEMENTED, name + " = '" + value + "' for " + VirtualHost.queueName(queue));
    }

    private static AmqpException invalid(String name, Object value, String expected, String queue) {
        return new AmqpException(ReplyCode.PRECONDITION_FAILED, "invalid arg '" + name + "' for " + VirtualHost.queueName(queue)
            + ": '" + value + "'; expected " + expected);
    }

    private static Overflow overflow(String queue, Map<String, Object> arguments) {
        if (!arguments.containsKey("x-overflow")) return Overflow.DROP_HEAD;
        for (Overflow overflow : Overflow.values()) {
            if (overflow.wireName().equals(arguments.get("x-overflow"))) return overflow;
        }
        throw invalid("x-overflow", arguments.get("x-overflow"), "drop-head, reject-publish or reject-publish-dlx", queue);
    }

    private static String text(String name, String queue, Map<String, Object> arguments) {
        if (!arguments.containsKey(name)) return null;
        if (arguments.get(name) instanceof String text && ByteBufUtil.utf8Bytes(text) <= Wire.SHORT_STRING_MAX_BYTES) return text;
        throw invalid(name, arguments.get(name), "text of at most 255 octets", queue);
    }

    private static Long number(String name, long least, long most, String queue, Map<String, Object> arguments) {
        if (!arguments.containsKey(name)) return null;
        Object value = arguments.get(name);
        boolean whole = value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long;
        if (whole && ((Number) value).longValue() >= least && ((Number) value).longValue() <= most) {
            return ((Number) value).longValue();
        }
        throw invalid(name, value, "a whole number from " + least + " to " + most, queue);
    }

    /** Throws if an argument differs from the declared one. */
    void checkSame(QueueArguments current, String queue) {
        checkSame(TYPE, quorum == null ? null : "quorum", current.quorum == null ? null : "quorum", queue);
        if (quorum != null) {
            checkSame(GROUP_SIZE, quorum.groupSize, current.quorum.groupSize, queue);
            checkSame(DELIVERY_LIMIT, quorum.deliveryLimit, current.quorum.deliveryLimit, queue);
        }
        checkSame("x-expires", expiresMs, current.expiresMs, queue);
        checkSame("x-message-ttl", messageTtlMs, current.messageTtlMs, queue);
        checkSame("x-max-length", maxLength, current.maxLength, queue);
        checkSame("x-max-length-bytes", maxLengthBytes, current.maxLengthBytes, queue);
        checkSame("x-overflow", overflow.wireName(), current.overflow.wireName(), queue);
        checkSame("x-max-priority", maxPriority, current.maxPriority, queue);
        checkSame(DEAD_LETTER_EXCHANGE, deadLetterExchange, current.deadLetterExchange, queue);
        checkSame(DEAD_LETTER_ROUTING_KEY, deadLetterRoutingKey, current.deadLetterRoutingKey, queue);
    }

    private static void checkSame(String name, Object received, Object current, String queue) {
        VirtualHost.checkSame(name, Objects.requireNonNullElse(received, "none"), Objects.requireNonNullElse(current, "none"),
            VirtualHost.queueName(queue));
    }
}
