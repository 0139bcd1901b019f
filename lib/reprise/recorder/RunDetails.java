package reprise.recorder;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** The part of a run that only one document has: each component of such a record is a key of run.json beside the common ones. */
public interface RunDetails {
    record None() implements RunDetails {}

    RunDetails NONE = new None();
    Reader<None> NO_READER = Reader.of(None.class);

    /** The number of requested runs that could not be performed. */
    default long runsLeftOut() {
        return 0;
    }

    /** The record that run.json contains. */
    default Object filed() {
        return this;
    }

    /**
     * The run in the form of this version, from which reports are made; the part of an earlier version converts it.
     * @param run with this part
     */
    default Run current(Run run) {
        return run;
    }

    /** The common keys that a document's figures may need; a summary key has dots, as in {@link Run}. */
    record Shared(Map<String, Double> summary, Map<String, Histogram> histograms, List<Map<String, Double>> seconds) {}

    /**
     * @param keys the record that the part is bound to in the file, from which its schema follows too
     * @param measures the ids that {@code measures} and {@code unmeasured} may have; empty if any id is valid
     * @param earlier reads the form of earlier versions
     * @param own makes the part of a whole load from those of its shares
     */
    record Reader<K extends Record>(Class<K> keys, Conversion<K> conversion, List<String> measures, Optional<Reader<?>> earlier,
                                    OwnPart own) {
        public Reader(Class<K> keys, Conversion<K> conversion) {
            this(keys, conversion, List.of(), Optional.empty(), OwnPart.NONE);
        }

        /** The same for a document that declares these measures: another one in the file is misspelt. */
        public Reader<K> measuring(List<String> ids) {
            return new Reader<>(keys, conversion, List.copyOf(ids), earlier, own);
        }

        /** The same for a document whose earlier versions wrote another part: a file that has its first key is read by this reader. */
        public Reader<K> orEarlier(Reader<?> other) {
            return new Reader<>(keys, conversion, measures, Optional.of(other), own);
        }

        /** The same for a document whose shares are added up so. */
        public Reader<K> adding(OwnPart shares) {
            return new Reader<>(keys, conversion, measures, earlier, shares);
        }

        /** For a part that stands in the file as it is. */
        public static <D extends Record & RunDetails> Reader<D> of(Class<D> part) {
            return new Reader<>(part, (keys, _, _) -> keys);
        }

        public RunDetails read(JsonFile file, Shared shared) {
            if (earlier.isPresent() && file.has(earlier.get().keys.getRecordComponents()[0].getName()))
                return earlier.get().read(file, shared);
            var taken = file.take(keys);
            return taken == null ? NONE : conversion.of(taken, file, shared);
        }
    }

    /** Makes the part of what was read, and adds to the file what is wrong with it. */
    @FunctionalInterface
    interface Conversion<K extends Record> {
        RunDetails of(K keys, JsonFile file, Shared shared);
    }
}
