package reprise.simulator.rpc;

/**
 * The one message that a client thread has in flight: primitives, used again and again. Owned by the thread's loop.
 * It lives from {@link #begin} to {@link #end}; in between it may be written more than once, always the same message. A call
 * lives on when it is confirmed ({@link #sent}), until its reply.
 */
final class Attempt {
    private boolean open;
    private long publishNumber; // 0 while it is not on the wire of the present channel
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

    /** Neither on the wire nor confirmed. */
    boolean isBlocked() {
        return open && publishNumber == 0 && !sent;
    }

    /** A call that is confirmed, and waits for its reply. */
    boolean isSent() {
        return open && sent;
    }

    /** Whether a confirmed call had come back: no queue took it. */
    boolean wasReturned() {
        return returned;
    }

    /** A call is confirmed; no other confirm is its. */
    // HOT: once per call.
    void sent() {
        sent = true;
        publishNumber = 0;
    }

    /** It went out under this number; true if it had gone out before. */
    // HOT: once per message.
    boolean written(long number, long now) {
        boolean again = writtenBefore;
        writtenNs = now;
        publishNumber = number;
        writtenBefore = true;
        return again;
    }

    /** The channel is gone, and with it the confirm and what may have come back. */
    void cutOff() {
        publishNumber = 0;
        returned = false;
    }

    void returned() {
        returned = isWritten();
    }

    /** What a confirm makes of it, or null if it is about another. */
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
