package reprise.report;

import java.util.Arrays;
import reprise.recorder.Run;
import reprise.recorder.RunColumn;

/** Figures by second from the run file; NaN means no figure. */
public final class Series {
    private Series() {}

    public static double[] measured(Run run, RunColumn column) {
        var values = new double[count(run)];
        Arrays.fill(values, Double.NaN);
        for (var row : run.seconds()) {
            var value = row.get(column.key());
            if (value != null) values[row.get(RunColumn.SECOND.key()).intValue()] = value;
        }
        return values;
    }

    /** A count that is not in the file is 0 for that second. */
    public static double[] counts(double[] column) {
        return Arrays.stream(column).map(value -> Double.isNaN(value) ? 0 : value).toArray();
    }

    public static int count(Run run) {
        return run.seconds().stream().mapToInt(row -> row.get(RunColumn.SECOND.key()).intValue() + 1).max().orElse(0);
    }

    public static double at(double[] column, int second) {
        return second < column.length ? column[second] : Double.NaN;
    }

    public static double largest(double[]... columns) {
        return Arrays.stream(columns).flatMapToDouble(Arrays::stream).filter(Double::isFinite).max().orElse(0);
    }

    public static double smallestAboveZero(double[]... columns) {
        return Arrays.stream(columns).flatMapToDouble(Arrays::stream).filter(value -> value > 0).min().orElse(1);
    }
}
