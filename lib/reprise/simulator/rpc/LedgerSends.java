package reprise.simulator.rpc;

/**
 * Receives what the client does with each message, in order; called on the client's loop, ns of the clock. Nodes count from 1; 0 is none.
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

    /** The thread's message is resent to this node. */
    void resent(int thread, long atNs, int node);

    /** The outcome of the thread's message; {@code node} reported it, or was the last one it was sent to. */
    void ended(int thread, Outcome outcome, long atNs, int node);
}
