package reprise.judge;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoublePredicate;
import org.HdrHistogram.Histogram;
import reprise.recorder.Digits;
import reprise.recorder.Recording;
import reprise.recorder.RunRows;
import reprise.recorder.Unjudged;

/**
 * The measures that this document's claims are judged by, worked out of a run. Each is either had, or absent with the
 * reason, or both, where the figure is no answer to what is claimed; nothing is made up for a role or a kill that was not here.
 *
 * <p>Whole seconds before the kill and after the recovery are compared. Second 0 is left out, as start-up (in the
 * document it holds one message), so is a partial last second, and so are those in which the outage began or ended.
 */
public record FailoverMeasures(Map<String, Double> values, Map<String, Unjudged> unmeasured) {
    public static final Set<String> NAMES = Collections.unmodifiableSet(new LinkedHashSet<>(List.of(
        "lossBeyondRace", "lossBeyondQueueGap", "errorMessages", "errorsBeyondRace", "lostSec", "outageSec", "maxLatencySec",
        "maxRoundTripSec", "maxLatencyToOutage", "medianAfterToBefore", "offeredRateRatio", "rateAfterToBefore", "avgLatencyMs",
        "confirmedLost")));
    /**
     * What the race after a kill may cost by the document's claim: 10 ms of sending, before the server has bound its queue again (none),
     * and until a broker has dropped one whose node died (it refuses).
     */
    private static final double RACE_SEC = 0.010;
    /** A client that sent nothing after the kill has failed to recover if the run went on this long; before that nobody can tell. */
    private static final double RECOVERY_SEC = 5;
    private static final int FIRST_SECOND = 1;
    private static final String STOOD_STILL = "the client stood still to the end";
    /** More of a latency than this may not be the hosts' clocks; else a ratio of latencies says too little of the broker. */
    private static final double CLOCKS_SHARE = 0.05;

