package reprise.simulator.fault;

/** A fault that is injected into the system under test at a time after the start of the load (ns). */
public sealed interface Fault {
    long atNs();

    Node node();

    /** Kills a node, abruptly. */
    record KillNode(long atNs, Node node) implements Fault {
        public KillNode {
            check(atNs);
        }

        @Override
        public String toString() {
            return "kill " + node;
        }
    }

    /** Starts a killed node; done when it serves. */
    record StartNode(long atNs, Node node) implements Fault {
        public StartNode {
            check(atNs);
        }

        @Override
        public String toString() {
            return "start " + node;
        }
    }

    /** Suspends a node: its connections stay open and silent, as in a partition. */
    record FreezeNode(long atNs, Node node) implements Fault {
        public FreezeNode {
            check(atNs);
        }

        @Override
        public String toString() {
            return "freeze " + node;
        }
    }

    /** Resumes a frozen node. */
    record ThawNode(long atNs, Node node) implements Fault {
        public ThawNode {
            check(atNs);
        }

        @Override
        public String toString() {
            return "thaw " + node;
        }
    }

    /** Selects a node; resolved when the fault is due. */
    sealed interface Node {
        /** The node to which that side is connected at the moment; or the one that was killed or frozen last. */
        enum Of implements Node {
            CLIENT("the client's node"), SERVER("the server's node"), STRUCK("the struck node");

            private final String words;

            Of(String words) {
                this.words = words;
            }

            @Override
            public String toString() {
                return words;
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
