package reprise.simulator.rpc;

/**
 * Hears of each message that the server is given, in the order of coming; called on the server's loop, ns of the clock. Nodes count from 1;
 * 0 is none.
 */
public interface LedgerArrivals {
    LedgerArrivals NONE = new LedgerArrivals() {
        @Override
        public void delivered(long seq, long idHigh, long idLow, long atNs, int node, boolean dropped) {}

        @Override
        public void withoutId() {}
    };

    /** By this node; {@code dropped}: the duplicate rule knew its id, so that the server counts it as a duplicate. */
    void delivered(long seq, long idHigh, long idLow, long atNs, int node, boolean dropped);

    /** A message that has no id, so that nobody can say which it is. */
    void withoutId();
}
