package reprise.simulator.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import reprise.transport.amqp.BasicMethod;
import reprise.transport.amqp.ConfirmMethod;
import reprise.transport.amqp.ExchangeMethod;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.Properties;
import reprise.transport.amqp.QueueMethod;
import reprise.transport.amqp.Route;

/**
 * Where casts go, and what both ends declare for it, as oslo.messaging 14.0.3 does on the wire:
 * <pre>
 *   exchange openstack      topic,  not durable, not auto-delete      both ends declare it
 *   exchange TOPIC_fanout   fanout, not durable, auto-delete          the server
 *   queue TOPIC                bound with key TOPIC                   shared by the servers of the topic
 *   queue TOPIC.SERVER         bound with key TOPIC.SERVER            this server's; the client casts to it
 *   queue TOPIC_fanout_&lt;hex&gt;   bound with key TOPIC, x-expires 30 min  this server's, the same as long as it runs
 * </pre>
 * Nothing is durable; there is no prefetch limit, and each message is acknowledged by itself.
 */
public record CastTarget(String topic, String server, String method) {
    /** The simulator's. */
    public static final CastTarget DOCUMENT = new CastTarget("profiler_topic", "profiler_server", "info");
    private static final String EXCHANGE = "openstack";
    private static final int EXPIRES_MS = 1_800_000;
    private static final Map<String, Object> NONE = Map.of();

    public CastTarget {
        for (var name : List.of(topic, server, method)) {
            if (!name.matches("[A-Za-z0-9_.-]{1,100}")) {
                throw new IllegalArgumentException("\"" + name
                    + "\" is no name for a topic, server or method; give letters, digits, _ . -, for example profiler_topic");
            }
        }
    }

    private String serverQueue() {
        return topic + "." + server;
    }

    /**
     * Persistent, priority 0, with empty headers: the flags and values of the captured header. Mandatory, to count what comes
     * back.
     */
    Route route() {
        return new Route(EXCHANGE, serverQueue(), true, new Properties("application/json", "utf-8", Map.of(), 2, 0, null, null,
            null, null, null, null, null, null, null));
    }

    List<Method> clientSetUp() {
        return List.of(openstack(), new ConfirmMethod.Select(false));
    }

    /** The server's name for its fan-out queue: 32 hex digits from the seed. */
    String fanoutQueue(long seed) {
        var random = new Random(seed);
        return String.format(java.util.Locale.ROOT, "%s_fanout_%016x%016x", topic, random.nextLong(), random.nextLong());
    }

    List<Method> serverSetUp(String fanoutQueue) {
        var methods = new ArrayList<Method>();
        methods.add(openstack());
        methods.add(queue(topic, NONE));
        methods.add(new QueueMethod.Bind(topic, EXCHANGE, topic, false, NONE));
        methods.add(queue(serverQueue(), NONE));
        methods.add(new QueueMethod.Bind(serverQueue(), EXCHANGE, serverQueue(), false, NONE));
        methods.add(new ExchangeMethod.Declare(topic + "_fanout", "fanout", false, false, true, false, false, NONE));
        methods.add(queue(fanoutQueue, Map.of("x-expires", EXPIRES_MS)));
        methods.add(new QueueMethod.Bind(fanoutQueue, topic + "_fanout", topic, false, NONE));
        methods.add(consume(topic, "1"));
        methods.add(consume(serverQueue(), "2"));
        methods.add(consume(fanoutQueue, "3"));
        return methods;
    }

    private static Method openstack() {
        return new ExchangeMethod.Declare(EXCHANGE, "topic", false, false, false, false, false, NONE);
    }

    private static Method queue(String name, Map<String, Object> arguments) {
        return new QueueMethod.Declare(name, false, false, false, false, false, arguments);
    }

    private static Method consume(String queue, String tag) {
        return new BasicMethod.Consume(queue, tag, false, false, false, false, NONE);
    }
}
