package reprise.experiment;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations on the command line and in scenario files: {@code 500ms}, {@code 20s}, {@code 1m30s}, {@code 2h}; a bare number is seconds. */
public final class DurationOption implements ITypeConverter<Duration> {
    /** Far below where times in ns overflow, even when multiplied; each option has a smaller limit of its own. */
    private static final long MOST_NS = Duration.ofHours(1000).toNanos();
    private static final Pattern FORM =
        Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m(?!s))?(?:(\\d+(?:\\.\\d+)?)(?:s|$))?(?:(\\d+)ms)?");

    @Override
    public Duration convert(String text) {
        var match = FORM.matcher(text.trim());
        if (text.isBlank() || !match.matches()) {
            throw new TypeConversionException("'" + text + "' is not a duration; write for example 500ms, 20s, 1m30s or 2h");
        }
        var ns = part(match.group(1), 3_600_000_000_000L).add(part(match.group(2), 60_000_000_000L))
            .add(part(match.group(3), 1_000_000_000L)).add(part(match.group(4), 1_000_000L));
        if (ns.compareTo(BigDecimal.valueOf(MOST_NS)) > 0)
            throw new TypeConversionException("'" + text + "' is too long; it must be at most 1000h, for example 2h");
        return Duration.ofNanos(ns.setScale(0, RoundingMode.HALF_UP).longValueExact());
    }

    private static BigDecimal part(String digits, long unitNs) {
        return digits == null ? BigDecimal.ZERO : new BigDecimal(digits).multiply(BigDecimal.valueOf(unitNs));
    }

    /** The shortest form that reads back as the same duration, to a millisecond; durations below that to a nanosecond. */
    public static String text(Duration duration) {
        long ms = duration.toMillis();
        if (ms == 0 && !duration.isZero()) return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString() + "s";
        if (ms % 1000 != 0) return ms < 1000 ? ms + "ms" : new BigDecimal(ms).movePointLeft(3).stripTrailingZeros().toPlainString() + "s";
        long sec = ms / 1000;
        if (sec < 120) return sec + "s";
        if (sec >= 3 * 3600)
            return sec / 3600 + "h" + (sec / 60 % 60 == 0 ? "" : sec / 60 % 60 + "m") + (sec % 60 == 0 ? "" : sec % 60 + "s");
        return sec / 60 + "m" + (sec % 60 == 0 ? "" : sec % 60 + "s");
    }
}
