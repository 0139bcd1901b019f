package calibrate;

import io.netty.buffer.ByteBuf;
import reprise.simulator.amqp.Amqp;
import reprise.simulator.amqp.AmqpPublisher;

/**
 * One of a {@link Backlog}'s publishers: sends its messages as fast as confirms arrive, with a window of them in flight, and
 * measures how long the broker blocked it. A body begins with the publisher's number and the message's, from 0, four octets each.
 * Confined to the backlog's loop; times are ns.
 */
final class BacklogPublisher {
    private static final int WINDOW = 256;

    private final Backlog backlog;
    private final int number;
    private final int messages;
    private final byte[] filling;
    private final AmqpPublisher publisher;
    private int confirmed;
    private boolean blocked;
    private long blockedAtNs;
    private long blockedNs;
    private int timesBlocked;

    BacklogPublisher(Backlog backlog, Amqp amqp, int number, int messages, int bodyBytes, String queue) {
        this.backlog = backlog;
        this.number = number;
        this.messages = messages;
        filling = new byte[bodyBytes - 2 * Integer.BYTES];
        publisher = amqp.publisher().window(WINDOW).onConfirm(this::confirmed).onBlocked(_ -> blocked()).onUnblocked(this::unblocked)
            .to(queue);
    }

    void start() {
        publisher.send(messages, filling.length + 2 * Integer.BYTES, this::write).whenComplete((_, failure) -> {
            if (failure != null) backlog.failed("publisher " + number + ": " + failure.getMessage());
        });
    }

    // HOT: once per message.
    private void write(long message, ByteBuf out) {
        out.writeInt(number).writeInt((int) message - 1).writeBytes(filling);
    }

    /** Whether it is neither blocked nor done. */
    boolean isGoing() {
        return !blocked && confirmed < messages;
    }

    long blockedNs() {
        return blockedNs;
    }

    int timesBlocked() {
        return timesBlocked;
    }

    // HOT: once per message.
    private void confirmed(long message, boolean acked) {
        if (!acked) {
            backlog.failed("message " + message + " of publisher " + number + " was refused");
            return;
        }
        confirmed++;
        backlog.confirmed();
        if (confirmed == messages) backlog.stopped();
    }

    private void blocked() {
        if (blocked) return;
        blocked = true;
        blockedAtNs = System.nanoTime();
        timesBlocked++;
        backlog.stopped();
    }

    private void unblocked() {
        if (!blocked) return;
        blocked = false;
        blockedNs += System.nanoTime() - blockedAtNs;
        backlog.letGo();
    }
}
