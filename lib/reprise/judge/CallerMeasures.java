package reprise.judge;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import reprise.judge.CallerScenario.Attached;
import reprise.recorder.RunRows;
import reprise.recorder.Unjudged;

/**
 * The measures that this document's claims are judged by, worked out of our runs alone. Each is either had, or absent with the
 * reason: a run that it needs was left out, or is spoiled (see {@link CallerRun#spoiledBy}). Ratios are of requests per second.
 */
public record CallerMeasures(Map<String, Double> values, Map<String, Unjudged> unmeasured) {
    private static final String ADD = "local-sequential-add2";
    private static final String ADD_CONCURRENT = "local-concurrent-add2";
    private static final String MUL = "local-sequential-mul2";
    private static final String DIV = "local-sequential-div2";
    private static final String NETWORK_ADD = "network-sequential-add2";
    private static final String NETWORK_ADD_CONCURRENT = "network-concurrent-add2";
    private static final String SHARED_CONCURRENT = "shared-concurrent";
    public static final Set<String> NAMES =
        Collections.unmodifiableSet(new LinkedHashSet<>(List.of("concurrencyGain", "inRouterToUnixMsgpack",
        "inRouterToUnixJson", "sharedToSingle", "networkSequentialRatio", "networkConcurrentRatio", "networkSequentialToConcurrent",
        "sub2ErrorShare", "mulToDiv")));
    private static final List<String> UNREGISTERED =
        List.of("local-sequential-sub2", "local-concurrent-sub2", "network-sequential-sub2", "network-concurrent-sub2");
    /** The runs that a measure needs by their id. */
    static final List<String> RUNS = List.of(ADD, ADD_CONCURRENT, MUL, DIV, NETWORK_ADD, NETWORK_ADD_CONCURRENT, SHARED_CONCURRENT);

    public static CallerMeasures of(List<CallerRun> runs) {
        return of(runs, Map.of());
    }

    /** @param leftOut why a run was not performed, by its id */
    public static CallerMeasures of(List<CallerRun> runs, Map<String, Unjudged> leftOut) {
        return new Working(new CallerRuns(runs, leftOut)).measures();
    }

    /** Figures of the document's summary, and of ours beside; what cannot be had is absent. */
    public Map<String, Double> summary(List<CallerRun> runs) {
        var figures = new LinkedHashMap<String, Double>();
        figures.put("publishedRuns", (double) runs.stream().filter(run -> run.planned().published().isPresent() && !run.interrupted())
            .count());
        figures.put("requests", runs.stream().mapToDouble(run -> run.wrk().requests()).sum());
        var performed = new CallerRuns(runs, Map.of());
        performed.run(ADD).ifPresent(run -> figures.put("addLoopbackPerSec", run.wrk().requestsPerSec()));
        for (var name : List.of("networkSequentialRatio", "networkConcurrentRatio"))
            if (values.containsKey(name)) figures.put(name, values.get(name));
        performed.run(ADD).ifPresent(local -> performed.run(NETWORK_ADD)
            .ifPresent(network -> figures.put("networkMedianUs", RunRows.rounded(network.rawUs(50) - local.rawUs(50)))));
        performed.run(ADD).filter(run -> run.wrk().requests() > 0).ifPresent(run -> figures.put("addReplyBytes", bytesPerReply(run)));
        runs.stream().filter(run -> run.planned().attached() == Attached.NOT_REGISTERED && run.wrk().requests() > 0).findFirst()
            .ifPresent(run -> figures.put("sub2ReplyBytes", bytesPerReply(run)));
        performed.run(SHARED_CONCURRENT).ifPresent(run -> whoIsBusy(figures, run));
        figures.put("unexpectedReplies", runs.stream().mapToDouble(CallerRun::unexpectedReplies).sum());
        figures.put("errors", runs.stream().mapToDouble(CallerRun::errors).sum());
        figures.put("durationSec", RunRows.rounded(runs.stream().mapToDouble(CallerRun::durationSec).sum()));
        return figures;
    }

    /** Whether the router holds the throughput of shared callees down: it would be the one that is busy, and each of them would wait. */
    private static void whoIsBusy(Map<String, Double> figures, CallerRun run) {
        var router = run.usage().get("router");
        if (router != null) figures.put("sharedRouterCpuPercent", router.cpuPercent());
        run.usage().entrySet().stream().filter(process -> process.getKey().startsWith("shared"))
            .mapToDouble(process -> process.getValue().cpuPercent()).max()
            .ifPresent(busiest -> figures.put("sharedBusiestCalleeCpuPercent", busiest));
    }

