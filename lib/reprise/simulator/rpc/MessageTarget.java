package reprise.simulator.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import reprise.recorder.Share;
import reprise.transport.amqp.BasicMethod;
import reprise.transport.amqp.ConfirmMethod;
import reprise.transport.amqp.ExchangeMethod;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.Properties;
import reprise.transport.amqp.QueueMethod;
import reprise.transport.amqp.Route;

/**
 * The destination of messages and what both ends declare for it, as oslo.messaging 14.0.3 does on the wire:
 * <pre>
 *   exchange openstack      topic,  not durable, not auto-delete      both ends declare it
 *   exchange TOPIC_fanout   fanout, not durable, auto-delete          the server; a client of fanouts too
 *   queue TOPIC                bound with key TOPIC                   shared by the servers of the topic
 *   queue TOPIC.SERVER         bound with key TOPIC.SERVER            this server's; the client casts and calls to it
 *   queue TOPIC_fanout_&lt;hex&gt;   bound with key TOPIC, x-expires 30 min  this server's, the same as long as it runs
 *   queue TOPIC.info           bound with key TOPIC.info              notifications; the listener and the notifier declare it
 *   queue reply_&lt;hex&gt;          not bound, x-expires 30 min            a caller's, the same as long as it runs
 * </pre>
 * Nothing is durable; no queue is auto-delete or exclusive; there is no prefetch limit, and each message is acknowledged individually. A
 * notifier declares its queue after each reconnect even without a listener, so it loses nothing then.
 *
 * <p>With quorum queues (oslo's rabbit_quorum_queue) the exchange openstack is durable, and so are the queues that do not expire, of type
 * quorum; those that expire stay as they are. Whether classic queues are mirrored is for the brokers to say.
 */
public record MessageTarget(String topic, String server, String method, QueueKind queues) {
    /** The original simulator's. */
    public static final MessageTarget DOCUMENT = new MessageTarget("profiler_topic", "profiler_server", "info");
    /** A method that our servers have besides the target's: its calls only fetch their stamps, and do not count as received. */
    public static final String CLOCK = "clock";
    private static final String EXCHANGE = "openstack";
    private static final int EXPIRES_MS = 1_800_000;
    private static final Map<String, Object> NONE = Map.of();
    private static final Map<String, Object> OF_QUORUM = Map.of("x-queue-type", "quorum");
    private static final Map<String, Object> TRANSIENT = Map.of("x-expires", EXPIRES_MS);

    public MessageTarget {
        for (var name : List.of(topic, server, method)) {
            if (!name.matches("[A-Za-z0-9_.-]{1,100}")) {
                throw new IllegalArgumentException("\"" + name
                    + "\" is no name for a topic, server or method; give letters, digits, _ . -, for example profiler_topic");
            }
        }
    }

    /** With classic queues. */
    public MessageTarget(String topic, String server, String method) {
        this(topic, server, method, QueueKind.CLASSIC);
    }

    /** The same names, declared as queues of this kind. */
    public MessageTarget on(QueueKind kind) {
        return new MessageTarget(topic, server, method, kind);
    }

    /** The names of one of several pairs that load the same brokers: {@code profiler_topic-2}; of the whole they stay. */
    MessageTarget shared(Share share) {
        return share.isWhole() ? this : new MessageTarget(topic + "-" + share.number(), server + "-" + share.number(), method, queues);
    }

    private String serverQueue() {
        return topic + "." + server;
    }

    private String notificationQueue() {
        return topic + ".info";
    }

    private String fanoutExchange() {
        return topic + "_fanout";
    }

    /** The route of a client's messages. It is mandatory, to count returns. A call expires with its time-out, as oslo's does. */
    Route route(MessageKind kind, long timeoutNs) {
        return switch (kind) {
            case CAST -> new Route(EXCHANGE, serverQueue(), true, properties(null));
            case CALL -> new Route(EXCHANGE, serverQueue(), true, properties(String.valueOf(timeoutNs / 1_000_000)));
            case NOTIFY -> new Route(EXCHANGE, notificationQueue(), true, properties(null));
            case FANOUT -> new Route(fanoutExchange(), "", true, properties(null));
        };
    }

