package reprise.judge;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import reprise.judge.ServerFigures.Style;
import reprise.peer.k6.K6Figures.Counter;
import reprise.recorder.RunRows;
import reprise.recorder.Unjudged;

/**
 * The measures that this document's claims are judged by, worked out of our run alone. Each is either had, or absent with the
 * reason. Where the load could not keep up with itself, only counts are had: times and rates would be the load's.
 */
public record BroadcastMeasures(Map<String, Double> values, Map<String, Unjudged> unmeasured) {
    public static final Set<String> NAMES = Collections.unmodifiableSet(new LinkedHashSet<>(List.of("broadcastRatio", "handlingRatio",
        "closedErrorsQueueingPercent", "sessionsUpgradedPercent", "iterationsPercent", "interruptedOthers", "interruptedHundred",
        "writtenRatio",
        "deliveryMedianRatio", "deliveryP99Ratio", "memoryRatio", "cpuRatio")));

    /** What rests on each account of a run. */
    static final Set<String> DELIVERIES = Set.of("deliveryMedianRatio", "deliveryP99Ratio");
    static final Set<String> SESSIONS = Set.of("sessionsUpgradedPercent");
    static final Set<String> ITERATIONS = Set.of("iterationsPercent", "interruptedOthers", "interruptedHundred");

    /** What a load that was late counts as well as another. Interrupted iterations are not of it: a late one ends after its grace. */
    private static final Set<String> COUNTS = Set.of("closedErrorsQueueingPercent", "sessionsUpgradedPercent");

    /** @param brokenOff whether the run ended before its time */
    public static BroadcastMeasures of(BroadcastRun run, BroadcastScenario document, boolean brokenOff) {
        return of(run, document, brokenOff, Set.of());
    }

    /** @param withoutMetrics the names of servers whose metrics nobody asked for */
    public static BroadcastMeasures of(BroadcastRun run, BroadcastScenario document, boolean brokenOff, Set<String> withoutMetrics) {
        return new Working(run, document, brokenOff, withoutMetrics).measures();
    }

    private static final class Working {
        private final BroadcastRun run;
        private final BroadcastScenario document;
        private final boolean brokenOff;
        private final Set<String> withoutMetrics;
        private final Map<String, Double> values = new LinkedHashMap<>();
        private final Map<String, Unjudged> unmeasured = new LinkedHashMap<>();

        Working(BroadcastRun run, BroadcastScenario document, boolean brokenOff, Set<String> withoutMetrics) {
            this.run = run;
            this.document = document;
            this.brokenOff = brokenOff;
            this.withoutMetrics = withoutMetrics;
        }

        BroadcastMeasures measures() {
            ratio("broadcastRatio", "broadcast p95", Style.AWAITING, ServerFigures::broadcastP95Sec, ServerFigures::broadcastP95Sec);
            ratio("handlingRatio", "message handling p95", Style.AWAITING, ServerFigures::handlingP95Sec, ServerFigures::handlingP95Sec);
            values.computeIfPresent("handlingRatio", (_, ratio) -> Math.max(ratio, 1 / ratio)); // which is the slower one is not claimed
            closedErrors();
            sessions();
            iterations();
            interrupted();
            ratio("writtenRatio", "time to the last write", Style.AWAITING, ServerFigures::broadcastP95Sec,
                ServerFigures::broadcastWrittenP95Sec);
            delivery("deliveryMedianRatio", 50);
            delivery("deliveryP99Ratio", 99);
            ratio("memoryRatio", "memory", Style.QUEUEING, ServerFigures::memoryMeanMiB, ServerFigures::memoryMeanMiB);
            ratio("cpuRatio", "CPU", Style.QUEUEING, ServerFigures::cpuMeanPercent, ServerFigures::cpuMeanPercent);
            takeBackWhatIsSpoiled();
            for (var account : run.accounts()) takeBack(account.measures(), account.imbalance());
            for (var server : run.servers()) takeBack(DELIVERIES, BroadcastFaults.unread(server));
            return new BroadcastMeasures(values, unmeasured);
        }

        private void takeBackWhatIsSpoiled() {
            var spoiled = run.health().spoiledBy();
            if (spoiled.isEmpty()) return;
            for (var name : NAMES) {
                if (COUNTS.contains(name)) continue;
                values.remove(name);
                unmeasured.put(name, new Unjudged.ByRun(spoiled));
            }
        }

        /** Where {@code why} says something. */
        private void takeBack(Set<String> names, String why) {
            if (why.isEmpty()) return;
            for (var name : names) {
                values.remove(name);
                unmeasured.put(name, new Unjudged.ByRun(why));
            }
        }

        private void delivery(String name, double percent) {
            Function<ServerFigures, OptionalDouble> figure = server -> server.deliveries().eachMs(percent);
            ratio(name, "delivered broadcast", Style.AWAITING, figure, figure);
        }

        /** Of one style to the other. */
        private void ratio(String name, String what, Style over, Function<ServerFigures, OptionalDouble> ofOver,
            Function<ServerFigures, OptionalDouble> ofUnder) {
            var under = over == Style.AWAITING ? Style.QUEUEING : Style.AWAITING;
            var top = run.server(over).map(ofOver);
            var bottom = run.server(under).map(ofUnder);
            if (top.isEmpty() || bottom.isEmpty()) unmeasured.put(name, noServer(top.isEmpty() ? over : under));
            else if (top.get().isEmpty() || bottom.get().isEmpty()) {
                var which = top.get().isEmpty() ? over : under;
                unmeasured.put(name, notTold(which, "there is no figure of the " + which.word() + " server's " + what));
            } else if (top.get().getAsDouble() == 0 || bottom.get().getAsDouble() == 0)
                unmeasured.put(name, new Unjudged.ByRun("one of the two servers' figures of " + what + " is 0"));
            else values.put(name, top.get().getAsDouble() / bottom.get().getAsDouble());
        }

