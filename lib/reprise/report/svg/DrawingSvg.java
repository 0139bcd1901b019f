package reprise.report.svg;

import reprise.report.BarChart;
import reprise.report.Chart;
import reprise.report.Drawing;
import reprise.report.Multiples;

/** A drawing as SVG, by itself or as a part of a page. */
public final class DrawingSvg {
    private DrawingSvg() {}

    /** A file of its own, with its title and style. */
    public static String file(Drawing drawing, int width) {
        return svg(drawing, width, true);
    }

    /** Part of a page, which brings heading and style. */
    public static String inline(Drawing drawing, int width, String cssClass) {
        return svg(drawing, width, false).replaceFirst("class=\"chart\"", "class=\"chart " + cssClass + "\"");
    }

    private static String svg(Drawing drawing, int width, boolean file) {
        return switch (drawing) {
            case Chart chart -> ChartSvg.draw(chart, width, file);
            case BarChart chart -> BarChartSvg.draw(chart, width, file);
            case Multiples multiples -> MultiplesSvg.draw(multiples, width, file);
        };
    }
}
