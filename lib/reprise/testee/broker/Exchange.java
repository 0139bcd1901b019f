package reprise.testee.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An exchange and its outgoing bindings. Literal keys (all of a direct exchange's, most of a topic exchange's) are looked up, others tried
 * one by one; {@link VirtualHost} caches the result for each key, so this runs once after each change of names. Owned by the event loop.
 */
final class Exchange implements Destination {
    enum Type {
        DIRECT, FANOUT, TOPIC, HEADERS;

        String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final int KEPT_ROUTES = 4096;

    final String name;
    final Type type;
    final boolean durable;
    final boolean autoDelete;
    final boolean internal;
    /** The exchange for messages that match no binding, or null. It need not exist. */
    final String alternate;
    private final Set<Binding> incoming = new LinkedHashSet<>();
    private final Map<String, Set<Binding>> literal = new HashMap<>();
    private final Map<Binding, TopicPattern> patterns = new LinkedHashMap<>();
    private final Map<String, Route> routes = new HashMap<>();
    private final Memory memory;
    private long routesBytes;

    Exchange(Memory memory, String name, Type type, boolean durable, boolean autoDelete, boolean internal, String alternate) {
        this.memory = memory;
        this.name = name;
        this.type = type;
        this.durable = durable;
        this.autoDelete = autoDelete;
        this.internal = internal;
        this.alternate = alternate;
    }

    @Override
    public Set<Binding> incoming() {
        return incoming;
    }

    boolean unused() {
        return literal.isEmpty() && patterns.isEmpty();
    }

    /** False if it exists already. */
    boolean add(Binding binding) {
        binding.destination().incoming().add(binding);
        if (looksUp(binding)) return literal.computeIfAbsent(binding.key(), _ -> new LinkedHashSet<>()).add(binding);
        return patterns.putIfAbsent(binding, TopicPattern.of(binding.key())) == null;
    }

    /** False if it does not exist. */
    boolean remove(Binding binding) {
        binding.destination().incoming().remove(binding);
        if (!looksUp(binding)) {
            boolean found = patterns.containsKey(binding);
            patterns.remove(binding);
            return found;
        }
        var same = literal.get(binding.key());
        if (same == null || !same.remove(binding)) return false;
        if (same.isEmpty()) literal.remove(binding.key());
        return true;
    }

    private boolean looksUp(Binding binding) {
        return switch (type) {
            case DIRECT -> true;
            case TOPIC -> TopicPattern.literal(binding.key());
            case FANOUT, HEADERS -> false;
        };
    }

    List<Binding> outgoing() {
        var all = new ArrayList<>(patterns.keySet());
        literal.values().forEach(all::addAll);
        return all;
    }

    /** Reports each destination of a message. Only a headers exchange reads {@code headers}. */
    void match(String key, Map<String, Object> headers, Consumer<Destination> found) {
        Collection<Binding> exact = literal.get(key);
        if (exact != null) exact.forEach(binding -> found.accept(binding.destination()));
        patterns.forEach((binding, pattern) -> {
            boolean matches = switch (type) {
                case FANOUT -> true;
                case TOPIC -> pattern.matches(key);
                case HEADERS -> HeadersPattern.matches(binding.arguments(), headers);
                case DIRECT -> false;
            };
            if (matches) found.accept(binding.destination());
        });
    }

    /** The cached route for this key, or null. */
    Route kept(String key) {
        return routes.get(key);
    }

    void keep(String key, Route route) {
        if (routes.size() >= KEPT_ROUTES) forgetRoutes();
        var older = routes.put(key, route);
        long bytes = costBytes(key, route) - (older == null ? 0 : costBytes(key, older));
        routesBytes += bytes;
        memory.hold(bytes);
    }

    private static long costBytes(String key, Route route) {
        return Memory.ROUTE_BYTES + 2L * key.length() + (long) Memory.REFERENCE_BYTES * route.queues().size();
    }

    void forgetRoutes() {
        routes.clear();
        memory.release(routesBytes);
        routesBytes = 0;
    }
}