    private static double bytesPerReply(CallerRun run) {
        return RunRows.rounded(run.wrk().readBytes() / run.wrk().requests());
    }

    private static final class Working {
        private final CallerRuns runs;
        private final Map<String, Double> values = new LinkedHashMap<>();
        private final Map<String, Unjudged> unmeasured = new LinkedHashMap<>();

        Working(CallerRuns runs) {
            this.runs = runs;
        }

        CallerMeasures measures() {
            ratio("concurrencyGain", ADD_CONCURRENT, ADD);
            ratio("inRouterToUnixMsgpack", ADD, MUL);
            ratio("inRouterToUnixJson", ADD, DIV);
            ratio("sharedToSingle", SHARED_CONCURRENT, NETWORK_ADD_CONCURRENT);
            ratio("networkSequentialRatio", NETWORK_ADD, ADD);
            ratio("networkConcurrentRatio", NETWORK_ADD_CONCURRENT, ADD_CONCURRENT);
            var why = whyNot(NETWORK_ADD, ADD, NETWORK_ADD_CONCURRENT, ADD_CONCURRENT);
            if (why.isEmpty())
                put("networkSequentialToConcurrent",
                    perSec(NETWORK_ADD) / perSec(ADD) / (perSec(NETWORK_ADD_CONCURRENT) / perSec(ADD_CONCURRENT)));
            else unmeasured.put("networkSequentialToConcurrent", why.get());
            errorShare();
            ratio("mulToDiv", MUL, DIV);
            return new CallerMeasures(values, unmeasured);
        }

        /** Of the replies of all runs whose procedure was not registered; here an unexpected reply is the finding, and spoils nothing. */
        private void errorShare() {
            var unregistered = runs.runs().stream().filter(run -> run.planned().attached() == Attached.NOT_REGISTERED).toList();
            long replies = unregistered.stream().mapToLong(run -> run.wrk().requests()).sum();
            long others = unregistered.stream().mapToLong(CallerRun::unexpectedReplies).sum();
            var wrong = unregistered.stream().map(CallerRun::imbalance).filter(why -> !why.isEmpty()).findFirst().orElse("");
            var missing = UNREGISTERED.stream().map(runs.leftOut()::get).filter(Objects::nonNull).toList();
            var brokenOff = missing.stream().filter(reason -> reason instanceof Unjudged.ByRun).findFirst();
            if (brokenOff.isPresent())
                unmeasured.put("sub2ErrorShare",
                    new Unjudged.ByRun("a run of sub2 as published was not performed: " + brokenOff.get().why()));
            else if (!wrong.isEmpty()) unmeasured.put("sub2ErrorShare", new Unjudged.ByRun(wrong));
            else if (unregistered.isEmpty())
                unmeasured.put("sub2ErrorShare",
                    Unjudged.of(missing.isEmpty() ? "run" : "request", "no run of sub2 as published was performed"));
            else if (replies == 0) unmeasured.put("sub2ErrorShare", new Unjudged.ByRun("the runs of sub2 as published got no reply"));
            else values.put("sub2ErrorShare", (replies - others) / (double) replies); // not rounded: one other reply in millions is one
        }

        private void ratio(String name, String over, String under) {
            var why = whyNot(over, under);
            if (why.isEmpty()) put(name, perSec(over) / perSec(under));
            else unmeasured.put(name, why.get());
        }

        private void put(String name, double value) {
            values.put(name, RunRows.rounded(value));
        }

        private double perSec(String id) {
            return runs.run(id).orElseThrow().wrk().requestsPerSec();
        }

        /** By the run if one of them was: what the user did not ask for would not have mended that. */
        private Optional<Unjudged> whyNot(String... ids) {
            var reasons = Arrays.stream(ids).flatMap(id -> whyNot(id).stream()).toList();
            return reasons.stream().filter(reason -> reason instanceof Unjudged.ByRun).findFirst().or(() -> reasons.stream().findFirst());
        }

        private Optional<Unjudged> whyNot(String id) {
            var run = runs.run(id);
            if (run.isPresent()) return run.map(CallerRun::spoiledBy).filter(why -> !why.isEmpty()).map(Unjudged.ByRun::new);
            var notPerformed = "the run " + id + " was not performed";
            var reason = runs.leftOut().get(id);
            return Optional.of(reason == null ? new Unjudged.ByRun(notPerformed)
                : Unjudged.of(reason.by(), notPerformed + ": " + reason.why()));
        }

    }
}
