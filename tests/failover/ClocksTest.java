package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class ClocksTest {
    private static final Clocks.Apart AHEAD = new Clocks.Apart(12.31, 0.21, 1_234, OptionalDouble.empty());

    @Test
    void sentences_ofAServerAhead_takeItOffTheMeanAndTheLargest() {
        assertEquals(List.of(
            "The server's clock was 12.31 ms ahead of the client's, give or take 0.210 ms (the quickest of 1,234 calls): of the mean "
            + "latency of 13.90 ms "
                + "so much is the clocks'; without it 1.59 ms (1.38 to 1.80)",
            "Of the largest latency too: 2047.10 ms as recorded, 2034.79 ms without the clocks' difference. No recorded latency was "
            + "changed"),
            AHEAD.said(13.90, 2047.10));
    }

    @Test
    void sentences_ofAServerBehind_addIt() {
        var behind = new Clocks.Apart(-3.1, 0.05, 1, OptionalDouble.of(-0.0314));
        assertEquals(List.of(
            "The server's clock was 3.10 ms behind the client's, give or take 0.0500 ms (the quickest of 1 call): the mean latency of "
            + "0.900 ms "
                + "is too small by so much; with it 4.00 ms (3.95 to 4.05)",
            "Of the largest latency too: 10.00 ms as recorded, 13.10 ms without the clocks' difference. No recorded latency was changed",
            "The clocks did not keep step: the server's lost 0.031 ms a minute"), behind.said(0.9, 10));
    }

    @Test
    void sentences_withoutALatency_tellTheOffsetAlone() {
        assertEquals(List.of("The server's clock was 12.31 ms ahead of the client's, give or take 0.210 ms (the quickest of 1,234 calls)"),
            AHEAD.said(Double.NaN, Double.NaN));
    }

    @Test
    void sentences_ofOneHostAndOfNoCalls_sayWhy() {
        assertEquals(List.of("Client and server ran on one host: their clocks are one, and no latency holds a difference of clocks"),
            Clocks.ONE.said(1, 2));
        assertEquals(
            List.of("How far the hosts' clocks are apart cannot be told, for the client made no calls: the latency holds that difference "
            + "and all"),
            Clocks.UNKNOWN.said(1, 2));
    }

    @Test
    void figures_ofAClientsSummary_areReadAgain() {
        var measured = Clocks.apart(12_310_000, 210_000, 1_234, OptionalDouble.of(1_500_000));
        assertEquals(Map.of("clockOffsetMs", 12.31, "clockOffsetUncertaintyMs", 0.21, "clockOffsetSamples", 1234.0, "clockDriftMsPerMinute",
            1.5), measured.figures());
        assertEquals(measured, Clocks.of(measured.figures(), false));
        assertEquals(AHEAD, Clocks.of(AHEAD.figures(), false));
        assertEquals(Clocks.ONE, Clocks.of(measured.figures(), true));
        assertInstanceOf(Clocks.Unknown.class, Clocks.of(Map.of("sentMessages", 1.0), false));
    }

    @Test
    void most_thatALatencyMayHold_isOffsetAndUncertaintyAndDrift() {
        assertEquals(0, Clocks.ONE.mostMs(60));
        assertEquals(12.52, AHEAD.mostMs(60), 1e-9);
        assertEquals(3.1 + 0.05 + 2 * 0.5, new Clocks.Apart(-3.1, 0.05, 9, OptionalDouble.of(-0.5)).mostMs(120), 1e-9);
        assertEquals(Double.POSITIVE_INFINITY, Clocks.UNKNOWN.mostMs(60));
    }

    @Test
    void offset_ofNoCall_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Clocks.Apart(1, 1, 0, OptionalDouble.empty()));
        assertThrows(IllegalArgumentException.class, () -> new Clocks.Apart(Double.NaN, 1, 1, OptionalDouble.empty()));
    }
}
