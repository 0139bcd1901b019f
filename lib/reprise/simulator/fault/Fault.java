package reprise.simulator.fault;

/** Something that is done to the system under test at a time after the start of the load (ns). */
public sealed interface Fault {
    long atNs();

    /** Kills a node of an embedded cluster, abruptly. */
    record KillNode(long atNs, Node node) implements Fault {
        public KillNode {
            check(atNs);
        }

        @Override
        public String toString() {
            return "kill " + node;
        }
    }

    /** Which node: looked up when the fault is due. */
    sealed interface Node {
        /** The node that the party is connected to at that moment. */
        enum Of implements Node {
            CLIENT, SERVER;

            @Override
            public String toString() {
                return "the " + name().toLowerCase(java.util.Locale.ROOT) + "'s node";
            }
        }

        /** A node of the cluster by its number, from 1. */
        record Number(int number) implements Node {
            public Number {
                if (number < 1) throw new IllegalArgumentException("node is " + number + "; nodes count from 1");
            }

            @Override
            public String toString() {
                return "node " + number;
            }
        }
    }

    private static void check(long atNs) {
        if (atNs < 0) throw new IllegalArgumentException("a fault is at " + atNs + " ns; it must be 0 or above");
    }
}
