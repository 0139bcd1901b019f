package reprise.simulator.amqp;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import reprise.transport.GuardedTask;
import reprise.transport.amqp.AmqpChannel;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.ChannelListener;
import reprise.transport.amqp.ConfirmMethod;
import reprise.transport.amqp.ConnectionListener;
import reprise.transport.amqp.Properties;
import reprise.transport.amqp.ReplyCode;
import reprise.transport.amqp.Route;

/**
 * Publishes to one exchange and routing key, on a channel of its own in confirm mode. Three ways, of which a script takes one:
 * <pre>
 *   publisher.publish(body);                          a message from a thread, which waits while there is no room
 *   publisher.send(1_000_000, 100, (number, out) -&gt; out.writeLong(number).writeZero(92));      as many as fit, by the loop
 *   if (!publisher.offer(body)) …                     a message from the loop, which never waits
 * </pre>
 * There is room while fewer messages are on their way than the window has, the socket takes more, and the broker does not block; so memory
 * holds a window of messages at most. {@code send} and {@code offer} make no objects.
 */
public final class AmqpPublisher implements AutoCloseable {
    private final PublisherOptions options;
    private final Amqp amqp;
    private final String exchange;
    private final String routingKey;
    private final Route route;
    private final PublishWindow window;
    private final Events events = new Events();
    private final AtomicBoolean writing = new AtomicBoolean(); // of what is queued, soon
    private final Runnable writeSoon = GuardedTask.task(this::writeSoon, this::broke);
    private final PublishWindow.Writer writer = this::write;
    private final Runnable writeQueued = this::writeQueued;
    private AmqpChannel channel; // this and the rest is confined to the loop
    private boolean isRoomAwaited; // offer said no
    private PublishStream stream; // null if there is none
    private Properties came; // those of a message that comes back

    private AmqpPublisher(PublisherOptions options, String exchange, String routingKey) {
        this.options = options;
        this.exchange = exchange;
        this.routingKey = routingKey;
        amqp = options.amqp;
        route = options.route(exchange, routingKey, options.properties);
        window = new PublishWindow(amqp.host(), options.window);
    }

    static AmqpPublisher open(PublisherOptions options, String exchange, String routingKey) {
        var publisher = new AmqpPublisher(options, exchange, routingKey);
        options.amqp.await("the publisher to " + routingKey, () -> {
            publisher.channel = options.amqp.join(publisher.events);
            return publisher.channel.open(List.of(new ConfirmMethod.Select(false)));
        });
        return publisher;
    }

    // ---- from any thread

    /**
     * Publishes when there is room, for which it waits, and returns the message's number, from 1.
     *
     * @param body the publisher's until the message is confirmed: it is not copied
     * @throws AmqpFailure if the connection or channel has ended, with what is unconfirmed
     * @throws IllegalStateException if there is no room in time, with the reason
     */
    public long publish(byte[] body) {
        return publish(route, body);
    }

    /** The same with properties of its own, which are encoded each time. */
    public long publish(byte[] body, Properties properties) {
        return publish(options.route(exchange, routingKey, properties), body);
    }

    private long publish(Route with, byte[] body) {
        amqp.mayWait("room for a message");
        long number = window.queue(with, body, options.patience);
        if (writing.compareAndSet(false, true)) amqp.execute(writeSoon);
        return number;
    }

    /**
     * Publishes so many messages as fast as there is room. The future completes on the loop when all are confirmed; it fails with what
     * {@link #awaitConfirmed} would throw. One such stream at a time.
     *
     * @param bodyBytes of each message, which the writer appends
     */
    public CompletableFuture<Void> send(long messages, int bodyBytes, BodyWriter body) {
        if (messages < 0 || bodyBytes < 0) {
            throw new IllegalArgumentException(messages + " messages of " + bodyBytes + " octets; neither can be below 0");
        }
        var added = new PublishStream(this, messages, bodyBytes, body);
        amqp.execute(GuardedTask.task(() -> start(added), this::broke));
        return added.done;
    }

    /**
     * Waits until every message is confirmed.
     *
     * @throws AmqpFailure if the connection or channel has ended before, with what is unconfirmed
     * @throws IllegalStateException if the time is over; or if messages were refused or came back and no handler was to hear of it
     */
    public void awaitConfirmed(Duration atMost) {
        amqp.mayWait("a confirm");
        window.awaitEmpty(atMost);
        var complaint = complaint();
        if (complaint != null) throw complaint;
    }

    private IllegalStateException complaint() {
        return window.complaint(options.onConfirm == null, options.onReturn == null);
    }

    /** The numbers of the messages without a confirm, in order; after a failure the broker may have these or not. */
    public long[] unconfirmed() {
        return window.unconfirmed();
    }

