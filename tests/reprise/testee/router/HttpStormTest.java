package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reprise.transport.Sockets;
import reprise.transport.wamp.Payload;

/** Many clients who connect and ask at once. */
final class HttpStormTest {
    private static final int CLIENTS = 200;

    /**
     * They connect and ask while the port's loop is held up. The first call counts the connections as its turn of the loop ends: a port
     * that takes only some of those that wait, and then serves them, has only those.
     */
    @Test
    void connectionsThatWait_areAllTaken_beforeAnyIsServed() throws Exception {
        var loops = Sockets.loops("storm", 1);
        var taken = new CompletableFuture<Integer>();
        var port = new CompletableFuture<HttpPort>();
        port.complete(HttpPort.listen(loops.next(), HttpPlan.local(), (_, _, _, reply) -> {
            port.join().connections().thenAccept(taken::complete);
            reply.result(Payload.json("[5]", null));
        }, null).join());
        var clients = new ArrayList<HttpSocket>();
        var held = new CountDownLatch(1);
        var hold = new CountDownLatch(1);
        try {
            loops.execute(() -> {
                held.countDown();
                await(hold);
            });
            await(held);
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new HttpSocket(port.join().port()));
                clients.getLast().say(HttpSocket.call("com.example.add2", "[2, 3]"));
            }
            hold.countDown();
            assertEquals(CLIENTS, taken.get(60, TimeUnit.SECONDS));
            for (var client : clients) assertEquals("{\"args\":[5]}", client.read().body());
        } finally {
            hold.countDown();
            for (var client : clients) client.close();
            port.join().close().join();
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
