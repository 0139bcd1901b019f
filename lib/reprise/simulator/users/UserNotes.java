package reprise.simulator.users;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Facts that happened to users, each once with the number of its repetitions. Thread-safe. */
final class UserNotes {
    private static final int MOST = 50;
    private final Map<String, Long> notes = new ConcurrentHashMap<>();

    /** The first fifty kinds are kept. */
    void add(String text) {
        if (notes.size() < MOST || notes.containsKey(text)) notes.merge(text, 1L, Long::sum);
    }

    Map<String, Long> all() {
        return Map.copyOf(notes);
    }
}
