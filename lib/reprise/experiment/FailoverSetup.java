package reprise.experiment;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import reprise.judge.FailoverFamily;
import reprise.judge.Topology;
import reprise.judge.Topology.Placement;
import reprise.simulator.rpc.MessageKind;
import reprise.sut.Failure;

/**
 * Which test of the plan message_queue_ha is performed: what is sent, who is where, whether queues are mirrored.
 *
 * @param placement where client, server and queues are, and which node dies
 * @param figures where the report's figures put them: the topology's own, unless they contradict it, or if there is no report
 * @param timeout how long a call waits for its reply
 */
public record FailoverSetup(MessageKind kind, Topology topology, boolean mirrored, Placement placement, Placement figures,
    Duration timeout) {
    /** By what client, server and queues are placed: a report's figures, or the name of its topology. */
    public enum PlacedBy { FIGURES, NAME }

    /** The document that the script is named for. */
    public static final FailoverSetup DOCUMENT = named(MessageKind.CAST, Topology.CMSM_KM, Duration.ofSeconds(5));

    public FailoverSetup {
        if (timeout.toMillis() < 1 || timeout.toDays() >= 1 || timeout.toNanos() % 1_000_000 != 0) {
            throw new Failure.BadInput("--timeout is " + DurationOption.text(timeout)
                + "; it must be 1ms to less than a day, in whole ms, for example 5s");
        }
    }

    /** Placed as the topology's name has it, queues not mirrored. */
    public static FailoverSetup named(MessageKind kind, Topology topology, Duration timeout) {
        return new FailoverSetup(kind, topology, false, topology.placement(), topology.placement(), timeout);
    }

    /** One of the family's reports, placed as its figures have it. */
    public static FailoverSetup of(FailoverFamily.Member member, Duration timeout) {
        return new FailoverSetup(MessageKind.valueOf(member.kind().toUpperCase(Locale.ROOT)), member.topology(), member.mirrored(),
            member.placement(), member.placement(), timeout);
    }

    /** A {@code --topology}, told with all that there are when there is no such. */
    public static Topology topology(String label) {
        return Topology.named(label)
            .orElseThrow(() -> new Failure.BadInput("--topology is '" + label + "'; give one of " + String.join(", ", Topology.labels())));
    }

    /** What a reader has to know of the placement where the report's figures contradict its topology's name. */
    Optional<String> remark() {
        if (figures.why().isEmpty()) return Optional.empty();
        return Optional.of(placement.equals(figures) ? "Placed as the report's figures have it, " + figures.words() + ": " + figures.why()
            : "Placed as the topology's name has it, " + placement.words() + "; the report's figures speak of " + figures.words() + " ("
            + figures.why() + "): leave --placement name out to have that");
    }

    /** In words, for plans and reports. */
    String where() {
        return "client on node " + placement.client() + ", server on " + placement.server() + ", queues on "
            + (mirrored ? "all" : placement.queues());
    }
}
