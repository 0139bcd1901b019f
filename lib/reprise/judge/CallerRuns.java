package reprise.judge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import reprise.peer.wrk.WrkJson;
import reprise.recorder.HttpOutcomes;
import reprise.recorder.RunDetails;
import reprise.recorder.RunRows;
import reprise.recorder.StrictJson;
import reprise.recorder.Unjudged;
import reprise.recorder.Usage;

/**
 * What only rest-caller has in run.json: the runs in the order in which they were performed, and why others were left out,
 * by id. The histograms are a common part: a run's by its id, that from the intended time by {@code ID.intended}.
 */
public record CallerRuns(List<CallerRun> runs, Map<String, Unjudged> leftOut) implements RunDetails {
    private static final String INTENDED = ".intended";
    private static final List<String> PERCENTILES = List.of("p50Us", "p75Us", "p90Us", "p99Us", "p999Us", "maxUs");

    public CallerRuns {
        runs = List.copyOf(runs);
        leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
    }

    public Optional<CallerRun> run(String id) {
        return runs.stream().filter(run -> run.id().equals(id)).findFirst();
    }

    public Map<String, Histogram> histograms() {
        var histograms = new LinkedHashMap<String, Histogram>();
        for (var run : runs) {
            histograms.put(run.id(), run.raw());
            run.intended().ifPresent(intended -> histograms.put(run.id() + INTENDED, intended));
        }
        return histograms;
    }

    @Override
    public Map<String, Object> parts() {
        var parts = new LinkedHashMap<String, Object>();
        parts.put("runs", runs.stream().map(CallerRuns::row).toList());
        parts.put("leftOut", Unjudged.whys(leftOut));
        parts.put("leftOutBy", Unjudged.bys(leftOut));
        return parts;
    }

    /** Percentiles follow from the histograms, and the first figures from wrk's: they are there for other readers. */
    private static Map<String, Object> row(CallerRun run) {
        var row = new LinkedHashMap<String, Object>();
        row.put("id", run.id());
        row.put("link", run.link().word());
        row.put("url", run.url());
        row.put("plannedSec", run.duration().toNanos() / 1e9);
        row.put("requests", run.wrk().requests());
        row.put("durationSec", run.durationSec());
        row.put("requestsPerSec", run.wrk().requestsPerSec());
        row.put("readBytes", run.wrk().readBytes());
        row.putAll(percentiles(run.raw()));
        row.put("meanUs", run.meanUs());
        row.put("correctedMeanUs", run.wrk().latencyUs().mean());
        row.put("errors", WrkJson.plain(run.wrk().errors()));
        row.put("unexpectedReplies", run.unexpectedReplies());
        run.intended().ifPresent(intended -> row.put("intended", percentiles(intended)));
        run.ratePerSec().ifPresent(rate -> row.put("ratePerSec", rate));
        run.addedDelay().ifPresent(delay -> row.put("addedLinkDelayUs", delay(delay)));
        row.put("usage", usage(run));
        row.put("warmUpSec", run.warmUpSec());
        row.put("interrupted", run.interrupted());
        run.outcomes().ifPresent(outcomes -> row.put("outcomes", outcomes.plain()));
        row.put("wrk", WrkJson.plain(run.wrk()));
        run.planned().published().ifPresent(published -> row.put("published", WrkJson.plain(published)));
        return row;
    }

    private static Map<String, Object> percentiles(Histogram histogram) {
        var values = List.of(50.0, 75.0, 90.0, 99.0, 99.9, 100.0);
        var all = new LinkedHashMap<String, Object>();
        for (int i = 0; i < PERCENTILES.size(); i++)
            all.put(PERCENTILES.get(i), RunRows.rounded(histogram.getValueAtPercentile(values.get(i)) / 1e3));
        return all;
    }

    private static Map<String, Object> delay(CallerRun.AddedDelay delay) {
        var row = pair("mean", delay.meanUs(), "median", delay.medianUs());
        row.put("asked", delay.askedUs());
        return row;
    }

    private static Map<String, Object> usage(CallerRun run) {
        var usage = new LinkedHashMap<String, Object>();
        run.usage().forEach((process, used) -> usage.put(process, pair("cpuPercent", used.cpuPercent(), "rssMiB", used.rssMiB())));
        return usage;
    }

    private static Map<String, Object> pair(String first, double one, String second, double other) {
        var pair = new LinkedHashMap<String, Object>();
        pair.put(first, one);
        pair.put(second, other);
        return pair;
    }

