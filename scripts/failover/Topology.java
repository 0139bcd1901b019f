package failover;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The placement of connections on three nodes, and the node that dies: the four topologies of the test plan message_queue_ha. Node 1 is the
 * master, 2 and 3 are slaves; a queue is on the node where its server declares it.
 */
public enum Topology {
    CMSM_KM("cmsm-km", "client and server on the master, the master dies", 1, 1, 1),
    CS1SS1_KS1("cs1ss1-ks1", "client and server on slave 1, it dies", 2, 2, 2),
    CS1SS2_KS2("cs1ss2-ks2", "client on slave 1, server on slave 2, slave 2 dies", 2, 3, 3),
    CMSS2_KM("cmss2-km", "client on the master, server on slave 2, the master dies", 1, 3, 1);

    private final String label;
    private final String words;
    private final Placement placement;

    Topology(String label, String words, int client, int server, int killed) {
        this.label = label;
        this.words = words;
        placement = new Placement(client, server, server, killed, "");
    }

    /**
     * Nodes, from 1.
     *
     * @param queues the node of the queues: the server's, or another one where an earlier run left them
     * @param why the source of a placement that is not the topology's own; otherwise empty
     */
    public record Placement(int client, int server, int queues, int killed, String why) {
        public Placement {
            for (int node : new int[] {client, server, queues, killed}) {
                if (node < 1) throw new IllegalArgumentException("node is " + node + "; nodes count from 1");
            }
        }

        /** The number of nodes needed: the highest one used. */
        public int nodes() {
            return Math.max(Math.max(client, server), Math.max(queues, killed));
        }

        public String words() {
            return "client on node " + client + ", server on " + server + ", queues on " + queues + ", node " + killed + " killed";
        }
    }

    /** The name in the test plan and in the options. */
    public String label() {
        return label;
    }

    public String words() {
        return words;
    }

    public Placement placement() {
        return placement;
    }

    public static List<String> labels() {
        return Arrays.stream(values()).map(Topology::label).toList();
    }

    public static Optional<Topology> named(String label) {
        return Arrays.stream(values()).filter(topology -> topology.label.equals(label)).findFirst();
    }
}
