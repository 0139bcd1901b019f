package reprise.simulator.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reprise.recorder.Clock;
import reprise.transport.Sockets;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.AmqpFailure.Kind;
import reprise.transport.amqp.AmqpSettings;
import reprise.transport.amqp.AmqpUrl;
import reprise.transport.amqp.AmqpUrl.Host;

/** Peers that are not brokers, over real sockets: each is reported in a sentence. */
final class OddPeersTest {
    private final EventLoopGroup loops = Sockets.loops("odd", 1);
    private ServerSocket peer;

    private interface Talk {
        void with(Socket socket) throws IOException;
    }

    @BeforeEach
    void listen() throws IOException {
        peer = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void connect_peerNeverAnswers_timesOut() {
        assertFails(Kind.TIMED_OUT, "no end to the handshake within 200 ms (at START)", host(), 200);
    }

    @Test
    void connect_peerClosesAtOnce_isTold() {
        answer(Socket::close);
        assertFails(Kind.LOST, "closed before it said anything; is that port a broker's, and without TLS?", host());
    }

    @Test
    void connect_peerSpeaksAmqp10_isTold() {
        answer(socket -> socket.getOutputStream().write(new byte[] {'A', 'M', 'Q', 'P', 0, 1, 0, 0}));
        assertFails(Kind.NOT_AMQP, "it answered with the protocol header 414d515000010000", host());
    }

    @Test
    void connect_peerIsAWebServer_isTold() {
        answer(socket -> socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes()));
        assertFails(Kind.NOT_AMQP, "the broker broke the protocol: FRAME_ERROR", host());
    }

    @Test
    void connect_portRefused_isTold() throws IOException {
        peer.close();
        assertFails(Kind.REFUSED, "connection refused; is a broker running there?", host());
    }

    @Test
    void connect_unknownHost_isTold() {
        // A name with two adjacent dots is invalid, so no resolver is asked.
        assertFails(Kind.UNKNOWN_HOST, "no..host:5672: no such host; look at the name, or give an address", new Host("no..host",
            5672));
    }

    private Host host() {
        return new Host("127.0.0.1", peer.getLocalPort());
    }

    private void answer(Talk talk) {
        Thread.ofVirtual().start(() -> {
            try (var socket = peer.accept()) {
                socket.getInputStream().readNBytes(8);
                talk.with(socket);
                if (!socket.isClosed()) socket.getInputStream().read();
            } catch (IOException _) {
                // the client closed first
            }
        });
    }

    /** The limit is generous: the report comes earlier, however busy this machine is. */
    private void assertFails(Kind kind, String part, Host host) {
        assertFails(kind, part, host, 60_000);
    }

    private void assertFails(Kind kind, String part, Host host, int limitMs) {
        var party = new Endpoint(AmqpUrl.guest(List.of(host)), List.of(host), new AmqpSettings("client", 60, limitMs),
            ReconnectPolicy.OSLO);
        var client = new MessageClient(loops.next(), party, MessagePlan.document(1, 1, 1, 1), Clock.system(), (_, _, _) -> { });
        var failure = assertThrows(CompletionException.class, () -> client.connect().join()).getCause();
        assertTrue(failure.getMessage().contains(part), failure.getMessage());
        assertEquals(kind, ((AmqpFailure) failure.getCause()).kind());
        client.close().join();
    }
}
