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

    @ParameterizedTest
    @CsvSource({"500,500ms", "20000,20s", "90000,90s", "121000,2m1s", "7200000,120m", "1500,1.5s", "60001,60.001s"})
    void text_ofADuration_readsBack(long ms, String text) {
        assertEquals(text, DurationOption.text(Duration.ofMillis(ms)));
        assertEquals(Duration.ofMillis(ms), new DurationOption().convert(text));
    }
}
