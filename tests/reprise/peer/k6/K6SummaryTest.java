package reprise.peer.k6;

import static org.junit.jupiter.api.Assertions.assertEquals;

import broadcast.BroadcastScenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reprise.peer.k6.K6Figures.Bar;
import reprise.peer.k6.K6Figures.Contains;
import reprise.peer.k6.K6Figures.Counter;
import reprise.peer.k6.K6Figures.Gauge;
import reprise.peer.k6.K6Figures.Metric;
import reprise.peer.k6.K6Figures.Rate;
import reprise.peer.k6.K6Figures.Thresholds;
import reprise.peer.k6.K6Figures.Trend;

@Tag("alone")
final class K6SummaryTest {
    /** The document's own block (ws-broadcast.md, K6 results), byte for byte. */
    private static final String PUBLISHED = """
             checks................: 50.00% ✓ 120979     ✗ 120979
             data_received.........: 32 MB  38 kB/s
             data_sent.............: 32 MB  38 kB/s
             iteration_duration....: avg=1.59s    min=1.4s     med=1.4s     max=1m11s  p(90)=1.57s    p(95)=1.71s
             iterations............: 120979 143.690523/s
             vus...................: 351    min=0        max=749
             vus_max...............: 750    min=750      max=750
             ws_connecting.........: avg=51.04ms  min=302.95µs med=4.8ms    max=19.33s p(90)=140.07ms p(95)=265.43ms
             ws_msgs_sent..........: 151103 179.469735/s
             ws_session_duration...: avg=884.46ms min=700.42ms med=708.06ms max=1m10s  p(90)=864.48ms p(95)=1s
             ws_sessions...........: 121103 143.837802/s


        running (14m01.9s), 000/750 VUs, 120979 complete and 124 interrupted iterations
        constVUWith3DirectMessage ✓ [======================================] 80 VUs       45s
        rampUp50With100Messages   ✓ [======================================] 124/200 VUs  3m30s
        rampUp50WithSingleMessage ✓ [======================================] 000/750 VUs  9m0s
        """;
    private final Locale before = Locale.getDefault();

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(before);
    }

    private static Counter counter(double total, double perSec) {
        return new Counter(Contains.DEFAULT, total, perSec);
    }

    /** The document's figures; where it prints truncated ones, they have more digits here and must be truncated again. */
    private static K6Figures published() {
        return new K6Figures(List.of(), List.of(
            new Metric("vus", new Gauge(351, 0, 749)), new Metric("vus_max", new Gauge(750, 750, 750)),
            new Metric("checks", new Rate(120979, 120979)),
            new Metric("data_received", new Counter(Contains.DATA, 32_049_999, 38_066)),
            new Metric("data_sent", new Counter(Contains.DATA, 31_960_000, 37_961)),
            new Metric("iterations", counter(120979, 143.690523)),
            new Metric("iteration_duration", new Trend(1599.9, 1400, 1409.99, 71_999, 1579.9, 1719.999)),
            new Metric("ws_connecting", new Trend(51.049, 0.3029599, 4.8099, 19_339.9, 140.0799, 265.4399)),
            new Metric("ws_session_duration", new Trend(884.4699, 700.42, 708.069, 70_900, 864.489, 1009.9)),
            new Metric("ws_sessions", counter(121103, 143.837802)), new Metric("ws_msgs_sent", counter(151103, 179.469735))),
            new K6Figures.Status(841.9, 870, 0, 750, 120979, 124), List.of(
                new Bar("constVUWith3DirectMessage", true, 1, OptionalInt.empty(), 80, 45, 45, ""),
                new Bar("rampUp50With100Messages", true, 1, OptionalInt.of(124), 200, 210, 210, ""),
                new Bar("rampUp50WithSingleMessage", true, 1, OptionalInt.of(0), 750, 540, 540, "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-US", "ar-EG", "de-DE"})
    void text_ofTheDocumentsFigures_isTheDocumentsBlock(String locale) {
        Locale.setDefault(Locale.forLanguageTag(locale));
        assertEquals(PUBLISHED, K6Summary.text(published()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-US", "ar-EG", "hi-IN-u-nu-deva"})
    void text_ofTheScenarioFile_isTheDocumentsBlock(String locale) throws IOException {
        Locale.setDefault(Locale.forLanguageTag(locale));
        var json = Files.readAllBytes(Path.of("scenarios/ws-broadcast.json"));
        assertEquals(PUBLISHED, K6Summary.text(BroadcastScenario.parse("x.json", json, List.of()).k6()));
    }

    @Test
    void text_checksThresholdsAndTags_standAsK6HasThem() {
        var figures = new K6Figures(List.of(new K6Figures.Check("status is 101", 10, 0), new K6Figures.Check("has a body", 199, 1)),
            List.of(new Metric("ws_connecting", new Trend(1, 1, 1, 1, 1, 1), Thresholds.MET),
                new Metric("ws_connecting{server:python}", new Trend(2, 2, 2, 2, 2, 2), Thresholds.CROSSED),
                new Metric("checks", new Rate(209, 1))),
            new K6Figures.Status(3.25, 5, 0, 10, 10, 0), List.of(
                new Bar("a", false, 0.5, OptionalInt.of(3), 10, 2.5, 5, ""),
                new Bar("shared", true, 1, OptionalInt.empty(), 10, 5, 5, "200/200 shared iters")));
        assertEquals("""
                 ✓ status is 101
                 ✗ has a body
                  ↳  99% — ✓ 199 / ✗ 1

                 checks................: 99.52% ✓ 209 ✗ 1
               ✓ ws_connecting.........: avg=1ms min=1ms med=1ms max=1ms p(90)=1ms p(95)=1ms
               ✗   { server:python }...: avg=2ms min=2ms med=2ms max=2ms p(90)=2ms p(95)=2ms


            running (3.3s), 00/10 VUs, 10 complete and 0 interrupted iterations
            a        [==================>-------------------] 03/10 VUs  2.5s/5s
            shared ✓ [======================================] 10 VUs     5s       200/200 shared iters
            """, K6Summary.text(figures));
    }

    @Test
    void bars_ofExecutorsThatCountOrArrive_haveAThirdColumn() {
        // Done early, it keeps its own duration.
        assertEquals(List.of(
            "early ✓ [======================================] 10 VUs       00m08.1s/10m0s  200/200 shared iters",
            "rate  ✓ [======================================] 000/100 VUs  30s             30.00 iters/s"),
            K6Summary.bars(List.of(new Bar("early", true, 1, OptionalInt.empty(), 10, 8.1, 600, "200/200 shared iters"),
                new Bar("rate", true, 1, OptionalInt.of(0), 100, 30, 30, "30.00 iters/s"))));
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "0.0000009,0ns", "0.00099999,999ns", "0.001,1µs", "0.30295,302.95µs", "0.9999999,999.99µs", "1,1ms", "4.8,4.8ms",
        "999.999,999.99ms", "1000,1s", "1400,1.4s", "1599.999,1.59s", "59999.9,59.99s", "60000,1m0s", "71999,1m11s", "3605000,1h0m5s"})
    void times_ofEachSize_areCutToTwoDecimals(double millis, String expected) {
        assertEquals(expected, K6Units.millis(millis));
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "9.5,9.5 B", "10,10 B", "999,999 B", "1000,1.0 kB", "1550,1.6 kB", "9949,9.9 kB", "9950,10 kB", "38066,38 kB",
        "999950,1000 kB", "1000000,1.0 MB", "31960000,32 MB", "2500000000,2.5 GB"})
    void bytes_ofEachSize_goBy1000(double bytes, String expected) {
        assertEquals(expected, K6Units.bytes(bytes));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "143.6905231,143.690523", "143.6905235,143.690524", "0.5,0.5", "120979,120979", "1e-7,0"})
    void numbers_haveSixDecimalsAtMost(double value, String expected) {
        assertEquals(expected, K6Units.number(value));
    }

    @ParameterizedTest
    @CsvSource({"0.5,50.00%", "0.99999,99.99%", "1,100.00%", "0.001,0.10%", "0.29,29.00%"})
    void shares_areCut(double share, String expected) {
        assertEquals(expected, K6Units.percent(share));
    }

    @ParameterizedTest
    @CsvSource({"45,45s", "210,3m30s", "540,9m0s", "3600,1h0m0s", "1.5,1.5s", "0.3,300ms", "0,0s"})
    void lengths_areAsGoWritesThem(double sec, String expected) {
        assertEquals(expected, K6Units.duration(sec));
    }

    @ParameterizedTest
    @CsvSource({"841.9,870,14m01.9s", "841.94,870,14m01.9s", "1,5,1.0s", "1,10,01.0s", "13.04,45,13.0s", "30,60,0m30.0s", "5,900,00m05.0s",
        "59.96,60,1m00.0s", "5,3600,0h00m05.0s", "12,5,12.0s"})
    void clock_isAsWideAsTheLongest(double sec, double longest, String expected) {
        assertEquals(expected, K6Units.clock(sec, longest));
    }
}
