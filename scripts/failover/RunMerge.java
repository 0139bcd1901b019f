package failover;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import reprise.judge.Measure;
import reprise.judge.Readings;
import reprise.recorder.Digits;
import reprise.recorder.Event;
import reprise.recorder.Recording;
import reprise.recorder.RecordingSum;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.RunRows;
import reprise.recorder.Unjudged;
import reprise.recorder.Usage;
import reprise.simulator.rpc.RpcMetrics;

/**
 * Merges a client's run and a server's into the run that they were, on the client's time axis, with the measures of a single process.
 * {@link PairCheck} has already checked that they belong together. Times are s, latencies ms.
 */
public final class RunMerge {
    /** The run, and the recording that its histogram log is written from. */
    public record Merged(Run run, Recording recording, long startWallNs) {}

    /** The time that a pair waits for messages in flight after the client has ended. */
    private static final double ON_THEIR_WAY_SEC = 5;
    /** Parameters of the server's run without effect on it. */
    private static final Set<String> CLIENTS_ALONE = Set.of("killAt", "warmUp");

    private static final Set<String> CORRECTED = Set.of(FailoverKeys.CORRECTED_AVG_LATENCY_MS, FailoverKeys.CORRECTED_P99_LATENCY_MS);
    private final RoleRun client;
    private final RoleRun server;
    private final Clocks clocks;
    private final ServerTimes times;
    private final Recording recording;
    private final WithoutQueue queues;
    private final EndedPair ended;
    private final boolean asked;

    private RunMerge(RoleRun client, RoleRun server) {
        this.client = client;
        this.server = server;
        clocks = PairCheck.clocks(client, server);
        times = ServerTimes.of(client, server, clocks);
        asked = Objects.equals(client.parameter("ratePerSec"), server.parameter("ratePerSec"))
            && Objects.equals(client.parameter("threads"), server.parameter("threads"));
        var sum = RecordingSum.of(client.recording(), server.recording(), times.shiftSec());
        recording = asked ? sum : sum.uncorrected();
        queues = new QueueGapMerge(client, server, times).found();
        ended = new EndedPair(recording, true, true, client.run().summary(FailoverKeys.KILLED_AT_SEC), gap(),
            client.run().summary(FailoverKeys.LAST_SENT_SEC), queues, clocks, times.restSec());
    }

    public static Merged of(RoleRun client, RoleRun server, List<Measure<Run>> measures) {
        return new RunMerge(client, server).merged(measures);
    }

    private Optional<EndedPair.Gap> gap() {
        return client.summary().containsKey(FailoverKeys.LONGEST_GAP_SEC)
            ? Optional.of(new EndedPair.Gap(client.figure(FailoverKeys.LONGEST_GAP_START_SEC),
            client.figure(FailoverKeys.LONGEST_GAP_SEC))) : Optional.empty();
    }

    private Merged merged(List<Measure<Run>> measures) {
        var run = client.run().change().parameters(parameters()).environment(environment()).summary(summary())
            .measures(Map.of(), withdrawn()).seconds(RunRows.seconds(recording, usage())).events(events())
            .histograms(RunRows.histograms(recording)).claims(List.of()).notes(notes()).details(details()).build();
        return new Merged(Readings.into(run, measures), recording, client.startWallNs());
    }

    /** What two runs together do not answer. */
    private Map<String, Unjudged> withdrawn() {
        var why = new LinkedHashMap<String, Unjudged>();
        long unroutable = recording.count(RpcMetrics.UNROUTABLE);
        if (!client.run().isCutShort())
            queues.whyUnknown(unroutable)
                .ifPresent(unknown -> FailoverLosses.BEYOND.forEach(id -> why.put(id, new Unjudged.ByRun(unknown))));
        double leftSec = times.startSec() + server.durationSec() - client.figure(FailoverKeys.LAST_SENT_SEC);
        if (ended.summary().get(FailoverKeys.LOST_MESSAGES) > unroutable && leftSec < ON_THEIR_WAY_SEC) { // those are not in flight
            FailoverLosses.IDS.forEach(id -> why.put(id, new Unjudged.ByRun("the server ended " + Digits.of(leftSec, 1)
                + " s after the last send: casts may have been on their way")));
        }
        return why;
    }

