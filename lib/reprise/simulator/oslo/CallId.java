package reprise.simulator.oslo;

/**
 * The id that a client puts into {@code _msg_id} (calls) and {@code message_id} (notifications): 128 bits that identify the message of a
 * reply without a table. High: 64 random bits of the client. Low: the thread in 24 bits, its message number in 40.
 */
public final class CallId {
    private static final int SEQ_BITS = 40;

    private CallId() {}

    // HOT: once per call.
    public static long low(int thread, long seq) {
        return (long) thread << SEQ_BITS | seq & (1L << SEQ_BITS) - 1;
    }

    public static int thread(long low) {
        return (int) (low >>> SEQ_BITS);
    }

    public static long seq(long low) {
        return low & (1L << SEQ_BITS) - 1;
    }
}
