package reprise.testee.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reprise.transport.amqp.Properties;
import reprise.transport.amqp.Wire;

/**
 * Dead letters: messages that queues give up (x-dead-letter-exchange), on their way to be published again. That happens in a turn of its
 * own, in the order of giving up, and this holds them until then. Their headers say why and where they died, as in RabbitMQ 3.10:
 * <pre>
 * x-death               array of tables, the latest first; one for each queue and reason, with
 *                       count, reason, queue, time, exchange, routing-keys, original-expiration
 * x-first-death-…       reason, queue and exchange of the first
 * </pre>
 * Owned by the event loop.
 */
final class DeadLetters {
    enum Reason {
        REJECTED, EXPIRED, MAXLEN, DELIVERY_LIMIT;

        String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private record Letter(Queue from, Message message, Reason reason) {}

    /** After this many in a row, other work gets its turn. */
    private static final int LETTERS_PER_TURN = 512;
    private static final String DEATHS = "x-death";

    private final Broker broker;
    private final ArrayDeque<Letter> due = new ArrayDeque<>();
    private boolean dueSoon;

    DeadLetters(Broker broker) {
        this.broker = broker;
    }

    /** The queue has a dead-letter exchange; this takes over its hold on the message. */
    void send(Queue from, Message message, Reason reason) {
        if (!dueSoon) broker.later(this::deliver);
        dueSoon = true;
        due.add(new Letter(from, message, reason));
    }

    private void deliver() {
        for (int sent = 0; sent < LETTERS_PER_TURN && !due.isEmpty(); sent++) {
            Letter letter = due.poll();
            publish(letter);
            letter.message.drop(broker.memory);
        }
        dueSoon = !due.isEmpty();
        if (dueSoon) broker.later(this::deliver);
    }

    // If the exchange does not exist, the letter is lost, as in RabbitMQ.
    private void publish(Letter letter) {
        var arguments = letter.from.arguments;
        ByteBuf strings = Unpooled.wrappedBuffer(letter.message.destination);
        String exchange = Wire.readShortString(strings);
        String key = Wire.readShortString(strings);
        if (!broker.names.exists(arguments.deadLetterExchange())) return;
        Properties properties = letter.message.properties();
        var headers = new LinkedHashMap<String, Object>();
        if (properties.headers() != null) headers.putAll(properties.headers());
        var keys = new ArrayList<String>();
        keys.add(key);
        keys.addAll(Selection.keys(headers, Selection.CC));
        note(headers, death(letter, exchange, keys, properties.expiration()));
        if (arguments.deadLetterRoutingKey() != null) {
            keys = new ArrayList<>(List.of(arguments.deadLetterRoutingKey()));
            headers.remove(Selection.CC);
        }
        Message dead = Message.of(arguments.deadLetterExchange(), keys.getFirst(),
            properties.headers(headers).expiration(null), letter.message);
        Route route = broker.names.route(arguments.deadLetterExchange(), keys, () -> headers);
        for (Queue queue : route.queues()) {
            if (letter.reason == Reason.REJECTED || !inCircle(queue, headers)) queue.commands.take(dead, from(letter));
        }
    }

    // A quorum queue without a leader gives nothing up; should it come to that, the letter starts where it arrives.
    private static Node from(Letter letter) {
        Node at = letter.from.commands.at();
        return at == null ? letter.from.home() : at;
    }

    private static Map<String, Object> death(Letter letter, String exchange, List<String> keys, String expiration) {
        var death = new LinkedHashMap<String, Object>();
        death.put("count", 1L);
        death.put("reason", letter.reason.wireName());
        death.put("queue", letter.from.name);
        death.put("time", Instant.ofEpochSecond(System.currentTimeMillis() / 1000));
        death.put("exchange", exchange);
        death.put("routing-keys", List.copyOf(keys));
        if (expiration != null) death.put("original-expiration", expiration);
        return death;
    }

    private static void note(Map<String, Object> headers, Map<String, Object> death) {
        var deaths = new ArrayList<Object>();
        if (headers.get(DEATHS) instanceof List<?> earlier) deaths.addAll(earlier);
        var latest = new LinkedHashMap<Object, Object>(death);
        for (Object one : List.copyOf(deaths)) {
            if (one instanceof Map<?, ?> entry && entry.get("queue") instanceof String queue && queue.equals(death.get("queue"))
                && entry.get("reason") instanceof String reason && reason.equals(death.get("reason"))) {
                latest = new LinkedHashMap<>(entry);
                latest.put("count", entry.get("count") instanceof Number count ? count.longValue() + 1 : 1L);
                deaths.remove(one);
            }
        }
        deaths.addFirst(latest);
        headers.put(DEATHS, deaths);
        headers.putIfAbsent("x-first-death-reason", death.get("reason"));
        headers.putIfAbsent("x-first-death-queue", death.get("queue"));
        headers.putIfAbsent("x-first-death-exchange", death.get("exchange"));
    }

    // It was in this queue before, and no consumer has rejected it since: it would circulate for ever.
    private static boolean inCircle(Queue queue, Map<String, Object> headers) {
        for (Object death : (List<?>) headers.get(DEATHS)) {
            if (!(death instanceof Map<?, ?> entry)) continue;
            if (Reason.REJECTED.wireName().equals(entry.get("reason"))) return false;
            if (queue.name.equals(entry.get("queue"))) return true;
        }
        return false;
    }
}
