package reprise.recorder;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers for people and files, independent of the default locale. */
public final class Numbers {
    private Numbers() {}

    /** Rounded half up, plain digits, a dot: 2035.6. */
    public static String fixed(double value, int decimals) {
        return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
    }

    /** Rounded half up, commas between thousands: 127,820. */
    public static String grouped(double value, int decimals) {
        var plain = fixed(Math.abs(value), decimals);
        int dot = decimals > 0 ? plain.indexOf('.') : plain.length();
        var text = new StringBuilder(plain);
        for (int at = dot - 3; at > 0; at -= 3) text.insert(at, ',');
        return (value < 0 && !plain.matches("[0.]*") ? "-" : "") + text;
    }

    /** The shortest form without loss of significant digits: 1,000 and 0.5 and 1.25. */
    public static String shortest(double value) {
        var plain = new BigDecimal(value).setScale(6, RoundingMode.HALF_UP).stripTrailingZeros();
        return grouped(value, Math.max(0, plain.scale()));
    }

    /** A drawing's coordinate to a tenth of a unit, which is finer than the eye sees. */
    public static String coordinate(double value) {
        var text = fixed(value, 1);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
