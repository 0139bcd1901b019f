package reprise.simulator.rpc;

import java.util.Arrays;

/**
 * What happens to few messages of a {@link Ledger}: when and at which node they were sent or delivered again; 14 bytes each. Owned by its
 * loop.
 */
final class LedgerEvents {
    enum Kind {
        RESENT,
        /** Delivered again, and dropped by the duplicate rule. */
        DROPPED,
        /** Delivered again, and the duplicate rule had forgotten it: the server counts it twice. */
        COUNTED_TWICE;

        static final Kind[] ALL = values();
    }

    private int[] rows = new int[1024];
    private long[] times = new long[1024];
    private byte[] nodes = new byte[1024];
    private byte[] kinds = new byte[1024];
    private int count;

    // HOT: once per message that is sent or delivered again; an object only when the arrays are full.
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
