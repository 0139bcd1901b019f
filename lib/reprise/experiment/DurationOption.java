package reprise.experiment;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations at the command line and in scenario files: {@code 500ms}, {@code 20s}, {@code 1m30s}, {@code 2h}; a bare number is seconds. */
public final class DurationOption implements ITypeConverter<Duration> {
    private static final Pattern FORM =
        Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m(?!s))?(?:(\\d+(?:\\.\\d+)?)(?:s|$))?(?:(\\d+)ms)?");

    @Override
    public Duration convert(String text) {
        var match = FORM.matcher(text.trim());
        if (text.isBlank() || !match.matches()) {
            throw new TypeConversionException("'" + text + "' is not a duration; write for example 500ms, 20s, 1m30s or 2h");
        }
        return Duration.ofHours(whole(match.group(1))).plusMinutes(whole(match.group(2)))
            .plusNanos(match.group(3) == null ? 0 : Math.round(Double.parseDouble(match.group(3)) * 1e9))
            .plusMillis(whole(match.group(4)));
    }

    private static long whole(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** The shortest form that reads back as the same duration, to a millisecond. */
    public static String text(Duration duration) {
        long ms = duration.toMillis();
        if (ms % 1000 != 0) return ms < 1000 ? ms + "ms" : new BigDecimal(ms).movePointLeft(3).stripTrailingZeros().toPlainString() + "s";
        long sec = ms / 1000;
        if (sec < 120) return sec + "s";
        return sec / 60 + "m" + (sec % 60 == 0 ? "" : sec % 60 + "s");
    }
}
