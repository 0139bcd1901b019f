package reprise.judge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import reprise.recorder.Digits;
import reprise.recorder.Event;
import reprise.recorder.Recording;
import reprise.recorder.RecordingSum;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.RunRows;
import reprise.recorder.Unjudged;
import reprise.recorder.Usage;

/**
 * A client's run and a server's as the one run that they were: on the client's time axis, with the measures that one
 * process would have had. Both are known to belong together, {@link PairCheck} has checked it. Times are s, latencies ms.
 */
public final class RunMerge {
    /** The run, and the recording that its histogram log is written from. */
    public record Merged(Run run, Recording recording, long startWallNs) {}

    /** So long a pair waits for messages that are on their way when the client has ended. */
    private static final double ON_THEIR_WAY_SEC = 5;
    /** What the server's run has and does not go by. */
    private static final Set<String> CLIENTS_ALONE = Set.of("killAt", "warmUp");

    private final RoleRun client;
    private final RoleRun server;
    private final Clocks clocks;
    private final ServerTimes times;
    private final Recording recording;
    private final FailoverRun failover;
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
        var both = new LinkedHashMap<>(client.summary());
        both.putAll(server.summary());
        failover = new FailoverRun(recording, true, true, client.run().interrupted(), rate(), client.run().summary("killedAtSec"), gap(),
            client.run().summary("lastSentSec"), PairPlaces.of(both), new QueueGapMerge(client, server, times).told(), clocks,
            times.restSec());
    }

    public static Merged of(RoleRun client, RoleRun server) {
        return new RunMerge(client, server).merged();
    }

    private OptionalDouble rate() {
        return client.parameter("ratePerSec") instanceof Number rate ? OptionalDouble.of(rate.doubleValue()) : OptionalDouble.empty();
    }

    private Optional<FailoverRun.Gap> gap() {
        return client.summary().containsKey("longestGapSec")
            ? Optional.of(new FailoverRun.Gap(client.figure("longestGapStartSec"), client.figure("longestGapSec"))) : Optional.empty();
    }

    private Merged merged() {
        var measures = FailoverMeasures.of(failover);
        var values = new LinkedHashMap<>(measures.values());
        var unmeasured = new LinkedHashMap<>(measures.unmeasured());
        double leftSec = times.startSec() + server.durationSec() - client.figure("lastSentSec");
        if (failover.lost() > failover.count("unroutable") && leftSec < ON_THEIR_WAY_SEC) { // one that no queue took is on no way
            for (var measure : FailoverLosses.NAMES) {
                unmeasured.put(measure,
                    new Unjudged.ByRun("the server ended " + Digits.of(leftSec, 1)
                    + " s after the last send: casts may have been on their way"));
                values.remove(measure);
            }
        }
        var summary = summary();
        FailoverAccounts.takeBack(FailoverAccounts.faults(summary, details()), values, unmeasured);
        var run = client.run();
        return new Merged(new Run(run.scenario(), run.seed(), run.interrupted(), run.startedAt(), parameters(), environment(), summary,
            values, unmeasured,
            RunRows.seconds(recording, usage()), events(), RunRows.histograms(recording), List.of(), notes(), details(), run.length()),
            recording, client.startWallNs());
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

    /** What is worked out anew, and what only one role's run could count: outcomes, the clocks. */
    private Map<String, Double> summary() {
        var figures = new LinkedHashMap<>(failover.summary());
        for (var role : List.of(client, server)) {
            role.summary().forEach((key, value) -> {
                if (!WithoutQueue.FIGURES.contains(key) && (asked || !key.startsWith("corrected"))) figures.putIfAbsent(key, value);
            });
        }
        return figures;
    }

    /** The script is client and server here; any other process keeps its name behind its role's. */
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
        return process.equals("script") ? role : role + process.substring(0, 1).toUpperCase(Locale.ROOT) + process.substring(1);
    }

    private List<Event> events() {
        var events = new ArrayList<>(client.run().events());
        server.run().events().forEach(event -> events.add(new Event(RunRows.rounded(event.atSec() + times.startSec()), event.what())));
        events.sort(Comparator.comparingDouble(Event::atSec));
        return events;
    }

    private RunDetails details() {
        return client.run().details() == RunDetails.NONE ? server.run().details() : client.run().details();
    }

    private List<String> notes() {
        var notes = new ArrayList<String>();
        notes.add("Merged of the client's run in " + client.name() + " and the server's in " + server.name());
        var latency = recording.whole("latency");
        boolean none = latency.getTotalCount() == 0;
        notes.addAll(clocks.said(none ? Double.NaN : latency.getMean() / 1e6, none ? Double.NaN : latency.getMaxValue() / 1e6));
        notes.add(laid());
        if (!asked)
            notes.add("Server and client were not told the same --rate and --threads, by which the server corrects its latencies: the "
                + "corrected ones are left out");
        client.run().notes().forEach(note -> notes.add("Client: " + note));
        server.run().notes().forEach(note -> notes.add("Server: " + note));
        return notes;
    }

    private String laid() {
        var text =
            new StringBuilder(String.format(Locale.ROOT,
            "The server began %.3f s %s the client%s; its seconds are laid to the client's nearest ones, %.3f s too %s",
            Math.abs(times.startSec()), times.startSec() <= 0 ? "before" : "after", clocks instanceof Clocks.Untold
            ? ", if their clocks agree" : "",
            Math.abs(times.restSec()), times.restSec() > 0 ? "early" : "late"));
        int received = server.recording().schema().counter("received");
        long early =
            server.recording().seconds().stream().filter(second -> second.index() + times.shiftSec() < 0)
            .mapToLong(second -> second.counts()[received]).sum();
        if (times.shiftSec() < 0)
            text.append(String.format(Locale.ROOT, "; those that fall before second 0 (%d) are added to it, with %,d received",
                -times.shiftSec(), early));
        return text.toString();
    }
}
