package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The option as each script has it, registered by the script's runner. */
final class NumberOptionTest {
    static final class All {
        @Option(names = "-c") int count;
        @Option(names = "-C") Integer boxed;
        @Option(names = "-s") Long seed;
        @Option(names = "-r") double rate;
        @Option(names = "-p", split = ",") List<Integer> ports;
    }

    private static All read(String... args) {
        var all = new All();
        NumberOption.register(new CommandLine(all)).parseArgs(args);
        return all;
    }

    /** wrk's units: each is a thousand times the previous one (scan_metric of wrk 4), in upper or lower case. */
    @ParameterizedTest
    @CsvSource({"1k,1000", "1K,1000", "2m,2000000", "1G,1000000000", "1.5k,1500", "200,200", "2e3,2000", "-3,-3", "0,0"})
    void count_ofEachForm_isExact(String text, int count) {
        var all = read("-c", text, "-C", text, "-s", text, "-r", text);
        assertEquals(List.of(count, count, (long) count, (double) count), List.<Object>of(all.count, all.boxed, all.seed, all.rate));
    }

    @Test
    void lists_areOfTheSameNumbers() {
        assertEquals(List.of(5672, 5000, 0), read("-p", "5672,5k,0").ports);
    }

    /**
     * Values beyond int (2^31 - 1), long (2^63 - 1) and double (1.8e308), and those that Java's own parsers accept or report in their own
     * words.
     */
    @ParameterizedTest
    @CsvSource({"-c,2147483648,at most 2147483647", "-C,3g,at most 2147483647", "-c,-2147483649,at least -2147483648",
        "-s,9223372036854775808,at most 9223372036854775807",
        "-r,1e400,write a smaller one", "-r,NaN,is not a number", "-r,Infinity,is not a number", "-r,0x1p3,is not a number",
        "-r,5d,is not a number", "-c,1.5,is not a whole number",
        "-c,0.5k1,is not a whole number", "-c,'',is not a whole number", "-p,'1,x',is not a whole number", "-c,1e999,at most 2147483647"})
    void whatDoesNotFit_isRefusedWithTheValueAndTheRemedy(String option, String text, String sentence) {
        var error = org.junit.jupiter.api.Assertions.assertThrows(CommandLine.ParameterException.class, () -> read(option, text));
        assertTrue(error.getMessage().contains(sentence) && error.getMessage().contains("for example"), error.getMessage());
        assertTrue(!error.getMessage().contains("Exception") && !error.getMessage().contains("java."), error.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0.1,0.1,0.1", "-3,-3,-3", "1e7,10000000,'10,000,000'", "1056.5,1056.5,'1,056.5'", "0.0001,0.0001,0.0001"})
    void text_ofANumber_isAsItWasAsked(double number, String text, String grouped) {
        assertEquals(text, NumberOption.text(number));
        assertEquals(grouped, NumberOption.grouped(number));
        assertEquals(text, NumberOption.shown(number));
    }
}
