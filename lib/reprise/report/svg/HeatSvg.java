package reprise.report.svg;

import java.util.List;
import reprise.report.Axis;
import reprise.report.Chart;
import reprise.report.Series;

/** Draws a {@link Chart.Heat} into a plot, with one path per level of darkness. Seconds are joined if the plot is too narrow for each. */
public final class HeatSvg {
    private static final double NARROWEST = 2.5; // a column's width, CSS pixels
    private static final List<String> OPACITIES = List.of(".15", ".35", ".55", ".78", "1");

    private HeatSvg() {}

    static void draw(SvgPen pen, Chart.Heat heat, Axis x, double left, double right, double top, double bottom) {
        int seconds = heat.counts().length == 0 ? 0 : heat.counts()[0].length;
        if (seconds == 0) return;
        int gathered = Math.max(1, (int) Math.ceil(NARROWEST * x.high() / (right - left)));
        double high = (bottom - top) / heat.counts().length;
        var columns = gathered(heat.counts(), seconds, gathered);
        double most = Series.largest(columns);
        var paths = OPACITIES.stream().map(_ -> new StringBuilder()).toList();
        for (int row = 0; row < columns.length; row++) {
            for (int column = 0; column < columns[row].length; column++) {
                int level = level(columns[row][column], most);
                int from = column;
                while (column + 1 < columns[row].length && level(columns[row][column + 1], most) == level) column++;
                if (level < 0) continue;
                double start = left + x.at(Math.min(x.high(), (double) from * gathered)) * (right - left);
                double end = left + x.at(Math.min(x.high(), (column + 1.0) * gathered)) * (right - left);
                paths.get(level).append('M').append(SvgPen.c(start)).append(' ').append(SvgPen.c(bottom - row * high)).append('H')
                    .append(SvgPen.c(end))
                    .append('v').append(SvgPen.c(-high)).append('H').append(SvgPen.c(start)).append('z');
            }
        }
        for (int i = 0; i < paths.size(); i++) {
            pen.path(" class=\"" + heat.colour().cssClass() + " bars\" fill-opacity=\"" + OPACITIES.get(i) + "\"", paths.get(i).toString());
        }
    }

    private static double[][] gathered(double[][] counts, int seconds, int gathered) {
        var columns = new double[counts.length][(seconds + gathered - 1) / gathered];
        for (int row = 0; row < counts.length; row++) {
            for (int second = 0; second < seconds; second++) columns[row][second / gathered] += counts[row][second];
        }
        return columns;
    }

    /** -1 for a count of 0; the lightest level for 1, the darkest for the largest count. */
    public static int level(double count, double most) {
        if (count <= 0) return -1;
        if (most <= 1) return OPACITIES.size() - 1;
        return (int) Math.min(OPACITIES.size() - 1, Math.floor(OPACITIES.size() * Math.log(count) / Math.log(most)));
    }
}
