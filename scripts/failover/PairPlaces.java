package failover;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The nodes of client and server before and after the fault, by their numbers in the URL, from 1. If the two are at different nodes, a
 * message passes from one node to the other.
 */
public record PairPlaces(int clientBefore, int serverBefore, int clientAfter, int serverAfter) {
    private static final List<String> KEYS = List.of("clientNodeBefore", "serverNodeBefore", "clientNodeAfter", "serverNodeAfter");

    /** The figures that one role's run has for run.json; {@code role} is client or server. */
    public static Map<String, Double> figures(String role, int before, int after) {
        var figures = new LinkedHashMap<String, Double>();
        figures.put(role + "NodeBefore", (double) before);
        figures.put(role + "NodeAfter", (double) after);
        return figures;
    }

    /** Reads the figures of both roles; absent if one is missing. */
    public static Optional<PairPlaces> of(Map<String, Double> figures) {
        if (!figures.keySet().containsAll(KEYS)) return Optional.empty();
        var nodes = KEYS.stream().map(key -> figures.get(key).intValue()).toList();
        return Optional.of(new PairPlaces(nodes.get(0), nodes.get(1), nodes.get(2), nodes.get(3)));
    }

    /** The reason why latencies before and after have different paths; empty if the paths are the same. */
    Optional<String> difference() {
        boolean apartBefore = clientBefore != serverBefore;
        boolean apartAfter = clientAfter != serverAfter;
        if (apartBefore == apartAfter) return Optional.empty();
        return Optional.of(apartAfter ? "they came back at two nodes (the client at node " + clientAfter + ", the server at node "
            + serverAfter + "), a message takes a hop more"
            : "they were at two nodes and came back at one (node " + clientAfter + "), a message takes a hop less");
    }
}
