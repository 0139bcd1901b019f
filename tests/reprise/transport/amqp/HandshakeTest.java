package reprise.transport.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reprise.transport.amqp.AmqpFailure.Kind;

/** How a connection is opened, and every way in which that fails. */
final class HandshakeTest extends PlayedBroker {
    @Test
    void handshake_oneByteAtATime_opensWithTheSmallerLimits() {
        say(0, start("AMQPLAIN PLAIN"), 1);
        var startOk = (ConnectionMethod.StartOk) methods().getFirst();
        assertEquals("PLAIN", startOk.mechanism());
        assertArrayEquals("\0joe\0secret".getBytes(UTF_8), startOk.response());
        assertEquals(true, ((Map<?, ?>) startOk.clientProperties().get("capabilities")).get("authentication_failure_close"));
        say(0, new ConnectionMethod.Tune(0, 4096, 20), 1);
        assertEquals(List.of(new ConnectionMethod.TuneOk(2047, 4096, 20), new ConnectionMethod.Open("v")), methods());
        assertFalse(connection.opened.isDone());
        say(0, new ConnectionMethod.OpenOk(), 1);
        assertEquals(connection, connection.opened.join());
    }

    @Test
    void handshake_wrongPasswordByTheBook_saysSo() {
        say(0, start("PLAIN"), 0);
        say(0, new ConnectionMethod.Close(403, "ACCESS_REFUSED - Login was refused", 0), 0);
        failed(Kind.WRONG_PASSWORD, "b1:5672: the broker closed the connection: 403 ACCESS_REFUSED - Login was refused; "
            + "look at user joe and its password, or at its right to log in from here");
    }

    @Test
    void handshake_socketClosedOnTheLogin_speaksOfThePasswordButMayPass() {
        say(0, start("PLAIN"), 0);
        wire.close();
        failed(Kind.LOST, "b1:5672: closed when it had got the login; look at user joe and its password, or at "
            + "its right to log in from here");
    }

    @Test
    void handshake_unknownVirtualHost_saysSo() {
        say(0, start("PLAIN"), 0);
        say(0, new ConnectionMethod.Tune(0, 0, 0), 0);
        say(0, new ConnectionMethod.Close(530, "NOT_ALLOWED - vhost v not found", ConnectionMethod.OPEN), 0);
        failed(Kind.WRONG_VIRTUAL_HOST, "b1:5672: the broker closed the connection: 530 NOT_ALLOWED - vhost v not found; "
            + "look at virtual host v and at the rights of user joe");
    }

    @Test
    void handshake_socketClosedAtOnce_saysSo() {
        wire.close();
        failed(Kind.LOST, "b1:5672: closed before it said anything; is that port a broker's, and without TLS?");
    }

    @Test
    void handshake_silence_timesOut() {
        wire.advanceTimeBy(4_999, TimeUnit.MILLISECONDS);
        wire.runScheduledPendingTasks();
        assertFalse(connection.opened.isDone());
        wire.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        wire.runScheduledPendingTasks();
        failed(Kind.TIMED_OUT, "b1:5672: no end to the handshake within 5000 ms (at START); is that port a broker's, and "
            + "is it alive?");
    }

    @Test
    void handshake_otherProtocol_saysWhich() {
        wire.writeInbound(Unpooled.copiedBuffer(new byte[] {'A', 'M', 'Q', 'P', 0, 1, 0, 0}));
        failed(Kind.NOT_AMQP, "b1:5672: it answered with the protocol header 414d515000010000; AMQP 0-9-1 is spoken here: "
            + "look at the port");
    }

    @Test
    void handshake_garbage_failsAndClosesBuffersAndAll() {
        wire.writeInbound(Unpooled.copiedBuffer("HTTP/1.1 400 Bad Request\r\n\r\n", UTF_8));
        assertTrue(connection.opened.isCompletedExceptionally());
        assertFalse(wire.isOpen());
    }

    @Test
    void handshake_noPlain_saysWhatTheBrokerTakes() {
        say(0, start("EXTERNAL"), 0);
        failed(Kind.NOT_AMQP, "b1:5672: the broker takes only EXTERNAL to log in; allow PLAIN there");
    }

    /** 2^32 - 1, the most that the field holds. */
    @Test
    void handshake_frameMaxAboveTwoThousandMillion_isNoNegativeOne() {
        say(0, start("PLAIN"), 0);
        methods();
        say(0, new ConnectionMethod.Tune(0, -1, 0), 0);
        assertEquals(131_072, ((ConnectionMethod.TuneOk) methods().getFirst()).frameMaxBytes());
    }

    @Test
    void handshake_frameMaxBelowTheLeast_saysWhatItMustBe() {
        say(0, start("PLAIN"), 0);
        say(0, new ConnectionMethod.Tune(0, 8, 0), 0);
        failed(Kind.NOT_AMQP, "b1:5672: the broker takes frames of 8 octets at most; let it take 4096 or more (frame_max)");
    }

    private void failed(Kind kind, String message) {
        assertTrue(connection.opened.isCompletedExceptionally());
        var failure = AmqpFailure.of(connection.opened.exceptionNow());
        assertEquals(message, failure.getMessage());
        assertEquals(kind, failure.kind());
        assertFalse(wire.isOpen());
        assertEquals(List.of(), told);
    }
}
