package reprise.recorder;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps encoded histograms and pages of numbers: the first few MB in the heap, what follows in a file without a name in the temporary
 * folder, so that what a process holds does not grow with the length of its run. The file ends with the spool, or with the process,
 * however that ends. Where it cannot be written, the heap keeps all. Thread-safe.
 */
final class Spool {
    static final int IN_HEAP_BYTES = 4 << 20;
    private final int mostInHeap;
    private final Path folder;
    private int inHeap;
    private RandomAccessFile file; // a channel would be closed, and all in it lost, by an interrupt of whoever reads it
    private long length;
    private boolean refused;

    /** What was kept, as it was. */
    sealed interface Kept {
        byte[] bytes();
    }

    private record InHeap(byte[] bytes) implements Kept {}

    private record InFile(Spool in, long at, int length) implements Kept {
        @Override
        public byte[] bytes() {
            return in.read(at, length);
        }
    }

    Spool() {
        this(IN_HEAP_BYTES, Path.of(System.getProperty("java.io.tmpdir")));
    }

    Spool(int mostInHeap, Path folder) {
        this.mostInHeap = mostInHeap;
        this.folder = folder;
    }

    synchronized Kept keep(byte[] encoded) {
        if (refused || inHeap + encoded.length <= mostInHeap) return inHeap(encoded);
        try {
            if (file == null) file = nameless(folder);
            file.seek(length);
            file.write(encoded);
        } catch (IOException e) {
            refused = true; // a full disk: what is there already stays readable
            return inHeap(encoded);
        }
        var kept = new InFile(this, length, encoded.length);
        length += encoded.length;
        return kept;
    }

    private Kept inHeap(byte[] encoded) {
        inHeap += encoded.length;
        return new InHeap(encoded);
    }

    private static RandomAccessFile nameless(Path folder) throws IOException {
        var path = Files.createTempFile(folder, "reprise-", ".spool");
        try {
            return new RandomAccessFile(path.toFile(), "rw");
        } finally {
            if (!path.toFile().delete()) path.toFile().deleteOnExit(); // where an open file cannot be deleted
        }
    }

    private synchronized byte[] read(long at, int length) {
        var bytes = new byte[length];
        try {
            file.seek(at);
            file.readFully(bytes);
        } catch (IOException e) {
            throw new IllegalStateException("recorder: what was recorded cannot be read from the file in " + folder + " that keeps it", e);
        }
        return bytes;
    }
}
