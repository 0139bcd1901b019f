package reprise.recorder;

/**
 * The unit of a figure.
 *
 * @param symbol follows a number that stands alone; counts have none
 * @param ending follows a number in a sentence, where it may say more: {@code times the rate asked for}
 */
public record Unit(String symbol, String ending) {
    public static final Unit COUNT = new Unit("");
    public static final Unit MESSAGES = new Unit("msg");
    public static final Unit ITERATIONS = new Unit("iterations");
    public static final Unit RATIO = new Unit("");
    public static final Unit PERCENT = new Unit("%");
    public static final Unit PER_SEC = new Unit("/s");
    public static final Unit BYTES = new Unit("B");
    public static final Unit MIB = new Unit("MiB");
    public static final Unit US = new Unit("µs");
    public static final Unit MS = new Unit("ms");
    public static final Unit SEC = new Unit("s");

    public Unit(String symbol) {
        this(symbol, symbol);
    }

    /** The ratio to something else. @param what such as {@code the rate asked for} */
    public static Unit times(String what) {
        return new Unit("times", "times " + what);
    }

    /** A ratio whose sentence already names the divisor, so that the bare number follows. */
    public static Unit ofRatio(String symbol) {
        return new Unit(symbol, "");
    }

    /** Such as {@code between 1.5 and 2.6 s}. */
    public String inSentence(String number) {
        return ending.isEmpty() ? number : number + " " + ending;
    }
}
