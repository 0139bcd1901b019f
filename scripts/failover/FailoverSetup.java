package failover;

import failover.Topology.Placement;
import java.time.Duration;
import java.util.Optional;
import reprise.experiment.DurationOption;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.QueueKind;
import reprise.sut.Failure;

/**
 * A test of the plan message_queue_ha: the kind of message, the placement, and the kind of the queues.
 *
 * @param mirrored whether it is compared with the report of mirrored queues
 * @param queues the report's own kind, or quorum in its place
 * @param placement the nodes of client, server and queues, and the node that dies
 * @param figures the placement that the report's figures imply; the topology's own if they agree with it, or if there is no report
 * @param timeout how long a call waits for its reply
 */
public record FailoverSetup(MessageKind kind, Topology topology, boolean mirrored, QueueKind queues, Placement placement,
    Placement figures, Duration timeout) {
    /** The source of the placement: a report's figures, or the name of its topology. */
    public enum PlacedBy { FIGURES, NAME }

    /** The document that the script is named after. */
    public static final FailoverSetup DOCUMENT = named(MessageKind.CAST, Topology.CMSM_KM, Duration.ofSeconds(5));

    public FailoverSetup {
        if (timeout.toMillis() < 1 || timeout.toDays() >= 1 || timeout.toNanos() % 1_000_000 != 0) {
            throw new Failure.BadInput("--timeout is " + DurationOption.text(timeout)
                + "; it must be 1ms to less than a day, in whole ms, for example 5s");
        }
    }

    /** Placed by the topology's name, with queues that are not mirrored. */
    public static FailoverSetup named(MessageKind kind, Topology topology, Duration timeout) {
        return new FailoverSetup(kind, topology, false, QueueKind.CLASSIC, topology.placement(), topology.placement(), timeout);
    }

    /** One of the family's reports, placed as its figures imply. */
    public static FailoverSetup of(FailoverFamily.Member member, Duration timeout) {
        return new FailoverSetup(member.kind(), member.topology(), member.mirrored(), own(member.mirrored()), member.placement(),
            member.placement(), timeout);
    }

    /** The queues that a report speaks of. */
    static QueueKind own(boolean mirrored) {
        return mirrored ? QueueKind.MIRRORED : QueueKind.CLASSIC;
    }

    /** The same test with queues of this kind. */
    public FailoverSetup on(QueueKind other) {
        return new FailoverSetup(kind, topology, mirrored, other, placement, figures, timeout);
    }

    /** Parses {@code --topology}; the error lists all topologies. */
    public static Topology topology(String label) {
        return Topology.named(label)
            .orElseThrow(() -> new Failure.BadInput("--topology is '" + label + "'; give one of " + String.join(", ", Topology.labels())));
    }

    /** The remark on a placement whose figures contradict the topology's name; empty if they agree. */
    public Optional<String> remark() {
        if (figures.why().isEmpty()) return Optional.empty();
        return Optional.of(placement.equals(figures) ? "Placed as the report's figures have it, " + figures.words() + ": " + figures.why()
            : "Placed as the topology's name has it, " + placement.words() + "; the report's figures speak of " + figures.words() + " ("
            + figures.why() + "): leave --placement name out to have that");
    }

    /** The placement in words, for plans and reports. */
    String where() {
        return "client on node " + placement.client() + ", server on " + placement.server() + ", queues on "
            + switch (queues) {
                case CLASSIC -> String.valueOf(placement.queues());
                case MIRRORED -> "all";
                case QUORUM -> "all, led by " + placement.queues();
            };
    }
}
