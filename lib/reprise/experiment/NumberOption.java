package reprise.experiment;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/**
 * Numbers on the command line: {@code 200}, {@code 0.5}, {@code 2e3}, and wrk's suffixes k, M, G and T in either case, each a thousand
 * times the one before. NaN, infinity and values beyond the type's range are errors.
 */
public final class NumberOption {
    private static final Pattern FORM =
        Pattern.compile("([+-]?(?:[0-9]{1,30}(?:\\.[0-9]{0,30})?|\\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,3})?)([kmgt]?)",
        Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "kmgt";

    private NumberOption() {}

    /** Registers the converters for every option of these types. */
    static CommandLine register(CommandLine command) {
        return command.registerConverter(Integer.class, NumberOption::count).registerConverter(Integer.TYPE, NumberOption::count)
            .registerConverter(Long.class, NumberOption::whole).registerConverter(Long.TYPE, NumberOption::whole)
            .registerConverter(Double.class, NumberOption::number).registerConverter(Double.TYPE, NumberOption::number);
    }

    private static int count(String text) {
        return whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE).intValueExact();
    }

    private static long whole(String text) {
        return whole(text, Long.MIN_VALUE, Long.MAX_VALUE).longValueExact();
    }

    private static BigInteger whole(String text, long least, long most) {
        var number = exact(text, "a whole number; write for example 200 or 1k");
        if (number.stripTrailingZeros().scale() > 0)
            throw new TypeConversionException("'" + text + "' is not a whole number; write for example 200 or 1k");
        if (number.compareTo(BigDecimal.valueOf(least)) >= 0 && number.compareTo(BigDecimal.valueOf(most)) <= 0)
            return number.toBigIntegerExact();
        throw new TypeConversionException("'" + text + "' is out of range; it must be at "
            + (number.signum() < 0 ? "least " + least : "most " + most) + ", for example 200");
    }

    /** @throws TypeConversionException with the text and the remedy */
    public static double number(String text) {
        double number = exact(text, "a number; write for example 0.5, 200 or 1k").doubleValue();
        if (Double.isFinite(number)) return number;
        throw new TypeConversionException("'" + text + "' is out of range; write a smaller one, for example 200");
    }

    private static BigDecimal exact(String text, String wanted) {
        var match = FORM.matcher(text.strip());
        if (!match.matches()) throw new TypeConversionException("'" + text + "' is not " + wanted);
        int unit = match.group(2).isEmpty() ? 0 : 1 + UNITS.indexOf(match.group(2).toLowerCase(Locale.ROOT));
        return new BigDecimal(match.group(1)).scaleByPowerOfTen(3 * unit);
    }

    /** As a user would type it: -3 and not -3.0, 10000000 and not 1.0E7. */
    public static String text(double number) {
        return Double.isFinite(number) ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString() : String.valueOf(number);
    }

    /** The form in which a plan shows a parameter. */
    public static Object shown(Object parameter) {
        return parameter instanceof Double number ? text(number) : parameter;
    }

    /** The same with commas between thousands. */
    public static String grouped(double number) {
        return new DecimalFormat("#,##0.###############", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(BigDecimal.valueOf(number));
    }
}
