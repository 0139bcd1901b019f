package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Handles, and the keys of a run's files that are built from them and parsed again. */
final class MetricsTest {
    private static final Counter SENT = new Counter("sent", Unit.MESSAGES, 0);
    private static final Timing LATENCY = new Timing("latency", 0);

    @Test
    void timing_expectedIntervalBelowZero_isRefused() {
        var e = assertThrows(IllegalArgumentException.class, () -> LATENCY.expecting(-1));
        assertEquals("timing latency: expected interval is -1 ns; it must be 0 (no correction) or above, for example 946970",
            e.getMessage());
    }

    /** Ours keep their positions, followed by those that only the other has. A timing in both has the longer interval of the two. */
    @Test
    void and_ofTwo_hasAllOfBothOnce() {
        var ours = new Metrics(List.of(SENT), List.of(LATENCY.expecting(5), new Timing("confirm", 1, 3)));
        var others = new Metrics(List.of(new Counter("received", Unit.BYTES, 0), new Counter("sent", Unit.COUNT, 1)),
            List.of(new Timing("confirm", 0, 7), new Timing("roundTrip", 1, 2), new Timing("latency", 2)));
        assertEquals(new Metrics(List.of(SENT, new Counter("received", Unit.BYTES, 1)),
            List.of(LATENCY.expecting(5), new Timing("confirm", 1, 7), new Timing("roundTrip", 2, 2))), ours.and(others));
    }

    /** A counter's name may begin like a timing's column, and a timing's name may equal another one's corrected histogram. */
    @Test
    void keys_ofAFile_areReadAsTheyWereMade() {
        var keys = new LinkedHashSet<>(List.of("latency", LATENCY.correctedKey(), "roundTripCorrected"));
        var timings = Timing.of(keys);
        assertEquals(List.of(LATENCY.expecting(1), new Timing("roundTripCorrected", 1)), timings);
        var row = new LinkedHashMap<String, Double>();
        for (var column : List.of(RunColumn.SECOND, SENT, LATENCY.mean(), LATENCY.max(), LATENCY.p99(), timings.get(1).max(),
                new Counter("latencyMax", Unit.COUNT, 1)))
            row.put(column.key(), 1.0);
        RunRows.put(row, "broker 2", new Usage(50, 100));
        var rows = List.<Map<String, Double>>of(Map.of(RunColumn.SECOND.key(), 0.0), row);
        assertEquals(List.of("sent", "latencyMax"), RunColumn.counters(rows, timings).stream().map(Counter::name).toList());
        assertEquals(List.of("broker 2"), RunColumn.processes(rows));
        assertEquals(100, row.get(RunColumn.memory("broker 2").key()));
        assertEquals(List.of(Unit.MESSAGES, Unit.MS, Unit.PERCENT, Unit.MIB),
            List.of(SENT.unit(), LATENCY.mean().unit(), RunColumn.cpu("broker 2").unit(), RunColumn.memory("broker 2").unit()));
    }
}
