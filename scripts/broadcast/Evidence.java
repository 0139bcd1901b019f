package broadcast;

import broadcast.ServerFigures.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import reprise.judge.Measure;
import reprise.judge.Reading;
import reprise.peer.k6.K6Figures;
import reprise.recorder.Run;
import reprise.recorder.RunRows;
import reprise.recorder.Unjudged;

/**
 * What this document's measures are computed from: one run of ours, and what was published. If the load generator could not keep up, only
 * counts have figures: times and rates would describe the load generator.
 *
 * @param brokenOff whether the run ended early
 * @param groups the document's, of which the run may have fewer
 * @param withoutMetrics names of the servers without an address for metrics
 */
public record Evidence(BroadcastRun run, boolean brokenOff, K6Figures published, List<UserGroup> groups, Set<String> withoutMetrics) {
    /** The measures that rest on each account of a run, by their ids. */
    static final Set<String> DELIVERIES = Set.of("deliveryMedianRatio", "deliveryP99Ratio");
    static final Set<String> SESSIONS = Set.of("sessionsUpgradedPercent");
    static final Set<String> ITERATIONS = Set.of("iterationsPercent", "interruptedOthers", "interruptedHundred");
    /** Counts that remain valid if the load was late. Interrupted iterations do not: a late iteration ends after its grace. */
    private static final Set<String> OF_ANY_LOAD = Set.of("closedErrorsQueueingPercent", "sessionsUpgradedPercent");

    /** Measures of the evidence as measures of a run; unsound ones are missing. */
    public static List<Measure<Run>> measures(List<Measure<Evidence>> measures, Function<Run, Evidence> evidence) {
        return measures.stream().map(measure -> new Measure<Run>(measure.quantity(), run ->
            evidence.apply(run).sound(measure.id(), measure.of()))).toList();
    }

    /** The reading of a measure; missing if what it rests on is unsound. */
    private Reading sound(String measure, Function<Evidence, Reading> of) {
        var unsound = new ArrayList<String>();
        if (!OF_ANY_LOAD.contains(measure)) unsound.add(run.health().spoiledBy());
        for (var account : run.accounts()) if (account.measures().contains(measure)) unsound.add(account.imbalance());
        if (DELIVERIES.contains(measure)) for (var server : run.servers()) unsound.add(unread(server));
        return unsound.stream().filter(why -> !why.isEmpty()).reduce((_, last) -> last).map(Reading::byRun).orElseGet(() -> of.apply(this));
    }

    /** The figure of one style divided by the other's. */
    public Reading ratio(String what, Style over, Function<ServerFigures, OptionalDouble> figure) {
        return ratio(what, over, figure, figure);
    }

    /** The same with a figure for each of the two. */
    public Reading ratio(String what, Style over, Function<ServerFigures, OptionalDouble> ofOver,
                         Function<ServerFigures, OptionalDouble> ofUnder) {
        var under = over == Style.AWAITING ? Style.QUEUEING : Style.AWAITING;
        var top = run.server(over).map(ofOver);
        var bottom = run.server(under).map(ofUnder);
        if (top.isEmpty() || bottom.isEmpty()) return noServer(top.isEmpty() ? over : under);
        if (top.get().isEmpty() || bottom.get().isEmpty()) {
            var which = top.get().isEmpty() ? over : under;
            return withoutFigure(which, "there is no figure of the " + which.word() + " server's " + what);
        }
        if (top.get().getAsDouble() == 0 || bottom.get().getAsDouble() == 0)
            return Reading.byRun("one of the two servers' figures of " + what + " is 0");
        return new Reading.Value(top.get().getAsDouble() / bottom.get().getAsDouble());
    }

    /** Both styles run, unless --target names other servers. */
    private static Reading noServer(Style style) {
        return Reading.byRequest("no server of the style " + style.word() + " was loaded");
    }

    /** A target's metrics are read only if --metrics gives their address. */
    private Reading withoutFigure(Style style, String why) {
        boolean asked = run.server(style).filter(server -> withoutMetrics.contains(server.name())).isEmpty();
        return asked ? Reading.byRun(why) : Reading.byRequest(why + ": no --metrics were given for it");
    }

    /** Of the latencies from the sender to each listener. */
    public Reading delivery(double percent) {
        return ratio("delivered broadcast", Style.AWAITING, server -> server.deliveries().eachMs(percent));
    }

