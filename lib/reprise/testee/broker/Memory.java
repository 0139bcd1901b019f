package reprise.testee.broker;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.Executor;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.ReplyCode;

/**
 * Accounts for the bytes that the cluster holds: messages and their places in queues, and everything that clients have declared or opened.
 * At the high-water mark the alarm starts: each connection that publishes from then on is notified (connection.blocked) if it supports
 * that, and no longer read. Below the low-water mark all resume, longest-waiting first. No message is dropped; the mark is exceeded by at
 * most one message per connection.
 *
 * <p>Everything else (a queue, a channel, half a body) may fill half as much again, so that consumers can still connect while publishers
 * wait. Above that, requests fail with 506, resource-error.
 *
 * <p>Bytes that wait in sockets for slow readers are counted separately: above the limit, only clients that have read everything get more.
 *
 * <p>The costs are heap sizes on a 64-bit JVM with compressed references; CostTest measures them. Owned by the event loop.
 */
final class Memory {
    /** A message: the object and its arrays' headers, rounded up. */
    static final int MESSAGE_BYTES = 64;
    /** Its place in a queue: {@link QueuedMessage}, and its entry in the queue or among the unsettled, which may be half empty. */
    static final int PLACE_BYTES = 100;
    static final int QUEUE_BYTES = 650;
    /** One list for each priority of a queue. */
    static final int LINE_BYTES = 130;
    /** The log of a quorum queue with three members. */
    static final int LOG_BYTES = 700;
    static final int EXCHANGE_BYTES = 400;
    static final int BINDING_BYTES = 450;
    static final int CONSUMER_BYTES = 170;
    static final int CHANNEL_BYTES = 780;
    static final int CONNECTION_BYTES = 2_800;
    /** A key of a cached route, without its queues. */
    static final int ROUTE_BYTES = 200;
    static final int REFERENCE_BYTES = 4;
    private static final int ENTRY_BYTES = 120;

    private final Executor later;
    private final long highWaterBytes;
    private final long lowWaterBytes;
    private final long mostBytes;
    private final long mostUnreadBytes;
    private final ArrayDeque<FlowControl> heldBack = new ArrayDeque<>();
    private final Runnable pump;
    private long messageBytes;
    private long otherBytes;
    private long unreadBytes;
    private boolean alarm;
    private boolean unreadAlarm;

    /** @param pump delivers to clients that may be able to take more */
    Memory(Executor later, long highWaterBytes, Runnable pump) {
        this.later = later;
        this.highWaterBytes = highWaterBytes;
        this.lowWaterBytes = highWaterBytes / 10 * 8;
        this.mostBytes = highWaterBytes + highWaterBytes / 2;
        this.mostUnreadBytes = Math.max(1, highWaterBytes / 2);
        this.pump = pump;
    }

    /** The size of an argument table: for each entry the nodes, its name and its value. */
    static long ofTable(Map<?, ?> table) {
        long bytes = 0;
        for (var entry : table.entrySet()) bytes += ENTRY_BYTES + String.valueOf(entry.getKey()).length() + ofValue(entry.getValue());
        return bytes;
    }

    private static long ofValue(Object value) {
        return switch (value) {
            case null -> 0;
            case Map<?, ?> inner -> ofTable(inner);
            case Iterable<?> list -> {
                long bytes = 0;
                for (var one : list) bytes += ENTRY_BYTES + ofValue(one);
                yield bytes;
            }
            case byte[] octets -> octets.length;
            case String text -> 2L * text.length();
            default -> 0; // the entry's cost covers numbers
        };
    }

    /** Charges a message, or its place in a queue. */
    void take(long bytes) {
        messageBytes += bytes;
        if (heldBytes() >= highWaterBytes) alarm = true;
    }

    void giveBack(long bytes) {
        messageBytes -= bytes;
        relieve();
    }

    /** Charges anything but a message; throws if there is no room. {@code what} is "a queue", "a message of 7 bytes" … */
    void hold(long bytes, String what) {
        if (heldBytes() + bytes > mostBytes) {
            throw new AmqpException(ReplyCode.RESOURCE_ERROR, "no memory for " + what + ": " + heldBytes() + " bytes are held, " + mostBytes
                + " may be; take messages away, or close what is not needed");
        }
        hold(bytes);
    }

    /** The same for something that exists already, without a check. */
    void hold(long bytes) {
        otherBytes += bytes;
        if (heldBytes() >= highWaterBytes) alarm = true;
    }

    void release(long bytes) {
        otherBytes -= bytes;
        relieve();
    }

    /** Memory is so short that not even an error can be sent. */
    boolean exhausted() {
        return heldBytes() > mostBytes + mostBytes / 10;
    }

    private void relieve() {
        if (alarm && heldBytes() <= lowWaterBytes) {
            alarm = false;
            // Deferred, because the code that releases bytes is in the middle of something.
            later.execute(this::unblockAll);
        }
    }

    /** More bytes wait in sockets, or fewer if negative. */
    void unread(long bytes) {
        unreadBytes += bytes;
        if (unreadBytes >= mostUnreadBytes) {
            unreadAlarm = true;
        } else if (unreadAlarm && unreadBytes <= mostUnreadBytes / 10 * 8) {
            unreadAlarm = false;
            later.execute(pump);
        }
    }

    /** HOT: whether too many bytes are in flight to clients. */
    boolean unreadAlarm() {
        return unreadAlarm;
    }

    boolean alarm() {
        return alarm;
    }

    long messageBytes() {
        return messageBytes;
    }

    /** Messages and everything else. */
    long heldBytes() {
        return messageBytes + otherBytes;
    }

    void block(FlowControl flow) {
        heldBack.add(flow);
    }

    void forget(FlowControl flow) {
        heldBack.remove(flow);
    }

    private void unblockAll() {
        for (int left = heldBack.size(); left > 0 && !alarm; left--) {
            FlowControl flow = heldBack.poll();
            if (flow != null) flow.unblock();
        }
    }
}
