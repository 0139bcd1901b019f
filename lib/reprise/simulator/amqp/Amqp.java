package reprise.simulator.amqp;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reprise.transport.Sockets;
import reprise.transport.Wait;
import reprise.transport.amqp.AmqpChannel;
import reprise.transport.amqp.AmqpConnection;
import reprise.transport.amqp.AmqpDialer;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.AmqpSettings;
import reprise.transport.amqp.AmqpUrl;
import reprise.transport.amqp.ChannelListener;
import reprise.transport.amqp.ConnectionListener;
import reprise.transport.amqp.ExchangeMethod;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.QueueMethod;
import reprise.transport.amqp.ReplyCode;

/**
 * An AMQP 0-9-1 client for a script, over one connection:
 * <pre>
 *   try (var amqp = Amqp.open("amqp://guest:guest@127.0.0.1:5672/")) {
 *       var queue = amqp.queue("work").declare();
 *       amqp.consume(queue, delivery -> System.out.println(delivery.text()));
 *       var publisher = amqp.publisher().window(200).to(queue);
 *       publisher.publish("hello".getBytes(), Properties.NONE.messageId("1").header("k", 1));
 *       publisher.awaitConfirmed(Duration.ofSeconds(5));
 *   }
 * </pre>
 * Threads: every method may be called from any thread, and handlers run on the connection's event loop, where nothing may wait: what
 * waits says so there. Only {@link AmqpPublisher#offer} belongs on the loop. Errors are {@link AmqpFailure}s or IllegalStateExceptions
 * whose message is a sentence. It does not reconnect: what a lost connection costs is for the script to see. A broker that is short of
 * memory reads nothing from a connection that publishes, acknowledgements neither: then consume on another one.
 */
