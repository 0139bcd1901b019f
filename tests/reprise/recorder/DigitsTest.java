package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Expected texts derived by hand: the document's decimals, or enough for three significant digits. */
class DigitsTest {
    @Test
    void figure_belowItsForm_keepsThreeDigitsThatCount() {
        assertEquals("0.0500", Digits.of(0.05, 1));
        assertEquals("0.313", Digits.of(0.31274, 1));
        assertEquals("0.00123", Digits.of(0.0012349, 2));
        assertEquals("-0.0500", Digits.of(-0.05, 1));
        assertEquals("1.58", Digits.of(1.58, 1));
        assertEquals("12.3", Digits.of(12.34, 0));
    }

    /** A value that rounds up to the next digit has one decimal less: 1.00, not 1.000. */
    @Test
    void figure_thatRoundsUp_countsFromTheNewDigit() {
        assertEquals("1.00", Digits.of(0.9996, 1));
        assertEquals("0.0100", Digits.of(0.009999, 1));
        assertEquals("100", Digits.of(99.96, 0));
    }

    @Test
    void figure_thatItsFormShowsWellEnough_isShownSo() {
        assertEquals("2035.6", Digits.of(2035.61, 1));
        assertEquals("8509", Digits.of(8508.83, 0));
        assertEquals("5", Digits.of(5, 0));
        assertEquals("0", Digits.of(0, 0));
        assertEquals("0.0", Digits.of(0, 1));
        assertEquals("0.000000001", Digits.of(1e-9, 1), "nine decimals at most");
    }
}
