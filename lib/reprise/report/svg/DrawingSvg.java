package reprise.report.svg;

import reprise.report.BarChart;
import reprise.report.Chart;
import reprise.report.Drawing;
import reprise.report.Multiples;
import reprise.report.SystemPicture;

/** A drawing as SVG, as a separate file or as part of a page. */
public final class DrawingSvg {
    private DrawingSvg() {}

    /** A separate file, with its own title and style. */
    public static String file(Drawing drawing, int width) {
        return svg(drawing, Frame.file(width));
    }

    /**
     * Two drawings as part of a page, which provides heading and style and shows one of them.
     *
     * @param id of the drawing in the page; ids in it begin so
     */
    public static String inPage(Drawing drawing, String id, int wide, int narrow) {
        var one = Frame.inPage(wide, "wide");
        var other = Frame.inPage(narrow, "narrow");
        return drawing instanceof Chart chart ? ChartSvg.inPage(chart, id, one, other) : svg(drawing, one) + svg(drawing, other);
    }

    private static String svg(Drawing drawing, Frame frame) {
        return switch (drawing) {
            case Chart chart -> ChartSvg.draw(chart, frame);
            case BarChart chart -> BarChartSvg.draw(chart, frame);
            case Multiples multiples -> MultiplesSvg.draw(multiples, frame);
            case SystemPicture picture -> PictureSvg.draw(picture, frame);
        };
    }
}
