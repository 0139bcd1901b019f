package reprise.judge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import reprise.recorder.Run;
import reprise.recorder.StrictJson;

/**
 * What was published, as {@code scenarios/ID.json} has it: where, what was done, the summary, the tables and the claims.
 * The parameters, whose shape is each document's own, are kept as plain values to be shown.
 */
public record Scenario(String id, String title, String source, String performed, Map<String, Object> parameters, List<Figure> summary,
                       Map<String, Table> tables, List<Claim> claims) {
    /** What is said instead of claims where there are none. */
    public static final String NOTHING_PUBLISHED = "Nothing of it was published to be compared with";

    /** A line of the document's summary; {@code published} is absent for what only we measure. {@code key} is the run's. */
    public record Figure(String key, String label, OptionalDouble published, int decimals) {}

    /** A table with a row a second; the first cell is the second, null stands for "no figure". */
    public record Table(String title, List<String> columns, List<Double[]> rows) {}

    /** A claim with what this run says of it. */
    public record Outcome(Claim claim, Verdict verdict) {}

    public List<Outcome> judge(Run run) {
        return claims.stream().map(claim -> new Outcome(claim, claim.judge(run.measures(), run.unmeasured()))).toList();
    }

    /** The run with its claims judged, as it goes to run.json. */
    public Run judged(Run run) {
        return run.withClaims(judge(run).stream().map(outcome -> new Run.Judgement(outcome.claim().id(), outcome.claim().statement(),
            outcome.claim().publishedFigure().isPresent() ? (Double) outcome.claim().publishedFigure().getAsDouble() : null,
            outcome.verdict().measuredOrNull(), outcome.verdict().ending(), outcome.verdict().why())).toList());
    }

    /** Reads all but the parameters' shape; the caller ends the reading. */
    static Scenario read(StrictJson root, Set<String> measures) {
        var published = root.object("published");
        var summary = published.objects("summary").stream().map(Scenario::figure).toList();
        var tables = new LinkedHashMap<String, Table>();
        if (published.has("tables")) published.object("tables").objects().forEach((name, table) -> tables.put(name, table(table)));
        published.done();
        var ids = new HashSet<String>();
        var claims = new ArrayList<Claim>();
        for (var object : root.objects("claims")) {
            var claim = claim(object, measures);
            if (!ids.add(claim.id())) object.wrong("id", "different from every other claim's", "\"" + claim.id() + "-2\"");
            claims.add(claim);
        }
        return new Scenario(root.text("id", "rpc-cast-failover"), root.text("title", "RPC CAST fail-over test report"),
            root.text("source", "where the document was published"), root.text("performed", "what was done, in a sentence or two"),
            root.object("parameters").plain(), summary, tables, claims);
    }

    private static Figure figure(StrictJson object) {
        var figure = new Figure(object.text("key", "sentMessages"), object.text("label", "Client sent, msg"),
            object.optionalNumber("value", 127820), (int) object.whole("decimals", 0, 6, 1));
        object.done();
        return figure;
    }

    private static Table table(StrictJson object) {
        var columns = object.textList("columns", "time");
        var rows = object.rows("rows", Math.max(1, columns.size()), "[[0, 1, 0]]");
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i)[0] == null || rows.get(i)[0] != i) {
                object.wrong("rows", "a row for each second, counted from 0 (row " + i + " is not second " + i + ")",
                    "[[0, 1, 0], [1, 773, 0]]");
                break;
            }
        }
        var table = new Table(object.text("title", "RPC CAST sent messages"), columns, rows);
        object.done();
        return table;
    }

    /** One claim, or with {@code ours} a finding of ours; its measure has to be one of these. */
    static Claim claim(StrictJson object, Set<String> measures) {
        boolean ours = object.has("ours") && object.flag("ours");
        boolean judged = !object.has("judged") || object.flag("judged");
        var id = object.text("id", "no-loss");
        var statement = object.text("statement", "Every cast arrived");
        double published = ours ? 0 : object.number("published", -1e15, 1e15, 0);
        var unit = object.text("unit", "msg");
        int decimals = (int) object.whole("decimals", 0, 6, 1);
        var measure = object.text("measure", measures.iterator().next());
        if (!measures.contains(measure))
            object.wrong("measure", "one of " + String.join(", ", measures), "\"" + measures.iterator().next() + '"');
        Claim claim;
        if (ours || judged) {
            var bounds = bounds(object);
            var holds = object.text("holds", "the longest gap is 1.5 to 2.6 s");
            claim = ours ? new Claim.Finding(id, statement, unit, decimals, measure, bounds.min, bounds.max, holds)
                : new Claim.Judged(id, statement, published, unit, decimals, measure, bounds.min, bounds.max, holds,
                object.has("factor") && object.flag("factor"));
        } else {
            claim = new Claim.Shown(id, statement, published, unit, decimals, measure, object.text("why", "a property of their hosts"));
        }
        object.done();
        return claim;
    }

    private record Bounds(double min, double max) {}

    /** They are min and max, which are inside, or above and below, which are outside; one of them is enough. */
    private static Bounds bounds(StrictJson object) {
        boolean above = object.has("above");
        boolean below = object.has("below");
        double min = above ? Math.nextUp(object.number("above", -1e15, 1e15, 0))
            : object.has("min") || !below && !object.has("max") ? object.number("min", -1e15, 1e15, 0) : Double.NEGATIVE_INFINITY;
        double max = below ? Math.nextDown(object.number("below", -1e15, 1e15, 1))
            : object.has("max") || !above && !object.has("min") ? object.number("max", -1e15, 1e15, 1) : Double.POSITIVE_INFINITY;
        if (min > max) object.wrong(below ? "below" : "max", "at least min, which is " + min, Double.toString(min));
        return new Bounds(min, Math.max(min, max));
    }
}
