package calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import reprise.sut.Failure;
import reprise.testee.chat.ChatPlan;
import reprise.testee.chat.ChatServer;
import reprise.testee.chat.Style;
import reprise.transport.websocket.WebSocketUrl;

/** A small version of both sides of the fan-out figure: real sockets, bounded in time. */
final class FanOutTest {
    private static final int FRAME_BYTES = 97;
    private static final Duration SHORT = Duration.ofMillis(100);

    /**
     * Of three connections one requests two frames and another requests one: each gets its greeting and three frames, and no octet more.
     */
    @Test
    void limit_askedForThreeFrames_writesThemToEveryConnection() throws IOException {
        try (var limit = FanOutLimit.start(FRAME_BYTES)) {
            var sockets = new ArrayList<Socket>();
            try {
                for (int i = 0; i < 3; i++) {
                    var socket = new Socket();
                    sockets.add(socket);
                    socket.setSoTimeout(60_000);
                    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), limit.port()), 60_000);
                    assertEquals(0, socket.getInputStream().read()); // greeted: it is connected
                }
                sockets.get(0).getOutputStream().write(new byte[2]);
                sockets.get(1).getOutputStream().write(new byte[1]);
                for (var socket : sockets) new DataInputStream(socket.getInputStream()).readFully(new byte[3 * FRAME_BYTES]);
                for (var socket : sockets) assertEquals(0, socket.getInputStream().available());
            } finally {
                for (var socket : sockets) socket.close();
            }
        }
    }

    @Test
    void limit_ofNoBytes_saysWhatToGive() {
        var failure = assertThrows(Failure.Environment.class, () -> FanOutLimit.start(0));
        assertEquals(
            "fan-out limit: the child JVM ended with code 2: fan-out limit: arguments '0'; give the bytes of a frame, for example 97",
            failure.getMessage());
    }

    @Test
    void limit_readByManyListeners_countsEachFrameAtEach() throws IOException {
        try (var limit = FanOutLimit.start(FRAME_BYTES)) {
            for (int loops = 1; loops <= 2; loops++) { // the second round starts without the first one's connections
                var read = limit.read(30, 4, loops, SHORT);
                assertTrue(read.frames() > 4, read.toString()); // more than the window, so the loop is closed
                assertEquals(30 * read.frames(), read.deliveries());
                assertTrue(read.perSec() > 0, read.toString());
            }
        }
    }

    /**
     * A frame: 2 octets and {@code {"action_type":"broadcast","body":"19 digits","user_id":N,"data":"13 digits"}}, 91 with an N of one
     * digit.
     */
    @Test
    void users_whoBroadcast_haveEveryBroadcastDelivered() throws IOException {
        try (var server = ChatServer.start(ChatPlan.local(Style.QUEUEING))) {
            var result = new FanOutUsers(new WebSocketUrl("127.0.0.1", server.port(), "/ws"), 20, 3, SHORT).run();
            assertTrue(result.messages() > 3, result.toString());
            assertEquals(20 * result.messages(), result.deliveries());
            assertTrue(result.frameBytes() == 93 || result.frameBytes() == 94, result.toString());
        }
    }

    /** What grows while the users connect is not the cost of a delivery. */
    @Test
    void costs_areThoseOfTheBroadcastsAlone() throws IOException {
        try (var server = ChatServer.start(ChatPlan.local(Style.QUEUEING))) {
            var readings = new AtomicInteger();
            var costs = List.<LongSupplier>of(() -> 1_000_000 + 70L * readings.getAndIncrement(), () -> everConnected(server));
            var result = new FanOutUsers(new WebSocketUrl("127.0.0.1", server.port(), "/ws"), 20, 3, SHORT, costs).run();
            assertEquals(70.0 / result.deliveries(), result.costsUs().get(0), 1e-12); // it was read twice
            assertEquals(0, result.costsUs().get(1)); // all had connected when it was read first
        }
    }

    private static long everConnected(ChatServer server) {
        try (var metrics = URI.create("http://127.0.0.1:" + server.metricsPort() + "/metrics").toURL().openStream()) {
            var text = new String(metrics.readAllBytes(), StandardCharsets.UTF_8);
            return (long) Double.parseDouble(text.split("\nall_ws_connections_total ")[1].split("\n")[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void users_ofAServerThatIsNotThere_areNoFigure() throws IOException {
        int port;
        try (var server = ChatServer.start(ChatPlan.local(Style.QUEUEING))) {
            port = server.port();
        }
        var users = new FanOutUsers(new WebSocketUrl("127.0.0.1", port, "/ws"), 3, 3, SHORT);
        var failure = assertThrows(Failure.Environment.class, users::run);
        assertTrue(failure.getMessage().contains("refused"), failure.getMessage());
    }
}
