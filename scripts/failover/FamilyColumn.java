package failover;

import java.util.List;
import java.util.Map;
import reprise.judge.Claim;
import reprise.judge.Scenario;
import reprise.simulator.rpc.QueueKind;
import reprise.sut.BrokerKind;

/**
 * A column beside the published one: a kind of broker, with each report's own queues, or with quorum queues in their place.
 *
 * @param quorum whether the queues are quorum queues, which no report speaks of
 */
public record FamilyColumn(BrokerKind broker, boolean quorum) {
    private static final String OF_QUORUM = " " + QueueKind.QUORUM;
    private static final String LOST_SEC = "lostSec";
    private static final String WAITED = "what comes while the server is away waits for it in the quorum queue, where theirs was gone";
    /** By the measure that a claim is about. */
    private static final Map<String, String> UNANSWERED = Map.of(
        LOST_SEC, "their queue died with its node, and what was sent until it was declared again is lost; a quorum queue outlives a node, "
        + "and keeps it",
        "offeredRateRatio", "a quorum queue confirms what a majority of the nodes has on its disk, so the rate of one cast at a time is a "
        + "property of the disks");

    /** As tables and run.json name it: embedded, or embedded quorum. */
    public String label() {
        return broker + (quorum ? OF_QUORUM : "");
    }

    /** Whether a column of this label is of quorum queues. */
    static boolean isQuorum(String label) {
        return label.endsWith(OF_QUORUM);
    }

    /** The set-up of a report's run in this column. */
    FailoverSetup of(FailoverSetup own) {
        return quorum ? own.on(QueueKind.QUORUM) : own;
    }

    /** What a run with quorum queues is compared with: the report's figures, and of its claims those that such queues can answer. */
    static Scenario onQuorum(Scenario own) {
        return new Scenario(own.id(), own.title().replace(", queues mirrored", "") + ", quorum queues", own.source(),
            own.performed().replaceFirst("; (a queue is on one node|queues are mirrored on all nodes)\\.$",
            "; queues are quorum queues, which a majority of the nodes has, and the published figures are of "
            + (own.performed().endsWith("mirrored on all nodes.") ? "mirrored ones." : "queues on one node.")),
            own.summary(), own.tables(), onQuorum(own.claims()));
    }

    /** Claims that such queues cannot answer are shown, and not judged, and so is how long what they keep waits for the server. */
    static List<Claim> onQuorum(List<Claim> claims) {
        boolean queueDied = claims.stream().anyMatch(claim -> claim.measure().id().equals(LOST_SEC));
        return claims.stream().map(claim -> switch (claim) {
            case Claim.Judged judged when UNANSWERED.containsKey(judged.measure().id()) -> new Claim.Shown(judged.id(), judged.statement(),
                judged.published(), judged.decimals(), judged.measure(), UNANSWERED.get(judged.measure().id()));
            case Claim.Shown shown when queueDied && shown.measure().id().equals(FailoverKeys.MAX_LATENCY_SEC) ->
                new Claim.Shown(shown.id(), shown.statement(), shown.published(), shown.decimals(), shown.measure(), WAITED);
            case Claim other -> other;
        }).toList();
    }
}