    /** What was planned and published is the scenario's, so that a run can be reported against a corrected one. */
    public static RunDetails.Reader reader(CallerScenario scenario) {
        return (root, histograms) -> {
            var runs = new ArrayList<CallerRun>();
            for (var object : root.objects("runs")) read(object, scenario, histograms).ifPresent(runs::add);
            return new CallerRuns(runs, Unjudged.read(root, "leftOut"));
        };
    }

    /** Empty where something was wrong that no stand-in can replace; it has been told then. */
    private static Optional<CallerRun> read(StrictJson object, CallerScenario scenario, Map<String, Histogram> histograms) {
        var id = object.text("id", "local-sequential-add2");
        var planned = scenario.run(id);
        if (planned.isEmpty()) object.wrong("id", "a run of the scenario", "\"local-sequential-add2\"");
        if (!histograms.containsKey(id)) object.wrong("id", "the name of one of the histograms", "\"local-sequential-add2\"");
        var link = link(object);
        var url = object.text("url", "http://127.0.0.1:8080");
        var duration = Duration.ofNanos(Math.round(object.number("plannedSec", 0, 1e6, 30) * 1e9));
        for (var derived : List.of("requests", "durationSec", "requestsPerSec", "readBytes", "meanUs", "correctedMeanUs"))
            object.number(derived, 0, 1e18, 1);
        for (var derived : PERCENTILES) object.number(derived, 0, 1e18, 1);
        boolean open = object.has("intended");
        if (open) object.object("intended").numbers();
        if (open && !histograms.containsKey(id + INTENDED)) object.wrong("intended", "there with a histogram " + id + INTENDED, "{}");
        var rate = object.optionalNumber("ratePerSec", 1000);
        long unexpected = object.whole("unexpectedReplies", 0, Long.MAX_VALUE, 0);
        var delay = object.has("addedLinkDelayUs") ? Optional.of(delay(object.object("addedLinkDelayUs"), scenario))
            : Optional.<CallerRun.AddedDelay>empty();
        var usage = readUsage(object.object("usage"));
        double warmUpSec = object.number("warmUpSec", 0, 1e6, 3);
        boolean interrupted = object.flag("interrupted");
        var outcomes = object.has("outcomes") ? Optional.of(HttpOutcomes.read(object.object("outcomes"))) : Optional.<HttpOutcomes>empty();
        var errors = WrkJson.errors(object.object("errors"));
        int threads = planned.map(CallerScenario.PlannedRun::threads).orElse(1);
        int connections = planned.map(CallerScenario.PlannedRun::connections).orElse(1);
        var wrk = WrkJson.read(object.object("wrk"), threads, connections, errors);
        if (object.has("published")) WrkJson.read(object.object("published"), threads, connections, errors);
        object.done();
        if (planned.isEmpty() || !histograms.containsKey(id)) return Optional.empty();
        try {
            return Optional.of(new CallerRun(planned.get(), link, url, duration, wrk, histograms.get(id),
                open ? Optional.ofNullable(histograms.get(id + INTENDED)) : Optional.empty(), rate, unexpected, delay, usage, warmUpSec,
                interrupted, outcomes));
        } catch (IllegalArgumentException e) {
            object.wrong("id", "a run that can have been (" + e.getMessage() + ")", "one written by Reprise");
            return Optional.empty();
        }
    }

    private static CallerRun.Link link(StrictJson object) {
        var word = object.text("link", "loopback");
        for (var link : CallerRun.Link.values()) if (link.word().equals(word)) return link;
        object.wrong("link", "loopback, emulated or network", "\"loopback\"");
        return CallerRun.Link.LOOPBACK;
    }

    /** Earlier runs did not say what was asked: it was the scenario's. */
    private static CallerRun.AddedDelay delay(StrictJson object, CallerScenario scenario) {
        double askedUs = object.optionalNumber("asked", 40).orElse(scenario.links().addedDelayUs());
        var delay = new CallerRun.AddedDelay(askedUs, object.number("mean", 0, 1e9, 40), object.number("median", 0, 1e9, 40));
        object.done();
        return delay;
    }

    private static Map<String, Usage> readUsage(StrictJson object) {
        var usage = new LinkedHashMap<String, Usage>();
        object.objects().forEach((process, figures) -> {
            usage.put(process, new Usage(figures.number("cpuPercent", 0, 1e6, 50), figures.number("rssMiB", 0, 1e9, 100)));
            figures.done();
        });
        return usage;
    }
}
