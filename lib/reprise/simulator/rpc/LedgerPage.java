package reprise.simulator.rpc;

/**
 * A page of a {@link Ledger}: 4,096 messages, one row each, 61 bytes in arrays of primitives. Owned by the ledger's loop; ns of the
 * clock, 0 for no time.
 */
final class LedgerPage {
    static final int BITS = 12;
    static final int ROWS = 1 << BITS;
    static final int ROW_BYTES = 6 * Long.BYTES + 2 * Integer.BYTES + Short.BYTES + 3;

    /** What the client knows of a message. */
    enum State {
        /** It arrived at the server, but this client did not send it. */
        UNKNOWN,
        /** Begun, without an outcome. */
        OPEN, CONFIRMED, UNROUTABLE, FAILED, INTERRUPTED;

        static final State[] ALL = values();

        // HOT: once per message.
        static State of(Outcome outcome) {
            return switch (outcome) {
                case Outcome.Confirmed _, Outcome.Replied _ -> CONFIRMED;
                case Outcome.Unroutable _ -> UNROUTABLE;
                case Outcome.Failed _ -> FAILED;
                case Outcome.Interrupted _ -> INTERRUPTED;
            };
        }
    }

    final long[] idHigh = new long[ROWS];
    final long[] idLow = new long[ROWS];
    final long[] seq = new long[ROWS];
    final long[] begunNs = new long[ROWS];
    final long[] endedNs = new long[ROWS];
    final long[] firstNs = new long[ROWS]; // of the first delivery
    final int[] deliveries = new int[ROWS];
    final int[] resends = new int[ROWS];
    final short[] thread = new short[ROWS]; // -1: unknown
    final byte[] state = new byte[ROWS]; // ordinal
    final byte[] endedNode = new byte[ROWS];
    final byte[] firstNode = new byte[ROWS];

    State state(int row) {
        return State.ALL[state[row]];
    }
}
