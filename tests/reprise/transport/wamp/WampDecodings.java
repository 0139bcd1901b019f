package reprise.transport.wamp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static reprise.fuzz.Decoding.require;
import static reprise.fuzz.Decoding.same;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import reprise.fuzz.Chunks;
import reprise.fuzz.Decoding;
import reprise.fuzz.PlayedSocket;
import reprise.transport.wamp.Message.*;
import reprise.transport.wamp.Message.Error;

/** What a WAMP peer says, in both serializers and over rawsocket. */
public final class WampDecodings {
    private static final Payload ARGUMENTS = Payload.json("[1, -2.5, \"three\", null, true, [[], {}], 18446744073709551615, "
        + "\"\\u0000AQI=\"]", "{\"verbose\": false, \"deep\": {\"er\": [1e3]}}");
    private static final Dict OPTIONS = Dict.json("{\"match\": \"wildcard\", \"invoke\": \"roundrobin\", \"timeout\": 5}");
    private static final List<Message> MESSAGES = List.of(new Hello("realm1", Dict.json("{\"roles\": {\"caller\": {}}}")),
        new Welcome(7, OPTIONS), new Call(1, Dict.NONE, "com.example.add2", ARGUMENTS), new Register(2, OPTIONS, "com..add"),
        new Error(Message.CALL, 3, Dict.NONE, "wamp.error.canceled", ARGUMENTS), new Event(4, 5, OPTIONS, ARGUMENTS),
        new Published(6, Message.MAX_ID), new Goodbye(Dict.NONE, "wamp.close.normal"), new Cancel(8, Dict.json("{\"mode\": \"kill\"}")),
        new Yield(9, Dict.NONE, Payload.json(null, "{\"a\": \"\\ud83d\\ude00\"}")),
        new Yield(9, Dict.json("{\"\\ud83d\\ude00\": 1}"), Payload.json(null, "{\"\\ud83d\\ude00\": 1}")), // as Python's json writes it
        new Goodbye(Dict.json("{\"big\": 18446744073709551615}"), "wamp.close.normal"));
    private static final byte[] HANDSHAKE = {0x7F, (byte) 0xF1, 0, 0};

    public static final List<Decoding> ALL = List.of(
        new Decoding("wamp-json", seeds(Serializer.JSON), input -> message(Serializer.JSON, input)),
        new Decoding("wamp-msgpack", seeds(Serializer.MSGPACK), input -> message(Serializer.MSGPACK, input)),
        new Decoding("rawsocket", List.of(HANDSHAKE, framed(Serializer.JSON, 0x7F_F1_00_00), framed(Serializer.MSGPACK, 0x7F_02_00_00)),
            input -> {
                Chunks.makeNoDifference(input, pieces -> rawSocket(pieces, null));
                Chunks.makeNoDifference(input, pieces -> rawSocket(pieces, Serializer.JSON));
            }));

    private WampDecodings() {}

    private static List<byte[]> seeds(Serializer form) {
        return MESSAGES.stream().map(message -> encoded(form, message)).toList();
    }

    private static byte[] encoded(Serializer form, Message message) {
        var out = Unpooled.buffer();
        try {
            new MessageEncoder(form).encode(message, out);
            return ByteBufUtil.getBytes(out);
        } finally {
            out.release();
        }
    }

    private static byte[] framed(Serializer form, int handshake) {
        var out = Unpooled.buffer().writeInt(handshake);
        for (var message : seeds(form)) out.writeInt(message.length).writeBytes(message);
        out.writeInt(1 << 24 | 2).writeShort(77).writeInt(2 << 24);
        var bytes = ByteBufUtil.getBytes(out);
        out.release();
        return bytes;
    }

    /** What is read is written so that it is read as the same; in the other serializer too, or it says that it cannot be. */
    private static void message(Serializer form, byte[] input) {
        Message message;
        try {
            message = new MessageDecoder(form).decode(input, 0, input.length);
        } catch (WampException e) {
            require(e.uri().equals(WampException.VIOLATION) || e.uri().equals(WampException.INVALID_URI), "a defect: " + e);
            return;
        }
        var once = encoded(form, message);
        var again = new MessageDecoder(form).decode(once, 0, once.length);
        same(new String(once, UTF_8), new String(encoded(form, again), UTF_8), "written again");
        same(message.toString(), again.toString(), "read again");
        var other = form == Serializer.JSON ? Serializer.MSGPACK : Serializer.JSON;
        try {
            var translated = encoded(other, message);
            same(message.getClass(), new MessageDecoder(other).decode(translated, 0, translated.length).getClass(), "translated");
        } catch (WampException e) {
            same(WampException.INVALID_PAYLOAD, e.uri(), "what is translated cannot be read: " + e.getMessage());
        }
    }

    /** @param wanted by a client; null for a server */
    private static String rawSocket(List<byte[]> pieces, Serializer wanted) {
        var seen = new ArrayList<String>();
        var owner = new ConnectionOwner() {
            @Override
            public MessageListener open(WampConnection connection) {
                return new MessageListener() {
                    @Override
                    public void onMessage(Message message) {
                        seen.add(message.toString());
                    }

                    @Override
                    public void onViolation(WampException violation) {
                        seen.add("violation " + violation.uri() + " " + violation.getMessage());
                        connection.close();
                    }

                    @Override
                    public void onClosed(String why) {
                        seen.add("closed " + why);
                    }
                };
            }

            @Override
            public void failed(WampException failure) {
                seen.add("failed " + failure.getMessage());
            }
        };
        var socket = new PlayedSocket(wanted == null ? RawSocketHandler.server(WampLimits.USUAL, owner)
            : RawSocketHandler.client(wanted, WampLimits.USUAL, owner));
        for (var piece : pieces) socket.read(piece);
        return ByteBufUtil.hexDump(socket.end()) + seen;
    }
}
