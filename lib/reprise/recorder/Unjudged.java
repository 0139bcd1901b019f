package reprise.recorder;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The reason for a missing figure or verdict, in a sentence. Its owner decides the report's wording and the script's exit code: only a
 * reason of the run's own makes its result incomplete.
 */
public sealed interface Unjudged {
    String why();

    /** The document's: the claim is about specific hardware, or about a condition that this run did not meet. */
    record ByDocument(String why) implements Unjudged {}

    /** The user's, who requested less or something else: {@code --only}, one role alone, a shorter run. */
    record ByRequest(String why) implements Unjudged {}

    /** The run's own: it ended early, a peer did not answer, its load was impaired. */
    record ByRun(String why) implements Unjudged {}

    /** The reason's owner, as run.json names it. */
    enum By { DOCUMENT, REQUEST, RUN }

    default By by() {
        return switch (this) {
            case ByDocument _ -> By.DOCUMENT;
            case ByRequest _ -> By.REQUEST;
            case ByRun _ -> By.RUN;
        };
    }

    /** Creates the reason from its owner and its sentence. */
    static Unjudged of(By by, String why) {
        return switch (by) {
            case DOCUMENT -> new ByDocument(why);
            case REQUEST -> new ByRequest(why);
            case RUN -> new ByRun(why);
        };
    }

    /** The sentences alone, by the names of what is missing. */
    public static Map<String, String> whys(Map<String, Unjudged> all) {
        return each(all, Unjudged::why);
    }

    /** The owners alone, by the same names. */
    static Map<String, By> bys(Map<String, Unjudged> all) {
        return each(all, Unjudged::by);
    }

    private static <T> Map<String, T> each(Map<String, Unjudged> all, Function<Unjudged, T> of) {
        var each = new LinkedHashMap<String, T>();
        all.forEach((name, reason) -> each.put(name, of.apply(reason)));
        return each;
    }

    /** Combines both. Files of earlier versions have only the sentences; the owner was the run then. */
    static Map<String, Unjudged> of(Map<String, String> whys, Map<String, By> bys) {
        var all = new LinkedHashMap<String, Unjudged>();
        whys.forEach((name, why) -> all.put(name, of(bys.getOrDefault(name, By.RUN), why)));
        return all;
    }
}