    /**
     * The queueing server's share, percent. The document describes servers that reach this point, which depends on their hosts. A run
     * without such errors proves nothing, and the reading says how far the load came. It is not rounded: one other error in thousands
     * counts.
     */
    public Reading closedErrors() {
        var queueing = run.server(Style.QUEUEING);
        var awaiting = run.server(Style.AWAITING);
        if (queueing.isEmpty() || awaiting.isEmpty()) return noServer(queueing.isEmpty() ? Style.QUEUEING : Style.AWAITING);
        if (queueing.get().closedErrors().isEmpty() || awaiting.get().closedErrors().isEmpty()) {
            return withoutFigure(queueing.get().closedErrors().isEmpty() ? Style.QUEUEING : Style.AWAITING,
                "the servers' metrics were not read");
        }
        double there = queueing.get().closedErrors().getAsDouble();
        double elsewhere = awaiting.get().closedErrors().getAsDouble();
        if (there + elsewhere > 0) return new Reading.Value(100 * there / (there + elsewhere));
        return Reading.byDocument("the load never brought the queueing server to the point"
            + queueing.get().busiest().map(busiest -> ": in its busiest second, " + busiest.second() + ", it had "
            + busiest.connections() + " connections and " + busiest.messages() + " broadcasts").orElse("")
            + "; find it with --users-scale");
    }

    /** The share of sessions that did not fail, percent. */
    public Reading upgraded() {
        var sessions = run.sessions();
        return sessions.attempts() == 0 ? Reading.byRun("there was no session")
            : new Reading.Value(100.0 * (sessions.attempts() - sessions.failed()) / sessions.attempts());
    }

    /**
     * Complete iterations, percent of the published rate. Counts until the last stage ends. The iterations in progress then have the same
     * length at any time scale, so they would weigh more at a small one.
     */
    public Reading complete() {
        var counted = published.metrics().stream().filter(metric -> metric.name().equals("iterations")).findFirst();
        var why = notAsRun();
        if (why.isPresent()) return new Reading.Missing(why.get());
        if (counted.isEmpty() || !(counted.get().value() instanceof K6Figures.Counter counter))
            return Reading.byDocument("the scenario has no published iterations");
        double expected = counter.total() / published.status().elapsedSec() * run.inStages().sec();
        return new Reading.Value(RunRows.rounded(100 * run.inStages().complete() / expected));
    }

    /** @param hundred whether to count the users that send a hundred messages, or all others */
    public Reading interrupted(boolean hundred) {
        var why = notAsRun().or(this::ofAnotherLength);
        if (why.isPresent()) return new Reading.Missing(why.get());
        var repeating = groups.stream().filter(group -> group.repeats() > 0).map(UserGroup::name).toList();
        return new Reading.Value(run.scenarios().stream().filter(scenario -> repeating.contains(scenario.name()) == hundred)
            .mapToLong(BroadcastRun.ScenarioFigures::interrupted).sum());
    }

    /** The reason why the load was not that of the document; empty if it was, at any time scale. */
    private Optional<Unjudged> notAsRun() {
        if (brokenOff) return Optional.of(new Unjudged.ByRun("the run was broken off"));
        if (run.asDescribed()) return Optional.of(new Unjudged.ByRequest("the load was the one described, not the one run"));
        if (run.usersScale() != 1)
            return Optional.of(new Unjudged.ByRequest("there were " + RunRows.rounded(run.usersScale()) + " times the users"));
        for (var group : groups) {
            if (run.scenarios().stream().noneMatch(scenario -> scenario.name().equals(group.name())))
                return Optional.of(new Unjudged.ByRequest("the scenario " + group.name() + " was left out"));
        }
        return Optional.empty();
    }

    /** A scaled grace ends iterations of every scenario too early, because their length is not scaled. */
    private Optional<Unjudged> ofAnotherLength() {
        if (run.timeScale() == 1) return Optional.empty();
        return Optional.of(new Unjudged.ByRequest("the time scale is " + RunRows.rounded(run.timeScale())
            + ", of the graces too; an iteration takes as long as ever, and what interrupts it is judged at the full length"));
    }

    /** Empty, unless messages arrived that may be among the lost deliveries. */
    static String unread(ServerFigures server) {
        var received = server.received();
        long unread = server.unread();
        if (unread == 0 || server.deliveries().lost() == 0) return "";
        return String.format(Locale.ROOT,
            "%,d of %,d messages from %s could not be read as deliveries (%,d binary, %,d without a stamp, %,d with a stamp of"
            + " nobody's), so that up to as many of its %,d lost deliveries may have come", unread, received.messages(), server.name(),
            received.binary(), received.unstamped(), received.foreign(), server.deliveries().lost());
    }
}
