package reprise.recorder;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.HdrHistogram.Histogram;

/** Histograms as text: HdrHistogram's compressed encoding, V2, in Base64, as run.json and latency.hlog have them. */
final class HistogramText {
    private static final int OUTER_BYTES = 8; // a cookie, and the length of what is compressed
    private static final int COOKIE = 0x1C849303;
    private static final int COOKIE_VARIANTS = 0xF0;

    private HistogramText() {}

    static String of(Histogram histogram) {
        var buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    /**
     * A few bytes may claim a histogram of more digits than a run's, which takes a hundred times its memory, and which nothing of a run can
     * be added to.
     *
     * @throws IllegalArgumentException with the reason
     */
    static Histogram decoded(String text) {
        var bytes = Base64.getDecoder().decode(text);
        try {
            checkDigits(bytes);
            return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 1);
        } catch (DataFormatException | IndexOutOfBoundsException | BufferUnderflowException e) {
            throw new IllegalArgumentException("its histogram is cut short, or not compressed: " + e.getMessage(), e);
        }
    }

    /** The compressed part begins with its cookie, its length, an offset and the digits, four bytes each. */
    private static void checkDigits(byte[] bytes) throws DataFormatException {
        var head = ByteBuffer.allocate(4 * Integer.BYTES);
        try (var inflater = new Inflater()) {
            inflater.setInput(bytes, OUTER_BYTES, bytes.length - OUTER_BYTES);
            head.position(inflater.inflate(head.array())).flip();
        }
        if ((head.getInt() & ~COOKIE_VARIANTS) != COOKIE) throw new IllegalArgumentException("its histogram is not in HdrHistogram's V2");
        int digits = head.getInt(3 * Integer.BYTES);
        if (digits > LoopRecorder.DIGITS)
            throw new IllegalArgumentException("its histogram has " + digits + " significant digits; a run's have " + LoopRecorder.DIGITS);
    }
}
