package reprise.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import reprise.judge.CallerMeasures;
import reprise.judge.CallerRun;
import reprise.judge.CallerRuns;
import reprise.judge.CallerScenario;
import reprise.judge.CallerScenario.Attached;
import reprise.judge.CallerScenario.PlannedRun;
import reprise.peer.wrk.WrkFigures;
import reprise.peer.wrk.WrkFigures.Errors;
import reprise.peer.wrk.WrkFigures.Percentiles;
import reprise.peer.wrk.WrkFigures.Spread;
import reprise.recorder.Event;
import reprise.recorder.HttpOutcomes;
import reprise.recorder.Run;
import reprise.recorder.Unjudged;
import reprise.recorder.Usage;

/** All runs of rest-caller as the script would have recorded them, by whole numbers only: the same on every machine. */
final class SyntheticCaller {
    final CallerScenario document = CallerScenario.read(Path.of("scenarios/rest-caller.json"));
    final DocumentReport report = new CallerReport(document);
    final Duration duration;
    final List<CallerRun> runs = new ArrayList<>();
    final Map<String, Unjudged> leftOut = new LinkedHashMap<>();

    SyntheticCaller(Duration duration) throws IOException {
        this.duration = duration;
        for (var planned : document.runs()) runs.add(run(planned, Errors.NONE, 0));
    }

    /** Puts another in the place of the run of its id. */
    void replace(CallerRun other) {
        runs.replaceAll(run -> run.id().equals(other.id()) ? other : run);
    }

    void leaveOut(String group, Unjudged why) {
        runs.removeIf(run -> run.planned().group().equals(group) && leftOut.put(run.id(), why) == null);
    }

    CallerRun run(String id, Errors errors, long unexpectedReplies) {
        return run(document.run(id).orElseThrow(), errors, unexpectedReplies);
    }

    /** One caller waits for 40 us and what its way costs; 200 get twice as much through. */
    private CallerRun run(PlannedRun planned, Errors errors, long unexpectedReplies) {
        boolean network = planned.link() == CallerScenario.Link.NETWORK;
        long callUs = 40 + costUs(planned.attached());
        long cycleUs = planned.isSequential() ? callUs + (network ? 40 : 0) : callUs / 2;
        long requests = duration.toMillis() * 1000 / cycleUs;
        long waitUs = planned.isSequential() ? cycleUs : cycleUs * planned.connections() + (network ? 40 : 0);
        double tookUs = duration.toMillis() * 1000 + 104_271;
        double readBytes = requests * (planned.attached() == Attached.NOT_REGISTERED ? 335.0 : 241.0);
        double perSec = requests / (tookUs / 1e6);
        var wrk = new WrkFigures(planned.threads(), planned.connections(), new Spread(waitUs * 1.25, waitUs * 3.5, waitUs * 220, 97.03),
            new Percentiles(waitUs, waitUs + waitUs / 8, waitUs * 2, waitUs * 9),
            new Spread(perSec / planned.threads(), perSec / 64, perSec / planned.threads() * 1.125, 88.5),
            requests, tookUs, readBytes, perSec, readBytes / (tookUs / 1e6), errors);
        return new CallerRun(planned, network ? CallerRun.Link.EMULATED : CallerRun.Link.LOOPBACK, "http://127.0.0.1:8080", duration, wrk,
            raw(requests, waitUs), Optional.empty(), OptionalDouble.empty(), unexpectedReplies,
            network ? Optional.of(new CallerRun.AddedDelay(40, 41.25, 40.5)) : Optional.empty(), usage(planned), 3.5, false,
            Optional.of(outcomes(requests, unexpectedReplies, errors)));
    }

    /** wrk's timeouts have no reply here. */
    private static HttpOutcomes outcomes(long replies, long unexpected, Errors errors) {
        long without = errors.timeout() + errors.read() + errors.write();
        return new HttpOutcomes(replies + without, replies - unexpected - errors.status(), unexpected, errors.status(), errors.timeout(),
            errors.read(), errors.write(), 0, 0, replies);
    }

    private static long costUs(Attached attached) {
        return switch (attached) {
            case ROUTER, NOT_REGISTERED -> 0;
            case WEBSOCKET_JSON -> 34;
            case UNIX_MSGPACK -> 18;
            case UNIX_JSON -> 22;
            case SHARED_UNIX_MSGPACK -> 19;
        };
    }

    /** Shares by whole numbers: nine tenths at 1, then ever fewer that waited ever longer. */
    private static Histogram raw(long requests, long waitUs) {
        var raw = new Histogram(1, 86_400_000_000_000L, 3);
        long left = requests;
        long us = waitUs * 9 / 10;
        for (int step = 0; left > 0; step++) {
            long here = step < 4 ? Math.max(1, requests / 5) : Math.max(1, left / 2);
            here = Math.min(here, left);
            raw.recordValueWithCount(us * 1000 + step, here);
            left -= here;
            us += step < 4 ? waitUs / 16 : us / 3;
        }
        return raw;
    }

    private static Map<String, Usage> usage(PlannedRun planned) {
        var usage = new LinkedHashMap<String, Usage>();
        usage.put("router", new Usage(planned.isSequential() ? 48.5 : 97.25, 142));
        boolean outside = planned.attached() != Attached.ROUTER && planned.attached() != Attached.NOT_REGISTERED;
        usage.put("callees", new Usage(outside ? 31.75 : 0.25, 301));
        usage.put("load", new Usage(planned.isSequential() ? 33 : 62.5, 118));
        return usage;
    }

    Run judged() {
        return document.scenario().judged(finished(false));
    }

    Run finished(boolean interrupted) {
        var details = new CallerRuns(runs, leftOut);
        var measures = CallerMeasures.of(runs, leftOut);
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("duration", duration.toSeconds() + "s");
        parameters.put("addedDelayUs", document.links().addedDelayUs());
        parameters.put("password", "hunter2");
        var environment = new LinkedHashMap<String, Object>();
        environment.put("os", "Linux 6.1 (amd64)");
        environment.put("cores", 2);
        return new Run("rest-caller", 1, interrupted, Instant.parse("2026-11-25T10:00:00.123Z"), parameters, environment,
            measures.summary(runs),
            measures.values(), measures.unmeasured(), List.of(),
            List.of(new Event(0.5, "router at 127.0.0.1:8080"), new Event(12.25, "sub2 <b>registered</b>")),
            details.histograms(), List.of(), List.of(), details);
    }
}
