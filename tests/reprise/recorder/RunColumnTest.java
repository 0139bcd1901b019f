package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The name and unit of a column of a run's seconds, derived from its counter or timing. */
final class RunColumnTest {
    /** The keys as the writer of the rows builds them; {@code mean} and {@code cpu} occur in names too. */
    @Test
    void columns_ofAFile_areCalledByWhatTheyAre() {
        var row = new LinkedHashMap<String, Double>();
        var timing = new Timing("roundTrip", 0);
        for (var column : List.of(RunColumn.SECOND, new Counter("lateReplies", Unit.MESSAGES, 0),
            new Counter("messagesSent myServer", Unit.MESSAGES, 1),
            timing.mean(), timing.max(), timing.column(Statistic.P50), timing.p99(), RunColumn.cpu("sub2"), RunColumn.memory("sub2"),
            RunColumn.cpu("meanMs"),
            new Counter("cpuMeans", Unit.COUNT, 2))) {
            row.put(column.key(), 1.0);
        }
        assertEquals(List.of("second|", "late replies|", "messages sent myServer|", "round trip mean|ms", "round trip max|ms",
            "round trip P50|ms",
            "round trip P99|ms", "sub2 CPU|%", "sub2 memory|MiB", "meanMs CPU|%", "cpu means|"),
            RunColumn.all(List.of(row)).stream().map(column -> column.label() + "|" + column.unit().symbol()).toList());
    }

    @Test
    void columns_ofRowsThatDiffer_areThoseOfAll() {
        assertEquals(List.of("second", "sent", "errors"),
            RunColumn.all(List.of(Map.of("second", 0.0), Map.of("sent", 1.0), Map.of("errors", 2.0))).stream().map(RunColumn::key)
            .toList());
    }
}
