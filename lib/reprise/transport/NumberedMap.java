package reprise.transport;

import io.netty.util.collection.LongObjectHashMap;
import java.util.Collection;

/**
 * A map by numbers that count up, such as delivery tags or requests. Netty's map puts such numbers side by side, and looks through
 * all that follow when one goes: of n that are there, the oldest's removal takes n steps. Here they are scattered first. One
 * thread's.
 */
public final class NumberedMap<V> {
    /** 2^64 divided by the golden ratio: odd, so that no two numbers become one. */
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

    /** HOT: null if there is none. */
    public V get(long number) {
        return byScattered.get(number * SCATTER);
    }

    /** HOT: null if there was none. */
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
