package reprise.peer.wrk;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import reprise.peer.wrk.WrkFigures.Spread;

/**
 * wrk 4.x's output, byte for byte, from its figures (formats.md, "wrk's text"). wrk divides and prints x86's long double, whose
 * 64-bit precision decides whether 39,005 us becomes 39.00ms or 39.01ms, so divisions here are rounded to 64 bits too.
 */
public final class WrkText {
    /** Each unit is {@code scale} times the one before; wrk moves up at 0.85 of it. */
    private enum Units {
        MICROS(1000, "us", "ms"), SECONDS(60, "s", "m"), METRIC(1000, "", "k", "M", "G", "T"), BINARY(1024, "", "K", "M", "G", "T");

        private final int scale;
        private final String[] names;

        Units(int scale, String... names) {
            this.scale = scale;
            this.names = names;
        }

        String text(BigDecimal value, int decimals) {
            var amount = value;
            var step = new BigDecimal(scale * 0.85);
            int unit = 0;
            for (; unit + 1 < names.length && amount.compareTo(step) >= 0; unit++) amount = divided(amount, scale);
            return amount.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString() + names[unit];
        }
    }

    private static final int SIGNIFICANT_BITS = 64;
    private final StringBuilder out = new StringBuilder();

    private WrkText() {}

    /** @param latency whether to include the percentiles, as {@code --latency} does */
    public static String of(WrkFigures figures, String url, Duration duration, boolean latency) {
        var text = new WrkText();
        text.write(figures, url, duration, latency);
        return text.out.toString();
    }

    private void write(WrkFigures figures, String url, Duration duration, boolean latency) {
        line("Running " + running(duration) + " test @ " + url);
        line("  " + figures.threads() + " threads and " + figures.connections() + " connections");
        line("  Thread Stats" + right("Avg", 6) + right("Stdev", 11) + right("Max", 8) + right("+/- Stdev", 12));
        spread("Latency", figures.latencyUs(), true);
        spread("Req/Sec", figures.threadRate(), false);
        if (latency) percentiles(figures.percentiles());
        line("  " + figures.requests() + " requests in " + time(figures.tookUs()) + ", " + bytes(figures.readBytes()) + "B read");
        var errors = figures.errors();
        if (errors.connect() + errors.read() + errors.write() + errors.timeout() > 0) {
            line("  Socket errors: connect " + errors.connect() + ", read " + errors.read() + ", write " + errors.write() + ", timeout "
                + errors.timeout());
        }
        if (errors.status() > 0) line("  Non-2xx or 3xx responses: " + errors.status());
        line("Requests/sec: " + right(fixed(figures.requestsPerSec()), 9));
        line("Transfer/sec: " + right(bytes(figures.readBytesPerSec()), 10) + "B");
    }

    /** wrk supports whole seconds only; other durations are shown as requested. */
    private static String running(Duration duration) {
        if (duration.getNano() == 0) return Units.SECONDS.text(new BigDecimal(duration.toSeconds()), 0);
        var ms = BigDecimal.valueOf(duration.toNanos(), 6).stripTrailingZeros();
        return ms.compareTo(BigDecimal.valueOf(1000)) < 0 ? ms.toPlainString() + "ms" : ms.movePointLeft(3).toPlainString() + "s";
    }

    private void spread(String name, Spread spread, boolean isTime) {
        out.append("    ").append(name).append(" ".repeat(10 - name.length()));
        field(isTime ? time(spread.mean()) : metric(spread.mean()), 8);
        field(isTime ? time(spread.stdev()) : metric(spread.stdev()), 10);
        field(isTime ? time(spread.max()) : metric(spread.max()), 9);
        line(right(fixed(spread.withinPercent().orElse(Double.NaN)), 8) + "%");
    }

    private void percentiles(WrkFigures.Percentiles percentiles) {
        line("  Latency Distribution");
        percentile(50, percentiles.p50Us());
        percentile(75, percentiles.p75Us());
        percentile(90, percentiles.p90Us());
        percentile(99, percentiles.p99Us());
    }

    private void percentile(int percent, double us) {
        out.append(right(Integer.toString(percent), 7)).append('%');
        field(time(us), 10);
        line("");
    }

    /** A unit of n letters fills the last n of two columns, the rest are blank; wider text is cut, as in wrk. */
    private void field(String text, int width) {
        int last = text.length() - 1;
        int blank = 2 - (Character.isLetter(text.charAt(last)) ? 1 : 0) - (Character.isLetter(text.charAt(last - 1)) ? 1 : 0);
        int room = width - blank;
        out.append(right(text.length() > room ? text.substring(0, room) : text, room)).append(" ".repeat(blank));
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    /** Microseconds; seconds from a million on. */
    public static String time(double us) {
        if (Double.isNaN(us)) return "-nanus";
        var value = new BigDecimal(us);
        return us >= 1e6 ? Units.SECONDS.text(divided(value, 1_000_000), 2) : Units.MICROS.text(value, 2);
    }

    static String metric(double value) {
        return Double.isNaN(value) ? "-nan" : Units.METRIC.text(new BigDecimal(value), 2);
    }

    static String bytes(double value) {
        return Double.isNaN(value) ? "-nan" : Units.BINARY.text(new BigDecimal(value), 2);
    }

    /** NaN in the C library's form of 0/0. */
    private static String fixed(double value) {
        return Double.isNaN(value) ? "-nan" : new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
    }

    /**
     * The quotient rounded to x86's long double, in decimal. With value = n / d and q the whole part of n·2^s / (d·divisor), where
     * s gives q 64 bits, the result is q / 2^s with q rounded half to even by the remainder.
     */
    private static BigDecimal divided(BigDecimal value, long divisor) {
        if (value.signum() == 0) return BigDecimal.ZERO;
        var over = value.scale() > 0 ? value.unscaledValue() : value.toBigIntegerExact();
        var under = BigInteger.TEN.pow(Math.max(0, value.scale())).multiply(BigInteger.valueOf(divisor));
        int shift = SIGNIFICANT_BITS - over.bitLength() + under.bitLength();
        if (shifted(over, shift).divide(shifted(under, -shift)).bitLength() > SIGNIFICANT_BITS) shift--;
        var divisorShifted = shifted(under, -shift);
        var parts = shifted(over, shift).divideAndRemainder(divisorShifted);
        int half = parts[1].shiftLeft(1).compareTo(divisorShifted);
        var significand = half > 0 || half == 0 && parts[0].testBit(0) ? parts[0].add(BigInteger.ONE) : parts[0];
        return shift >= 0 ? new BigDecimal(significand).divide(new BigDecimal(BigInteger.TWO.pow(shift)))
            : new BigDecimal(significand.shiftLeft(-shift));
    }

    /** Shifts left if {@code bits} is positive. */
    private static BigInteger shifted(BigInteger value, int bits) {
        return bits > 0 ? value.shiftLeft(bits) : value;
    }
}
