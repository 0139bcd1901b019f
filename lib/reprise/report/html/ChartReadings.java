package reprise.report.html;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import reprise.recorder.Numbers;
import reprise.report.Axis;
import reprise.report.Chart;
import reprise.report.Multiples;

/** A chart's axis and figures as JSON, for the script that shows them at the pointer. */
final class ChartReadings {
    private ChartReadings() {}

    /** @param perSecond whether the horizontal axis counts seconds */
    static String json(Chart chart, boolean perSecond) {
        var x = chart.xAxis().apply(1000);
        var keys = chart.keys().stream().map(Chart.Trace::name).toList();
        return "{\"low\":" + number(x.low()) + ",\"high\":" + number(x.high()) + ",\"log\":" + x.log() + ",\"percent\":"
            + (x.scale() == Axis.Scale.PERCENTILE) + ",\"seconds\":" + perSecond
            + ",\"label\":" + text(chart.xLabel()) + ",\"traces\":[" + chart.panels().stream().flatMap(panel -> panel.traces().stream()
                .filter(trace -> trace.y().length > 0 && trace.shape().isEachSecond())
                .map(trace -> trace(panel, trace, keys, perSecond))).collect(Collectors.joining(",")) + "]" + heats(chart) + "}";
    }

    /** Heat maps by their panel's number: of each second the lowest row that has a count, and the counts from there to the highest one. */
    private static String heats(Chart chart) {
        var heats = chart.panels().stream().filter(panel -> panel.heat().isPresent()).map(panel -> "{\"panel\":"
            + chart.panels().indexOf(panel) + ",\"name\":" + text(panel.title().text()) + ",\"rows\":" + panel.y().labels().stream()
            .map(ChartReadings::text).collect(Collectors.joining(",", "[", "]")) + ",\"counts\":["
            + counts(panel.heat().get().counts()) + "]}").collect(Collectors.joining(","));
        return heats.isEmpty() ? "" : ",\"heats\":[" + heats + "]";
    }

    private static String counts(double[][] rows) {
        return IntStream.range(0, rows.length == 0 ? 0 : rows[0].length).mapToObj(second -> {
            var with = IntStream.range(0, rows.length).filter(row -> rows[row][second] > 0).summaryStatistics();
            if (with.getCount() == 0) return "[]";
            return IntStream.rangeClosed(with.getMin(), with.getMax()).mapToObj(row -> number(rows[row][second]))
                .collect(Collectors.joining(",", "[" + with.getMin() + ",", "]"));
        }).collect(Collectors.joining(","));
    }

    /** The same of small plots, for each its traces; all have one horizontal axis. */
    static String json(Multiples multiples) {
        var x = multiples.x();
        return "{\"low\":" + number(x.low()) + ",\"high\":" + number(x.high()) + ",\"log\":" + x.log() + ",\"percent\":"
            + (x.scale() == Axis.Scale.PERCENTILE) + ",\"label\":" + text(multiples.xLabel()) + ",\"plots\":[" + multiples.groups().stream()
            .flatMap(group -> group.plots().stream()).map(plot -> plot.traces().stream().map(trace -> "{\"name\":" + text(trace.name())
                + ",\"x\":" + numbers(trace.x()) + ",\"y\":" + numbers(trace.y()) + "}").collect(Collectors.joining(",", "[", "]")))
            .collect(Collectors.joining(",")) + "]}";
    }

    /** With several panels the panel's name is part of it. */
    private static String trace(Chart.Panel panel, Chart.Trace trace, List<String> keys, boolean perSecond) {
        return "{\"name\":" + text(panel.title().name() + " " + trace.name()) + ",\"key\":" + keys.indexOf(trace.name())
            + (perSecond ? "" : ",\"x\":" + numbers(trace.x())) + ",\"y\":" + numbers(trace.y()) + "}";
    }

    private static String numbers(double[] values) {
        return Arrays.stream(values).mapToObj(ChartReadings::number).collect(Collectors.joining(",", "[", "]"));
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Numbers.shortest(value).replace(",", "") : "null";
    }

    private static String text(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
