package reprise.report.svg;

/**
 * Where a drawing stands: in a separate file, which contains title and style, or in a page, which provides both.
 *
 * @param width CSS pixels
 */
record Frame(int width, boolean isFile, String cssClass) {
    static Frame file(int width) {
        return new Frame(width, true, "chart");
    }

    /** @param cssClass selects one of several versions of a drawing */
    static Frame inPage(int width, String cssClass) {
        return new Frame(width, false, "chart " + cssClass);
    }
}
