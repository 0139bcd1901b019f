package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reprise.testee.HeapUse;
import reprise.transport.amqp.BasicCodec;
import reprise.transport.amqp.BasicMethod;
import reprise.transport.amqp.ChannelMethod;
import reprise.transport.amqp.ConnectionMethod;
import reprise.transport.amqp.ExchangeMethod;
import reprise.transport.amqp.Frame;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.QueueMethod;

/**
 * The cluster charges what clients make it hold with its real cost: for each kind the test makes many, and the growth of the heap after a
 * collection is their cost. The charge may be a tenth below that, and half above it, which covers other users of the heap, arrays that
 * grow by doubling, and the larger cost of a delivered place. Releasing returns the charge to the byte.
 */
@Tag("heap")
@Order(1)
final class CostTest {
    private Cluster cluster;
    private RawClient client;
    private long emptyBytes;

    @BeforeEach
    void start() throws IOException {
        cluster = Cluster.start(ClusterPlan.local(1).withHighWaterBytes(1L << 30));
        client = RawClient.open(cluster.port(1), 0);
        emptyBytes = cluster.heldBytes().join();
        HeapUse.settled();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        cluster.close();
    }

    private interface Making {
        void make() throws IOException;
    }

    private void costs(String what, int times, Making making) throws IOException {
        long heapBefore = HeapUse.bytes();
        long heldBefore = cluster.heldBytes().join();
        making.make();
        sync();
        double charged = (cluster.heldBytes().join() - heldBefore) / (double) times;
        double took = (HeapUse.bytes() - heapBefore) / (double) times;
        assertTrue(charged >= 0.9 * took && charged <= 1.5 * took, what + ": took " + took + " bytes each, was charged " + charged);
    }

    // The reply to a later request: everything before it is done.
    private void sync() throws IOException {
        client.send(1, new BasicMethod.Qos(0, 0, false));
        while (!(client.read() instanceof BasicMethod.QosOk)) {
            // skips earlier deliveries and replies
        }
    }

    private void many(int times, java.util.function.IntFunction<Method> method) throws IOException {
        ByteBuf frames = Unpooled.buffer();
        for (int i = 0; i < times; i++) {
            Frame.writeMethod(frames, 1, method.apply(i));
            if (frames.readableBytes() > 60_000 || i == times - 1) {
                client.write(frames);
                frames.clear();
            }
        }
    }

    private static Method queue(String name) {
        return new QueueMethod.Declare(name, false, false, false, false, true, Map.of());
    }

    private static Method exchange(String name, String type) {
        return new ExchangeMethod.Declare(name, type, false, false, false, false, true, Map.of());
    }

    private void publish(int times, String exchange, String key) throws IOException {
        ByteBuf frames = Unpooled.buffer();
        for (int i = 0; i < times; i++) {
            BasicCodec.writePublish(frames, 1, exchange.getBytes(), key.getBytes(), false);
            BasicCodec.writeHeader(frames, 1, 10, new byte[2], 0, 2);
            BasicCodec.writeBody(frames, 1, new byte[10], 0, 10, 131_072);
            if (frames.readableBytes() > 60_000 || i == times - 1) {
                client.write(frames);
                frames.clear();
            }
        }
    }

    @Test
    void namesAndBindings_costWhatTheyTake() throws IOException {
        costs("queue", 20_000, () -> many(20_000, i -> queue("queue-" + i)));
        costs("exchange", 10_000, () -> many(10_000, i -> exchange("exchange-" + i, "direct")));
        many(1, _ -> exchange("topic", "topic"));
        costs("binding by a key of its own", 20_000,
            () -> many(20_000, i -> new QueueMethod.Bind("queue-0", "exchange-0", "key-" + i, true, Map.of())));
        costs("binding by a pattern", 20_000,
            () -> many(20_000, i -> new QueueMethod.Bind("queue-0", "topic", "*.key." + i, true, Map.of())));
        costs("binding by a table", 10_000,
            () -> many(10_000, i -> new QueueMethod.Bind("queue-0", "amq.headers", "", true, Map.of("x-match", "all", "number", i))));
        many(20_000, i -> new QueueMethod.Delete("queue-" + i, false, false, true));
        many(10_000, i -> new ExchangeMethod.Delete("exchange-" + i, false, true));
        many(1, _ -> new ExchangeMethod.Delete("topic", false, true));
        sync();
        assertEquals(emptyBytes, cluster.heldBytes().join());
    }

