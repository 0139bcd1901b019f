package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class DurationOptionTest {
    @ParameterizedTest
    @CsvSource({"500ms,500", "20s,20000", "20,20000", "1m30s,90000", "2h,7200000", "1.5s,1500", "0.5,500", "1h2m3s,3723000", "5m,300000"})
    void convert_everyForm_givesMilliseconds(String text, long ms) {
        assertEquals(Duration.ofMillis(ms), new DurationOption().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-5s", "soon", "5 parsecs", "s", "1s1m", "1e3"})
    void convert_whatIsNoDuration_isRefusedWithTheValue(String text) {
        var error = assertThrows(TypeConversionException.class, () -> new DurationOption().convert(text));
        assertTrue(error.getMessage().startsWith("'" + text + "' is not a duration; write for example "), error.getMessage());
    }

    /** The limit is 1000 h; a long has 9.2e18 ns, and nineteen digits of hours are 3.6e31. */
    @ParameterizedTest
    @ValueSource(strings = {"9999999999999h", "1000h1ms", "99999999999999999999h", "3600001", "9999999999999999999999999ms", "60001m"})
    void convert_whatIsLongerThanTimesCanBe_isRefusedWithTheLimit(String text) {
        var error = assertThrows(TypeConversionException.class, () -> new DurationOption().convert(text));
        assertEquals("'" + text + "' is too long; it must be at most 1000h, for example 2h", error.getMessage());
        assertEquals(Duration.ofHours(1000), new DurationOption().convert("60000m"));
    }

    /** Durations are shown as requested, even below a millisecond. */
    @Test
    void text_ofWhatIsShorterThanAMillisecond_isNotZero() {
        assertEquals("0.0005s", DurationOption.text(new DurationOption().convert("0.0005")));
        assertEquals("0s", DurationOption.text(Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource({"500,500ms", "20000,20s", "90000,90s", "121000,2m1s", "7200000,120m", "1500,1.5s", "60001,60.001s", "10800000,3h",
        "3596412000,999h12s", "87060000,24h11m"})
    void text_ofADuration_readsBack(long ms, String text) {
        assertEquals(text, DurationOption.text(Duration.ofMillis(ms)));
        assertEquals(Duration.ofMillis(ms), new DurationOption().convert(text));
    }
}
