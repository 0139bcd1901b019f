package reprise.simulator.rpc;

import java.util.List;
import java.util.Optional;
import reprise.transport.amqp.AmqpSettings;
import reprise.transport.amqp.AmqpUrl;

/**
 * One who talks to the brokers: its name in notes and in the broker's lists, the hosts in its own order, and how it comes back.
 */
public record Endpoint(AmqpUrl url, List<AmqpUrl.Host> order, AmqpSettings settings, ReconnectPolicy policy) {
    public Endpoint {
        order = List.copyOf(order);
        if (order.isEmpty()) throw new IllegalArgumentException("party " + settings.name() + " has no host");
    }

    /**
     * Settings as the URL's query has them. Hosts shuffled by seed and name, so that two parties differ, but for the first if it is given.
     */
    public static Endpoint of(String name, AmqpUrl url, Optional<AmqpUrl.Host> first, long seed, ReconnectPolicy policy) {
        return new Endpoint(url, ReconnectPolicy.order(url.hosts(), first, seed ^ name.hashCode()), url.options()
            .over(AmqpSettings.named(name)),
            policy);
    }

    public String name() {
        return settings.name();
    }

    /** The same under another name: a client's threads. */
    Endpoint named(String name) {
        return new Endpoint(url, order, new AmqpSettings(name, settings.heartbeatSec(), settings.timeoutMs()), policy);
    }
}