    @Test
    void messagesAndPlaces_costWhatTheyTake() throws IOException {
        many(50, i -> queue("fanned-" + i));
        many(50, i -> new QueueMethod.Bind("fanned-" + i, "amq.fanout", "", true, Map.of()));
        many(1, _ -> queue("q"));
        publish(1, "amq.fanout", ""); // from here on its route is cached, which costs too
        many(50, i -> new QueueMethod.Purge("fanned-" + i, true));
        sync();
        long before = cluster.heldBytes().join();
        costs("message in one queue", 200_000, () -> publish(200_000, "", "q"));
        costs("message in fifty", 5_000, () -> publish(5_000, "amq.fanout", ""));
        many(1, _ -> new BasicMethod.Consume("q", "taker", false, false, false, true, Map.of()));
        // they are delivered instead of waiting: they must not cost more than they were charged
        deliveries(1); // the consumer exists and is charged
        long heldBytes = cluster.heldBytes().join();
        deliveries(199_999);
        assertEquals(heldBytes, cluster.heldBytes().join());
        client.send(1, new BasicMethod.Ack(0, true));
        many(50, i -> new QueueMethod.Purge("fanned-" + i, true));
        many(1, _ -> new BasicMethod.Cancel("taker", true));
        sync();
        assertEquals(before, cluster.heldBytes().join());
    }

    private void deliveries(int times) throws IOException {
        int seen = 0;
        while (seen < times) {
            if (client.read() instanceof BasicMethod.Deliver) seen++;
        }
    }

    /** 200,000 unsettled deliveries, charged as places before, cost no more than that. */
    @Test
    void deliveriesThatAreNotSettled_costWhatTheyTake() throws IOException {
        many(1, _ -> queue("q"));
        costs("delivery", 200_000, () -> {
            many(1, _ -> new BasicMethod.Consume("q", "taker", false, false, false, true, Map.of()));
            for (int i = 0; i < 200; i++) {
                publish(1_000, "", "q");
                deliveries(1_000);
            }
        });
    }

    @Test
    void consumersChannelsAndConnections_costWhatTheyTake() throws IOException {
        many(1, _ -> queue("q"));
        costs("consumer", 10_000,
            () -> many(10_000, i -> new BasicMethod.Consume("q", "consumer-" + i, false, true, false, true, Map.of())));
        costs("channel", 2_000, () -> {
            for (int channel = 2; channel <= 2_001; channel++) client.send(channel, new ChannelMethod.Open());
            for (int channel = 2; channel <= 2_001; channel++) client.read();
        });
        var sockets = new ArrayList<SocketChannel>();
        costs("connection", 1_000, () -> {
            for (int i = 0; i < 1_000; i++) sockets.add(connected());
            while (cluster.connections(1).join() < 1_001) LockSupport.parkNanos(1_000_000);
        });
        for (var socket : sockets) socket.close();
        client.close();
        while (cluster.connections(1).join() > 0) LockSupport.parkNanos(1_000_000);
        client = RawClient.open(cluster.port(1), 0);
        client.send(1, new QueueMethod.Delete("q", false, false, true));
        sync();
        assertEquals(emptyBytes, cluster.heldBytes().join());
    }

    // Sends the whole handshake at once, so that the client's side costs only a socket.
    private SocketChannel connected() throws IOException {
        var socket = SocketChannel.open(new InetSocketAddress("127.0.0.1", cluster.port(1)));
        ByteBuf out = Unpooled.buffer().writeLong(Frame.PROTOCOL_HEADER);
        Frame.writeMethod(out, 0, new ConnectionMethod.StartOk(Map.of(), "PLAIN", "\0guest\0guest".getBytes(), "en_US"));
        Frame.writeMethod(out, 0, new ConnectionMethod.TuneOk(2047, 131_072, 60));
        Frame.writeMethod(out, 0, new ConnectionMethod.Open("/"));
        socket.write(out.nioBuffer());
        return socket;
    }
}
