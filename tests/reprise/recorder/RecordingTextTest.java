package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** A power of two less 1 is the highest value of its bucket, so a histogram of three digits returns it unchanged. */
final class RecordingTextTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final Counter SENT = new Counter("sent", Unit.MESSAGES, 0);
    private static final Counter LATE_REPLIES = new Counter("lateReplies", Unit.MESSAGES, 1);
    private static final Counter READ_BYTES = new Counter("readBytes", Unit.BYTES, 2);
    private static final Counter STRAYS = new Counter("strays", Unit.COUNT, 3);
    private static final Timing LATENCY = new Timing("latency", 0);
    private static final Timing ROUND_TRIP = new Timing("roundTrip", 1, 1 << 21);
    private static final Timing SERVICE = new Timing("service", 2);
    private static final Metrics METRICS =
        new Metrics(List.of(SENT, LATE_REPLIES, READ_BYTES, STRAYS), List.of(LATENCY, ROUND_TRIP, SERVICE));

    private final Recorder recorder = new Recorder(METRICS, 0);
    private final LoopRecorder loop = recorder.loop();

    /**
     * 1,000 latencies: the 500th is one of the 989 short ones, the 990th and the 999th are of the ten longer ones, the last is the longest.
     * One round trip of 2^23 − 1 ns where one was expected every 2^21 ns: two more would have followed, 3 × 2^21 − 1 and 2^22 − 1 ns long;
     * the next one would have been shorter than the interval.
     */
    @Test
    void lines_haveTotalsRatesAndPercentiles_andNameWhatHasNone() {
        loop.count(SENT, 1, 1_000);
        loop.count(READ_BYTES, 1, 1_234_567);
        loop.count(STRAYS, 1, 1);
        for (int i = 0; i < 1_000; i++) loop.time(LATENCY, 1, (1 << (i < 989 ? 20 : i < 999 ? 21 : 22)) - 1);
        loop.time(ROUND_TRIP, 1, (1 << 23) - 1);
        var recording = recorder.finish(2 * SECOND_NS + SECOND_NS / 2);
        assertEquals("""
            in 2.500 s      total           per s
            sent            1,000  msg      400.0
            read bytes  1,234,567  B    493,826.8
            strays              1             0.4
            in ms                  count   50 %   99 %  99.9 %    max
            latency                1,000  1.049  2.097   2.097  4.194
            round trip                 1  8.389  8.389   8.389  8.389
            round trip, corrected      3  6.291  8.389   8.389  8.389
            none: late replies, service""", String.join("\n", RecordingText.lines(recording)));
        assertEquals("latency, ms: count 1,000  50 % 1.049  99 % 2.097  99.9 % 2.097  max 4.194", RecordingText.line(recording, LATENCY));
        assertEquals("service, ms: no values", RecordingText.line(recording, SERVICE));
        assertEquals("ms: count 1  50 % 8.389  99 % 8.389  99.9 % 8.389  max 8.389", RecordingText.line(recording.whole(ROUND_TRIP)));
    }

    /** A record from before the start is in no figure, and the text says so; without a duration there is no rate. */
    @Test
    void lines_ofNoTime_haveNoRate() {
        loop.count(SENT, 0, 1);
        loop.time(SERVICE, -1, 5);
        assertEquals(List.of("in 0.000 s  total       per s", "sent            1  msg      -",
            "none: late replies, read bytes, strays, latency, round trip, service",
            "Records from before the start: 1; they are in no figure"), RecordingText.lines(recorder.finish(0)));
    }

    /** On a terminal of 80 columns no line of many names breaks within a word, and no name is lost. */
    @Test
    void lines_ofManyNames_areAtMost80Columns() {
        var names = IntStream.range(0, 40).mapToObj(i -> "counter " + i).toList();
        var counters = IntStream.range(0, 40).mapToObj(i -> new Counter(names.get(i), Unit.COUNT, i)).toList();
        var lines = RecordingText.lines(new Recorder(new Metrics(counters, List.of()), 0).finish(1));
        assertTrue(lines.stream().allMatch(line -> line.length() <= 80), lines.toString());
        assertEquals("none: " + String.join(", ", names),
            lines.stream().skip(1).map(String::strip).collect(Collectors.joining(" ")));
        assertEquals("ms: no values", RecordingText.line(new Histogram(3)));
    }
}
