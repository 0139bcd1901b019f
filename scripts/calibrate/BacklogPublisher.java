package calibrate;

import io.netty.buffer.ByteBuf;
import reprise.transport.amqp.AmqpChannel;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.ChannelListener;
import reprise.transport.amqp.ConnectionListener;
import reprise.transport.amqp.Properties;
import reprise.transport.amqp.Route;

/**
 * One connection of a {@link Backlog}'s publishers: sends its messages as fast as confirms come, a window of them on their way,
 * and keeps the time for which the broker held it back. A body begins with the publisher's number and the message's, from 0,
 * four octets each. Owned by the backlog's loop; ns.
 */
final class BacklogPublisher implements ChannelListener, ConnectionListener {
    private static final int WINDOW = 256;

    private final Backlog backlog;
    private final int number;
    private final int messages;
    private final Route route;
    private final byte[] filling;
    private AmqpChannel channel;
    private int published;
    private int confirmed;
    private boolean blocked;
    private long blockedAtNs;
    private long blockedNs;
    private int timesBlocked;

    BacklogPublisher(Backlog backlog, int number, int messages, int bodyBytes, String queue) {
        this.backlog = backlog;
        this.number = number;
        this.messages = messages;
        route = new Route("", queue, true,
            new Properties(null, null, null, null, null, null, null, null, null, null, null, null, null, null));
        filling = new byte[bodyBytes - 2 * Integer.BYTES];
    }

    /** Its channel is open and confirms: from now on. */
    void start(AmqpChannel opened) {
        channel = opened;
        fill();
    }

    // HOT: once per confirm, of one message or many.
    private void fill() {
        while (published < messages && published - confirmed < WINDOW) {
            channel.beginPublish(route, filling.length + 2 * Integer.BYTES).writeInt(number).writeInt(published++).writeBytes(filling);
            channel.endPublish();
        }
    }

    /** Neither held back nor done. */
    boolean isGoing() {
        return !blocked && confirmed < messages;
    }

    int number() {
        return number;
    }

    long blockedNs() {
        return blockedNs;
    }

    int timesBlocked() {
        return timesBlocked;
    }

    // HOT: the broker confirms one or many.
    @Override
    public void onConfirm(long publishNumber, boolean multiple, boolean acked) {
        if (!acked) {
            backlog.failed("message " + publishNumber + " of publisher " + number + " was refused");
            return;
        }
        int more = multiple ? (int) publishNumber - confirmed : 1;
        confirmed += more;
        backlog.confirmed(more);
        fill();
        if (confirmed == messages) backlog.stopped();
    }

    @Override
    public void onBlocked(String reason) {
        if (blocked) return;
        blocked = true;
        blockedAtNs = System.nanoTime();
        timesBlocked++;
        backlog.stopped();
    }

    @Override
    public void onUnblocked() {
        if (!blocked) return;
        blocked = false;
        blockedNs += System.nanoTime() - blockedAtNs;
        backlog.letGo();
    }

    @Override
    public void onReturn(int replyCode, ByteBuf body) {
        backlog.failed("a message of publisher " + number + " came back, code " + replyCode);
    }

    @Override
    public void onDeliver(long deliveryTag, boolean redelivered, ByteBuf body) {
        throw new IllegalStateException("a delivery for a publisher");
    }

    @Override
    public void onCancel(String consumerTag) {
        throw new IllegalStateException("a cancelled consumer of a publisher");
    }

    @Override
    public void onClosed(AmqpFailure why) {
        backlog.failed("publisher " + number + ": " + why.getMessage());
    }
}
