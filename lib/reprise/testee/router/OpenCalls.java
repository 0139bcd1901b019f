package reprise.testee.router;

/** What one session has called and has no answer to, linked through the calls themselves. On the router's loop. */
final class OpenCalls {
    private final Holding holding;
    private PendingCall first;

    OpenCalls(Holding holding) {
        this.holding = holding;
    }

    /** HOT. */
    void add(PendingCall call) {
        call.afterOfCaller = first;
        if (first != null) first.beforeOfCaller = call;
        first = call;
        holding.take(Holding.CALL_BYTES);
    }

    /** HOT: it is answered. */
    void remove(PendingCall call) {
        if (call.beforeOfCaller == null) first = call.afterOfCaller;
        else call.beforeOfCaller.afterOfCaller = call.afterOfCaller;
        if (call.afterOfCaller != null) call.afterOfCaller.beforeOfCaller = call.beforeOfCaller;
        call.beforeOfCaller = null;
        call.afterOfCaller = null;
        holding.release(Holding.CALL_BYTES);
    }

    /** Null if there is none. */
    PendingCall any() {
        return first;
    }

    /** Null if it has been answered. Rare, so that it may look through all of this session. */
    PendingCall find(long request) {
        var call = first;
        while (call != null && call.request() != request) call = call.afterOfCaller;
        return call;
    }
}
