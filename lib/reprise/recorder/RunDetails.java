package reprise.recorder;

import java.util.Map;
import org.HdrHistogram.Histogram;

/** What only one document's runs have. Each part is a key of run.json beside the common ones; a document reads its own strictly. */
public interface RunDetails {
    RunDetails NONE = Map::of;
    Reader NO_READER = (_, _) -> NONE;

    /** By key: texts, numbers, booleans, lists and maps of them, null where there is no figure. An item of a list stands on a line. */
    Map<String, Object> parts();

    /** Asks {@code root} for the parts; what is wrong is told there. Histograms are a common part, by name. */
    @FunctionalInterface
    interface Reader {
        RunDetails read(StrictJson root, Map<String, Histogram> histograms);
    }
}
