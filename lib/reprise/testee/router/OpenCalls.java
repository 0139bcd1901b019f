package reprise.testee.router;

/** One session's unanswered calls, linked through the calls themselves. Confined to the router's loop. */
final class OpenCalls {
    private final HeldBytes holding;
    private PendingCall first;

    OpenCalls(HeldBytes holding) {
        this.holding = holding;
    }

    /** HOT. */
    void add(PendingCall call) {
        call.afterOfCaller = first;
        if (first != null) first.beforeOfCaller = call;
        first = call;
        holding.take(HeldBytes.CALL_BYTES);
    }

    /** HOT: the call is answered. */
    void remove(PendingCall call) {
        if (call.beforeOfCaller == null) first = call.afterOfCaller;
        else call.beforeOfCaller.afterOfCaller = call.afterOfCaller;
        if (call.afterOfCaller != null) call.afterOfCaller.beforeOfCaller = call.beforeOfCaller;
        call.beforeOfCaller = null;
        call.afterOfCaller = null;
        holding.release(HeldBytes.CALL_BYTES);
    }

    /** Null if there is none. */
    PendingCall any() {
        return first;
    }

    /** Null if it has been answered. A linear search is fine here, because it is rare. */
    PendingCall find(long request) {
        var call = first;
        while (call != null && call.request() != request) call = call.afterOfCaller;
        return call;
    }
}
