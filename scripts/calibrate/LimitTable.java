package calibrate;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;
import reprise.recorder.Digits;

/** Prints measured figures, each beside its own limit or a peer's if there is one, and the target. */
public final class LimitTable {
    private static final String FORM = "%-56s %10s %10s %6s  %s%n";
    private final PrintStream out;

    public LimitTable(PrintStream out) {
        this.out = out;
    }

    public void head() {
        out.printf("%n" + FORM, "", "measured", "beside", "ratio", "aim");
    }

    public void row(String what, double measured, int decimals, String aim) {
        row(what, number(measured, decimals), "", "", aim);
    }

    /** {@code beside} is a limit or a peer's figure; NaN if there is none. */
    public void row(String what, double measured, double beside, String aim) {
        row(what, measured, beside, 0, aim);
    }

    void row(String what, double measured, double beside, int decimals, String aim) {
        boolean alone = Double.isNaN(beside);
        boolean ratio = !alone && beside != 0;
        row(what, number(measured, decimals), alone ? "." : number(beside, decimals), ratio ? number(measured / beside, 2) : ".", aim);
    }

    private void row(String what, String measured, String beside, String ratio, String aim) {
        out.printf(FORM, what, measured, beside, ratio, aim);
    }

    void remark(String text) {
        out.println(text);
    }

    private static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + Digits.decimals(value, decimals) + "f", value);
    }

    /** The median; of an even number of values, the upper one of the middle two. */
    public static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
