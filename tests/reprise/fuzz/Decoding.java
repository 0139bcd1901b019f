package reprise.fuzz;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * One decoder of bytes from a peer, with what must hold for any input. Its own check is of the decoder: only documented exceptions, the
 * same result however the bytes are split, an encoder's inverse. What must hold for all of them is checked here.
 *
 * @param name as it is given on the command line
 * @param seeds valid inputs, from which others are made
 * @param check throws if something does not hold
 */
public record Decoding(String name, List<byte[]> seeds, Check check) {
    /** A decoder's own check. */
    public interface Check {
        void of(byte[] input) throws Exception;
    }

    /** What a port for TLS answers a client that speaks none, as a seed: a fatal alert, protocol_version. */
    public static final String TLS_ALERT = "\25\3\3\0\2\2F";
    /** What a decoder may take at most, whatever its input claims: this, and so much for each of its bytes. */
    private static final long ALLOCATED_BYTES = 16L << 20;
    private static final long ALLOCATED_PER_BYTE = Boolean.getBoolean(Fuzzing.HOOKED) ? 100_000 : 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** With seeds that are texts. */
    public static Decoding of(String name, Check check, String... seeds) {
        return new Decoding(name, Stream.of(seeds).map(seed -> seed.getBytes(StandardCharsets.ISO_8859_1)).toList(), check);
    }

    /** The decoder's check, and: nothing is reported as a defect, no buffer is kept, and memory is bounded by the input. */
    public void holdsFor(byte[] input) throws Exception {
        var first = used(input);
        boolean bounded = first.allocatedBytes <= ALLOCATED_BYTES + ALLOCATED_PER_BYTE * input.length;
        if (bounded && first.keptBytes == 0) return;
        var again = used(input); // now that classes are loaded, and have what they keep
        require(again.allocatedBytes <= ALLOCATED_BYTES + ALLOCATED_PER_BYTE * input.length,
            "it allocated " + again.allocatedBytes + " bytes for an input of " + input.length);
        require(again.keptBytes == 0, again.keptBytes + " bytes of buffers were not released");
    }

    private record Used(long allocatedBytes, long keptBytes) {}

    private Used used(byte[] input) throws Exception {
        var buffers = UnpooledByteBufAllocator.DEFAULT.metric();
        long usedBytes = buffers.usedDirectMemory(); // on the heap they are the collector's
        long beganBytes = THREADS.getCurrentThreadAllocatedBytes();
        var errors = System.err;
        var told = new ByteArrayOutputStream();
        System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
        try {
            check.of(input);
        } finally {
            System.setErr(errors);
        }
        require(told.size() == 0, "it reported " + told.toString(StandardCharsets.UTF_8));
        return new Used(THREADS.getCurrentThreadAllocatedBytes() - beganBytes, buffers.usedDirectMemory() - usedBytes);
    }

    /** @throws AssertionError with this sentence unless it holds */
    public static void require(boolean holds, String otherwise) {
        if (!holds) throw new AssertionError(otherwise);
    }

    /** @throws AssertionError with both unless they are equal */
    public static void same(Object expected, Object actual, String what) {
        require(expected.equals(actual), what + ":\n" + expected + "\n" + actual);
    }

    @Override
    public String toString() {
        return name;
    }
}
