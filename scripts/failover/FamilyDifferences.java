package failover;

import failover.FailoverFamily.Member;
import failover.FamilyRuns.Performed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import reprise.recorder.Digits;
import reprise.simulator.rpc.MessageKind;

/**
 * The differences between a family's runs and the published figures, and between kinds of broker, each with its reason if it is known. They
 * are computed only from the runs' figures and verdicts.
 *
 * <p>Two kinds of broker differ in a member if losses or errors are not equal, or if the longest gap or the worst latency (for calls the
 * worst round trip) differs by more than half a second. A reconnect takes two seconds; noise is a tenth.
 */
public final class FamilyDifferences {
    private static final double APART_SEC = 0.5;
    /**
     * A reconnect is a wait, the dead host's refusal, a wait, and the next host's answer. The second constant is the longest outage that
     * counts as about two seconds by the document's claim.
     */
    private static final double RECONNECT_SEC = 2.0;
    private static final double SLOW_RECONNECT_SEC = 2.6;

    /**
     * @param between the two that differ
     * @param why the reason; empty if it is unknown
     */
    public record Difference(String member, String between, String what, String why) {
        public boolean explained() {
            return !why.isEmpty();
        }
    }

    private FamilyDifferences() {}

    /** All differences in the order of the family; for each member those to the published figures first. */
    public static List<Difference> of(FailoverFamily family, FamilyRuns runs) {
        var differences = new ArrayList<Difference>();
        for (var member : family.members()) {
            published(differences, member, runs.brokers().stream().flatMap(brokers -> runs.run(member.name(), brokers).stream()).toList());
            between(differences, family, member, runs);
        }
        return differences;
    }

    /** Only the differences between kinds of broker, in the same order. */
    public static List<Difference> betweenBrokers(FailoverFamily family, FamilyRuns runs) {
        var differences = new ArrayList<Difference>();
        for (var member : family.members()) between(differences, family, member, runs);
        return differences;
    }

    private static void between(List<Difference> differences, FailoverFamily family, Member member, FamilyRuns runs) {
        for (int i = 0; i < runs.brokers().size(); i++) {
            for (int k = i + 1; k < runs.brokers().size(); k++) {
                var one = runs.run(member.name(), runs.brokers().get(i));
                var other = runs.run(member.name(), runs.brokers().get(k));
                if (one.isPresent() && other.isPresent()) between(family, differences, member, one.get(), other.get());
            }
        }
    }

    /**
     * A claim that does not hold has no known reason; one that is only shown has its own. Brokers with the same reason share a difference.
     */
    private static void published(List<Difference> differences, Member member, List<Performed> runs) {
        for (var claim : member.claims()) {
            var byReason = new LinkedHashMap<String, List<Performed>>();
            for (var run : runs) {
                run.claim(claim.id()).filter(judged -> judged.measured() != null && !judged.verdict().isGood())
                    .ifPresent(judged -> byReason.computeIfAbsent(judged.verdict().isBad() ? "" : judged.why(), _ -> new ArrayList<>())
                    .add(run));
            }
            byReason.forEach((why, those) ->
                differences.add(new Difference(member.name(),
                "published and " + those.stream().map(Performed::brokers).collect(Collectors.joining(" and ")),
                claim.statement() + ": "
                + (claim.publishedFigure().isPresent() ? "published " + claim.publishedText() : "a finding of ours")
                + those.stream().map(run -> ", " + run.brokers() + " "
                    + claim.measuredText(run.claim(claim.id()).orElseThrow().measured())).collect(Collectors.joining()), why)));
        }
    }

    private static void between(FailoverFamily family, List<Difference> differences, Member member, Performed one, Performed other) {
        var what = new ArrayList<String>();
        counts(what, FailoverKeys.LOST_MESSAGES, "lost", one, other);
        counts(what, FailoverKeys.ERROR_MESSAGES, "errors", one, other);
        seconds(what, FailoverKeys.OUTAGE_SEC, 1, "longest gap", one, other);
        boolean call = member.kind() == MessageKind.CALL;
        seconds(what, call ? FailoverKeys.MAX_ROUND_TRIP_MS : FailoverKeys.MAX_LATENCY_MS, 1e-3, call ? "worst round trip"
            : "worst latency", one, other);
        if (what.isEmpty()) return;
        differences.add(new Difference(member.name(), one.brokers() + " and " + other.brokers(), String.join("; ", what),
            call ? ofCalls(family, one, other) : FamilyColumn.isQuorum(one.brokers()) == FamilyColumn.isQuorum(other.brokers())
            ? ofCasts(one, other) : FamilyColumn.isQuorum(one.brokers()) ? ofQueues(other, one) : ofQueues(one, other)));
    }

    /**
     * The reason for casts and notifications with the report's own queues and with quorum queues. A quorum queue outlives its node: what
     * found no queue, or was refused, when a classic queue was gone waits there for the server.
     */
    private static String ofQueues(Performed own, Performed quorum) {
        if (own.figure(FailoverKeys.LOST_MESSAGES).equals(quorum.figure(FailoverKeys.LOST_MESSAGES))
            && own.figure(FailoverKeys.ERROR_MESSAGES).equals(quorum.figure(FailoverKeys.ERROR_MESSAGES))) return ofCasts(own, quorum);
        boolean isWhole = value(quorum.figure(FailoverKeys.LOST_MESSAGES)) == 0 && value(quorum.figure(FailoverKeys.ERROR_MESSAGES)) == 0;
        if (!isWhole || !isUnroutable(own) || !isRefused(own) || isApart(own, quorum, FailoverKeys.OUTAGE_SEC, 1)) return "";
        return "a quorum queue outlives its node: what found no queue, or was refused, while a queue on one node was gone waited in it for "
            + "the server";
    }

