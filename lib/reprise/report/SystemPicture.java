package reprise.report;

import java.util.List;
import java.util.OptionalInt;

/**
 * Who was at which node of a cluster, and which node a fault struck.
 *
 * @param nodes in a row, all connected to each other
 */
public record SystemPicture(String title, String description, List<Node> nodes, List<Party> parties) implements Drawing {
    /** @param fault what struck it, such as {@code killed at 12.0 s}; empty for nothing */
    public record Node(String name, String fault) {}

    /** @param at the index of its node; {@code after} that after the fault, absent if it is unknown */
    public record Party(String name, int at, OptionalInt after) {
        public boolean hasMoved() {
            return after.isPresent() && after.getAsInt() != at;
        }
    }

    public SystemPicture {
        nodes = List.copyOf(nodes);
        parties = List.copyOf(parties);
        for (var party : parties) {
            if (party.at < 0 || party.at >= nodes.size() || party.after.isPresent() && party.after.getAsInt() >= nodes.size())
                throw new IllegalArgumentException("picture " + title + ": " + party + " is at none of " + nodes.size() + " nodes");
        }
    }

    /** Whether anybody was at another node after the fault. */
    public boolean hasMoves() {
        return parties.stream().anyMatch(Party::hasMoved);
    }
}
