package caller;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import reprise.peer.wrk.WrkFigures;
import reprise.peer.wrk.WrkKeys;
import reprise.recorder.Counter;
import reprise.recorder.Facts;
import reprise.recorder.HttpOutcomes;
import reprise.recorder.JsonFile;
import reprise.recorder.Limits;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.Unjudged;
import reprise.recorder.Usage;
import reprise.recorder.WrittenBeside;
import reprise.simulator.http.HttpMetrics;

/** The part of run.json that earlier versions of rest-caller wrote in place of phases; it is read as phases. */
public record EarlierRuns(Phases phases) implements RunDetails {
    /** The keys in run.json. The first versions did not name the owners. */
    private record Keys(List<Row> runs, Map<String, String> leftOut, Optional<Map<String, Unjudged.By>> leftOutBy) {}

    /** How the requests went. */
    private enum Link { LOOPBACK, EMULATED, NETWORK }

    @Limits(least = 0)
    @WrittenBeside({Latency.class, Derived.class})
    private record Row(String id, Link link, String url, @Limits(most = 1e6) double plannedSec, WrkFigures.Errors errors,
                       long unexpectedReplies, Optional<Delay> addedLinkDelayUs, Map<String, Usage> usage, double warmUpSec,
                       boolean interrupted, Optional<HttpOutcomes> outcomes, WrkKeys wrk) {
        Phase phase(Shape shape, double addedUs) {
            var figures = wrk.figures(shape.threads(), shape.connections(), errors);
            var facts = Facts.NONE.with(HttpMetrics.WRK, figures).with(HttpMetrics.URL, url).with(Phase.WARM_UP_SEC, warmUpSec);
            if (outcomes.isPresent()) facts = facts.with(HttpMetrics.ATTEMPTS, outcomes.get().attempts())
                .with(HttpMetrics.TIMED, outcomes.get().timed());
            if (addedLinkDelayUs.isPresent()) facts = facts.with(HttpMetrics.LINK_ASKED_US, addedLinkDelayUs.get().asked.orElse(addedUs))
                .with(HttpMetrics.LINK_MEAN_US, addedLinkDelayUs.get().mean)
                .with(HttpMetrics.LINK_MEDIAN_US, addedLinkDelayUs.get().median);
            return new Phase(id, 0, interrupted ? 0 : figures.tookUs() / 1e6, plannedSec, counts(), used(), Optional.of(facts));
        }

        private Map<String, Long> counts() {
            var counts = new LinkedHashMap<String, Long>();
            put(counts, HttpMetrics.UNEXPECTED, unexpectedReplies);
            outcomes.ifPresent(counted -> {
                put(counts, HttpMetrics.REQUESTS, counted.good());
                put(counts, HttpMetrics.STATUS_ERRORS, counted.statusErrors());
                put(counts, HttpMetrics.TIMEOUTS, counted.timeouts());
                put(counts, HttpMetrics.READ_ERRORS, counted.readErrors());
                put(counts, HttpMetrics.WRITE_ERRORS, counted.writeErrors());
                put(counts, HttpMetrics.INTERRUPTED, counted.interrupted());
                put(counts, HttpMetrics.LATE_REPLIES, counted.lateReplies());
            });
            return counts;
        }

        private static void put(Map<String, Long> counts, Counter counter, long count) {
            counts.put(counter.name(), count);
        }

        /** The load's process was the script's own. */
        private Map<String, Usage> used() {
            var used = new LinkedHashMap<String, Usage>();
            usage.forEach((process, its) -> used.put(process.equals("load") ? Usage.SCRIPT : process, its));
            return used;
        }
    }

    /** In µs; the first versions did not write the requested delay. */
    @Limits(least = 0)
    private record Delay(double mean, double median, OptionalDouble asked) {}

    /** Written beside a row, and not read. */
    private record Latency(double p50Us, double p75Us, double p90Us, double p99Us, double p999Us, double maxUs) {}

    private record Derived(long requests, double durationSec, double requestsPerSec, double readBytes, double meanUs,
                           double correctedMeanUs, Optional<WrkKeys> published) {}

    /** @param addedUs the delay of an emulated link for files that lack it */
    public static RunDetails.Reader<?> reader(List<Case> cases, double addedUs) {
        var shapes = new LinkedHashMap<String, Shape>();
        for (var each : cases) shapes.put(each.id(), each.shape());
        return new RunDetails.Reader<>(Keys.class, (keys, file, shared) -> {
            file.checkDistinct("runs", "id", keys.runs, Row::id);
            var phases = new ArrayList<Phase>();
            for (int i = 0; i < keys.runs.size(); i++) {
                var row = keys.runs.get(i);
                if (row == null) continue; // already reported
                check(file, "runs[" + i + "].id", row.id, shapes, shared);
                if (file.isSound("runs[" + i + "]")) phases.add(row.phase(shapes.get(row.id), addedUs));
            }
            if (!file.isSound("leftOut") || !file.isSound("leftOutBy")) return RunDetails.NONE;
            var leftOut = new LinkedHashMap<String, Phases.LeftOut>();
            keys.leftOut.forEach((id, why) ->
                leftOut.put(id, new Phases.LeftOut(keys.leftOutBy.orElse(Map.of()).getOrDefault(id, Unjudged.By.RUN), why)));
            return new EarlierRuns(new Phases(phases, leftOut));
        });
    }

    private static void check(JsonFile file, String path, String id, Map<String, Shape> shapes, RunDetails.Shared shared) {
        if (!shapes.containsKey(id)) file.problem(path, "is \"" + id + "\"; it must be a case of the script, for example \""
            + shapes.keySet().iterator().next() + '"');
        else if (!shared.histograms().containsKey(id))
            file.problem(path, "is \"" + id + "\"; it must be the name of one of the histograms");
    }

    @Override
    public Run current(Run run) {
        var histograms = new LinkedHashMap<String, Histogram>();
        run.histograms().forEach((id, values) -> histograms.put(Phase.histogram(id, HttpMetrics.SERVICE), values));
        return run.change().histograms(histograms).details(phases).build();
    }
}