    private static void counts(List<String> what, String key, String words, Performed one, Performed other) {
        var a = one.figure(key);
        var b = other.figure(key);
        if (a.isEmpty() || b.isEmpty() || a.getAsDouble() == b.getAsDouble()) return;
        what.add(String.format(Locale.ROOT, "%s %.0f and %.0f", words, a.getAsDouble(), b.getAsDouble()));
    }

    private static void seconds(List<String> what, String key, double unitSec, String words, Performed one, Performed other) {
        if (isApart(one, other, key, unitSec))
            what.add(words + " " + Digits.of(value(one.figure(key)) * unitSec, 2) + " and "
                + Digits.of(value(other.figure(key)) * unitSec, 2) + " s");
    }

    private static boolean isApart(Performed one, Performed other, String key, double unitSec) {
        var a = one.figure(key);
        var b = other.figure(key);
        return a.isPresent() && b.isPresent() && Math.abs(a.getAsDouble() - b.getAsDouble()) * unitSec > APART_SEC;
    }

    /**
     * The kill meets a call at a random step: each connection that is then found broken costs a reconnect, one after the other, and a
     * missing reply costs a time-out. A gap that is not such a sum has no reason here.
     */
    private static String ofCalls(FailoverFamily family, Performed one, Performed other) {
        if (isSteps(family, one) && isSteps(family, other)) {
            return "chance: the kill met the call at another of its steps; each connection that is found broken costs a reconnect of two "
                + "seconds, one after the other, and a reply that never comes a time-out";
        }
        boolean alike = !isApart(one, other, FailoverKeys.OUTAGE_SEC, 1) && !isApart(one, other, FailoverKeys.MAX_ROUND_TRIP_MS, 1e-3);
        return alike && isTheOneUnderWay(one) && isTheOneUnderWay(other)
            ? "chance: the one call that was under way had its confirm already, and ran into its time-out, or had not, and was sent "
            + "again, or had no reply yet when the run ended" : "";
    }

    /** At most one loss and one error, which belong to the call that met the fault. */
    private static boolean isTheOneUnderWay(Performed run) {
        return value(run.figure(FailoverKeys.ERROR_MESSAGES)) <= 1 && value(run.figure(FailoverKeys.LOST_MESSAGES)) <= 1;
    }

    private static boolean isSteps(FailoverFamily family, Performed run) {
        double errors = value(run.figure(FailoverKeys.ERROR_MESSAGES));
        double gapSec = value(run.figure(FailoverKeys.OUTAGE_SEC)) - errors * family.callTimeout().toMillis() / 1e3;
        if (errors > 1 || value(run.figure(FailoverKeys.LOST_MESSAGES)) != errors) return false;
        for (int reconnects = 0; reconnects <= 2; reconnects++) {
            if (gapSec >= reconnects * RECONNECT_SEC - 0.1 && gapSec <= reconnects * SLOW_RECONNECT_SEC + 0.1) return true;
        }
        return false;
    }

    /**
     * The reason for casts and notifications. Casts that no queue took, and casts refused because the queue's node had just died, are
     * counted on both brokers. Losses and errors that consist only of these come from the race after the kill, or from the time without a
     * queue. The worst latency is missing if the message that waited for its confirm had arrived before the kill.
     */
    private static String ofCasts(Performed one, Performed other) {
        var reasons = new ArrayList<String>();
        if (!one.figure(FailoverKeys.LOST_MESSAGES).equals(other.figure(FailoverKeys.LOST_MESSAGES))) {
            if (!isUnroutable(one) || !isUnroutable(other)) return "";
            reasons.add("all that was lost found no queue: the time without a queue differs by some milliseconds each time");
        }
        if (!one.figure(FailoverKeys.ERROR_MESSAGES).equals(other.figure(FailoverKeys.ERROR_MESSAGES))) {
            if (!isRefused(one) || !isRefused(other)) return "";
            reasons.add("the errors are nacks: a broker refuses what is on its way to a queue whose node has just died, until the queue "
                + "is dropped; the embedded cluster drops it at once");
        }
        if (isApart(one, other, FailoverKeys.OUTAGE_SEC, 1)) return "";
        var least = value(one.figure(FailoverKeys.MAX_LATENCY_MS)) < value(other.figure(FailoverKeys.MAX_LATENCY_MS)) ? one : other;
        if (isApart(one, other, FailoverKeys.MAX_LATENCY_MS, 1e-3)) {
            if (value(least.figure(FailoverKeys.UNROUTABLE_MESSAGES)) > 0)
                reasons.add("the message that waited was one of those without a queue, and has no latency");
            else if (value(least.figure(FailoverKeys.DUPLICATE_MESSAGES)) > 0)
                reasons.add("chance: the message that waited for its confirm had arrived before the kill on " + least.brokers()
                    + ", its second copy was dropped");
            else return "";
        }
        return String.join("; ", reasons);
    }

    private static boolean isUnroutable(Performed run) {
        return value(run.figure(FailoverKeys.LOST_MESSAGES)) == value(run.figure(FailoverKeys.UNROUTABLE_MESSAGES));
    }

    private static boolean isRefused(Performed run) {
        return value(run.figure(FailoverKeys.ERROR_MESSAGES)) == value(run.figure(FailoverKeys.REFUSED_MESSAGES));
    }

    private static double value(OptionalDouble figure) {
        return figure.orElse(0);
    }
}
