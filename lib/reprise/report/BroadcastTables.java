package reprise.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import reprise.judge.BroadcastRun;
import reprise.judge.BroadcastScenario;
import reprise.judge.BroadcastScenario.PublishedServer;
import reprise.judge.ServerFigures;
import reprise.recorder.Numbers;

/**
 * The tables of ws-broadcast: the servers, published beside ours, and the scenarios. Times and resources that the load spoiled are not
 * printed as a server's.
 */
final class BroadcastTables {
    /** The name of all figures that are a number since the start. */
    static final String TOTAL = "total";
    private static final int LABEL = 30;
    private final BroadcastScenario document;
    private final BroadcastRun run;
    private final Lengths lengths;

    BroadcastTables(BroadcastScenario document, BroadcastRun run, Lengths lengths) {
        this.document = document;
        this.run = run;
        this.lengths = lengths;
    }

    Section servers() {
        var columns = new ArrayList<>(List.of(Section.Column.of("figure", LABEL)));
        for (var server : run.servers()) {
            var standsFor = document.servers().stream().filter(each -> each.name().equals(server.name())).findFirst()
                .map(each -> " (" + each.standsFor() + ")").orElse("");
            columns.add(new Section.Column(server.name() + standsFor, "published", "publ.", 11));
            columns.add(new Section.Column(server.name() + standsFor, "this run", "ours", 11));
        }
        var lines = new ArrayList<Section.Line>();
        lines.add(new Section.Group("As the servers have it"));
        lines.add(counts("Connections at most", PublishedServer::connectionsMax, ServerFigures::connectionsMax));
        lines.add(totals("Connections in all", PublishedServer::connectionsTotal, ServerFigures::connectionsTotal));
        lines.add(totals("Closed-connection errors", PublishedServer::closedErrors, ServerFigures::closedErrors));
        lines.add(totals("Slow readers closed", ServerFigures::slowReadersClosed));
        lines.add(ms("Broadcast p95, ms", published -> thousand(published.broadcastP95Sec()),
            server -> thousand(server.broadcastP95Sec())));
        lines.add(ms("Last write p95, ms", server -> thousand(server.broadcastWrittenP95Sec())));
        lines.add(ms("Handling p95, ms", server -> thousand(server.handlingP95Sec())));
        lines.add(new Section.Group("From the sender to each listener, ms"));
        for (var percent : List.of(50, 90, 99, 100)) lines.add(ms(percent(percent), server -> server.deliveries().eachMs(percent)));
        lines.add(new Section.Group("From the sender to the last listener, ms"));
        for (var percent : List.of(50, 90, 99, 100)) lines.add(ms(percent(percent), server -> server.deliveries().lastMs(percent)));
        deliveries(lines);
        sessions(lines);
        lines.add(new Section.Group("Resources"));
        lines.add(row("CPU mean, % of a core", PublishedServer::cpuMeanPercent, ServerFigures::cpuMeanPercent, 1, false));
        lines.add(row("Memory mean, MiB", PublishedServer::memoryMeanMiB, ServerFigures::memoryMeanMiB, 1, false));
        errors(lines);
        return new Section.Table("servers", "The servers", "", "", columns, lines, remark());
    }

    private void deliveries(List<Section.Line> lines) {
        lines.add(new Section.Group("Broadcasts, and their deliveries"));
        lines.add(totals("Broadcasts sent", server -> OptionalDouble.of(server.messages())));
        lines.add(totals("Expected", server -> OptionalDouble.of(server.deliveries().expected())));
        lines.add(totals("Made", server -> OptionalDouble.of(server.deliveries().made())));
        lines.add(totals("Lost", server -> OptionalDouble.of(server.deliveries().lost())));
        lines.add(totals("- listener had closed", server -> OptionalDouble.of(server.deliveries().inFlight())));
        lines.add(totals("- connection cut", server -> OptionalDouble.of(server.deliveries().cut())));
        lines.add(totals("- after the grace", server -> OptionalDouble.of(server.deliveries().late())));
        lines.add(totals("- skipped", server -> OptionalDouble.of(server.deliveries().skipped())));
        lines.add(totals("Came again", server -> OptionalDouble.of(server.deliveries().duplicates())));
        if (run.servers().stream().anyMatch(server -> server.unread() > 0)) {
            lines.add(totals("Messages not readable as such", server -> OptionalDouble.of(server.unread())));
        }
        if (run.servers().stream().anyMatch(server -> server.deliveries().untracked() > 0)) {
            lines.add(totals("Broadcasts not followed", server -> OptionalDouble.of(server.deliveries().untracked())));
        }
    }

    private void sessions(List<Section.Line> lines) {
        lines.add(new Section.Group("Sessions"));
        lines.add(totals("Attempts", server -> OptionalDouble.of(server.sessions().attempts())));
        lines.add(totals("Complete", server -> OptionalDouble.of(server.sessions().complete())));
        lines.add(totals("Interrupted", server -> OptionalDouble.of(server.sessions().interrupted())));
        lines.add(totals("Failed", server -> OptionalDouble.of(server.sessions().failed())));
    }

