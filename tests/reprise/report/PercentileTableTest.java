package reprise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import reprise.recorder.Run;
import reprise.simulator.rpc.RpcMetrics;

/** Ten values at least must lie beyond a percentile: 99.99 % needs a hundred thousand. */
final class PercentileTableTest {
    private static Section.Table table(long values) {
        var histogram = new Histogram(3);
        histogram.recordValueWithCount(1_000_000, values - 20);
        histogram.recordValueWithCount(50_000_000, 20);
        return (Section.Table) PercentileTable.of(Run.of("x", 1, Instant.EPOCH)
            .histograms(Map.of(RpcMetrics.LATENCY.name(), histogram)).build(), RpcMetrics.LATENCY);
    }

    private static List<String> columns(long values) {
        return table(values).columns().stream().map(Section.Column::name).toList();
    }

    @Test
    void columns_areThoseThatTheNumberOfValuesCarries() {
        assertEquals(List.of("ms", "50 %", "90 %", "99 %", "99.9 %", "99.99 %", "max"), columns(100_000));
        assertEquals(List.of("ms", "50 %", "90 %", "99 %", "99.9 %", "max"), columns(99_999));
        assertEquals(List.of("ms", "50 %", "max"), columns(99));
        assertEquals("", table(100_000).remark());
        assertEquals("A percentile is shown where ten values or more lie beyond it; 99.99 % takes 100,000 values.", table(99).remark());
    }

    @Test
    void row_hasTheValueOfEachPercentile() {
        var cells = ((Section.Row) table(100_000).lines().getFirst()).cells();
        assertEquals(1, ((Section.Number) cells.get(4)).value(), 0.01, "99.9 %");
        assertEquals(50, ((Section.Number) cells.get(5)).value(), 0.1, "99.99 %");
        assertEquals(1, table(100_000).lines().size(), "nothing was corrected");
    }
}
