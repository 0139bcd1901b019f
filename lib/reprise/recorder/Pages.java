package reprise.recorder;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Numbers of one loop, as many as a run has, in their order. Full pages are kept by the recorder's {@link Spool}, so that the heap holds
 * the open page alone however long the run is. Owned by one thread until it is done.
 */
final class Pages {
    /** An even number: a pair that begins at an even place is in one page. */
    static final int PAGE = 512;
    private static final int FIRST = 16;
    private final Function<long[], Future<Spool.Kept>> keeper;
    private final List<Future<Spool.Kept>> full = new ArrayList<>();
    private long[] open = new long[FIRST];
    private int used;

    /** @param keeper keeps a full page, which it owns from then on */
    Pages(Function<long[], Future<Spool.Kept>> keeper) {
        this.keeper = keeper;
    }

    // HOT: allocates only when the open page is full.
    void add(long value) {
        if (used == open.length) makeRoom();
        open[used++] = value;
    }

    private void makeRoom() {
        if (open.length < PAGE) {
            open = Arrays.copyOf(open, open.length * 2);
            return;
        }
        full.add(keeper.apply(open));
        open = new long[PAGE];
        used = 0;
    }

    int count() {
        return full.size() * PAGE + used;
    }

    /** Reads one page after the other. */
    void forEachPage(Consumer<long[]> each) {
        for (var page : full) each.accept(decoded(kept(page).bytes()));
        each.accept(Arrays.copyOf(open, used));
    }

    private static Spool.Kept kept(Future<Spool.Kept> page) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return page.get();
                } catch (InterruptedException e) { // the page is about to be there, and Ctrl-C must not cost figures
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("recorder: a page of numbers was not kept", e);
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    static byte[] encoded(long[] page) {
        var bytes = new byte[page.length * Long.BYTES];
        ByteBuffer.wrap(bytes).asLongBuffer().put(page);
        return bytes;
    }

    private static long[] decoded(byte[] bytes) {
        var page = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).asLongBuffer().get(page);
        return page;
    }
}
