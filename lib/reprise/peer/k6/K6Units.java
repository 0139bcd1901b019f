package reprise.peer.k6;

import java.math.BigDecimal;
import java.math.RoundingMode;
import reprise.recorder.Numbers;

/** Formats numbers as k6 (up to 0.57) does; see formats.md, k6's summary. */
final class K6Units {
    private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private K6Units() {}

    /** At most 6 decimals, no trailing zeros: 143.690523. */
    static String number(double value) {
        return plain(new BigDecimal(Double.toString(value)).setScale(6, RoundingMode.HALF_UP));
    }

    /** In powers of 1000; one decimal below 10, otherwise whole: 1.5 kB, 38 kB. */
    static String bytes(double bytes) {
        if (bytes < 10) return number(bytes) + " B";
        int unit = 0;
        double value = bytes;
        for (; value >= 1000 && unit < BYTES.length - 1; unit++) value /= 1000;
        double tenths = Math.floor(value * 10 + 0.5) / 10;
        return Numbers.fixed(tenths, tenths < 10 ? 1 : 0) + " " + BYTES[unit];
    }

    /** Truncated to two decimals without trailing zeros; from 60 s on, to whole seconds: 302.95µs, 1.4s, 1m11s, 1h0m5s. */
    static String millis(double millis) {
        if (millis == 0) return "0s";
        if (millis < 0.001) return cut(millis * 1e6, 0) + "ns";
        if (millis < 1) return cut(millis * 1e3, 2) + "µs";
        if (millis < 1000) return cut(millis, 2) + "ms";
        if (millis < 60_000) return cut(millis / 1e3, 2) + "s";
        long seconds = (long) (millis / 1e3);
        long minutes = seconds / 60;
        return (minutes < 60 ? "" : minutes / 60 + "h") + minutes % 60 + "m" + seconds % 60 + "s";
    }

    /** A share from 0 to 1, truncated to two decimals: 50.00%. */
    static String percent(double share) {
        return decimal(share * 100).setScale(2, RoundingMode.DOWN).toPlainString() + "%";
    }

    /** A duration in Go's notation: 45s, 3m30s, 9m0s, 1h0m0s, 1.5s, 300ms. */
    static String duration(double sec) {
        if (sec < 1) return sec == 0 ? "0s" : number(sec * 1000) + "ms";
        long minutes = (long) (sec / 60);
        var seconds = number(sec - 60.0 * minutes) + "s";
        return (minutes < 60 ? "" : minutes / 60 + "h") + (minutes == 0 ? "" : minutes % 60 + "m") + seconds;
    }

    /** Rounded to a tenth of a second, as wide as the longest possible value: 01.9s, 4m01.9s, 14m01.9s, 1h14m01.9s. */
    static String clock(double sec, double longestSec) {
        long tenths = Math.round(sec * 10);
        double longest = Math.max(Math.round(longestSec * 10) / 10.0, tenths / 10.0);
        var seconds = tenths % 600 / 10 + "." + tenths % 10 + "s";
        if (longest < 10) return seconds;
        if (tenths % 600 < 100) seconds = "0" + seconds;
        if (longest < 60) return seconds;
        long minutes = tenths / 600;
        if (longest < 600) return minutes + "m" + seconds;
        var text = padded(minutes % 60, 2) + "m" + seconds;
        return longest < 3600 ? text : padded(minutes / 60, longest < 36_000 ? 1 : 2) + "h" + text;
    }

    /** With leading zeros: 007. */
    static String padded(long value, int digits) {
        var text = Long.toString(value);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    private static String cut(double value, int decimals) {
        return plain(decimal(value).setScale(decimals, RoundingMode.DOWN));
    }

    /** Recovers the intended decimal: 1.4 s, stored as ms and scaled, must not be truncated to 1.39. */
    private static BigDecimal decimal(double value) {
        return new BigDecimal(value).setScale(9, RoundingMode.HALF_UP);
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
