package reprise.simulator.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import reprise.transport.http.HttpResponseParser;

/** Compares one connection's reply bodies with the expected one as they arrive. Owned by the connection's loop. */
final class HttpBodyCheck implements HttpResponseParser.Body {
    private static final int SAMPLE_BYTES = 500;
    private static final int SAMPLES = 3;

    private final byte[] expected; // null if any body is accepted
    private byte[] begin; // of an unexpected body
    private long bytes;
    private boolean differs;

    HttpBodyCheck(byte[] expected) {
        this.expected = expected;
    }

    // HOT: once per reply.
    void begin() {
        bytes = 0;
        differs = false;
    }

    // HOT: once per piece of a body; allocates 500 bytes at a connection's first unexpected body.
    @Override
    public void onBody(byte[] piece, int from, int length) {
        if (expected == null) return;
        if (!differs && (bytes + length > expected.length
            || !Arrays.equals(expected, (int) bytes, (int) bytes + length, piece, from, from + length))) {
            differs();
        }
        if (differs && bytes < SAMPLE_BYTES) {
            System.arraycopy(piece, from, begin, (int) bytes, (int) Math.min(length, SAMPLE_BYTES - bytes));
        }
        bytes += length;
    }

    private void differs() {
        differs = true;
        if (begin == null) begin = new byte[SAMPLE_BYTES];
        System.arraycopy(expected, 0, begin, 0, (int) Math.min(bytes, SAMPLE_BYTES));
    }

    /** The body is complete: returns whether it was the expected one. */
    // HOT: once per reply.
    boolean isExpected() {
        return expected == null || !differs && bytes == expected.length;
    }

    /** Adds the unexpected body to the samples, or to their counts. */
    void sample(Unexpected unexpected) {
        if (!differs) differs(); // it is only the start of the expected one
        unexpected.add(begin, (int) Math.min(bytes, SAMPLE_BYTES), 1);
    }

    /** One loop's unexpected bodies: the first 500 bytes of the first few, with their counts. */
    static final class Unexpected {
        private final byte[][] bodies = new byte[SAMPLES][];
        private final long[] counts = new long[SAMPLES];
        private long others;

        // HOT: once per unexpected reply, which may be all; allocates for the first three bodies only.
        void add(byte[] body, int length, long times) {
            for (int i = 0; i < SAMPLES; i++) {
                if (bodies[i] == null) bodies[i] = Arrays.copyOf(body, length);
                if (Arrays.equals(bodies[i], 0, bodies[i].length, body, 0, length)) {
                    counts[i] += times;
                    return;
                }
            }
            others += times;
        }

        /** Merges the first few of all loops; returns how many replies had other bodies. */
        static long merge(List<Unexpected> loops, List<HttpTotals.Sample> into) {
            var merged = new Unexpected();
            for (var loop : loops) {
                merged.others += loop.others;
                for (int i = 0; i < SAMPLES && loop.bodies[i] != null; i++) {
                    merged.add(loop.bodies[i], loop.bodies[i].length, loop.counts[i]);
                }
            }
            for (int i = 0; i < SAMPLES && merged.bodies[i] != null; i++) {
                into.add(new HttpTotals.Sample(new String(merged.bodies[i], UTF_8), merged.counts[i]));
            }
            return merged.others;
        }
    }
}
