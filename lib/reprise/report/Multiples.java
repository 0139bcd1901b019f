package reprise.report;

import java.util.List;

/**
 * Many small plots with a common horizontal axis; the plots of a group stand side by side and share the vertical axis too.
 *
 * @param keys the legend: one trace of each kind, without points
 * @param high a plot's height, CSS pixels
 */
public record Multiples(String title, String description, String xLabel, Axis x, List<Chart.Trace> keys, List<Group> groups,
                 int high) implements Drawing {
    public record Group(String title, Axis y, List<Plot> plots) {}

    /** {@code note} stands in the middle of a plot without content. */
    public record Plot(String title, List<Chart.Trace> traces, String note) {}
}