    public OptionalDouble figure(String name) {
        var value = values.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    public static FailoverMeasures of(FailoverRun run) {
        return new Working(run).measures();
    }

    /** The seconds from the last send before the outage to the first one after it; {@code endSec} is infinite without recovery. */
    record Outage(double startSec, double endSec) {}

    private static final class Working {
        private final FailoverRun run;
        private final Recording recording;
        private final Map<String, Double> values = new LinkedHashMap<>();
        private final Map<String, Unjudged> unmeasured = new LinkedHashMap<>();

        Working(FailoverRun run) {
            this.run = run;
            recording = run.recording();
        }

        FailoverMeasures measures() {
            loss();
            errors();
            outage();
            longest();
            worstLatency();
            beforeAndAfter();
            rate();
            if (recording.whole("latency").getTotalCount() > 0)
                put("avgLatencyMs", RunRows.milliseconds(recording.whole("latency").getMean()));
            else cannot("avgLatencyMs", nothingReceived());
            return new FailoverMeasures(values, unmeasured);
        }

        private void put(String name, double value) {
            values.put(name, RunRows.rounded(value));
        }

        private void cannot(String name, Unjudged reason) {
            unmeasured.put(name, reason);
        }

        private static Unjudged byRun(String why) {
            return new Unjudged.ByRun(why);
        }

        private static Unjudged byRequest(String why) {
            return new Unjudged.ByRequest(why);
        }

        /** How long it is and when the kill comes is the user's to say, unless the run broke off before. */
        private Unjudged tooShort(String why) {
            return run.interrupted() ? byRun(why) : byRequest(why);
        }

        private void errors() {
            if (run.client()) {
                put("errorMessages", run.count("errors"));
                put("errorsBeyondRace", run.count("errors") - Math.min(run.refused(), sentIn(RACE_SEC)));
            } else {
                cannot("errorMessages", byRequest("the client ran elsewhere"));
                cannot("errorsBeyondRace", byRequest("the client ran elsewhere"));
            }
        }

        private double ratePerSec() {
            return run.ratePerSec().orElse(run.count("sent") / Math.max(1e-9, run.durationSec()));
        }

        /** What is sent in a moment after the kill: none if there was no kill. */
        private double sentIn(double sec) {
            return run.killedAtSec().isPresent() ? Math.floor(ratePerSec() * sec) : 0;
        }

        private void loss() {
            var losses = FailoverLosses.of(run, ratePerSec(), sentIn(RACE_SEC));
            losses.values().forEach(this::put);
            unmeasured.putAll(losses.unmeasured());
        }

        /** Whether the largest of these, in ns, is not of the message that waited through the outage. */
        private boolean isWithoutTheOneThatWaited(String timing) {
            double outageSec = values.getOrDefault("outageSec", 0.0);
            return outageSec >= 1 && recording.whole(timing).getMaxValue() / 1e9 <= outageSec / 2;
        }

        /** Why the message that waited through the outage has no latency; empty if it has one, or nothing waited. */
        private String waited() {
            if (!isWithoutTheOneThatWaited("latency")) return "";
            if (standsStillAtTheEnd()) return STOOD_STILL;
            if (run.count("unroutable") > 0) return "the message that waited for the reconnect found no queue, and has no latency";
            return run.count("duplicates") == 0 ? ""
                : "the message that waited for its confirm had arrived before the kill; its second copy was dropped";
        }

        private Unjudged nothingReceived() {
            return run.server() ? byRun("nothing was received here") : byRequest("nothing was received here: the server ran elsewhere");
        }

        private void longest() {
            var latency = recording.whole("latency");
            if (latency.getTotalCount() == 0) cannot("maxLatencySec", nothingReceived());
            else if (!waited().isEmpty()) cannot("maxLatencySec", byRun(waited()));
            else if (isTheClocks(latency.getMaxValue())) cannot("maxLatencySec", byRun(clocks("the largest", latency.getMaxValue())));
            else put("maxLatencySec", latency.getMaxValue() / 1e9);
            if (!run.calls()) return;
            if (recording.whole("roundTrip").getTotalCount() == 0) cannot("maxRoundTripSec", byRun("no call had a reply here"));
            else if (standsStillAtTheEnd() && isWithoutTheOneThatWaited("roundTrip")) cannot("maxRoundTripSec", byRun(STOOD_STILL));
            else put("maxRoundTripSec", recording.whole("roundTrip").getMaxValue() / 1e9);
        }

        private void outage() {
            if (!run.client()) cannot("outageSec", byRequest("the client ran elsewhere"));
            else if (run.killedAtSec().isEmpty()) cannot("outageSec", byRun("nothing was killed"));
            else if (recovered()) put("outageSec", longestGapSec());
            else if (afterKillSec() >= RECOVERY_SEC) put("outageSec", Math.max(tailSec(), longestGapSec()));
            else
                cannot("outageSec",
                    tooShort("the run ended " + seconds(afterKillSec()) + " after the kill, before the client can have come back"));
        }

        /** The longest gap lies after the kill, or across it, and was ended by a send. */
        private boolean recovered() {
            return run.longestGap().filter(gap -> gap.endSec() >= run.killedAtSec().orElse(0)).isPresent() && !standsStillAtTheEnd();
        }

        private boolean standsStillAtTheEnd() {
            return tailSec() > longestGapSec();
        }

        /** From the last completed send to the end: a gap that no send ended. */
        private double tailSec() {
            return run.durationSec() - run.lastSentSec().orElse(0);
        }

        private double longestGapSec() {
            return run.longestGap().map(FailoverRun.Gap::lengthSec).orElse(0.0);
        }

        private double afterKillSec() {
            return run.durationSec() - run.killedAtSec().orElseThrow();
        }

        private void worstLatency() {
            if (!run.server()) cannot("maxLatencyToOutage", byRequest("the server, which takes the latency, ran elsewhere"));
            else if (!values.containsKey("outageSec")) cannot("maxLatencyToOutage", unmeasured.get("outageSec"));
            else if (values.get("outageSec") <= 0) cannot("maxLatencyToOutage", byRun("there was no gap between two sends"));
            else if (!values.containsKey("maxLatencySec")) cannot("maxLatencyToOutage", unmeasured.get("maxLatencySec"));
            else put("maxLatencyToOutage", recording.whole("latency").getMaxValue() / 1e9 / values.get("outageSec"));
        }

        /** From the earlier of kill and gap to the later of kill and gap's end; a kill that nobody felt has no length. */
        private Outage outageWindow() {
            if (run.killedAtSec().isEmpty()) return new Outage(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
            double killSec = run.killedAtSec().getAsDouble();
            if (standsStillAtTheEnd()) return new Outage(Math.min(killSec, run.lastSentSec().orElse(killSec)), Double.POSITIVE_INFINITY);
            return run.longestGap().filter(gap -> gap.endSec() >= killSec)
                .map(gap -> new Outage(Math.min(killSec, gap.startSec()), gap.endSec())).orElse(new Outage(killSec, killSec));
        }

        /** Of a latency, in ns. */
        private boolean isTheClocks(double ns) {
            return run.clocks().mostMs(run.durationSec()) > CLOCKS_SHARE * ns / 1e6;
        }

        private String clocks(String which, double ns) {
            double mostMs = run.clocks().mostMs(run.durationSec());
            return "of " + which + " latency, " + Clocks.ms(ns / 1e6) + ", "
                + (Double.isInfinite(mostMs) ? "nobody can tell how much" : "up to " + Clocks.ms(mostMs))
                + " is a difference of the hosts' clocks";
        }

        /** A second that begins at {@code fromSec}. */
        private boolean isWhole(double fromSec) {
            return fromSec >= FIRST_SECOND && fromSec + 1 <= run.durationSec();
        }

        private void beforeAndAfter() {
            var window = outageWindow();
            DoublePredicate before = fromSec -> isWhole(fromSec) && fromSec + 1 <= window.startSec();
            DoublePredicate after = fromSec -> isWhole(fromSec) && fromSec >= window.endSec();
            var why = whyNotCompared(before, after);
            if (why.isPresent()) {
                cannot("medianAfterToBefore", why.get());
                cannot("rateAfterToBefore", why.get());
                return;
            }
            double sentBefore = sentPerSec(before);
            if (sentBefore > 0) put("rateAfterToBefore", sentPerSec(after) / sentBefore);
            else cannot("rateAfterToBefore", byRun("nothing was sent in the whole seconds before the kill"));
            var latencyBefore = latency(before);
            var latencyAfter = latency(after);
            if (!run.server()) cannot("medianAfterToBefore", byRequest("the server, which takes the latency, ran elsewhere"));
            else if (latencyBefore.getTotalCount() == 0)
                cannot("medianAfterToBefore", byRun("nothing was received in the whole seconds before the kill"));
            else if (latencyAfter.getTotalCount() == 0)
                cannot("medianAfterToBefore", byRun("nothing was received in the whole seconds after the recovery"));
            else if (isTheClocks(latencyBefore.getValueAtPercentile(50)))
                cannot("medianAfterToBefore", byRun(clocks("the median", latencyBefore.getValueAtPercentile(50))));
            else medianAfterToBefore(latencyAfter.getValueAtPercentile(50) / Math.max(1.0, latencyBefore.getValueAtPercentile(50)));
        }

        /** Only of one way can be said that it became no longer; of two the figure is shown. */
        private void medianAfterToBefore(double ratio) {
            put("medianAfterToBefore", ratio);
            if (run.places().isEmpty())
                cannot("medianAfterToBefore", new Unjudged.ByRun("the runs do not say at which nodes client and server came back"));
            else run.places().get().difference().ifPresent(why -> cannot("medianAfterToBefore", new Unjudged.ByDocument(why)));
        }

        private Optional<Unjudged> whyNotCompared(DoublePredicate before, DoublePredicate after) {
            if (!run.client()) return Optional.of(byRequest("the client, which sees the recovery, ran elsewhere"));
            if (run.killedAtSec().isEmpty()) return Optional.of(byRun("nothing was killed"));
            if (count(before) == 0) {
                var killed = seconds(run.killedAtSec().getAsDouble());
                return Optional.of(byRequest("there is no whole second between the first one and the kill at " + killed));
            }
            if (count(after) > 0) return Optional.empty();
            if (standsStillAtTheEnd()) return Optional.of(byRun(STOOD_STILL));
            var none = "there is no whole second between the recovery and the end";
            return Optional.of(afterKillSec() < RECOVERY_SEC ? tooShort(none) : byRun(none));
        }

        private void rate() {
            var window = outageWindow();
            DoublePredicate outside = fromSec -> isWhole(fromSec) && (fromSec + 1 <= window.startSec() || fromSec >= window.endSec());
            if (!run.client()) cannot("offeredRateRatio", byRequest("the client ran elsewhere"));
            else if (run.ratePerSec().isEmpty()) cannot("offeredRateRatio", byRequest("no rate was asked for"));
            else if (count(outside) == 0)
                cannot("offeredRateRatio", tooShort("there is no whole second outside the outage and after the first one"));
            else put("offeredRateRatio", sentPerSec(outside) / run.ratePerSec().getAsDouble());
        }

        private long count(DoublePredicate chosen) {
            return recording.seconds().stream().filter(second -> chosen.test(second.index())).count();
        }

        private double sentPerSec(DoublePredicate chosen) {
            int sent = recording.schema().counter("sent");
            return recording.seconds().stream().filter(second -> chosen.test(second.index())).mapToLong(second -> second.counts()[sent])
                .average().orElse(0);
        }

        private Histogram latency(DoublePredicate chosen) {
            int latency = recording.schema().timing("latency");
            var sum = recording.raw()[latency].copy();
            sum.reset();
            for (var second : recording.seconds()) if (chosen.test(second.index() + run.latencySec())) sum.add(second.timing(latency));
            return sum;
        }

        private static String seconds(double value) {
            return Digits.of(value, 1) + " s";
        }
    }
}
