package reprise.simulator.amqp;

import java.time.Duration;
import java.util.stream.LongStream;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.AmqpUrl;
import reprise.transport.amqp.Route;

/**
 * A publisher's messages by their numbers, from 1. Thread-safe: other threads put messages in, the loop writes them and ends them.
 * <pre>
 *   confirmed     unconfirmed, some of them maybe ended out of order     queued          not yet there
 *   1 …           oldest …                                               unwritten …     next …
 *                 |&lt;----------------------- at most the window's size -----------------&gt;|
 * </pre>
 */
final class PublishWindow {
    /** Writes a queued message, on the loop. */
    interface Writer {
        void write(Route route, byte[] body);
    }

    private static final int LONGEST_RANGES = 120; // characters

    private final AmqpUrl.Host host;
    private final int size;
    private final byte[][] bodies; // of those that are queued, as the next two at number % size
    private final Route[] routes;
    private final boolean[] ended;
    private long oldest = 1;
    private long unwritten = 1;
    private long next = 1;
    private long refused;
    private long returned;
    private boolean socketIsFull;
    private String blocked;
    private AmqpFailure failure;

    PublishWindow(AmqpUrl.Host host, int size) {
        this.host = host;
        this.size = size;
        bodies = new byte[size][];
        routes = new Route[size];
        ended = new boolean[size];
    }

    // ---- room

    synchronized boolean hasRoom() {
        return next - oldest < size && !socketIsFull && blocked == null;
    }

    /** Waits for room and queues a message; returns its number. */
    synchronized long queue(Route route, byte[] body, Duration patience) {
        if (failure == null && !hasRoom()) awaitRoom(patience);
        if (failure != null) throw gone();
        int at = (int) (next % size);
        routes[at] = route;
        bodies[at] = body;
        return next++;
    }

    private void awaitRoom(Duration patience) {
        var deadline = new Deadline(patience);
        while (failure == null && !hasRoom()) {
            if (deadline.isOver()) {
                throw new IllegalStateException(host + ": no room for message " + next + " within " + deadline + ": " + blockReason()
                    + unconfirmedText(""));
            }
            deadline.await(this, "room for message " + next);
        }
    }

    private String blockReason() {
        if (blocked != null) return "the broker blocks publishers (" + blocked + "); free what it lacks";
        if (socketIsFull) return "the socket takes no more; the broker reads slowly or not at all";
        return "the window of " + size + " is full; the broker confirms slowly or not at all";
    }

    /** Takes the next number for a message that the loop writes now; 0 if there is no room. */
    // HOT: once per message.
    synchronized long take() {
        if (failure != null) throw gone();
        if (unwritten != next || !hasRoom()) return 0;
        unwritten++;
        return next++;
    }

    /** Writes all that is queued, on the loop; after a failure it stays, unconfirmed. */
    // HOT: once per message.
    synchronized void writeQueued(Writer writer) {
        while (unwritten < next && failure == null) {
            int at = (int) (unwritten++ % size);
            writer.write(routes[at], bodies[at]);
            bodies[at] = null;
        }
    }

    synchronized void socketIsFull(boolean full) {
        socketIsFull = full;
        if (!full) notifyAll();
    }

    /** @param reason null when it is over */
    synchronized void blocked(String reason) {
        blocked = reason;
        if (reason == null) notifyAll();
    }

    synchronized void fail(AmqpFailure why) {
        if (failure == null) failure = why;
        notifyAll();
    }

    // ---- ends

    /** The oldest message without a confirm. */
    synchronized long oldest() {
        return oldest;
    }

    synchronized boolean isWritten(long number) {
        return number > 0 && number < unwritten;
    }

    // HOT: once per message.
    synchronized boolean isUnconfirmed(long number) {
        return number >= oldest && !ended[(int) (number % size)];
    }

    /** Ends an unconfirmed message that is written. */
    // HOT: once per message.
    synchronized void end(long number, boolean acked) {
        ended[(int) (number % size)] = true;
        if (!acked) refused++;
        for (int at = (int) (oldest % size); oldest < next && ended[at]; at = (int) (oldest % size)) {
            ended[at] = false;
            oldest++;
        }
        notifyAll();
    }

    synchronized void returned() {
        returned++;
    }

    synchronized void awaitEmpty(Duration atMost) {
        var deadline = new Deadline(atMost);
        while (oldest < next) {
            if (failure != null) throw gone();
            if (deadline.isOver()) {
                throw new IllegalStateException(host + ": not all is confirmed after " + deadline + unconfirmedText(""));
            }
            deadline.await(this, "confirms");
        }
    }

    /** What went wrong since it was last asked, of that which nobody hears of otherwise; null if nothing. */
    synchronized IllegalStateException complaint(boolean ofRefused, boolean ofReturned) {
        long bad = ofRefused ? refused : 0;
        long back = ofReturned ? returned : 0;
        refused = 0;
        returned = 0;
        if (bad == 0 && back == 0) return null;
        return new IllegalStateException(host + ": of the messages up to " + (next - 1) + " the broker "
            + (bad > 0 ? "refused " + bad + " (its queue is full, or its node failed)" : "") + (bad > 0 && back > 0 ? " and " : "")
            + (back > 0 ? "gave back " + back + " that no queue took; look at exchange and routing key, or ask for onReturn" : ""));
    }

    // ---- what is unconfirmed

    synchronized long[] unconfirmed() {
        return LongStream.range(oldest, next).filter(this::isUnconfirmed).toArray();
    }

    synchronized boolean hasFailed() {
        return failure != null;
    }

    /** The failure, and what it cost. */
    synchronized AmqpFailure gone() {
        var words = unconfirmedText(", taken by the broker or not");
        var why = failure.kind() == AmqpFailure.Kind.CLOSED ? failure.with("open another one") : Amqp.remedied(failure);
        return words.isEmpty() ? why : why.with(words.substring(2));
    }

    private String unconfirmedText(String remark) {
        var numbers = unconfirmed();
        if (numbers.length == 0) return "";
        var many = numbers.length == 1 ? "1 message is" : numbers.length + " messages are";
        return "; " + many + " unconfirmed" + remark + ": " + ranges(numbers);
    }

    private static String ranges(long[] numbers) {
        var text = new StringBuilder();
        for (int from = 0, to; from < numbers.length; from = to + 1) {
            if (text.length() > LONGEST_RANGES) return text + ", …";
            to = from;
            while (to + 1 < numbers.length && numbers[to + 1] == numbers[to] + 1) to++;
            text.append(text.isEmpty() ? "" : ", ").append(numbers[from]);
            if (to > from) text.append(" to ").append(numbers[to]);
        }
        return text.toString();
    }
}
