package failover;

import java.util.stream.Stream;
import reprise.judge.Scenario;

/** The document's values per second: a column of one of its two tables, by its position in the rows. */
enum PublishedSeries {
    SENT("sent", 1), ERRORS("sent", 2), RECEIVED("received", 1), LATENCY_MS("received", 2);

    private final String table;
    private final int at;

    PublishedSeries(String table, int at) {
        this.table = table;
        this.at = at;
    }

    /** One value per second, NaN if it is missing; empty if no such table was published. */
    double[] of(Scenario scenario) {
        return Stream.ofNullable(scenario.tables().get(table)).flatMap(found -> found.rows().stream())
            .mapToDouble(row -> row.get(at).orElse(Double.NaN)).toArray();
    }

    /** Whether the table has such a column. */
    boolean isIn(Scenario scenario) {
        return scenario.tables().containsKey(table) && scenario.tables().get(table).columns().size() > at;
    }
}
