package reprise.testee.broker;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.Executor;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.ReplyCode;

/**
 * How many bytes the cluster holds: messages and each of their places in queues, and what clients have made or opened. At the
 * high-water mark the alarm goes on, and each connection that publishes from then on is held back: told so (connection.blocked) if it
 * can be, and not read any more. Below the low-water mark all go on, those that wait longest first. No message is dropped; what goes
 * over the mark is at most one message for each connection.
 *
 * <p>What is not published (a queue, a channel, half a body) may fill half as much again, so that those who would take messages away
 * can still come while publishers wait. Above that it is refused with 506, resource-error.
 *
 * <p>What waits in sockets for clients that do not read is counted apart: above the limit only clients that have read everything are
 * pushed more.
 *
 * <p>The costs are what a unit took on the heap of a 64-bit JVM with compressed references, as CostTest measures it again. Owned by
 * the event loop.
 */
final class Memory {
    /** A message: the object, and the heads of its arrays, rounded up. */
    static final int MESSAGE_BYTES = 64;
    /** Its place in a queue: {@link Queued}, and its entry in the queue or among what is unsettled, which may be half empty. */
    static final int PLACE_BYTES = 100;
    static final int QUEUE_BYTES = 560;
    /** A line of its own for each priority of a queue. */
    static final int LINE_BYTES = 130;
    static final int EXCHANGE_BYTES = 400;
    static final int BINDING_BYTES = 450;
    static final int CONSUMER_BYTES = 170;
    static final int CHANNEL_BYTES = 780;
    static final int CONNECTION_BYTES = 2_800;
    /** A key of a route that an exchange keeps, without its queues. */
    static final int ROUTE_BYTES = 200;
    static final int REFERENCE_BYTES = 4;
    private static final int ENTRY_BYTES = 120;

    private final Executor later;
    private final long highWaterBytes;
    private final long lowWaterBytes;
    private final long mostBytes;
    private final long mostUnreadBytes;
    private final ArrayDeque<Intake> heldBack = new ArrayDeque<>();
    private final Runnable pump;
    private long messageBytes;
    private long otherBytes;
    private long unreadBytes;
    private boolean alarm;
    private boolean unreadAlarm;

    /** @param pump pushes to whoever can be pushed more */
    Memory(Executor later, long highWaterBytes, Runnable pump) {
        this.later = later;
        this.highWaterBytes = highWaterBytes;
        this.lowWaterBytes = highWaterBytes / 10 * 8;
        this.mostBytes = highWaterBytes + highWaterBytes / 2;
        this.mostUnreadBytes = Math.max(1, highWaterBytes / 2);
        this.pump = pump;
    }

    /** What a table of arguments takes: an entry's nodes, its name and its value. */
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
            default -> 0; // numbers are within the entry's
        };
    }

    /** A message, or a place of one in a queue. */
    void take(long bytes) {
        messageBytes += bytes;
        if (heldBytes() >= highWaterBytes) alarm = true;
    }

    void giveBack(long bytes) {
        messageBytes -= bytes;
        relieve();
    }

    /** What is no message, or not yet: refused if there is no room. {@code what} is "a queue", "a message of 7 bytes" … */
    void hold(long bytes, String what) {
        if (heldBytes() + bytes > mostBytes) {
            throw new AmqpException(ReplyCode.RESOURCE_ERROR, "no memory for " + what + ": " + heldBytes() + " bytes are held, " + mostBytes
                + " may be; take messages away, or close what is not needed");
        }
        hold(bytes);
    }

    /** The same, of what is there already. */
    void hold(long bytes) {
        otherBytes += bytes;
        if (heldBytes() >= highWaterBytes) alarm = true;
    }

    void release(long bytes) {
        otherBytes -= bytes;
        relieve();
    }

    /** So short that not even a connection can be told. */
    boolean exhausted() {
        return heldBytes() > mostBytes + mostBytes / 10;
    }

    private void relieve() {
        if (alarm && heldBytes() <= lowWaterBytes) {
            alarm = false;
            // Later, because what gives bytes back is in the middle of something.
            later.execute(this::letGo);
        }
    }

    /** More, or fewer if below 0, bytes wait in sockets. */
    void unread(long bytes) {
        unreadBytes += bytes;
        if (unreadBytes >= mostUnreadBytes) {
            unreadAlarm = true;
        } else if (unreadAlarm && unreadBytes <= mostUnreadBytes / 10 * 8) {
            unreadAlarm = false;
            later.execute(pump);
        }
    }

    /** HOT: is too much on its way to clients already? */
    boolean unreadAlarm() {
        return unreadAlarm;
    }

    boolean alarm() {
        return alarm;
    }

    long messageBytes() {
        return messageBytes;
    }

    /** Messages and all else. */
    long heldBytes() {
        return messageBytes + otherBytes;
    }

    void holdBack(Intake intake) {
        heldBack.add(intake);
    }

    void forget(Intake intake) {
        heldBack.remove(intake);
    }

    private void letGo() {
        for (int left = heldBack.size(); left > 0 && !alarm; left--) {
            Intake intake = heldBack.poll();
            if (intake != null) intake.unblock();
        }
    }
}
