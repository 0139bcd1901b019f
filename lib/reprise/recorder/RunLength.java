package reprise.recorder;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;
import static com.fasterxml.jackson.annotation.Nulls.AS_EMPTY;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import java.util.Optional;

/**
 * A run's planned length compared with the document's, s. The difference is shown wherever the run's outcome is.
 *
 * @param each what has that length, such as {@code a run}, if the run consists of several; else empty
 */
public record RunLength(boolean quick, double plannedSec, double fullSec,
                        @JsonInclude(NON_EMPTY) @JsonSetter(nulls = AS_EMPTY) String each) {
    /** Lengths that differ by less than this share are equal. */
    private static final double ALIKE = 0.02;

    public RunLength {
        if (!(plannedSec > 0 && fullSec > 0))
            throw new IllegalArgumentException(plannedSec + " s planned of " + fullSec + " s; both must be above 0");
    }

    public boolean hasFullLength() {
        return Math.abs(plannedSec / fullSec - 1) < ALIKE;
    }

    /** Such as {@code quick: 2 s a run instead of 30 s}; absent for a run of full length. */
    public Optional<String> words() {
        if (hasFullLength()) return Optional.empty();
        var how = quick ? "quick" : plannedSec < fullSec ? "shortened" : "lengthened";
        return Optional.of(how + ": " + sec(plannedSec) + (each.isEmpty() ? "" : " " + each) + " instead of " + sec(fullSec));
    }

    private static String sec(double sec) {
        return new java.math.BigDecimal(sec).setScale(1, java.math.RoundingMode.HALF_UP).stripTrailingZeros().toPlainString() + " s";
    }
}
