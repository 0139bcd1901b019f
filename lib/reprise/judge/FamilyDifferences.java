package reprise.judge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import reprise.judge.FailoverFamily.Member;
import reprise.judge.FamilyRuns.Performed;
import reprise.recorder.Digits;

/**
 * Where a family's runs differ from the published figures, and on one kind of broker from another, each with its reason as
 * far as there is one. Worked out of the runs' figures and verdicts alone.
 *
 * <p>Two kinds of broker differ in a member when losses or errors are not the same, or the longest gap or the worst
 * latency (of calls, the worst round trip) is apart by more than half a second: a reconnect takes two, noise a tenth.
 */
public final class FamilyDifferences {
    private static final double APART_SEC = 0.5;
    /**
     * Wait, the dead host refuses, wait, the next host answers; and the longest that is a stand-still of about two seconds by the
     * document's claim.
     */
    private static final double RECONNECT_SEC = 2.0;
    private static final double SLOW_RECONNECT_SEC = 2.6;

    /** @param between the two that differ; {@code why} is empty where nobody knows */
    public record Difference(String member, String between, String what, String why) {
        public boolean explained() {
            return !why.isEmpty();
        }
    }

    private FamilyDifferences() {}

    /** In the order of the family; those to the published figures first. */
    public static List<Difference> of(FailoverFamily family, FamilyRuns runs) {
        var differences = new ArrayList<Difference>();
        for (var member : family.members()) {
            published(differences, member, runs.brokers().stream().flatMap(brokers -> runs.run(member.name(), brokers).stream()).toList());
            between(differences, family, member, runs);
        }
        return differences;
    }

    /** Those between two kinds of broker alone, in the same order. */
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
     * A claim that does not hold has no reason yet; one that is only shown stands there with its own. The same of several brokers is told
     * once.
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
        counts(what, "lostMessages", "lost", one, other);
        counts(what, "errorMessages", "errors", one, other);
        seconds(what, "outageSec", 1, "longest gap", one, other);
        boolean call = member.kind().equals("call");
        seconds(what, call ? "maxRoundTripMs" : "maxLatencyMs", 1e-3, call ? "worst round trip" : "worst latency", one, other);
        if (what.isEmpty()) return;
        differences.add(new Difference(member.name(), one.brokers() + " and " + other.brokers(), String.join("; ", what),
            call ? ofCalls(family, one, other) : ofCasts(one, other)));
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
     * The kill meets a call at one of its steps, by chance: each of its connections that is then found broken costs a
     * reconnect, one after the other, and a reply that never comes a time-out. What is no such sum has no reason here.
     */
    private static String ofCalls(FailoverFamily family, Performed one, Performed other) {
        if (isSteps(family, one) && isSteps(family, other)) {
            return "chance: the kill met the call at another of its steps; each connection that is found broken costs a reconnect of two "
                + "seconds, one after the other, and a reply that never comes a time-out";
        }
        boolean alike = !isApart(one, other, "outageSec", 1) && !isApart(one, other, "maxRoundTripMs", 1e-3);
        return alike && isTheOneUnderWay(one) && isTheOneUnderWay(other)
            ? "chance: the one call that was under way had its confirm already, and ran into its time-out, or had not, and was sent "
            + "again, or had no reply yet when the run ended" : "";
    }

    /** Lost and an error, if anything, is the one call that met the fault. */
    private static boolean isTheOneUnderWay(Performed run) {
        return value(run.figure("errorMessages")) <= 1 && value(run.figure("lostMessages")) <= 1;
    }

    private static boolean isSteps(FailoverFamily family, Performed run) {
        double errors = value(run.figure("errorMessages"));
        double gapSec = value(run.figure("outageSec")) - errors * family.callTimeout().toMillis() / 1e3;
        if (errors > 1 || value(run.figure("lostMessages")) != errors) return false;
        for (int reconnects = 0; reconnects <= 2; reconnects++) {
            if (gapSec >= reconnects * RECONNECT_SEC - 0.1 && gapSec <= reconnects * SLOW_RECONNECT_SEC + 0.1) return true;
        }
        return false;
    }

    /**
     * Of casts and notifications. What no queue took, and what a broker refused because its queue's node had just died, is counted
     * on both: a loss or an error that is all of it is the race after the kill, or the length of the time without a queue. A
     * worst latency is missing where the message that waited for its confirm had arrived before the kill.
     */
    private static String ofCasts(Performed one, Performed other) {
        var reasons = new ArrayList<String>();
        if (!one.figure("lostMessages").equals(other.figure("lostMessages"))) {
            if (!isUnroutable(one) || !isUnroutable(other)) return "";
            reasons.add("all that was lost found no queue: the time without a queue differs by some milliseconds each time");
        }
        if (!one.figure("errorMessages").equals(other.figure("errorMessages"))) {
            if (!isRefused(one) || !isRefused(other)) return "";
            reasons.add("the errors are nacks: a broker refuses what is on its way to a queue whose node has just died, until the queue "
                + "is dropped; the embedded cluster drops it at once");
        }
        if (isApart(one, other, "outageSec", 1)) return "";
        var least = value(one.figure("maxLatencyMs")) < value(other.figure("maxLatencyMs")) ? one : other;
        if (isApart(one, other, "maxLatencyMs", 1e-3)) {
            if (value(least.figure("unroutableMessages")) > 0)
                reasons.add("the message that waited was one of those without a queue, and has no latency");
            else if (value(least.figure("duplicateMessages")) > 0)
                reasons.add("chance: the message that waited for its confirm had arrived before the kill on " + least.brokers()
                    + ", its second copy was dropped");
            else return "";
        }
        return String.join("; ", reasons);
    }

    private static boolean isUnroutable(Performed run) {
        return value(run.figure("lostMessages")) == value(run.figure("unroutableMessages"));
    }

    private static boolean isRefused(Performed run) {
        return value(run.figure("errorMessages")) == value(run.figure("refusedMessages"));
    }

    private static double value(OptionalDouble figure) {
        return figure.orElse(0);
    }
}
