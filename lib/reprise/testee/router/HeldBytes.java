package reprise.testee.router;

/**
 * Accounts for the bytes that the router holds for its sessions: sessions, registrations, subscriptions and unanswered calls. At
 * the limit it refuses more: connections in their transport's way, requests with an ERROR. The costs are heap sizes on a 64-bit JVM
 * with compressed references; WampCostTest measures them. Confined to the router's loop.
 */
final class HeldBytes {
    static final String NO_ROOM = "reprise.error.resource_error";
    static final int SESSION_BYTES = 3_600;
    /** Per callee of a procedure; the first callee's share includes the procedure. */
    static final int REGISTRATION_BYTES = 230;
    /** Per subscriber of a topic; the first subscriber's share includes the topic. */
    static final int SUBSCRIPTION_BYTES = 460;
    static final int CALL_BYTES = 140;

    private final long mostBytes;
    private long bytes;

    HeldBytes(long mostBytes) {
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
