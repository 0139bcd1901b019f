package reprise.report;

/** The content of a drawing without its size, which the medium sets. */
public sealed interface Drawing permits Chart, BarChart, Multiples, SystemPicture {
    /** One line, for a separate file; a page has a heading instead. */
    String title();

    /** The text alternative for readers who cannot see the drawing. */
    String description();
}
