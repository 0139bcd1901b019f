package reprise.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.DoubleToIntFunction;
import java.util.function.Function;

import reprise.recorder.Unit;

/**
 * A table whose rows are figures and whose columns are systems, of each the published figure and ours.
 * {@snippet :
 * var table = SystemsTable.of(servers, Server::name).group("Connections")
 *     .figure("at most", 0, server -> published(server).most(), Server::most).total("in all", Server::all);
 * report.section(run -> table.section("servers", "The servers", ""));
 * }
 *
 * @param <S> the type of a system, such as the figures of one server
 */
public final class SystemsTable<S> {
    private static final int LABEL = 30;
    private static final int FIGURE = 11;

    private final List<S> systems;
    private final List<Section.Column> columns = new ArrayList<>(List.of(Section.Column.of("figure", LABEL)));
    private final List<Section.Line> lines = new ArrayList<>();

    private SystemsTable(List<S> systems) {
        this.systems = List.copyOf(systems);
    }

    /** @param name the heading of a system's two columns */
    public static <S> SystemsTable<S> of(List<S> systems, Function<S, String> name) {
        var table = new SystemsTable<>(systems);
        for (var system : systems) {
            table.columns.add(new Section.Column(name.apply(system), "published", "publ.", FIGURE));
            table.columns.add(new Section.Column(name.apply(system), "this run", "ours", FIGURE)
                .ours(new Section.Column.Ours("", name.apply(system), Unit.COUNT, OptionalInt.of(table.columns.size() - 1))));
        }
        return table;
    }

    /** Begins a group of rows. */
    public SystemsTable<S> group(String title) {
        lines.add(new Section.Group(title));
        return this;
    }

    /** Adds a row. @param decimals as the document prints it */
    public SystemsTable<S> figure(String label, int decimals, Function<S, OptionalDouble> published, Function<S, OptionalDouble> ours) {
        return row(label, _ -> decimals, published, system -> Section.Number.ours(ours.apply(system).orElse(Double.NaN), decimals));
    }

    /** The same for a document that prints its figures with decimals that depend on them; ours has three significant digits. */
    public SystemsTable<S> figure(String label, DoubleToIntFunction printed, Function<S, OptionalDouble> published,
                                  Function<S, OptionalDouble> ours) {
        return row(label, printed, published, system -> Section.Number.ours(ours.apply(system).orElse(Double.NaN), 0));
    }

    /** A figure that was not published. */
    public SystemsTable<S> ours(String label, int decimals, Function<S, OptionalDouble> ours) {
        return figure(label, decimals, _ -> OptionalDouble.empty(), ours);
    }

    /** A count from the run's start, which is marked in runs of another length than the document's. */
    public SystemsTable<S> total(String label, Function<S, OptionalDouble> published, Function<S, OptionalDouble> ours) {
        return row(label, _ -> 0, published, system -> new Section.Number(ours.apply(system).orElse(Double.NaN), 0).marked());
    }

    /** The same for one that was not published. */
    public SystemsTable<S> total(String label, Function<S, OptionalDouble> ours) {
        return total(label, _ -> OptionalDouble.empty(), ours);
    }

    private SystemsTable<S> row(String label, DoubleToIntFunction printed, Function<S, OptionalDouble> published,
                                Function<S, Section.Cell> ours) {
        var cells = new ArrayList<Section.Cell>(List.of(new Section.Text(label)));
        for (var system : systems) {
            double value = published.apply(system).orElse(Double.NaN);
            cells.add(new Section.Number(value, printed.applyAsInt(value)));
            cells.add(ours.apply(system));
        }
        lines.add(new Section.Row(cells));
        return this;
    }

    /** @param remark a sentence below the table; empty for none */
    public Section section(String id, String heading, String remark) {
        return new Section.Table(id, heading, "", "", columns, lines, remark);
    }
}