    private Map<String, Object> parameters() {
        var all = new LinkedHashMap<>(client.run().parameters());
        server.run().parameters().forEach((name, value) -> {
            if (!CLIENTS_ALONE.contains(name) && !Objects.equals(all.get(name), value)) all.put(name + "OfServer", value);
        });
        all.put("clientRun", client.name());
        all.put("serverRun", server.name());
        return all;
    }

    private Map<String, Object> environment() {
        var both = new LinkedHashMap<String, Object>();
        both.put("client", client.run().environment());
        both.put("server", server.run().environment());
        return both;
    }

    /** Figures that are computed anew, and those that only one role's run has: outcomes and clocks. */
    private Map<String, Double> summary() {
        var figures = new LinkedHashMap<>(ended.summary());
        for (var role : List.of(client, server)) {
            role.summary().forEach((key, value) -> {
                if (!WithoutQueue.FIGURES.contains(key) && (asked || !CORRECTED.contains(key))) figures.putIfAbsent(key, value);
            });
        }
        return figures;
    }

    /** The script's own processes become client and server; other processes have their role as a prefix. */
    private Map<String, Map<Integer, Usage>> usage() {
        var usage = new LinkedHashMap<String, Map<Integer, Usage>>();
        client.filed().usage().forEach((process, bySecond) -> usage.put(named("client", process), bySecond));
        server.filed().usage().forEach((process, bySecond) -> {
            var shifted = new LinkedHashMap<Integer, Usage>();
            bySecond.forEach((second, used) -> shifted.put(second + times.shiftSec(), used));
            usage.put(named("server", process), shifted);
        });
        return usage;
    }

    private static String named(String role, String process) {
        return process.equals(Usage.SCRIPT) ? role
            : role + process.substring(0, 1).toUpperCase(Locale.ROOT) + process.substring(1);
    }

    private List<Event> events() {
        var events = new ArrayList<>(client.run().events());
        server.run().events().forEach(event ->
            events.add(new Event(RunRows.rounded(event.atSec() + times.startSec()), event.severity(), event.what())));
        events.sort(Comparator.comparingDouble(Event::atSec));
        return events;
    }

    private RunDetails details() {
        return client.run().details() == RunDetails.NONE ? server.run().details() : client.run().details();
    }

    private List<String> notes() {
        var notes = new ArrayList<String>();
        notes.add("Merged of the client's run in " + client.name() + " and the server's in " + server.name());
        var latency = recording.whole(RpcMetrics.LATENCY);
        boolean none = latency.getTotalCount() == 0;
        notes.addAll(clocks.said(none ? Double.NaN : latency.getMean() / 1e6, none ? Double.NaN : latency.getMaxValue() / 1e6));
        notes.add(alignment());
        if (!asked)
            notes.add("Server and client were not told the same --rate and --threads, by which the server corrects its latencies: the "
                + "corrected ones are left out");
        client.run().notes().forEach(note -> notes.add("Client: " + note));
        server.run().notes().forEach(note -> notes.add("Server: " + note));
        return notes;
    }

    private String alignment() {
        var text =
            new StringBuilder(String.format(Locale.ROOT,
            "The server began %.3f s %s the client%s; its seconds are laid to the client's nearest ones, %.3f s too %s",
            Math.abs(times.startSec()), times.startSec() <= 0 ? "before" : "after", clocks instanceof Clocks.Unknown
            ? ", if their clocks agree" : "",
            Math.abs(times.restSec()), times.restSec() > 0 ? "early" : "late"));
        long early =
            server.recording().seconds().stream().filter(second -> second.index() + times.shiftSec() < 0)
            .mapToLong(second -> second.count(RpcMetrics.RECEIVED)).sum();
        if (times.shiftSec() < 0)
            text.append(String.format(Locale.ROOT, "; those that fall before second 0 (%d) are added to it, with %,d received",
                -times.shiftSec(), early));
        return text.toString();
    }
}
