package reprise.report.svg;

import reprise.report.BarChart;
import reprise.report.Chart;
import reprise.report.Drawing;
import reprise.report.Multiples;

/** A drawing as SVG, as a separate file or as part of a page. */
public final class DrawingSvg {
    private DrawingSvg() {}

    /** A separate file, with its own title and style. */
    public static String file(Drawing drawing, int width) {
        return svg(drawing, Frame.file(width));
    }

    /** Part of a page, which provides heading and style. */
    public static String inline(Drawing drawing, int width, String cssClass) {
        return svg(drawing, Frame.inPage(width, cssClass));
    }

    private static String svg(Drawing drawing, Frame frame) {
        return switch (drawing) {
            case Chart chart -> ChartSvg.draw(chart, frame);
            case BarChart chart -> BarChartSvg.draw(chart, frame);
            case Multiples multiples -> MultiplesSvg.draw(multiples, frame);
        };
    }
}
