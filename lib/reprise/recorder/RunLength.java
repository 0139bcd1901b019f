package reprise.recorder;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long a run was to be beside the document's, s. What is told of it stands wherever the run's outcome does.
 *
 * @param each what is so long, such as {@code a run}, where one is made of several; else empty
 */
public record RunLength(boolean quick, double plannedSec, double fullSec, String each) {
    /** As long as the document's if it differs by less than this share. */
    private static final double ALIKE = 0.02;

    public RunLength {
        if (!(plannedSec > 0 && fullSec > 0))
            throw new IllegalArgumentException("length: " + plannedSec + " s planned of " + fullSec + " s; both must be above 0");
    }

    public boolean hasFullLength() {
        return Math.abs(plannedSec / fullSec - 1) < ALIKE;
    }

    /** Such as {@code quick: 2 s a run instead of 30 s}; absent for one of full length. */
    public Optional<String> words() {
        if (hasFullLength()) return Optional.empty();
        var how = quick ? "quick" : plannedSec < fullSec ? "shortened" : "lengthened";
        return Optional.of(how + ": " + sec(plannedSec) + (each.isEmpty() ? "" : " " + each) + " instead of " + sec(fullSec));
    }

    private static String sec(double sec) {
        return new java.math.BigDecimal(sec).setScale(1, java.math.RoundingMode.HALF_UP).stripTrailingZeros().toPlainString() + " s";
    }

    /** As a file has it. */
    Map<String, Object> plain() {
        var plain = new LinkedHashMap<String, Object>();
        plain.put("quick", quick);
        plain.put("plannedSec", plannedSec);
        plain.put("fullSec", fullSec);
        if (!each.isEmpty()) plain.put("each", each);
        return plain;
    }

    /** Absent in files of earlier versions, and of runs that are no document's. */
    static Optional<RunLength> read(StrictJson root) {
        if (!root.has("length")) return Optional.empty();
        var object = root.object("length");
        var length =
            new RunLength(object.flag("quick"), object.number("plannedSec", 1e-3, 1e9, 30), object.number("fullSec", 1e-3, 1e9, 30),
            object.has("each") ? object.text("each", "a run") : "");
        object.done();
        return Optional.of(length);
    }
}
