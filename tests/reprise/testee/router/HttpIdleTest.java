package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.util.ArrayList;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reprise.testee.HeapUse;

/** The cost of an idle connection. */
@Tag("heap")
@Order(1)
final class HttpIdleTest {
    private static final int CONNECTIONS = 2_000;

    /** The heap and Netty's buffers. */
    private static long usedBytes(long heapBytes) {
        return heapBytes + ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
    }

    /** At most 15 kB each, including the clients' own sockets, which are in the same heap. */
    @Test
    void connections_thatAreIdle_costLessThanFifteenKilobytesEach() throws Exception {
        try (var stage = new HttpStage()) {
            try (var first = stage.client()) {
                for (int i = 0; i < 1_000; i++) first.assertServed(); // classes are loaded, buffers exist
            }
            stage.awaitConnections(0);
            long before = usedBytes(HeapUse.settled());
            var sockets = new ArrayList<java.nio.channels.SocketChannel>();
            var address = new java.net.InetSocketAddress("127.0.0.1", stage.http.port());
            var request = java.nio.ByteBuffer.wrap(HttpSocket.call("com.example.add2", "[2, 3]").getBytes());
            var reply = java.nio.ByteBuffer.allocate(1024);
            for (int i = 0; i < CONNECTIONS; i++) {
                var socket = java.nio.channels.SocketChannel.open(address);
                sockets.add(socket);
                socket.write(request.rewind());
                socket.read(reply.clear());
                assertEquals('}', reply.get(reply.position() - 1));
            }
            assertEquals(CONNECTIONS, stage.http.connections().join());
            long eachBytes = (usedBytes(HeapUse.bytes()) - before) / CONNECTIONS;
            assertTrue(eachBytes <= 15_000, eachBytes + " bytes each");
            for (var socket : sockets) socket.close();
            stage.awaitConnections(0);
        }
    }
}
