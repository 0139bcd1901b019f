package reprise.simulator.rpc;

import java.util.Arrays;

/**
 * The rows of a {@link Ledger} in pages, and an index by id: open addressing with an int per place, in 4,096 parts by the first bits of
 * the id's hash. Pages are never copied, and parts grow one by one, so that no message waits for a large step: at 10 million messages a
 * part has 2,441 places taken. Owned by the ledger's loop.
 * <pre>
 *   bytes a message = 61 in its page + 4 / load of its part; a part is filled to at most 2/3, and to 1/3 after it grew
 *                   = 67 to 73
 * </pre>
 */
final class LedgerRows {
    static final int NONE = -1;
    private static final int PART_BITS = 12;
    private static final int FIRST_PLACES = 16;

    private LedgerPage[] pages = new LedgerPage[16];
    private final int[][] parts = new int[1 << PART_BITS][FIRST_PLACES]; // row + 1; 0 is free
    private final int[] taken = new int[1 << PART_BITS];
    private int count;

    int count() {
        return count;
    }

    LedgerPage page(int row) {
        return pages[row >>> LedgerPage.BITS];
    }

    static int inPage(int row) {
        return row & LedgerPage.ROWS - 1;
    }

    // HOT: once per delivery; no object.
    int find(long idHigh, long idLow) {
        long hash = hash(idHigh, idLow);
        var part = parts[part(hash)];
        for (int place = (int) hash & part.length - 1;; place = place + 1 & part.length - 1) {
            int row = part[place] - 1;
            if (row < 0) return NONE;
            if (page(row).idHigh[inPage(row)] == idHigh && page(row).idLow[inPage(row)] == idLow) return row;
        }
    }

    /** A new row for an id that is not in the index. */
    // HOT: once per message; an object only when a page or a part is full.
    int add(long idHigh, long idLow) {
        int row = count++;
        int page = row >>> LedgerPage.BITS;
        if (page == pages.length) pages = Arrays.copyOf(pages, page * 2);
        if (pages[page] == null) pages[page] = new LedgerPage();
        pages[page].idHigh[inPage(row)] = idHigh;
        pages[page].idLow[inPage(row)] = idLow;
        long hash = hash(idHigh, idLow);
        int part = part(hash);
        if (++taken[part] * 3 > parts[part].length * 2) grow(part);
        put(parts[part], hash, row);
        return row;
    }

    private void grow(int part) {
        var wider = new int[parts[part].length * 2];
        for (int place : parts[part]) {
            if (place > 0) put(wider, hash(page(place - 1).idHigh[inPage(place - 1)], page(place - 1).idLow[inPage(place - 1)]), place - 1);
        }
        parts[part] = wider;
    }

    private static void put(int[] part, long hash, int row) {
        int place = (int) hash & part.length - 1;
        while (part[place] != 0) place = place + 1 & part.length - 1;
        part[place] = row + 1;
    }

    private static int part(long hash) {
        return (int) (hash >>> Long.SIZE - PART_BITS);
    }

    /** Stafford's mix 13 of both halves: the first bits choose the part, the last ones the place. */
    private static long hash(long idHigh, long idLow) {
        long hash = idHigh ^ Long.rotateLeft(idLow, 32);
        hash = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ hash >>> 27) * 0x94D049BB133111EBL;
        return hash ^ hash >>> 31;
    }
}
