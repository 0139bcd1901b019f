package reprise.simulator.rpc;

/**
 * Hears what the client does with each message, in the order of doing; called on the client's loop, ns of the clock. Nodes count from 1; 0
 * is none.
 */
public interface LedgerSends {
    LedgerSends NONE = new LedgerSends() {
        @Override
        public void opened(int thread, long seq, long idHigh, long idLow, long atNs) {}

        @Override
        public void resent(int thread, long atNs, int node) {}

        @Override
        public void ended(int thread, Outcome outcome, long atNs, int node) {}
    };

    /** The thread, from 0, begins a message; it has no other in flight. */
    void opened(int thread, long seq, long idHigh, long idLow, long atNs);

    /** The thread's message goes out once more, to this node. */
    void resent(int thread, long atNs, int node);

    /** What became of the thread's message; {@code node}: which said so, or the last one it was sent to. */
    void ended(int thread, Outcome outcome, long atNs, int node);
}
