package reprise.transport;

import io.netty.util.collection.LongObjectHashMap;
import java.util.Collection;

/**
 * A map keyed by ascending numbers, such as delivery tags or request ids. Netty's map stores such keys side by side and scans all
 * followers on a removal: with n entries, removing the oldest takes n steps. Scattering the keys first avoids that. For one thread.
 */
public final class NumberedMap<V> {
    /** 2^64 divided by the golden ratio; it is odd, so no two keys collide. */
    private static final long SCATTER = 0x9E3779B97F4A7C15L;

    private final LongObjectHashMap<V> byScattered;

    public NumberedMap() {
        byScattered = new LongObjectHashMap<>();
    }

    public NumberedMap(int capacity) {
        byScattered = new LongObjectHashMap<>(capacity);
    }

    /** HOT. */
    public void put(long number, V value) {
        byScattered.put(number * SCATTER, value);
    }

    /** HOT: null if absent. */
    public V get(long number) {
        return byScattered.get(number * SCATTER);
    }

    /** HOT: null if absent. */
    public V remove(long number) {
        return byScattered.remove(number * SCATTER);
    }

    public int size() {
        return byScattered.size();
    }

    public Collection<V> values() {
        return byScattered.values();
    }

    public void clear() {
        byScattered.clear();
    }
}
