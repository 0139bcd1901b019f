package reprise.peer.k6;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import reprise.peer.k6.K6Figures.Bar;
import reprise.peer.k6.K6Figures.Counter;
import reprise.peer.k6.K6Figures.Gauge;
import reprise.peer.k6.K6Figures.Metric;
import reprise.peer.k6.K6Figures.Rate;
import reprise.peer.k6.K6Figures.Thresholds;
import reprise.peer.k6.K6Figures.Trend;

/**
 * k6's end-of-test summary in its own layout (k6 up to 0.57; formats.md): checks, metrics sorted by name, the status line, one line
 * per scenario. Trailing blanks are omitted.
 */
public final class K6Summary {
    private static final String INDENT = "     ";
    private static final int BAR = 38;
    private static final List<String> STATS = List.of("avg", "min", "med", "max", "p(90)", "p(95)");

    private K6Summary() {}

    public static String text(K6Figures figures) {
        var out = new StringBuilder();
        for (var check : figures.checks()) check(out, check);
        if (!figures.checks().isEmpty()) out.append('\n');
        metrics(out, figures.metrics());
        out.append("\n\n").append(status(figures.status())).append('\n');
        for (var bar : bars(figures.bars())) out.append(bar).append('\n');
        return out.toString();
    }

    private static void check(StringBuilder out, K6Figures.Check check) {
        boolean passed = check.fails() == 0;
        out.append(INDENT).append(passed ? "✓ " : "✗ ").append(check.name()).append('\n');
        if (passed) return;
        out.append(INDENT).append(" ↳  ").append(100 * check.passes() / (check.passes() + check.fails())).append("% — ✓ ")
            .append(check.passes()).append(" / ✗ ").append(check.fails()).append('\n');
    }

    // ---- metrics

    /** A metric's cells before padding: six for a trend, otherwise the value and what follows it. */
    private record Row(Metric metric, List<String> cells) {
        boolean isTrend() {
            return metric.value() instanceof Trend;
        }

        /** A sub-metric stands below its metric, with its tags alone. */
        String label() {
            int tags = metric.name().indexOf('{');
            return tags < 0 ? metric.name() : "  { " + metric.name().substring(tags + 1, metric.name().length() - 1) + " }";
        }
    }

    private static void metrics(StringBuilder out, List<Metric> metrics) {
        var rows = metrics.stream().sorted(Comparator.comparing((Metric metric) -> metric.name().replaceFirst("\\{.*", ""))
            .thenComparing(Metric::name)).map(metric -> new Row(metric, cells(metric.value()))).toList();
        int name = rows.stream().mapToInt(row -> row.label().length()).max().orElse(0) + 3;
        var trendWidths = widths(rows.stream().filter(Row::isTrend).toList());
        var otherWidths = widths(rows.stream().filter(row -> !row.isTrend()).toList());
        for (var row : rows) {
            var line = "   " + mark(row.metric().thresholds()) + " " + row.label() + ".".repeat(name - row.label().length()) + ": "
                + joined(row, row.isTrend() ? trendWidths : otherWidths);
            out.append(line.stripTrailing()).append('\n');
        }
    }

    private static List<String> cells(K6Figures.Value value) {
        return switch (value) {
            case Counter counter -> switch (counter.contains()) {
                case DATA -> List.of(K6Units.bytes(counter.total()), K6Units.bytes(counter.perSec()) + "/s");
                case TIME -> List.of(K6Units.millis(counter.total()), K6Units.millis(counter.perSec()) + "/s");
                case DEFAULT -> List.of(K6Units.number(counter.total()), K6Units.number(counter.perSec()) + "/s");
            };
            case Gauge gauge ->
                List.of(K6Units.number(gauge.last()), "min=" + K6Units.number(gauge.min()), "max=" + K6Units.number(gauge.max()));
            case Rate rate -> List.of(K6Units.percent(rate.share()), "✓ " + rate.passes(), "✗ " + rate.fails());
            case Trend trend -> List.of(K6Units.millis(trend.avg()), K6Units.millis(trend.min()), K6Units.millis(trend.med()),
                K6Units.millis(trend.max()), K6Units.millis(trend.p90()), K6Units.millis(trend.p95()));
        };
    }

    private static List<Integer> widths(List<Row> rows) {
        var widths = new ArrayList<Integer>();
        for (var row : rows) {
            for (int i = 0; i < row.cells().size(); i++) {
                int length = row.cells().get(i).length();
                if (i == widths.size()) widths.add(length);
                else widths.set(i, Math.max(widths.get(i), length));
            }
        }
        return widths;
    }

    private static String joined(Row row, List<Integer> widths) {
        var line = new StringBuilder();
        for (int i = 0; i < row.cells().size(); i++) {
            if (i > 0) line.append(' ');
            if (row.isTrend()) line.append(STATS.get(i)).append('=');
            line.append(pad(row.cells().get(i), widths.get(i)));
        }
        return line.toString();
    }

    private static String mark(Thresholds thresholds) {
        return switch (thresholds) {
            case NONE -> " ";
            case MET -> "✓";
            case CROSSED -> "✗";
        };
    }

    // ---- status and scenarios

    /** {@code running (14m01.9s), 000/750 VUs, 120979 complete and 124 interrupted iterations}. */
    private static String status(K6Figures.Status status) {
        return "running (" + K6Units.clock(status.elapsedSec(), status.planSec()) + "), " + users(status.users(), status.maxUsers())
            + ", " + status.complete() + " complete and " + status.interrupted() + " interrupted iterations";
    }

    /** One line per scenario, with aligned columns. */
    public static List<String> bars(List<Bar> bars) {
        int name = bars.stream().mapToInt(bar -> bar.name().length()).max().orElse(0);
        var columns = bars.stream().map(K6Summary::columns).toList();
        var lines = new ArrayList<String>();
        for (int i = 0; i < bars.size(); i++) {
            var cells = columns.get(i);
            var right = new ArrayList<String>();
            for (int column = 0; column < cells.size(); column++) {
                int at = column;
                right.add(pad(cells.get(column), columns.stream().filter(other -> other.size() > at)
                    .mapToInt(other -> other.get(at).length()).max().orElse(0)));
            }
            var bar = bars.get(i);
            var mark = bar.passed() ? "✓" : bar.done() == 1 ? "✗" : " ";
            lines.add((pad(bar.name(), name) + " " + mark + " " + drawn(bar.done()) + " "
                + right.stream().collect(Collectors.joining("  "))).stripTrailing());
        }
        return lines;
    }

    private static List<String> columns(Bar bar) {
        var users = bar.users().isPresent() ? users(bar.users().getAsInt(), bar.maxUsers()) : bar.maxUsers() + " VUs";
        var time = bar.spentSec() >= bar.planSec() ? K6Units.duration(bar.planSec())
            : K6Units.clock(bar.spentSec(), bar.planSec()) + "/" + K6Units.duration(bar.planSec());
        return bar.iterations().isEmpty() ? List.of(users, time) : List.of(users, time, bar.iterations());
    }

    private static String users(int now, int most) {
        return K6Units.padded(now, Integer.toString(most).length()) + "/" + most + " VUs";
    }

    /** The progress bar, [=====>----]. */
    private static String drawn(double done) {
        int filled = (int) Math.round(done * BAR);
        var head = filled > 0 && filled < BAR ? ">" : "";
        return "[" + "=".repeat(filled - head.length()) + head + "-".repeat(BAR - filled) + "]";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