public final class Amqp implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EventLoop loop;
    private final EventLoopGroup own; // null if the loop is the caller's
    private final List<ConnectionListener> members = new ArrayList<>(); // publishers and consumers; confined to the loop
    private final AmqpConnection connection;
    private AmqpChannel declaring; // for requests, until the broker closes it; confined to the loop
    private volatile String blocked; // why the broker reads nothing from this connection; null if it does
    private volatile boolean closed;

    private Amqp(AmqpUrl url, EventLoop loop, EventLoopGroup own) {
        this.loop = loop;
        this.own = own;
        try {
            connection = dial(url);
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    /**
     * Connects to the first of the URL's hosts that accepts, with an event loop of its own.
     *
     * @throws IllegalArgumentException with everything that is wrong with the URL
     * @throws AmqpFailure if none accepts, with a sentence for each
     */
    public static Amqp open(String url) {
        var parsed = AmqpUrl.parse(url);
        var own = Sockets.loops("amqp", 1);
        return new Amqp(parsed, own.next(), own);
    }

    /** The same on the caller's loop, which several connections and a load may share. */
    public static Amqp open(AmqpUrl url, EventLoop loop) {
        return new Amqp(url, loop, null);
    }

    private AmqpConnection dial(AmqpUrl url) {
        mayWait("the connection");
        var dialer = new AmqpDialer(url, url.options().over(AmqpSettings.named("reprise")));
        AmqpFailure failed = null;
        for (var host : url.hosts()) {
            try {
                return Wait.atMost(PATIENCE, "the connection to " + host, dialer.dial(loop, host, new Members()));
            } catch (AmqpFailure e) {
                failed = failed == null ? e : failed.with(e.getMessage());
            }
        }
        throw failed;
    }

    /** Where it is connected. */
    public AmqpUrl.Host host() {
        return connection.host();
    }

    public EventLoop loop() {
        return loop;
    }

    // ---- names at the broker

    /** A queue to declare; an empty name lets the broker choose one. */
    public QueueDeclaration queue(String name) {
        return new QueueDeclaration(this, name);
    }

    /** @param type direct, fanout, topic, headers, or what the broker has beside those */
    public ExchangeDeclaration exchange(String name, String type) {
        return new ExchangeDeclaration(this, name, type);
    }

    /** What arrives at the exchange with this routing key goes to the queue. */
    public void bind(String queue, String exchange, String routingKey) {
        request("the binding of queue " + queue, new QueueMethod.Bind(queue, exchange, routingKey, false, Map.of()));
    }

    /** How many messages are ready in the queue. */
    public int messages(String queue) {
        var look = new QueueMethod.Declare(queue, true, false, false, false, false, Map.of());
        return ((QueueMethod.DeclareOk) request("the size of queue " + queue, look)).messages();
    }

    /** Drops the messages that are ready, and says how many they were. */
    public int purge(String queue) {
        return ((QueueMethod.PurgeOk) request("the purge of queue " + queue, new QueueMethod.Purge(queue, false))).messages();
    }

    /** Deletes the queue with all its messages; it is no error if there is none. */
    public void delete(String queue) {
        request("the deletion of queue " + queue, new QueueMethod.Delete(queue, false, false, false));
    }

    /** Deletes the exchange; it is no error if there is none. */
    public void deleteExchange(String exchange) {
        request("the deletion of exchange " + exchange, new ExchangeMethod.Delete(exchange, false, false));
    }

    Method request(String what, Method method) {
        return await(what, () -> {
            if (declaring != null && !declaring.isClosed()) return declaring.call(List.of(method));
            declaring = connection.newChannel(_ -> { }); // its end fails what waits
            return declaring.open(List.of(method));
        }).getFirst();
    }

    // ---- messages

    /** A publisher to configure, and to open with {@code to(queue)}. */
    public PublisherOptions publisher() {
        return new PublisherOptions(this);
    }

    /** A consumer to configure, and to open with {@code from(queue, handler)}. */
    public ConsumerOptions consumer() {
        return new ConsumerOptions(this);
    }

    /** Hands each delivery to the handler and acknowledges it when that returns; at most 100 are on their way at a time. */
    public AmqpConsumer consume(String queue, DeliveryHandler handler) {
        return consumer().from(queue, handler);
    }

    /** A channel for a publisher or consumer, which hears of the connection too until it leaves. Confined to the loop. */
    <M extends ChannelListener & ConnectionListener> AmqpChannel join(M member) {
        var channel = connection.newChannel(member);
        members.add(member);
        return channel;
    }

    void leave(ConnectionListener member) {
        members.remove(member);
    }

    // ---- threads

    /** Runs the work on the loop and waits for what it brings; a broker's refusal gets a remedy. */
    <T> T await(String what, Supplier<CompletableFuture<T>> work) {
        mayWait(what);
        var done = new CompletableFuture<T>();
        execute(() -> {
            try {
                work.get().whenComplete((value, failure) -> {
                    if (failure == null) done.complete(value);
                    else done.completeExceptionally(refused(AmqpFailure.of(failure)));
                });
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        try {
            return Wait.atMost(PATIENCE, what + " at " + host(), done);
        } catch (Wait.Late late) {
            if (blocked == null) throw late;
            throw new IllegalStateException(late.getMessage() + "; the broker blocks this connection (" + blocked
                + ") and reads nothing from it: free what it lacks, or use a connection that does not publish", late);
        }
    }

    void mayWait(String what) {
        if (loop.inEventLoop()) {
            throw new IllegalStateException(what + " is waited for on the event loop that would bring it; call it from another thread");
        }
    }

    void execute(Runnable work) {
        if (closed) throw new IllegalStateException(host() + ": this client is closed; open another one");
        try {
            loop.execute(work);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException(host() + ": the event loop of this client was shut down; open another client", e);
        }
    }

    private static AmqpFailure refused(AmqpFailure why) {
        if (why.replyCode() == ReplyCode.PRECONDITION_FAILED.code()) {
            return why.with("what has this name was declared otherwise: declare it the same way, delete it first, or take another name");
        }
        return remedied(why);
    }

    /** The same failure with what to do about it, where that is not in the broker's own words. */
    static AmqpFailure remedied(AmqpFailure why) {
        if (why.replyCode() == ReplyCode.NOT_FOUND.code()) return why.with("declare it first");
        if (why.replyCode() == ReplyCode.RESOURCE_LOCKED.code()) return why.with("end the connection that has it, or take another name");
        return why;
    }

    /** Says good-bye to the broker, which takes at most two seconds. What is not confirmed by then may be lost. */
    @Override
    public void close() {
        if (closed || loop.isShuttingDown()) return; // with the loop, its connections are closed
        var gone = new CompletableFuture<Void>();
        execute(() -> connection.close().whenComplete((_, _) -> gone.complete(null)));
        closed = true;
        gone.whenComplete((_, _) -> stop());
        if (!loop.inEventLoop()) Wait.atMost(PATIENCE, "the end of the connection to " + host(), gone);
    }

    private void stop() {
        if (own != null) own.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** The connection's events go to all publishers and consumers. */
    private final class Members implements ConnectionListener {
        @Override
        public void onBlocked(String reason) {
            blocked = reason;
            for (var member : List.copyOf(members)) member.onBlocked(reason);
        }

        @Override
        public void onUnblocked() {
            blocked = null;
            for (var member : List.copyOf(members)) member.onUnblocked();
        }

        @Override
        public void onWritable() {
            for (var member : List.copyOf(members)) member.onWritable();
        }

        @Override
        public void onClosed(AmqpFailure why) {
            for (var member : List.copyOf(members)) member.onClosed(why);
        }
    }
}
