package failover;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;

/**
 * A client's outage after a kill, and the seconds that are compared with each other.
 *
 * <p>Whole seconds before the kill are compared with those after the recovery. Second 0 is left out as start-up (in the document it holds
 * one message); so are a partial last second and the seconds in which the outage began or ended.
 *
 * @param longestGap between two completed sends
 */
record Outage(boolean client, OptionalDouble killedAtSec, Optional<EndedPair.Gap> longestGap, OptionalDouble lastSentSec,
              double durationSec) {
    static final String STOOD_STILL = "the client stood still to the end";
    /** A client that sent nothing for this long after the kill has failed to recover; before that the outcome is unknown. */
    private static final double RECOVERY_SEC = 5;
    private static final int FIRST_SECOND = 1;

    /** From the last send before the outage to the first one after it; {@code endSec} is infinite without recovery. */
    private record Window(double startSec, double endSec) {}

    /** Absent without a client or a kill, or if the run ended before the client can have come back. */
    OptionalDouble lengthSec() {
        if (!client || killedAtSec.isEmpty()) return OptionalDouble.empty();
        if (recovered()) return OptionalDouble.of(longestGapSec());
        return isTooSoon() ? OptionalDouble.empty() : OptionalDouble.of(Math.max(tailSec(), longestGapSec()));
    }

    /** The longest gap ends after the kill, and a send ended it. */
    private boolean recovered() {
        return longestGap.filter(gap -> gap.endSec() >= killedAtSec.orElse(0)).isPresent() && !standsStillAtTheEnd();
    }

    boolean standsStillAtTheEnd() {
        return tailSec() > longestGapSec();
    }

    /** The time from the last completed send to the end, a gap that no send ended. */
    private double tailSec() {
        return durationSec - lastSentSec.orElse(0);
    }

    private double longestGapSec() {
        return longestGap.map(EndedPair.Gap::lengthSec).orElse(0.0);
    }

    double afterKillSec() {
        return durationSec - killedAtSec.orElseThrow();
    }

    /** Whether the run ended before the client can have come back. */
    boolean isTooSoon() {
        return afterKillSec() < RECOVERY_SEC;
    }

    /** From the earlier of kill and gap to the later of kill and the gap's end. A kill without effect on the client has no length. */
    private Window window() {
        if (killedAtSec.isEmpty()) return new Window(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        double killSec = killedAtSec.getAsDouble();
        if (standsStillAtTheEnd()) return new Window(Math.min(killSec, lastSentSec.orElse(killSec)), Double.POSITIVE_INFINITY);
        return longestGap.filter(gap -> gap.endSec() >= killSec)
            .map(gap -> new Window(Math.min(killSec, gap.startSec()), gap.endSec())).orElse(new Window(killSec, killSec));
    }

    /** The whole seconds before the outage, by their starts. */
    DoublePredicate before() {
        var window = window();
        return fromSec -> isWhole(fromSec) && fromSec + 1 <= window.startSec();
    }

    DoublePredicate after() {
        var window = window();
        return fromSec -> isWhole(fromSec) && fromSec >= window.endSec();
    }

    private boolean isWhole(double fromSec) {
        return fromSec >= FIRST_SECOND && fromSec + 1 <= durationSec;
    }
}
