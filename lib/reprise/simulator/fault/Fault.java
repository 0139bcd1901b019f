package reprise.simulator.fault;

/** Something that is done to the system under test at a time after the start of the load (ns). */
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

    /** Starts a node that was killed; done when it serves. */
    record StartNode(long atNs, Node node) implements Fault {
        public StartNode {
            check(atNs);
        }

        @Override
        public String toString() {
            return "start " + node;
        }
    }

    /** Stops a node without ending it: its connections stay open and silent, as in a partition. */
    record FreezeNode(long atNs, Node node) implements Fault {
        public FreezeNode {
            check(atNs);
        }

        @Override
        public String toString() {
            return "freeze " + node;
        }
    }

    /** Lets a frozen node go on. */
    record ThawNode(long atNs, Node node) implements Fault {
        public ThawNode {
            check(atNs);
        }

        @Override
        public String toString() {
            return "thaw " + node;
        }
    }

    /** Which node: looked up when the fault is due. */
    sealed interface Node {
        /** The node that the party is connected to at that moment; or the one that was killed or frozen last. */
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
