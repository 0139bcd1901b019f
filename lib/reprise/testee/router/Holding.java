package reprise.testee.router;

/**
 * What the router holds for its sessions, in bytes: the sessions, what they registered and subscribed to, and the calls that wait for
 * an answer. Above the most nothing more is let in: connections are refused as their transport has it, requests by an ERROR. The
 * costs are what a unit took on the heap of a 64-bit JVM with compressed references, as WampCostTest measures it again. On the
 * router's loop.
 */
final class Holding {
    static final String NO_ROOM = "reprise.error.resource_error";
    static final int SESSION_BYTES = 3_600;
    /** Of one callee of a procedure; the procedure is its first callee's. */
    static final int REGISTRATION_BYTES = 230;
    /** Of one subscriber of a topic; the topic is its first subscriber's. */
    static final int SUBSCRIPTION_BYTES = 460;
    static final int CALL_BYTES = 140;

    private final long mostBytes;
    private long bytes;

    Holding(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    static long ofRegistration(String procedure) {
        return REGISTRATION_BYTES + 2L * procedure.length();
    }

    static long ofSubscription(String topic) {
        return SUBSCRIPTION_BYTES + 2L * topic.length();
    }

    /** HOT. */
    boolean hasRoom() {
        return bytes < mostBytes;
    }

    /** HOT. */
    void take(long more) {
        bytes += more;
    }

    /** HOT. */
    void release(long fewer) {
        bytes -= fewer;
    }

    long bytes() {
        return bytes;
    }

    static Refusal refusal(String what) {
        return new Refusal(NO_ROOM, "the router has no memory for " + what + "; close what is not needed");
    }
}
