package reprise.report;

import java.util.List;

/**
 * Many small plots that share the level axis; those of a group stand beside each other and share the upright axis too.
 *
 * @param keys the legend: a series of each kind, without points
 * @param high a plot's height, CSS pixels
 */
public record Multiples(String title, String description, String xLabel, Axis x, List<Chart.Series> keys, List<Group> groups,
                 int high) implements Drawing {
    public record Group(String title, Axis y, List<Plot> plots) {}

    /** {@code note} stands in the middle of a plot that has nothing to show. */
    public record Plot(String title, List<Chart.Series> series, String note) {}
}