    private void errors(List<Section.Line> lines) {
        lines.add(new Section.Group("Where closed-connection errors begin"));
        lines.add(row("First error at, s", _ -> OptionalDouble.empty(),
            server -> figure(server.firstError().map(ServerFigures.FirstError::atSec)), 1, true));
        lines.add(counts("Open connections then", PublishedServer::errorsFromUsersOfRepeats,
            server -> figure(server.firstError().map(ServerFigures.FirstError::users))));
        lines.add(counts("Busiest second, open", server -> figure(server.busiest().map(busiest -> (double) busiest.connections()))));
        lines.add(counts("Broadcasts in it", server -> figure(server.busiest().map(busiest -> (double) busiest.messages()))));
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
        return String.join(" ", sentences);
    }

    /** Ours alone: k6's summary does not part them. */
    Section scenarios() {
        var rows = new ArrayList<Section.Line>();
        for (var scenario : run.scenarios()) {
            int users = run.k6().bars().stream().filter(bar -> bar.name().equals(scenario.name())).mapToInt(bar -> bar.maxUsers())
                .findFirst().orElse(0);
            rows.add(
                new Section.Row(List.of(new Section.Text(scenario.name()), new Section.Number(users, 0),
                new Section.Number(scenario.complete(), 0),
                new Section.Number(scenario.interrupted(), 0),
                new Section.Text(document.group(scenario.name()).map(this::does).orElse("")))));
        }
        return new Section.Table("scenarios", "Scenarios of this run", "", "",
            List.of(Section.Column.of("scenario", 27), Section.Column.of("users", 7),
            Section.Column.of("complete", 10), Section.Column.of("interrupted", 13), Section.Column.prose("a user's iteration")), rows, "");
    }

    private String does(BroadcastScenario.UserGroup group) {
        return run.asDescribed() ? group.asDescribed().orElse(group.does()) : group.does();
    }

    private Section.Line totals(String label, Function<ServerFigures, OptionalDouble> ours) {
        return totals(label, _ -> OptionalDouble.empty(), ours);
    }

    private Section.Line totals(String label, Function<PublishedServer, OptionalDouble> published,
        Function<ServerFigures, OptionalDouble> ours) {
        var cells = new ArrayList<Section.Cell>(List.of(new Section.Text(label)));
        for (var server : run.servers()) {
            cells.add(new Section.Number(published.apply(document.published(server.name())).orElse(Double.NaN), 0));
            cells.add(lengths.mark(TOTAL, new Section.Number(ours.apply(server).orElse(Double.NaN), 0)));
        }
        return new Section.Row(cells);
    }

    private Section.Line counts(String label, Function<ServerFigures, OptionalDouble> ours) {
        return counts(label, _ -> OptionalDouble.empty(), ours);
    }

    private Section.Line counts(String label, Function<PublishedServer, OptionalDouble> published,
        Function<ServerFigures, OptionalDouble> ours) {
        return row(label, published, ours, 0, true);
    }

    private Section.Line ms(String label, Function<ServerFigures, OptionalDouble> ours) {
        return ms(label, _ -> OptionalDouble.empty(), ours);
    }

    private Section.Line ms(String label, Function<PublishedServer, OptionalDouble> published,
        Function<ServerFigures, OptionalDouble> ours) {
        return row(label, published, ours, -1, false);
    }

    /** @param decimals -1 for three digits that count, at most; {@code counted}, so that a load that was late does not spoil it */
    private Section.Line row(String label, Function<PublishedServer, OptionalDouble> published,
        Function<ServerFigures, OptionalDouble> ours, int decimals, boolean counted) {
        boolean spoiled = !counted && !run.health().spoiledBy().isEmpty();
        var cells = new ArrayList<Section.Cell>(List.of(new Section.Text(label)));
        for (var server : run.servers()) {
            cells.add(published(published.apply(document.published(server.name())).orElse(Double.NaN), decimals));
            cells.add(Section.Number.ours(spoiled ? Double.NaN : ours.apply(server).orElse(Double.NaN), Math.max(0, decimals)));
        }
        return new Section.Row(cells);
    }

    private static Section.Cell published(double value, int decimals) {
        return new Section.Number(value, decimals >= 0 ? decimals : value < 0.1 ? 4 : value < 1 ? 3 : value < 100 ? 2 : 1);
    }

    private static OptionalDouble figure(java.util.Optional<Double> value) {
        return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    private static OptionalDouble thousand(OptionalDouble sec) {
        return sec.isPresent() ? OptionalDouble.of(sec.getAsDouble() * 1e3) : sec;
    }

    private static String percent(int percent) {
        return percent == 100 ? "longest" : percent + " %";
    }
}
