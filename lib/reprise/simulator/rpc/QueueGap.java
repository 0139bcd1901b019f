package reprise.simulator.rpc;

/**
 * The gap from the moment that the server lost the connection of its queues, or one of them, until the broker had confirmed that they are
 * declared and bound again; ns of the clock.
 *
 * @param toNs {@link #OPEN} until then
 */
public record QueueGap(long fromNs, long toNs) {
    public static final long OPEN = Long.MAX_VALUE;

    QueueGap closed(long atNs) {
        return new QueueGap(fromNs, atNs);
    }

    public boolean isOpen() {
        return toNs == OPEN;
    }
}
