package reprise.simulator;

import java.util.Arrays;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Timing;

/**
 * The handshakes of TLS of one event loop's connections. Those before the measured time, in which its connections were opened, are
 * recorded at its start. Confined to the loop; ns.
 */
public final class Handshakes {
    private final Timing timing;
    private long[] before = new long[16];
    private int count;
    private LoopRecorder recorder; // null before the start

    public Handshakes(Timing timing) {
        this.timing = timing;
    }

    /** A handshake has ended. */
    public void ended(long atNs, long tookNs) {
        if (recorder != null) {
            recorder.time(timing, atNs, tookNs);
            return;
        }
        if (count == before.length) before = Arrays.copyOf(before, 2 * count);
        before[count++] = tookNs;
    }

    /** The measured time begins. */
    public void start(LoopRecorder into, long atNs) {
        recorder = into;
        for (int i = 0; i < count; i++) into.time(timing, atNs, before[i]);
        count = 0;
    }
}