    /** Closes the channel. What is not confirmed by then the broker may have or not. */
    @Override
    public void close() {
        if (window.hasFailed()) return;
        amqp.await("the end of the publisher to " + routingKey,
            () -> channel.close().thenRun(() -> events.onClosed(AmqpFailure.closedByUs(amqp.host()))));
    }

    // ---- on the loop

    /**
     * Publishes if there is room; else it says no, and {@link PublisherOptions#onRoom} tells when there is.
     *
     * @throws IllegalStateException from another thread
     */
    // HOT: once per message.
    public boolean offer(byte[] body) {
        if (take() == 0) return false;
        write(route, body);
        return true;
    }

    /** The same with a body that is written in place. */
    // HOT: once per message.
    public boolean offer(int bodyBytes, BodyWriter body) {
        return put(bodyBytes, body) != 0;
    }

    /** Returns the message's number, or 0 if there is no room. */
    // HOT: once per message.
    long put(int bodyBytes, BodyWriter body) {
        long number = take();
        if (number == 0) return 0;
        var out = channel.beginPublish(route, bodyBytes);
        int start = out.writerIndex();
        try {
            body.write(number, out);
            checkLength(number, bodyBytes, out.writerIndex() - start);
        } catch (RuntimeException | Error thrown) { // a message is half written: nothing can follow it
            broke(thrown);
            throw thrown;
        }
        end();
        return number;
    }

    private static void checkLength(long number, int announcedBytes, int writtenBytes) {
        if (writtenBytes == announcedBytes) return;
        throw new IllegalStateException("the body of message " + number + " was announced with " + announcedBytes + " octets and has "
            + writtenBytes);
    }

    private long take() {
        if (!amqp.loop().inEventLoop()) throw new IllegalStateException("offer belongs on the event loop; other threads publish");
        long number = window.take();
        isRoomAwaited |= number == 0;
        return number;
    }

    private void write(Route with, byte[] body) {
        channel.beginPublish(with, body.length).writeBytes(body);
        end();
    }

    private void end() {
        channel.endPublish();
        if (!channel.connection().isWritable()) window.socketIsFull(true);
    }

    private void writeQueued() {
        window.writeQueued(writer);
    }

    private void writeSoon() {
        writing.set(false);
        channel.connection().together(writeQueued);
        resume();
    }

    private void start(PublishStream added) {
        if (stream != null) {
            added.done.completeExceptionally(new IllegalStateException("a stream of messages is under way; send one after the other"));
        } else if (window.hasFailed()) {
            added.done.completeExceptionally(window.gone());
        } else {
            stream = added;
            resume();
            endStream();
        }
    }

    /** There may be room again: what waits goes on. */
    private void resume() {
        if (window.hasFailed()) return;
        if (stream != null) {
            stream.advance(channel.connection());
        } else if (isRoomAwaited && window.hasRoom()) {
            isRoomAwaited = false;
            options.onRoom.run();
        }
    }

    private void endStream() {
        if (stream == null || !stream.isConfirmed(window.oldest())) return;
        var ended = stream;
        stream = null;
        var complaint = complaint();
        if (complaint == null) ended.done.complete(null);
        else ended.done.completeExceptionally(complaint);
    }

    private void broke(Throwable thrown) {
        window.fail(AmqpFailure.of(thrown));
        channel.connection().abort();
    }

    private final class Events implements ChannelListener, ConnectionListener {
        // HOT: one message or many.
        @Override
        public void onConfirm(long publishNumber, boolean multiple, boolean acked) {
            if (!window.isWritten(publishNumber)) {
                throw new AmqpException(ReplyCode.COMMAND_INVALID, "a confirm of message " + publishNumber + ", which was not published");
            }
            for (long number = multiple ? window.oldest() : publishNumber; number <= publishNumber; number++) {
                if (!window.isUnconfirmed(number)) continue;
                if (options.onConfirm != null) options.onConfirm.confirmed(number, acked); // before who waits for it goes on
                window.end(number, acked);
            }
            resume();
            endStream();
        }

        @Override
        public void onProperties(ByteBuf properties) {
            if (options.onReturn != null) came = Properties.read(properties);
        }

        @Override
        public void onReturn(int replyCode, ByteBuf body) {
            window.returned();
            if (options.onReturn != null) options.onReturn.returned(replyCode, came, body);
        }

        @Override
        public void onWritable() {
            window.socketIsFull(false);
            resume();
        }

        @Override
        public void onBlocked(String reason) {
            window.blocked(reason);
            options.onBlocked.accept(reason);
        }

        @Override
        public void onUnblocked() {
            window.blocked(null);
            options.onUnblocked.run();
            resume();
        }

        @Override
        public void onClosed(AmqpFailure why) {
            amqp.leave(this);
            window.fail(why);
            if (stream == null) return;
            var cut = stream;
            stream = null;
            cut.done.completeExceptionally(window.gone());
        }
    }
}
