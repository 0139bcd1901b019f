package reprise.recorder;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/** Text forms of values that JSON has no form for. An invalid text gives null. */
final class JsonTexts {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)");

    private JsonTexts() {}

    static Instant instant(String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** A duration above 0, with its unit. */
    static Duration duration(String text) {
        var parts = DURATION.matcher(text == null ? "" : text);
        if (!parts.matches()) return null;
        double unitNs = switch (parts.group(2)) {
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            default -> 3600e9;
        };
        var duration = Duration.ofNanos(Math.round(Double.parseDouble(parts.group(1)) * unitNs));
        return duration.isPositive() ? duration : null;
    }

    static String of(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos()).movePointLeft(9).stripTrailingZeros().toPlainString() + "s";
    }

    static Histogram histogram(String text) {
        try {
            return text == null ? null : HistogramText.decoded(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static String of(Histogram histogram) {
        return HistogramText.of(histogram);
    }
}
