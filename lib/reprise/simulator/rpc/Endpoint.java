package reprise.simulator.rpc;

import java.util.List;
import java.util.Optional;
import reprise.transport.amqp.AmqpSettings;
import reprise.transport.amqp.AmqpUrl;

/** A client or server of the brokers: its name in notes and broker's lists, the hosts in its own order, and its reconnect policy. */
public record Endpoint(AmqpUrl url, List<AmqpUrl.Host> order, AmqpSettings settings, ReconnectPolicy policy) {
    public Endpoint {
        order = List.copyOf(order);
        if (order.isEmpty()) throw new IllegalArgumentException("party " + settings.name() + " has no host");
    }

    /**
     * Applies the URL's query to the settings. Shuffles the hosts by seed and name, so that two endpoints differ, except for {@code first}
     * if it is given.
     */
    public static Endpoint of(String name, AmqpUrl url, Optional<AmqpUrl.Host> first, long seed, ReconnectPolicy policy) {
        return new Endpoint(url, ReconnectPolicy.order(url.hosts(), first, seed ^ name.hashCode()), url.options()
            .over(AmqpSettings.named(name)),
            policy);
    }

    public String name() {
        return settings.name();
    }

    /** The same under another name, for a client's threads. */
    Endpoint named(String name) {
        return new Endpoint(url, order, new AmqpSettings(name, settings.heartbeatSec(), settings.timeoutMs()), policy);
    }
}
