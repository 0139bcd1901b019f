package broadcast;

import broadcast.BroadcastScenario.PublishedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import reprise.recorder.Numbers;
import reprise.report.Percentiles;
import reprise.report.Section;
import reprise.report.SystemsTable;

/**
 * The tables of ws-broadcast: the servers, published beside ours, and the scenarios. Times and resources that the load generator spoiled
 * are not printed as a server's.
 */
public final class BroadcastTables {
    private static final List<Double> PERCENTS = List.of(50.0, 90.0, 99.0, 99.9, 99.99, 100.0);
    private final BroadcastScenario document;
    private final BroadcastRun run;

    public BroadcastTables(BroadcastScenario document, BroadcastRun run) {
        this.document = document;
        this.run = run;
    }

    public Section servers() {
        var table = SystemsTable.of(run.servers(), server -> server.name() + document.server(server.name())
            .map(each -> " (" + each.standsFor() + ")").orElse("")).group("As the servers have it")
            .figure("Connections at most", 0, published(PublishedServer::connectionsMax), ServerFigures::connectionsMax)
            .total("Connections in all", published(PublishedServer::connectionsTotal), ServerFigures::connectionsTotal)
            .total("Closed-connection errors", published(PublishedServer::closedErrors), ServerFigures::closedErrors)
            .total("Slow readers closed", ServerFigures::slowReadersClosed)
            .figure("Broadcast p95, ms", BroadcastTables::printed, published(of -> thousand(of.broadcastP95Sec())),
                timed(server -> thousand(server.broadcastP95Sec())))
            .ours("Last write p95, ms", 0, timed(server -> thousand(server.broadcastWrittenP95Sec())))
            .ours("Handling p95, ms", 0, timed(server -> thousand(server.handlingP95Sec())));
        table.group("From the sender to each listener, ms");
        for (var percent : PERCENTS) table.ours(percent(percent), 0, timed(server -> ms(server.deliveries().each(), percent)));
        table.group("From the sender to the last listener, ms");
        for (var percent : PERCENTS) table.ours(percent(percent), 0, timed(server -> ms(server.deliveries().last(), percent)));
        deliveries(table);
        return table.group("Sessions")
            .total("Attempts", server -> count(server.sessions().attempts()))
            .total("Complete", server -> count(server.sessions().complete()))
            .total("Interrupted", server -> count(server.sessions().interrupted()))
            .total("Failed", server -> count(server.sessions().failed()))
            .group("Resources")
            .figure("CPU mean, % of a core", 1, published(PublishedServer::cpuMeanPercent), timed(ServerFigures::cpuMeanPercent))
            .figure("Memory mean, MiB", 1, published(PublishedServer::memoryMeanMiB), timed(ServerFigures::memoryMeanMiB))
            .group("Where closed-connection errors begin")
            .ours("First error at, s", 1, server -> figure(server.firstError().map(ServerFigures.FirstError::atSec)))
            .figure("Open connections then", 0, published(PublishedServer::errorsFromUsersOfRepeats),
                server -> figure(server.firstError().map(ServerFigures.FirstError::users)))
            .ours("Busiest second, open", 0, server -> figure(server.busiest().map(busiest -> (double) busiest.connections())))
            .ours("Broadcasts in it", 0, server -> figure(server.busiest().map(busiest -> (double) busiest.messages())))
            .section("servers", "The servers", remark());
    }

    private void deliveries(SystemsTable<ServerFigures> table) {
        table.group("Broadcasts, and their deliveries")
            .total("Broadcasts sent", server -> count(server.messages()))
            .total("Expected", server -> count(server.deliveries().expected())).total("Made", server -> count(server.deliveries().made()))
            .total("Lost", server -> count(server.deliveries().lost()))
            .total("- listener had closed", server -> count(server.deliveries().inFlight()))
            .total("- connection cut", server -> count(server.deliveries().cut()))
            .total("- after the grace", server -> count(server.deliveries().late()))
            .total("- skipped", server -> count(server.deliveries().skipped()))
            .total("Came again", server -> count(server.deliveries().duplicates()));
        if (run.servers().stream().anyMatch(server -> server.unread() > 0))
            table.total("Messages not readable as such", server -> count(server.unread()));
        if (run.servers().stream().anyMatch(server -> server.deliveries().untracked() > 0))
            table.total("Broadcasts not followed", server -> count(server.deliveries().untracked()));
    }

