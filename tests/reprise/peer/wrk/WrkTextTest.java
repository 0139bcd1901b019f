package reprise.peer.wrk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caller.PublishedCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reprise.peer.wrk.WrkFigures.Errors;
import reprise.peer.wrk.WrkFigures.Percentiles;
import reprise.peer.wrk.WrkFigures.Spread;

final class WrkTextTest {
    private static final Path GOLDEN = Path.of("tests/golden/wrk");

    /** tests/golden/wrk holds wrk's output from the document, one file per run. */
    @Test
    void text_ofEachPublishedRun_isTheDocuments() throws IOException {
        int compared = 0;
        for (var id : PublishedCases.ids()) {
            var url = id.startsWith("local") ? "http://127.0.0.1:8080" : "http://10.0.1.2:8080";
            assertEquals(Files.readString(GOLDEN.resolve(id + ".txt")),
                WrkText.of(PublishedCases.of(id), url, Duration.ofSeconds(30), true), id);
            compared++;
        }
        assertEquals(18, compared);
    }

    /** The next unit begins at 0.85 of it; from a million us on it is seconds, which turn into minutes at 51. */
    @ParameterizedTest
    @CsvSource({"0, 0.00us", "849, 849.00us", "850, 0.85ms", "117.526, 117.53us", "1170, 1.17ms", "134670, 134.67ms", "850000, 850.00ms",
        "999999, 1000.00ms",
        "1000000, 1.00s", "50990000, 50.99s", "51000000, 0.85m", "30110000, 30.11s", "3600000000, 60.00m", "360000000000, 6000.00m",
        "NaN, -nanus"})
    void time_ofMicroseconds_hasWrksUnit(double us, String expected) {
        assertEquals(expected, WrkText.time(us));
    }

    /**
     * Halves of a hundredth, which the nearest long double decides. From a C program with {@code printf("%.2Lf", n / 1000)} for n of type
     * long double, gcc on x86-64; a double gives 1.17, 39.02, 50.34 and 30.11 for four of them.
     */
    @ParameterizedTest
    @CsvSource({"1005, 1.00ms", "1015, 1.01ms", "1025, 1.02ms", "1165, 1.16ms", "2675, 2.67ms", "9875, 9.88ms", "17045, 17.05ms",
        "39005, 39.01ms",
        "39015, 39.01ms", "50335, 50.33ms", "63995, 63.99ms", "134675, 134.68ms", "1005000, 1.00s", "2675000, 2.67s", "30105000, 30.10s",
        "30115000, 30.11s",
        "49995000, 49.99s"})
    void time_atHalfAHundredth_isRoundedAsALongDouble(double us, String expected) {
        assertEquals(expected, WrkText.time(us));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.00", "546.81, 546.81", "849.99, 849.99", "850, 0.85k", "8550, 8.55k", "850000, 0.85M", "12483910, 12.48M",
        "850e6, 0.85G", "850e9, 0.85T", "850e12, 850.00T"})
    void metric_hasWrksUnit(double value, String expected) {
        assertEquals(expected, WrkText.metric(value));
    }

    /** 0.85 × 1024 = 870.4; 58.89 MiB are 61,750,640.64 bytes. */
    @ParameterizedTest
    @CsvSource({"0, 0.00", "870, 870.00", "871, 0.85K", "61750640.64, 58.89M", "891289, 870.40K", "891290, 0.85M", "912680551, 0.85G",
        "1e15, 909.49T"})
    void bytes_haveWrksUnit(double value, String expected) {
        assertEquals(expected, WrkText.bytes(value));
    }

    @ParameterizedTest
    @CsvSource({"1, 1s", "30, 30s", "50, 50s", "51, 1m", "60, 1m", "90, 2m", "150, 2m", "3600, 60m"})
    void heading_ofADuration_hasNoDecimals(long sec, String expected) {
        var text = WrkText.of(figures(Errors.NONE), "http://127.0.0.1:1/", Duration.ofSeconds(sec), false);
        // 1.5 and 2.5 go to the even 2
        assertEquals("Running " + expected + " test @ http://127.0.0.1:1/", text.lines().findFirst().orElseThrow());
    }

    /** wrk 4.1's output for a server that answered nothing. */
    @Test
    void text_withoutASample_hasNan() {
        var nothing = new Spread(0, 0, 0, OptionalDouble.empty());
        var text =
            WrkText.of(new WrkFigures(1, 1, nothing, new Percentiles(0, 0, 0, 0), nothing, 0, 1_003_000, 0, 0, 0,
            new Errors(0, 24, 0, 0, 0)),
            "http://127.0.0.1:1/", Duration.ofSeconds(1), true);
        assertEquals("""
            Running 1s test @ http://127.0.0.1:1/
              1 threads and 1 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency     0.00us    0.00us   0.00us    -nan%
                Req/Sec     0.00      0.00     0.00      -nan%
              Latency Distribution
                 50%    0.00us
                 75%    0.00us
                 90%    0.00us
                 99%    0.00us
              0 requests in 1.00s, 0.00B read
              Socket errors: connect 0, read 24, write 0, timeout 0
            Requests/sec:      0.00
            Transfer/sec:       0.00B
            """, text);
    }

    @Test
    void text_withErrors_hasTheirLinesAndWithoutLatencyNoPercentiles() {
        assertEquals("""
            Running 10s test @ http://h:80/call?seq=1
              2 threads and 10 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency   600.00us    1.20ms  20.00ms   95.00%
                Req/Sec     8.00k   100.00     9.00k    70.00%
              160000 requests in 10.00s, 38.15MB read
              Socket errors: connect 1, read 2, write 3, timeout 4
              Non-2xx or 3xx responses: 5
            Requests/sec:  16000.00
            Transfer/sec:      3.81MB
            """, WrkText.of(figures(new Errors(1, 2, 3, 4, 5)), "http://h:80/call?seq=1", Duration.ofSeconds(10), false));
    }

    private static WrkFigures figures(Errors errors) {
        return new WrkFigures(2, 10, new Spread(600, 1200, 20_000, OptionalDouble.of(95)), new Percentiles(500, 600, 900, 9000),
            new Spread(8000, 100, 9000, OptionalDouble.of(70)), 160_000,
            10_000_000, 40_000_000, 16_000, 4_000_000, errors);
    }

    /**
     * wrk accepts whole seconds only and shows them in its units (90 s are 1.5 m, without decimals 2 m); other durations are shown as
     * requested.
     */
    @ParameterizedTest
    @CsvSource({"1500,1.5s", "500,500ms", "90500,90.5s", "100,100ms", "2000,2s", "90000,2m", "30000,30s"})
    void running_aDurationThatIsNoWholeSecond_isShownAsAsked(long ms, String shown) throws IOException {
        var figures = PublishedCases.of("local-sequential-add2");
        assertEquals("Running " + shown + " test @ http://h/",
            WrkText.of(figures, "http://h/", Duration.ofMillis(ms), false).lines().findFirst().orElseThrow());
    }
}
