package reprise.report;

/** What can be drawn: without a size, which the medium gives. */
sealed interface Drawing permits Chart, BarChart, Multiples {
    /** One line, for a file of its own; a page has a heading instead. */
    String title();

    /** What a person who cannot see it is told. */
    String description();

    /** A file of its own, with its title and style. */
    static String file(Drawing drawing, int width) {
        return svg(drawing, width, true);
    }

    /** Part of a page, which brings heading and style. */
    static String inline(Drawing drawing, int width, String cssClass) {
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
