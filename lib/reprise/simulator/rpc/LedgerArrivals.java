package reprise.simulator.rpc;

/**
 * Receives each message that arrives at the server, in order; called on the server's loop, ns of the clock. Nodes count from 1; 0 is none.
 */
public interface LedgerArrivals {
    LedgerArrivals NONE = new LedgerArrivals() {
        @Override
        public void delivered(long seq, long idHigh, long idLow, long atNs, int node, boolean dropped) {}

        @Override
        public void withoutId() {}
    };

    /** Delivered by this node; {@code dropped}: the duplicate rule knew its id, so the server counts it as a duplicate. */
    void delivered(long seq, long idHigh, long idLow, long atNs, int node, boolean dropped);

    /** A message without an id, which therefore cannot be identified. */
    void withoutId();
}
