package reprise.simulator.rpc;

import java.util.Arrays;

/**
 * The rare events of a {@link Ledger}'s messages: when and at which node they were resent or redelivered; 14 bytes each. Owned by its loop.
 */
final class LedgerEvents {
    enum Kind {
        RESENT,
        /** Redelivered, and dropped by the duplicate rule. */
        DROPPED,
        /** Redelivered after the duplicate rule had forgotten it: the server counts it twice. */
        COUNTED_TWICE;

        static final Kind[] ALL = values();
    }

    private int[] rows = new int[1024];
    private long[] times = new long[1024];
    private byte[] nodes = new byte[1024];
    private byte[] kinds = new byte[1024];
    private int count;

    // HOT: once per resent or redelivered message; an object only when the arrays are full.
    void add(Kind kind, int row, long atNs, int node) {
        if (count == rows.length) grow(count * 2);
        rows[count] = row;
        times[count] = atNs;
        nodes[count] = (byte) node;
        kinds[count++] = (byte) kind.ordinal();
    }

    private void grow(int length) {
        rows = Arrays.copyOf(rows, length);
        times = Arrays.copyOf(times, length);
        nodes = Arrays.copyOf(nodes, length);
        kinds = Arrays.copyOf(kinds, length);
    }

    int count() {
        return count;
    }

    int row(int event) {
        return rows[event];
    }

    long atNs(int event) {
        return times[event];
    }

    int node(int event) {
        return nodes[event];
    }

    Kind kind(int event) {
        return Kind.ALL[kinds[event]];
    }
}
