package reprise.sut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reprise.transport.amqp.AmqpUrl.Host;
import reprise.transport.amqp.ConnectionMethod;
import reprise.transport.amqp.Frame;
import reprise.transport.amqp.Method;

final class BrokersTest {
    @Test
    void embedded_nodeKilledAndStarted_saysSoWithItsAddress() {
        try (var brokers = Brokers.embedded("127.0.0.1", List.of(0, 0))) {
            var second = brokers.url().hosts().getLast();
            assertEquals("embedded cluster of 2 nodes", brokers.kind());
            assertEquals(Map.of("broker", brokers.process().pid()), brokers.pids());
            assertEquals("killed 2 (" + second + ")", brokers.kill(second));
            var failure = assertThrows(Failure.Environment.class, () -> brokers.kill(second));
            assertEquals("cluster: 'kill 2' was answered by error: node 2 is not running", failure.getMessage());
            assertEquals("started 2 (" + second + ")", brokers.start(second));
        }
    }

    @Test
    void there_askedForMoreThanAKill_isBadInputThatSaysSo() {
        var brokers = Brokers.at("amqp://127.0.0.1:5672/", Optional.of("echo $REPRISE_PORT"));
        var host = new Host("127.0.0.1", 5672);
        assertEquals("killed 127.0.0.1:5672 with the command given", brokers.kill(host));
        assertEquals(Map.of(), brokers.pids());
        assertEquals("--url: external nodes can be killed, by the command of --kill, but not started"
            + "; leave --url out for nodes of our own, or choose a fault that only kills",
            assertThrows(Failure.BadInput.class, () -> brokers.start(host)).getMessage());
        assertEquals(2, assertThrows(Failure.BadInput.class, () -> brokers.freeze(host)).exitCode());
        assertEquals(2, assertThrows(Failure.BadInput.class, () -> brokers.thaw(host)).exitCode());
    }

    /** A broker that says it is this version, and answers a login and a farewell. */
    private static void play(ServerSocket listening, String version) {
        try (var socket = listening.accept()) {
            var in = new DataInputStream(socket.getInputStream());
            in.skipNBytes(8); // the protocol header
            var properties = Map.<String, Object>of("product", "RabbitMQ", "version", version);
            for (Method said : List.of(new ConnectionMethod.Start(0, 9, properties, "PLAIN", "en_US"),
                new ConnectionMethod.Tune(2047, 131_072, 60), new ConnectionMethod.OpenOk(), new ConnectionMethod.CloseOk())) {
                var frame = Unpooled.buffer();
                Frame.writeMethod(frame, 0, said);
                socket.getOutputStream().write(ByteBufUtil.getBytes(frame));
                // start-ok; tune-ok and open; close
                int replies = said instanceof ConnectionMethod.Tune ? 2 : said instanceof ConnectionMethod.CloseOk ? 0 : 1;
                for (int reply = 0; reply < replies; reply++) {
                    in.skipNBytes(3);
                    in.skipNBytes(in.readInt() + 1L);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String withoutMirrors(String version) throws IOException {
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var played = Thread.ofVirtual().start(() -> play(listening, version));
            var told = Brokers.at("amqp://127.0.0.1:" + listening.getLocalPort() + "/", Optional.empty()).withoutMirrors().getMessage();
            played.join();
            return told.replace(":" + listening.getLocalPort(), "");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void there_askedForMirrors_isToldByTheVersionThatItIs() throws IOException {
        assertEquals("--queues mirrored: 127.0.0.1 is RabbitMQ 4.1.0, which has no mirrored queues any more; give --queues quorum, which "
            + "took their place", withoutMirrors("4.1.0"));
        assertEquals("--queues mirrored is for brokers of our own: at those of --url a policy mirrors queues; set one there (rabbitmqctl "
            + "set_policy ha '.*' '{\"ha-mode\":\"all\"}') and leave --queues out, or give --queues quorum", withoutMirrors("3.13.7"));
    }
}
