package reprise.recorder;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Decides the decimals of our figures: as many as the document's form has, and more if three significant digits require them, so that 0.05
 * beside a published 1.6 is 0.0500 and not 0.1. Whole numbers in a form without decimals stay whole.
 */
public final class Digits {
    private static final int SIGNIFICANT = 3;
    private static final int MOST_DECIMALS = 9;

    private Digits() {}

    /** @param form the document's decimals */
    public static int decimals(double value, int form) {
        if (value == 0 || !Double.isFinite(value) || form == 0 && value == Math.rint(value)) return form;
        var rounded = new BigDecimal(value).round(new MathContext(SIGNIFICANT, RoundingMode.HALF_UP)); // 0.9996 is 1.00
        int leading = rounded.precision() - rounded.scale();
        return Math.max(form, Math.min(MOST_DECIMALS, SIGNIFICANT - leading));
    }

    /** Rounded half up, plain digits, a dot. */
    public static String of(double value, int form) {
        return new BigDecimal(value).setScale(decimals(value, form), RoundingMode.HALF_UP).toPlainString();
    }
}