    private Function<ServerFigures, OptionalDouble> published(Function<PublishedServer, OptionalDouble> figure) {
        return server -> figure.apply(document.published(server.name()));
    }

    /** A figure that describes the load generator if that was late. */
    private Function<ServerFigures, OptionalDouble> timed(Function<ServerFigures, OptionalDouble> figure) {
        return run.health().spoiledBy().isEmpty() ? figure : _ -> OptionalDouble.empty();
    }

    private static int printed(double ms) {
        return ms < 0.1 ? 4 : ms < 1 ? 3 : ms < 100 ? 2 : 1;
    }

    private static OptionalDouble count(long count) {
        return OptionalDouble.of(count);
    }

    private String remark() {
        var sentences = new ArrayList<String>();
        sentences.add("Broadcast p95 is by the server's own timer, which stops when every write was awaited, or when all were queued; "
            + "p95 as Prometheus estimates it from buckets.");
        document.servers().stream().filter(server -> server.published().errorsFromUsersOfOne().isPresent()).findFirst().ifPresent(server ->
            sentences.add("Published, errors began with about "
                + Numbers.shortest(server.published().errorsFromUsersOfRepeats().orElse(Double.NaN))
                + " users per server that send a hundred messages, and again with about "
                + Numbers.shortest(server.published().errorsFromUsersOfOne().getAsDouble()) + " that send one."));
        if (run.servers().stream().map(server -> server.deliveries().last()).anyMatch(values -> values.getTotalCount() > 0
            && !Percentiles.isCarried(99.99, values))) sentences.add(Percentiles.RULE);
        return String.join(" ", sentences);
    }

    /** Only our figures: k6's summary does not split them by scenario. @param groups of the document, for what a user does */
    public Section scenarios(List<UserGroup> groups) {
        var rows = new ArrayList<Section.Line>();
        var does = new ArrayList<String>();
        for (var scenario : run.scenarios()) {
            int users = run.k6().bars().stream().filter(bar -> bar.name().equals(scenario.name())).mapToInt(bar -> bar.maxUsers())
                .findFirst().orElse(0);
            rows.add(new Section.Row(List.of(new Section.Text(scenario.name()), new Section.Number(users, 0),
                new Section.Number(scenario.complete(), 0), new Section.Number(scenario.interrupted(), 0))));
            groups.stream().filter(group -> group.name().equals(scenario.name())).findFirst()
                .ifPresent(group -> does.add(group.name() + ": " + group.does(run.asDescribed()) + "."));
        }
        return new Section.Table("scenarios", "Scenarios of this run", "", "", List.of(Section.Column.of("scenario", 27),
            Section.Column.of("users", 7), Section.Column.of("complete", 10), Section.Column.of("interrupted", 13)), rows,
            does.isEmpty() ? "" : "A user's iteration: " + String.join(" ", does));
    }

    private static OptionalDouble figure(Optional<Double> value) {
        return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    private static OptionalDouble thousand(OptionalDouble sec) {
        return sec.isPresent() ? OptionalDouble.of(sec.getAsDouble() * 1e3) : sec;
    }

    private static OptionalDouble ms(Histogram values, double percent) {
        return values.getTotalCount() == 0 || !Percentiles.isCarried(percent, values) ? OptionalDouble.empty()
            : OptionalDouble.of(Percentiles.valueNs(percent, values) / 1e6);
    }

    private static String percent(double percent) {
        return percent == 100 ? "longest" : Numbers.shortest(percent) + " %";
    }
}
