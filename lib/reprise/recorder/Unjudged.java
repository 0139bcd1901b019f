package reprise.recorder;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Why there is no figure, or no verdict on one, in a sentence. Whose doing it is decides what a reader is told and how the script
 * ends: only what the run left open makes its result incomplete.
 */
public sealed interface Unjudged {
    String why();

    /** The document's: it speaks of somebody's hardware, or of a condition that this run did not meet. */
    record ByDocument(String why) implements Unjudged {}

    /** The user's, who asked for less or for something else: {@code --only}, one role alone, a shorter run. */
    record ByRequest(String why) implements Unjudged {}

    /** The run's own: it broke off, a peer did not answer, its load was spoiled. */
    record ByRun(String why) implements Unjudged {}

    /** As run.json names it. */
    default String by() {
        return switch (this) {
            case ByDocument _ -> "document";
            case ByRequest _ -> "request";
            case ByRun _ -> "run";
        };
    }

    /** The other way about. @throws IllegalArgumentException if nobody is called so */
    static Unjudged of(String by, String why) {
        return switch (by) {
            case "document" -> new ByDocument(why);
            case "request" -> new ByRequest(why);
            case "run" -> new ByRun(why);
            default -> throw new IllegalArgumentException("by is " + by + "; it must be document, request or run");
        };
    }

    /** The sentences alone, by the names of what is missing. */
    static Map<String, String> whys(Map<String, Unjudged> all) {
        var whys = new LinkedHashMap<String, String>();
        all.forEach((name, each) -> whys.put(name, each.why()));
        return whys;
    }

    /** Whose doing each is, by the same names. */
    static Map<String, String> bys(Map<String, Unjudged> all) {
        var bys = new LinkedHashMap<String, String>();
        all.forEach((name, each) -> bys.put(name, each.by()));
        return bys;
    }

    /** The two objects {@code key} and {@code keyBy} together; files of earlier versions have the first alone, and it was the run then. */
    static Map<String, Unjudged> read(StrictJson root, String key) {
        var by = root.has(key + "By") ? root.object(key + "By").texts() : Map.<String, String>of();
        var all = new LinkedHashMap<String, Unjudged>();
        root.object(key).texts().forEach((name, why) -> {
            try {
                all.put(name, of(by.getOrDefault(name, "run"), why));
            } catch (IllegalArgumentException e) {
                root.wrong(key + "By", "an object of document, request or run (" + name + ": " + e.getMessage() + ")",
                    "{\"" + name + "\": \"run\"}");
            }
        });
        return all;
    }
}