        /** Both are, but where --target names others. */
        private static Unjudged noServer(Style style) {
            return new Unjudged.ByRequest("no server of the style " + style.word() + " was loaded");
        }

        /** A target is asked for its metrics only where --metrics says so. */
        private Unjudged notTold(Style style, String why) {
            boolean asked = run.server(style).filter(server -> withoutMetrics.contains(server.name())).isEmpty();
            return asked ? new Unjudged.ByRun(why) : new Unjudged.ByRequest(why + ": no --metrics were given for it");
        }

        /**
         * The document speaks of servers that are at that point, and where it lies is their hosts': errors that nobody had prove nothing,
         * and it is said how far the load came.
         */
        private void closedErrors() {
            var name = "closedErrorsQueueingPercent";
            var queueing = run.server(Style.QUEUEING);
            var awaiting = run.server(Style.AWAITING);
            if (queueing.isEmpty() || awaiting.isEmpty())
                unmeasured.put(name, noServer(queueing.isEmpty() ? Style.QUEUEING : Style.AWAITING));
            else if (queueing.get().closedErrors().isEmpty() || awaiting.get().closedErrors().isEmpty()) {
                unmeasured.put(name,
                    notTold(queueing.get().closedErrors().isEmpty() ? Style.QUEUEING : Style.AWAITING,
                    "the servers' metrics were not read"));
            }
            else {
                double there = queueing.get().closedErrors().getAsDouble();
                double elsewhere = awaiting.get().closedErrors().getAsDouble();
                // not rounded: one elsewhere in thousands is one
                if (there + elsewhere > 0) values.put(name, 100 * there / (there + elsewhere));
                else
                    unmeasured.put(name,
                        new Unjudged.ByDocument("the load never brought the queueing server to the point"
                        + queueing.get().busiest().map(busiest -> ": in its busiest second, "
                    + busiest.second() + ", it had " + busiest.connections() + " connections and " + busiest.messages() + " broadcasts")
                    .orElse("")
                    + "; find it with --users-scale"));
            }
        }

        private void sessions() {
            var sessions = run.sessions();
            if (sessions.attempts() == 0) unmeasured.put("sessionsUpgradedPercent", new Unjudged.ByRun("there was no session"));
            else values.put("sessionsUpgradedPercent", 100.0 * (sessions.attempts() - sessions.failed()) / sessions.attempts());
        }

        /**
         * Until the last stage ended: the iterations that were under way then take as long at any time scale, and would weigh more at a
         * small one.
         */
        private void iterations() {
            var why = notAsRun();
            var published = document.published().metrics().stream().filter(metric -> metric.name().equals("iterations")).findFirst();
            if (why.isEmpty() && published.isPresent() && published.get().value() instanceof Counter counter) {
                double expected = counter.total() / document.published().status().elapsedSec() * run.inStages().sec();
                values.put("iterationsPercent", RunRows.rounded(100 * run.inStages().complete() / expected));
            } else {
                unmeasured.put("iterationsPercent",
                    why.orElseGet(() -> new Unjudged.ByDocument("the scenario has no published iterations")));
            }
        }

        private void interrupted() {
            var hundred = document.groups().stream().filter(group -> group.repeats() > 0).map(BroadcastScenario.UserGroup::name).findFirst()
                .orElseThrow();
            var why = notAsRun().or(this::ofAnotherLength);
            if (why.isPresent()) {
                unmeasured.put("interruptedOthers", why.get());
                unmeasured.put("interruptedHundred", why.get());
                return;
            }
            long others = run.scenarios().stream().filter(scenario -> !scenario.name().equals(hundred))
                .mapToLong(BroadcastRun.ScenarioFigures::interrupted).sum();
            values.put("interruptedOthers", (double) others);
            values.put("interruptedHundred",
                (double) (run.scenarios().stream().mapToLong(BroadcastRun.ScenarioFigures::interrupted).sum() - others));
        }

        /** A grace that is scaled ends iterations that take as long as ever, of whichever scenario. */
        private Optional<Unjudged> ofAnotherLength() {
            if (run.timeScale() == 1) return Optional.empty();
            return Optional.of(new Unjudged.ByRequest("the time scale is " + RunRows.rounded(run.timeScale())
                + ", of the graces too; an iteration takes as long as ever, and what interrupts it is judged at the full length"));
        }

        /** Why the load was not the one that was run; empty if it was, at any time scale. */
        private Optional<Unjudged> notAsRun() {
            if (brokenOff) return Optional.of(new Unjudged.ByRun("the run was broken off"));
            if (run.asDescribed()) return Optional.of(new Unjudged.ByRequest("the load was the one described, not the one run"));
            if (run.usersScale() != 1)
                return Optional.of(new Unjudged.ByRequest("there were " + RunRows.rounded(run.usersScale()) + " times the users"));
            for (var group : document.groups()) {
                if (run.scenarios().stream().noneMatch(scenario -> scenario.name().equals(group.name()))) {
                    return Optional.of(new Unjudged.ByRequest("the scenario " + group.name() + " was left out"));
                }
            }
            return Optional.empty();
        }
    }
}
