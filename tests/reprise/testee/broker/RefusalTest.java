package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reprise.transport.amqp.BasicMethod;
import reprise.transport.amqp.ChannelMethod;
import reprise.transport.amqp.ConnectionMethod;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.QueueMethod;

/**
 * Violations of the protocol are refused as specified. The codes were observed on RabbitMQ 3.10 with the same input, except 502 and 540,
 * where it resets the connection or answers 501 or 541, and the specification is clearer.
 */
final class RefusalTest {
    private static Cluster cluster;

    @BeforeAll
    static void start() throws IOException {
        cluster = Cluster.start(ClusterPlan.local(1));
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    private static void assertClosed(RawClient client, String expected) throws IOException {
        var close = assertInstanceOf(ConnectionMethod.Close.class, client.read());
        assertEquals(expected, close.replyCode() + " " + (close.causeId() >> 16) + "." + (close.causeId() & 0xFFFF) + " "
            + close.replyText());
        client.send(0, new ConnectionMethod.CloseOk());
        assertNull(client.read());
    }

    /** Frame type, channel, payload: code, cause and text of the connection.close. */
    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', value = {
        "9 | 1 | ''           | 501 0.0 FRAME_ERROR - a frame of the unknown type 9",
        "8 | 1 | ''           | 505 0.0 UNEXPECTED_FRAME - expected a method frame, got a frame of type 8",
        "2 | 0 | ''           | 505 0.0 UNEXPECTED_FRAME - expected a method frame, got a frame of type 2",
        "3 | 1 | 41           | 505 0.0 UNEXPECTED_FRAME - expected a method frame, got a content body",
        "2 | 1 | 003c         | 505 0.0 UNEXPECTED_FRAME - expected a method frame, got a content header",
        "1 | 1 | 003c         | 501 0.0 FRAME_ERROR - a method frame without a method",
        "1 | 1 | 003c00500000 | 502 60.80 SYNTAX_ERROR - an ack of 6 octets",
        "1 | 1 | 003c0028     | 502 60.40 SYNTAX_ERROR - the frame ends too early",
        "1 | 1 | 0032000a0000 | 502 50.10 SYNTAX_ERROR - the arguments end too early",
        "1 | 1 | 0032000a0000ff | 502 50.10 SYNTAX_ERROR - the arguments end too early", // a name of 255 octets, which are not there
        "1 | 1 | 0032001e000002c3280000000000 | 502 50.30 SYNTAX_ERROR - a short string that is not UTF-8",
        "1 | 1 | 00630001     | 540 99.1 NOT_IMPLEMENTED - class 99, method 1",
        "1 | 1 | 003c0099     | 540 60.153 NOT_IMPLEMENTED - class 60, method 153",
        "1 | 1 | 005a000a     | 540 90.10 NOT_IMPLEMENTED - transactions (class 90)",
        "1 | 1 | 0014000a00   | 504 20.10 CHANNEL_ERROR - second 'channel.open' seen",
        "1 | 1 | 00140029     | 503 20.41 COMMAND_INVALID - class 20, method 41 is nothing that a client says here",
        "1 | 1 | 003c006f     | 503 60.111 COMMAND_INVALID - class 60, method 111 is nothing that a client says here",
        "1 | 1 | 000a00280000 | 502 10.40 SYNTAX_ERROR - the arguments end too early",
        "1 | 1 | 000a0033     | 503 10.51 COMMAND_INVALID - class 10, method 51 is nothing that a client says here",
        "1 | 0 | 000a002800   | 504 10.40 CHANNEL_ERROR - unexpected method in connection state running",
        "1 | 0 | 0014000a00   | 504 20.10 CHANNEL_ERROR - unexpected method in connection state running",
        "1 | 5 | 003c000b     | 504 60.11 CHANNEL_ERROR - expected 'channel.open'",
        "1 | 2048 | 0014000a00 | 530 20.10 NOT_ALLOWED - channel 2048 is above the negotiated channel_max (2047)"})
    void frame_againstTheProtocol_closesTheConnection(int type, int channel, String payload, String expected) throws IOException {
        try (var client = RawClient.open(cluster.port(1), 0)) {
            client.frame(type, channel, payload);
            assertClosed(client, expected);
        }
    }

    /** After a basic.publish: frame type, payload. Header payloads: class 60, weight 0, body size 2, flags and list. */
    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', value = {
        "1 | 003c000b | 505 60.40 UNEXPECTED_FRAME - after publish there must be a content header",
        "3 | 41 | 505 60.40 UNEXPECTED_FRAME - after publish there must be a content header",
        "2 | 003200000000000000000002 0000 | 505 60.40 UNEXPECTED_FRAME - after publish there must be a content header for class 60, not "
        + "for class 50",
        "2 | 003c00000000000000000002 0001 | 502 60.40 SYNTAX_ERROR - property flags 1",
        "2 | 003c00000000000000000002 8000ff | 502 60.40 SYNTAX_ERROR - the properties end too early",
        "2 | 003c00000000000000000002 2000000000030161 51 | 502 60.40 SYNTAX_ERROR - a table field of the unknown type 81",
        "2 | 003c00000000000000000002 0000ff | 502 60.40 SYNTAX_ERROR - octets after the last property",
        "2 | 003c0000 | 502 60.40 SYNTAX_ERROR - the properties end too early"})
    void content_againstTheProtocol_closesTheConnection(int type, String payload, String expected) throws IOException {
        try (var client = RawClient.open(cluster.port(1), 0)) {
            client.send(1, new BasicMethod.Publish("", "q", false, false));
            client.frame(type, 1, payload.replace(" ", ""));
            assertClosed(client, expected);
        }
    }

    @Test
    void body_longerThanItsHeaderSays_closesTheConnection() throws IOException {
        try (var client = RawClient.open(cluster.port(1), 0)) {
            client.send(1, new BasicMethod.Publish("", "q", false, false));
            client.frame(2, 1, "003c000000000000000000020000");
            client.frame(3, 1, "414243");
            assertClosed(client, "501 60.40 FRAME_ERROR - the body is longer than its header says by 1 octets");
        }
    }

    /** The rest of its frame is not waited for, and what came of it is no message. */
    @Test
    void body_longerThanItsHeaderSays_inAFrameThatIsNotWhole_isNotPublished() throws IOException {
        try (var client = RawClient.open(cluster.port(1), 0)) {
            client.send(1, new QueueMethod.Declare("overlong", false, false, false, false, false, Map.of()));
            assertInstanceOf(QueueMethod.DeclareOk.class, client.read());
            client.send(1, new BasicMethod.Publish("", "overlong", false, false));
            client.frame(2, 1, "003c000000000000000000020000");
            client.say("\3\0\1\0\0\u0023\u0028AB"); // two of 9,000 octets
            assertClosed(client, "501 60.40 FRAME_ERROR - the body is longer than its header says by 8998 octets");
        }
        try (var client = RawClient.open(cluster.port(1), 0)) {
            client.send(1, new BasicMethod.Get("overlong", true));
            assertInstanceOf(BasicMethod.GetEmpty.class, client.read());
        }
    }

    @Test
    void body_thatClaimsTooMuch_closesTheChannelAndCostsNothing() throws IOException {
        try (var client = RawClient.open(cluster.port(1), 0)) {
            client.send(1, new BasicMethod.Publish("", "q", false, false));
            client.frame(2, 1, "003c000000000100000000000000");
            client.frame(3, 1, "414243"); // ignored until close-ok, like everything on that channel
            var close = assertInstanceOf(ChannelMethod.Close.class, client.read());
            assertEquals("406 PRECONDITION_FAILED - message size 1099511627776 is larger than max size 134217728",
                close.replyCode() + " " + close.replyText());
            client.send(1, new ChannelMethod.CloseOk());
            client.send(1, new ChannelMethod.Open()); // the number can be reused
            assertInstanceOf(ChannelMethod.OpenOk.class, client.read());
        }
    }

    @Test
    void frame_withAnotherEnd_closesTheConnection() throws IOException {
        try (var client = RawClient.open(cluster.port(1), 0)) {
            client.say("\10\0\0\0\0\0\0\0");
            assertClosed(client, "501 0.0 FRAME_ERROR - the frame ends with octet 0 instead of 206");
        }
    }

    @Test
    void frame_tooLong_closesTheConnection() throws IOException {
        try (var client = RawClient.open(cluster.port(1), 0)) {
            client.say("\3\0\1\0\17\u00ff\u00ff and so on");
            assertClosed(client, "501 0.0 FRAME_ERROR - a frame with a payload of 1048575 octets; the longest on this connection"
                + " has 131064");
        }
    }

    @ParameterizedTest
    @CsvSource({"GET / HTTP/1.1", "AMQP1100", "AMQP0000"})
    void protocolHeader_ofAnotherProtocol_isAnsweredWithOurs(String header) throws IOException {
        try (var client = new RawClient(cluster.port(1))) {
            client.say(header);
            byte[] answer = new byte[8];
            client.in.readFully(answer);
            assertArrayEquals(RawClient.PROTOCOL_HEADER.getBytes(StandardCharsets.ISO_8859_1), answer);
            assertEquals(-1, client.in.read());
        }
    }

    static Stream<Arguments> handshakes() {
        return Stream.of(
            Arguments.of(new ConnectionMethod.Open("/"), "504 10.40 CHANNEL_ERROR - unexpected method before tune-ok"),
            Arguments.of(new ConnectionMethod.TuneOk(2047, 0, 0),
                "530 10.31 NOT_ALLOWED - negotiated frame_max = 0 is higher than the maximum allowed value (131072)"),
            Arguments.of(new ConnectionMethod.TuneOk(2047, 4095, 0),
                "530 10.31 NOT_ALLOWED - negotiated frame_max = 4095 is lower than the minimum allowed value (4096)"),
            Arguments.of(new ConnectionMethod.TuneOk(2048, 131_072, 0),
                "530 10.31 NOT_ALLOWED - negotiated channel_max = 2048 is higher than the maximum allowed value (2047)"));
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    void tuning_toWhatWasNotOffered_closesTheConnection(Method wrong, String expected) throws IOException {
        try (var client = new RawClient(cluster.port(1))) {
            client.say(RawClient.PROTOCOL_HEADER);
            client.read();
            client.login(Map.of(), "\0guest\0guest");
            assertEquals(new ConnectionMethod.Tune(2047, 131_072, 60), client.read());
            client.send(0, wrong);
            assertClosed(client, expected);
        }
    }

    @Test
    void mechanism_unknown_closesTheConnection() throws IOException {
        try (var client = new RawClient(cluster.port(1))) {
            client.say(RawClient.PROTOCOL_HEADER);
            client.read();
            client.send(0, new ConnectionMethod.StartOk(Map.of(), "EXTERNAL", new byte[0], "en_US"));
            assertClosed(client, "503 10.11 COMMAND_INVALID - unknown authentication mechanism 'EXTERNAL'; there are PLAIN AMQPLAIN");
        }
    }

    @Test
    void password_wrong_endsClientsThatDoNotKnowItsRefusal() throws IOException {
        try (var client = new RawClient(cluster.port(1))) {
            client.say(RawClient.PROTOCOL_HEADER);
            client.read();
            client.login(Map.of(), "\0guest\0wrong");
            assertNull(client.read());
        }
    }
}
