package reprise.report;

/** What can be drawn: without a size, which the medium gives. */
public sealed interface Drawing permits Chart, BarChart, Multiples {
    /** One line, for a file of its own; a page has a heading instead. */
    String title();

    /** What a person who cannot see it is told. */
    String description();
}