    /** The route of a server's replies; mandatory like oslo's, so that a missing queue is reported. */
    static Route replyRoute(String replyQueue) {
        return new Route("", replyQueue, true, properties(null));
    }

    /** Persistent, priority 0, with empty headers: the flags and values of the captured header. */
    private static Properties properties(String expirationMs) {
        return Properties.NONE.contentType("application/json").contentEncoding("utf-8").headers(Map.of()).persistent().priority(0)
            .expiration(expirationMs);
    }

    List<Method> clientSetUp(MessageKind kind) {
        return switch (kind) {
            case CAST, CALL -> List.of(openstack(), new ConfirmMethod.Select(false));
            case NOTIFY -> List.of(openstack(), lasting(notificationQueue()), bind(notificationQueue()), openstack(),
                new ConfirmMethod.Select(false));
            case FANOUT -> List.of(fanout(), new ConfirmMethod.Select(false));
        };
    }

    /** The name of the server's fan-out queue: 32 hex digits from the seed. */
    String fanoutQueue(long seed) {
        return topic + "_fanout_" + hex(new Random(seed));
    }

    /** The name of a caller's reply queue: 32 hex digits from the seed. */
    static String replyQueue(long seed) {
        return "reply_" + hex(new Random(seed));
    }

    private static String hex(Random random) {
        return String.format(Locale.ROOT, "%016x%016x", random.nextLong(), random.nextLong());
    }

    List<Method> serverSetUp(MessageKind kind, String fanoutQueue) {
        var methods = new ArrayList<>(lastingSetUp(kind));
        if (kind == MessageKind.NOTIFY) {
            methods.add(consume(notificationQueue(), "1"));
            return methods;
        }
        methods.add(fanout());
        methods.add(expiring(fanoutQueue));
        methods.add(new QueueMethod.Bind(fanoutQueue, fanoutExchange(), topic, false, NONE));
        methods.add(consume(topic, "1"));
        methods.add(consume(serverQueue(), "2"));
        methods.add(consume(fanoutQueue, "3"));
        return methods;
    }

    /** Declares what outlives a server: its queues that do not expire. */
    List<Method> lastingSetUp(MessageKind kind) {
        if (kind == MessageKind.NOTIFY) return List.of(openstack(), lasting(notificationQueue()), bind(notificationQueue()));
        return List.of(openstack(), lasting(topic), bind(topic), openstack(), lasting(serverQueue()), bind(serverQueue()));
    }

    static List<Method> replySetUp(String replyQueue) {
        return List.of(expiring(replyQueue), consume(replyQueue, "1"));
    }

    private boolean isQuorum() {
        return queues == QueueKind.QUORUM;
    }

    private Method openstack() {
        return new ExchangeMethod.Declare(EXCHANGE, "topic", false, isQuorum(), false, false, false, NONE);
    }

    private Method fanout() {
        return new ExchangeMethod.Declare(fanoutExchange(), "fanout", false, false, true, false, false, NONE);
    }

    /** Binds a queue to the exchange of casts, with its own name as key. */
    private static Method bind(String queue) {
        return new QueueMethod.Bind(queue, EXCHANGE, queue, false, NONE);
    }

    private Method lasting(String name) {
        return new QueueMethod.Declare(name, false, isQuorum(), false, false, false, isQuorum() ? OF_QUORUM : NONE);
    }

    private static Method expiring(String name) {
        return new QueueMethod.Declare(name, false, false, false, false, false, TRANSIENT);
    }

    private static Method consume(String queue, String tag) {
        return new BasicMethod.Consume(queue, tag, false, false, false, false, NONE);
    }
}
