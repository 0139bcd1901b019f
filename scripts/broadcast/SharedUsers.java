package broadcast;

import broadcast.BroadcastRun.InStages;
import broadcast.BroadcastRun.ScenarioFigures;
import broadcast.ServerFigures.Deliveries;
import broadcast.ServerFigures.Received;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import reprise.peer.k6.K6Metrics;
import reprise.recorder.OwnPart;
import reprise.recorder.Recording;
import reprise.recorder.Run;
import reprise.simulator.users.UserMetrics;

/**
 * A whole load of k6's users from its shares: counts and rates are sums, trends are computed from the histograms of all. What a server
 * tells of itself is that of the first share that read it, for all of them read the same server. Deliveries are those within a share.
 */
final class SharedUsers implements OwnPart {
    @Override
    public boolean isOfSystem(String column) {
        return ChatMetrics.isServers(column);
    }

    @Override
    public Run of(Run added, Recording recording, List<Placed> shares) {
        var runs = shares.stream().map(Placed::run).filter(run -> run.details() instanceof BroadcastRun).toList();
        if (runs.isEmpty()) return added;
        var parts = runs.stream().map(BroadcastRun::of).toList();
        var first = parts.getFirst();
        var k6 = new SharedK6(parts.stream().map(BroadcastRun::k6).toList(), added, recording).whole();
        var scenarios = first.scenarios().stream().map(each -> scenario(each.name(), parts)).toList();
        var servers = first.servers().stream().map(each -> server(each.name(), parts, added.histograms(), recording)).toList();
        var summary = new LinkedHashMap<>(added.summary());
        summary.putAll(K6Metrics.summary(k6.metrics()));
        var notes = new ArrayList<>(added.notes());
        notes.add(acrossShares(parts));
        return added.change().summary(summary).notes(notes).details(new BroadcastRun(k6, scenarios, servers, first.timeScale(),
            first.usersScale(), first.asDescribed(), new InStages(first.inStages().sec(),
            parts.stream().mapToLong(part -> part.inStages().complete()).sum()), health(shares))).build();
    }

    private static String acrossShares(List<BroadcastRun> parts) {
        return String.format(Locale.ROOT, "Deliveries are those to the listeners of the sender's own share; %,d messages with a stamp that "
            + "their share did not know, as those of the other shares are, were received and not followed",
            parts.stream().flatMap(part -> part.servers().stream()).mapToLong(server -> server.received().foreign()).sum());
    }

    private static ScenarioFigures scenario(String name, List<BroadcastRun> parts) {
        var its = parts.stream().flatMap(part -> part.scenarios().stream()).filter(each -> each.name().equals(name)).toList();
        return new ScenarioFigures(name, its.stream().mapToLong(ScenarioFigures::complete).sum(),
            its.stream().mapToLong(ScenarioFigures::interrupted).sum());
    }

    /** The load was as late as the worst of its shares. */
    private static LoadHealth health(List<Placed> shares) {
        var all = shares.stream().filter(share -> share.run().details() instanceof BroadcastRun).toList();
        var worst = all.stream().max(Comparator.comparingDouble(share -> health(share).worstLoopBusyShare())).orElseThrow();
        return new LoadHealth(health(worst).worstLoop() + " of share " + worst.share(), health(worst).worstLoopBusyShare(),
            all.stream().mapToDouble(share -> health(share).clockLateP99Ms()).max().orElse(0));
    }

    private static LoadHealth health(Placed share) {
        return BroadcastRun.of(share.run()).health();
    }

    // ---- a server

    private static ServerFigures server(String name, List<BroadcastRun> parts, Map<String, Histogram> histograms, Recording recording) {
        var all = parts.stream().flatMap(part -> part.servers().stream()).filter(server -> server.name().equals(name)).toList();
        var told = all.stream().filter(server -> server.connectionsMax().isPresent() && server.metricsFault().isEmpty()).findFirst()
            .orElse(all.getFirst());
        return new ServerFigures(name, told.style(), told.connectionsMax(), told.connectionsTotal(), told.closedErrors(),
            told.slowReadersClosed(), told.broadcast(), told.written(), told.handling(), deliveries(name, all, histograms),
            sum(all, ServerFigures::messages), all.stream().map(ServerFigures::sessions).reduce(ServerFigures.Sessions::plus).orElseThrow(),
            told.cpuMeanPercent(), told.memoryMeanMiB(), told.firstError(), EndedUsers.busiest(name, recording),
            received(all.stream().map(ServerFigures::received).toList()), told.metricsFault());
    }

    private static <T> long sum(List<T> parts, ToLongFunction<T> count) {
        return parts.stream().mapToLong(count).sum();
    }

    private static Deliveries deliveries(String name, List<ServerFigures> all, Map<String, Histogram> histograms) {
        var parts = all.stream().map(ServerFigures::deliveries).toList();
        var metrics = UserMetrics.of(name);
        return new Deliveries(histograms.get(metrics.delivery().name()), histograms.get(metrics.lastListener().name()),
            sum(parts, Deliveries::expected), sum(parts, Deliveries::made), sum(parts, Deliveries::inFlight), sum(parts, Deliveries::cut),
            sum(parts, Deliveries::late), sum(parts, Deliveries::skipped), sum(parts, Deliveries::early),
            sum(parts, Deliveries::duplicates), sum(parts, Deliveries::untracked));
    }

    /** A share takes the broadcasts of the others for nobody's; in the whole they are its own, which are not followed. */
    private static Received received(List<Received> parts) {
        return new Received(sum(parts, Received::messages), sum(parts, Received::answers), 0,
            sum(parts, Received::unfollowed) + sum(parts, Received::foreign), sum(parts, Received::unstamped),
            sum(parts, Received::binary));
    }
}
