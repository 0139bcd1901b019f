package reprise.judge;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;
import static com.fasterxml.jackson.annotation.Nulls.AS_EMPTY;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import reprise.recorder.FailIf;
import reprise.recorder.JsonFile;
import reprise.recorder.Limits;
import reprise.recorder.Run;

/**
 * What was published, from {@code scenarios/ID.json}: its source, what was done, the summary, the tables and the claims. A short one can
 * stand in its script:
 * {@snippet :
 * Scenario.of("my-experiment", "A web server's rate", "My notes of May", "One, 4 and 16 callers asked for a page.")
 *     .with("rates", Scenario.Table.of("callers", "rate").row(1, 2800).row(4, 6100).row(16, 8300));
 * }
 */
public record Scenario(String id, String title, String source, String performed, List<SummaryLine> summary, Map<String, Table> tables,
                       List<Claim> claims, List<FailIf> failIf) {
    /** Stands in place of claims if there are none. */
    public static final String NOTHING_PUBLISHED = "Nothing of it was published to be compared with";

    /** Without conditions under which a run fails. */
    public Scenario(String id, String title, String source, String performed, List<SummaryLine> summary, Map<String, Table> tables,
                    List<Claim> claims) {
        this(id, title, source, performed, summary, tables, claims, List.of());
    }

    /** A line of the document's summary. {@code published} is absent if only we measure it. {@code key} is the key of the run's summary. */
    public record SummaryLine(String key, String label, @JsonProperty("value") OptionalDouble published,
                              @Limits(most = 6, example = 1) int decimals) {}

    /**
     * A published table. Null in the file stands for "no figure".
     *
     * @param by what the first column counts, such as threads; empty for seconds, of which there is a row for each, from 0
     */
    public record Table(String title, @JsonInclude(NON_EMPTY) @JsonSetter(nulls = AS_EMPTY) String by, List<String> columns,
                        List<List<OptionalDouble>> rows) {
        /** A table with a row a second. */
        public Table(String title, List<String> columns, List<List<OptionalDouble>> rows) {
            this(title, "", columns, rows);
        }

        /** A table without rows yet. @param by what the first column counts; {@code columns} are the others */
        public static Table of(String by, String... columns) {
            return new Table("", by, Stream.concat(Stream.of(by), Stream.of(columns)).toList(), List.of());
        }

        /**
         * The same with one more row. A wrong number of figures is told by {@link Scenario#wrongRows} and not thrown: such tables are
         * constants, whose exception would end the JVM before the script runs.
         *
         * @param figures one for each column, the first column's first; NaN is "no figure"
         */
        public Table row(double... figures) {
            var row = DoubleStream.of(figures)
                .mapToObj(figure -> Double.isNaN(figure) ? OptionalDouble.empty() : OptionalDouble.of(figure));
            return new Table(title, by, columns, Stream.concat(rows.stream(), Stream.of(row.toList())).toList());
        }

        /** The figure of a column, by its name, in the row whose first cell is {@code key}. */
        public OptionalDouble figure(double key, String column) {
            int at = columns.indexOf(column);
            if (at < 0) throw new IllegalArgumentException("table " + title + ": no column " + column + "; there are " + columns);
            return rows.stream().filter(row -> row.size() > at && row.getFirst().orElse(Double.NaN) == key).findFirst()
                .map(row -> row.get(at)).orElse(OptionalDouble.empty());
        }

        /** As many as the document's figures have in a column, so that each is printed as it was. */
        public int decimals(int column) {
            return rows.stream().flatMapToDouble(row -> row.get(column).stream())
                .mapToInt(value -> Math.max(0, BigDecimal.valueOf(value).stripTrailingZeros().scale())).max().orElse(0);
        }

        private Stream<String> wrongRows() {
            return rows.stream().filter(row -> row.size() != columns.size()).map(row -> "the row " + row.stream()
                .map(cell -> cell.isPresent() ? BigDecimal.valueOf(cell.getAsDouble()).stripTrailingZeros().toPlainString() : "NaN")
                .toList() + " has " + row.size() + " figures for the columns " + columns + "; give one for each, NaN for none");
        }

        /** Reports only the first wrong row, because the rows after it are wrong as a consequence. */
        private void check(JsonFile file, String path) {
            for (int i = 0; i < rows.size(); i++) {
                var row = rows.get(i);
                var at = path + ".rows[" + i + "]";
                if (row.size() != columns.size() || row.isEmpty()) {
                    file.problem(at, "has " + row.size() + " values; it must have one for each column, which are " + columns.size());
                    return;
                }
                if (by.isEmpty() && row.getFirst().orElse(-1) != i) {
                    file.problem(at + "[0]", "is not " + i + "; there must be a row for each second, counted from 0, for example "
                        + "[[0, 1, 0], [1, 773, 0]]");
                    return;
                }
            }
        }
    }

    /** The keys that all documents' files have. */
    private record Keys(String id, String title, String source, String performed, Published published, List<ClaimKeys> claims,
                        @JsonInclude(NON_EMPTY) @JsonSetter(nulls = AS_EMPTY) List<FailIf> failIf) {}

    private record Published(List<SummaryLine> summary, @JsonSetter(nulls = AS_EMPTY) Map<String, Table> tables) {}

    /** Without figures yet, for {@link #with}. @param performed what was done, in a sentence */
    public static Scenario of(String id, String title, String source, String performed) {
        return new Scenario(id, title, source, performed, List.of(), Map.of(), List.of());
    }

    /** The same with one more table, whose title is its name if it has none. */
    public Scenario with(String name, Table table) {
        var more = new LinkedHashMap<>(tables);
        more.put(name, table.title.isEmpty() ? new Table(name, table.by, table.columns, table.rows) : table);
        return new Scenario(id, title, source, performed, summary, more, claims, failIf);
    }

    /** A sentence for each row of {@link Table#row} that has not a figure for each column. */
    public List<String> wrongRows() {
        return tables.entrySet().stream().flatMap(each -> each.getValue().wrongRows()
            .map(wrong -> "scenario " + id + ": table " + each.getKey() + ": " + wrong)).toList();
    }

    /** A scenario that has no keys but the common ones. @throws InvalidFile with all that is wrong */
    public static Scenario parse(String file, byte[] json, List<Quantity> measures) {
        var read = JsonFile.parse(file, json);
        var scenario = take(read, measures);
        read.done();
        read.orThrow();
        return scenario;
    }

    /** The same with these claims, unless the file has claims of its own. */
    public Scenario claiming(List<Claim> usual) {
        return claims.isEmpty() ? new Scenario(id, title, source, performed, summary, tables, usual, failIf) : this;
    }

    public Table table(String name) {
        var table = tables.get(name);
        if (table == null) throw new IllegalArgumentException("scenario " + id + ": no table " + name + "; there are " + tables.keySet());
        return table;
    }

    /** A claim with what this run says of it. */
    public record Outcome(Claim claim, Verdict verdict) {}

    /** The claims, and the thresholds that were set for this run. */
    public List<Outcome> judge(Run run) {
        return Stream.concat(claims.stream(), run.origin().failIf().stream().distinct().map(Claim.Threshold::new))
            .map(claim -> new Outcome(claim, claim.judge(run))).toList();
    }

    /** The run with its claims judged, as run.json keeps it. */
    public Run judged(Run run) {
        return run.withClaims(judge(run).stream().map(outcome -> new Run.Judgement(outcome.claim().id(), outcome.claim().statement(),
            outcome.claim().publishedFigure().isPresent() ? (Double) outcome.claim().publishedFigure().getAsDouble() : null,
            outcome.verdict().measuredOrNull(), outcome.verdict().ending(), outcome.verdict().why())).toList());
    }

    /**
     * Takes the keys that all documents have. Problems are added to the file; the result is null if the published figures are missing.
     *
     * @param measures the measures that a claim may name
     */
    public static Scenario take(JsonFile file, List<Quantity> measures) {
        var keys = file.take(Keys.class);
        if (keys == null) return null;
        var claims = ClaimKeys.claims(file, "claims", keys.claims, measures);
        if (!file.isSound("published")) return null;
        keys.published.tables.forEach((name, table) -> table.check(file, "published.tables." + name));
        return new Scenario(keys.id, keys.title, keys.source, keys.performed, keys.published.summary, keys.published.tables, claims,
            keys.failIf);
    }
}
