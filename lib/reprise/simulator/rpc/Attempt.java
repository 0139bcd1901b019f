package reprise.simulator.rpc;

/**
 * The one message that a client thread has in flight: primitives, reused. Owned by the thread's loop. It lasts from {@link #begin} to
 * {@link #end} and may be written more than once in between, always as the same message. A confirmed call continues ({@link #sent}) until
 * its reply.
 */
final class Attempt {
    private boolean open;
    private long publishNumber; // 0 while it is not on the current channel
    private boolean returned;
    private boolean writtenBefore;
    private boolean sent;
    long seq;
    byte[] cargo;
    long intendedNs;
    long begunNs;
    long writtenNs; // the last time
    long idHigh;
    long idLow;

    // HOT: once per message.
    void begin(long number, byte[] body, long intended, long now, long high, long low) {
        if (open) throw new IllegalStateException("message " + seq + " is still in flight");
        open = true;
        publishNumber = 0;
        returned = false;
        writtenBefore = false;
        sent = false;
        seq = number;
        cargo = body;
        intendedNs = intended;
        begunNs = now;
        idHigh = high;
        idLow = low;
    }

    boolean isOpen() {
        return open;
    }

    boolean isWritten() {
        return open && publishNumber != 0;
    }

    /** Neither written nor confirmed. */
    boolean isBlocked() {
        return open && publishNumber == 0 && !sent;
    }

    /** A confirmed call that awaits its reply. */
    boolean isSent() {
        return open && sent;
    }

    /** Whether a confirmed call had been returned because no queue took it. */
    boolean wasReturned() {
        return returned;
    }

    /** A call is confirmed; later confirms do not concern it. */
    // HOT: once per call.
    void sent() {
        sent = true;
        publishNumber = 0;
    }

    /** It was written under this number; true if it had been written before. */
    // HOT: once per message.
    boolean written(long number, long now) {
        boolean again = writtenBefore;
        writtenNs = now;
        publishNumber = number;
        writtenBefore = true;
        return again;
    }

    /** The channel is gone, with the confirm and a possible return. */
    void cutOff() {
        publishNumber = 0;
        returned = false;
    }

    void returned() {
        returned = isWritten();
    }

    /** The outcome that a confirm gives it, or null if it concerns another message. */
    // HOT: once per message.
    Outcome confirmed(long number, boolean multiple, boolean acked) {
        if (!isWritten() || (multiple ? number < publishNumber && number != 0 : number != publishNumber)) return null;
        if (!acked) return Outcome.REFUSED;
        return returned ? Outcome.UNROUTABLE : Outcome.CONFIRMED;
    }

    void end() {
        if (!open) throw new IllegalStateException("message " + seq + " ended twice");
        open = false;
    }
}
