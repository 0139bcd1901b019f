package reprise.transport.wamp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import reprise.transport.wamp.Message.Call;
import reprise.transport.wamp.Message.Goodbye;
import reprise.transport.wamp.Message.Result;
import reprise.transport.wamp.Message.Welcome;
import reprise.transport.wamp.Message.Yield;

final class MessageCodecTest {
    private static Message decode(Serializer form, byte[] bytes) {
        return new MessageDecoder(form).decode(bytes, 0, bytes.length);
    }

    private static Message json(String text) {
        return decode(Serializer.JSON, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Message msgpack(String hex) {
        return decode(Serializer.MSGPACK, HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static byte[] encode(Serializer form, Message message) {
        ByteBuf out = Unpooled.buffer();
        new MessageEncoder(form).encode(message, out);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    @Test
    void encoder_everyMessage_writesWhatAutobahnWrites() {
        for (var vector : MessageVectors.all()) {
            assertEquals(vector.json(), new String(encode(Serializer.JSON, vector.message()), StandardCharsets.UTF_8));
            assertEquals(vector.msgpack(), HexFormat.of().formatHex(encode(Serializer.MSGPACK, vector.message())));
        }
    }

    @Test
    void decoder_whatAutobahnWrites_readsEveryElement() {
        for (var vector : MessageVectors.all()) {
            for (var form : Serializer.values()) {
                var decoded = decode(form, vector.bytes(form));
                assertEquals(vector.message().getClass(), decoded.getClass());
                // in the other serializer, which shows that every element, including payloads, was understood
                assertEquals(vector.json(), new String(encode(Serializer.JSON, decoded), StandardCharsets.UTF_8));
                assertEquals(vector.msgpack(), HexFormat.of().formatHex(encode(Serializer.MSGPACK, decoded)));
            }
        }
    }

    @Test
    void decoder_welcomeOfTheSpecification_isRead() {
        var welcome = (Welcome) json("[2, 9129137332, {\"roles\": {\"broker\": {}}}]");
        assertEquals(9_129_137_332L, welcome.session());
        assertEquals(Dict.json("{\"broker\":{}}"), welcome.details().dict("roles"));
    }

    @Test
    void decoder_offHeapWithWhiteSpace_cutsThePayloadOutAsItCame() {
        String text = " [ 48 , 7 , { } , \"com.example.add2\" , [ 2, \"\\u00fc]\" ] , {\"a\" :1} ] ";
        ByteBuf buffer = Unpooled.directBuffer().writeZero(3);
        buffer.writeCharSequence(text, StandardCharsets.UTF_8);
        var call = (Call) new MessageDecoder(Serializer.JSON).decode(buffer, 3, buffer.readableBytes() - 3);
        buffer.release();
        assertEquals("[ 2, \"\\u00fc]\" ]", new String(call.payload().args(Serializer.JSON), StandardCharsets.UTF_8));
        assertEquals("{\"a\" :1}", new String(call.payload().kwargs(Serializer.JSON), StandardCharsets.UTF_8));
        assertSame(Dict.NONE, call.options());
    }

    /** Python's json escapes what is not ASCII, names too, and beyond U+FFFF by two escapes. */
    @Test
    void decoder_nameBeyondTheBasicPlane_isReadInEachForm() {
        for (var name : List.of("\\ud83d\\ude00", "\ud83d\ude00")) {
            var message = json("[70,9,{\"" + name + "\":1},[],{\"" + name + "\":2}]");
            assertEquals("954609" + "81a4f09f988001" + "90" + "81a4f09f988002",
                HexFormat.of().formatHex(encode(Serializer.MSGPACK, message)), name);
        }
    }

    @Test
    void decoder_knownUri_isNotMadeAgain() {
        var decoder = new MessageDecoder(Serializer.JSON);
        byte[] call = "[48,7,{},\"com.example.add2\"]".getBytes(StandardCharsets.UTF_8);
        var first = (Call) decoder.decode(call, 0, call.length);
        assertSame(first.procedure(), ((Call) decoder.decode(call, 0, call.length)).procedure());
        assertEquals("com.example.add2", first.procedure());
    }

    @Test
    void decoder_uriInEveryForm_isTheSame() {
        assertEquals("com.bücher", ((Call) json("[48,7,{},\"com.b\\u00fccher\"]")).procedure());
        assertEquals("com.bücher", ((Call) json("[48,7,{},\"com.bücher\"]")).procedure());
        // A1.. fixstr, D9 str 8, DA str 16, DB str 32 of "a.b"
        for (String text : new String[] {"a3612e62", "d903612e62", "da0003612e62", "db00000003612e62"}) {
            assertEquals("a.b", ((Call) msgpack("94300780" + text)).procedure());
        }
    }

    @Test
    void decoder_idInEveryWidth_isRead() {
        for (String seven : new String[] {"07", "cc07", "cd0007", "ce00000007", "cf0000000000000007", "d007", "d10007", "d200000007",
            "d30000000000000007"}) {
            assertEquals(new Message.Unsubscribed(7), msgpack("9223" + seven));
        }
        assertEquals(new Message.Unsubscribed(255), msgpack("9223ccff"));
    }

    @Test
    void decoder_malformedJson_saysWhatIsWrong() {
        refused("", "the message ends");
        refused("{}", "a list is expected");
        refused("[]", "ends before its code");
        refused("[48", "is expected");
        refused("[\"48\",7]", "whole number");
        refused("[999999999999999999999]", "above 2^53");
        refused("[4,{},{}]", "none of the basic profile");
        refused("[48,7,{}]", "message 48: it ends before its procedure");
        refused("[48,7,{},\"a.b\",[],{},1]", "too many elements");
        refused("[48,7,{},\"a.b\"]x", "1 octets after the end");
        refused("[48,0,{},\"a.b\"]", "0 is no id");
        refused("[48,9007199254740993,{},\"a.b\"]", "above 2^53");
        refused("[48,-1,{},\"a.b\"]", "whole number");
        refused("[48,1.0,{},\"a.b\"]", "whole number");
        refused("[48,01,{},\"a.b\"]", "whole number");
        refused("[48,7,[],\"a.b\"]", "a dict is expected");
        refused("[48,7,{},7]", "a string is expected");
        refused("[48,7,{},\"a.b\",{}]", "args: a list");
        refused("[48,7,{},\"a.b\",[],[]]", "kwargs: a dict");
        refused("[8,50,7,{},\"a.b\"]", "50 is no request");
        for (String value : new String[] {"01", "-", "1.", ".5", "1e", "1e+", "tru", "nulL", "\"", "\"\\x\"", "\"\\u12g4\"", "\"\t\"",
            "[1", "[1,]", "{1:2}", "{\"a\"}", "{\"a\":1,}", "+1", "NaN", "'a'", "1 2", ""}) {
            assertThrows(WampException.class, () -> json("[48,7,{},\"a.b\",[" + value + ",1]]"), value);
        }
        refused("[48,7,{},\"a.b\"," + "[".repeat(63) + "1" + "]".repeat(63) + "]", null);
        refused("[48,7,{},\"a.b\"," + "[".repeat(64) + "1" + "]".repeat(64) + "]", "nested deeper");
        refused("[48,7,{},\"a.b\"," + "[".repeat(500_000), "nested deeper");
    }

    private static void refused(String text, String why) {
        if (why == null) {
            json(text);
            return;
        }
        var refused = assertThrows(WampException.class, () -> json(text), text);
        assertTrue(refused.getMessage().contains(why), refused.getMessage() + " for " + text);
        assertEquals(WampException.VIOLATION, refused.uri());
    }

    @Test
    void decoder_malformedMsgpack_saysWhatIsWrong() {
        for (String hex : new String[] {
            "", "80", "90", "93", "91 30", "94 30 07 80", "94 30 07 80 a3 61 2e", // too short
            "94 30 00 80 a3 61 2e 62", "94 30 ff 80 a3 61 2e 62", "94 30 c0 80 a3 61 2e 62", // id 0, -1, nil
            "94 30 cf 00 20 00 00 00 00 00 01 80 a3 61 2e 62", // 2^53 + 1
            "94 30 cf ff ff ff ff ff ff ff ff 80 a3 61 2e 62",
            "94 30 ca 3f 80 00 00 80 a3 61 2e 62", // 1.0
            "94 30 07 80 a3 61 2e ff", "94 30 07 80 a2 c0 80", // not UTF-8: FF; an overlong NUL
            "94 30 07 80 c4 03 61 2e 62", // a URI in bin
            "95 30 07 80 a3 61 2e 62 80", "95 30 07 80 a3 61 2e 62 91 c1", // args a dict; octet C1
            "95 30 07 80 a3 61 2e 62 dd ff ff ff ff", "95 30 07 80 a3 61 2e 62 91 c6 ff ff ff ff",
                "95 30 07 80 a3 61 2e 62 91 df ff ff ff ff",
            "92 23 07 00", "dc 00 02 23"}) {
            assertThrows(WampException.class, () -> msgpack(hex), hex);
        }
        assertThrows(WampException.class, () -> msgpack("95 30 07 80 a3 61 2e 62" + "91".repeat(64) + "01"));
        assertEquals(Call.class, msgpack("95 30 07 80 a3 61 2e 62" + "91".repeat(63) + "01").getClass());
        // every other kind of value: nil, true, bin 8, ext 8, fixext 4, float 32, uint 16, int 64, str 8, map 16, -1
        assertEquals(Call.class, msgpack("95 30 07 80 a3 61 2e 62 9b c0 c3 c4 01 00 c7 01 05 00 d6 05 00 00 00 00 ca 00 00 00 00"
            + "cd 00 00 d3 00 00 00 00 00 00 00 00 d9 01 61 de 00 01 01 02 ff").getClass());
    }

    @Test
    void decoder_invalidUri_namesTheRequest() {
        for (String uri : new String[] {"", ".", "a.", ".a", "a..b", "a b", "a#b", "a\\u0000b", "a\\ud800b", "a\\u00a0b"}) {
            var refused = assertThrows(WampException.class, () -> json("[64,12,{},\"" + uri + "\"]"), uri);
            assertEquals(WampException.INVALID_URI, refused.uri());
            assertEquals(Message.REGISTER, refused.requestType());
            assertEquals(12, refused.request());
        }
        assertEquals(0, assertThrows(WampException.class, () -> json("[8,48,12,{},\"a b\"]")).request());
    }

    @Test
    void decoder_mutatedMessages_areMessagesOrRefused() {
        var random = new Random(3);
        for (var form : Serializer.values()) {
            var decoder = new MessageDecoder(form);
            for (int round = 0; round < 60_000; round++) {
                byte[] bytes = MessageVectors.all().get(round % MessageVectors.all().size()).bytes(form);
                for (int change = random.nextInt(4); change >= 0; change--)
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                try {
                    decoder.decode(bytes, 0, random.nextInt(5) == 0 ? random.nextInt(bytes.length + 1) : bytes.length);
                } catch (WampException refused) {
                    assertTrue(refused.getMessage().startsWith("message"), refused.getMessage());
                }
            }
        }
    }

    @Test
    void scanner_randomJson_agreesWithJackson() throws Exception {
        var random = new Random(4);
        var decoder = new MessageDecoder(Serializer.JSON);
        String alphabet = "[]{},:\"\\ 0123-+.eEtrufalsn\n";
        int well = 0;
        for (int round = 0; round < 100_000; round++) {
            var text = new StringBuilder(round % 2 == 0 ? "1" : "{\"a\":[1,true],\"b\":-0.5e+3}");
            for (int change = random.nextInt(4); change >= 0; change--) {
                text.setCharAt(random.nextInt(text.length()), alphabet.charAt(random.nextInt(alphabet.length())));
                text.insert(random.nextInt(text.length()), alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] message = ("[50,1,{},[" + text + "]]").getBytes(StandardCharsets.UTF_8);
            boolean ours = true;
            try {
                decoder.decode(message, 0, message.length);
            } catch (WampException _) {
                ours = false;
            }
            boolean theirs = jacksonReads("[50,1,{},[" + text + "]]");
            assertEquals(theirs, ours, text.toString());
            if (ours) well++;
        }
        assertTrue(well > 1000, "too few were well-formed to say anything: " + well);
    }

    // As a message: three or four elements, the last a list; or a list and a dict.
    private static boolean jacksonReads(String text) {
        try {
            var mapper = new com.fasterxml.jackson.databind.ObjectMapper()
                .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
            var node = mapper.readTree(text);
            return node.isArray() && node.size() <= 5 && node.get(3).isArray() && (node.size() == 4 || node.get(4).isObject());
        } catch (java.io.IOException e) {
            return false;
        }
    }

    @Test
    void payload_inTheOtherForm_keepsNumbersTextAndOctets() {
        String json = "[1,-1,128,9007199254740993,18446744073709551615,0.5,5.0,\"ü\\n\",true,null,{\"a\":[]},\"\\u0000AP8=\"]";
        var packed = Payload.json(json, null).args(Serializer.MSGPACK);
        // fixarray has no 12 of... 9C; 128 uint 8; 2^53+1 uint 64; 2^64-1 uint 64; floats 64; "ü\n" fixstr 3; bin 8 of 00 FF
        assertEquals("9c01ffcc80cf0020000000000001cfffffffffffffffffcb3fe0000000000000cb4014000000000000a3c3bc0ac3c081a16190c40200ff",
            HexFormat.of().formatHex(packed));
        assertEquals(json, new String(Payload.of(Serializer.MSGPACK, packed, null).args(Serializer.JSON), StandardCharsets.UTF_8));
    }

    @Test
    void payload_thatTheOtherFormCannotHave_isRefused() {
        for (String json : new String[] {"[18446744073709551616]", "[1e999]", "[\"\\u0000no base64!\"]"}) {
            assertEquals(WampException.INVALID_PAYLOAD,
                assertThrows(WampException.class, () -> Payload.json(json, null).args(Serializer.MSGPACK), json).uri());
        }
        for (String hex : new String[] {"91cb7ff0000000000000", "91d40501"}) { // infinity; an extension
            byte[] packed = HexFormat.of().parseHex(hex);
            assertEquals(WampException.INVALID_PAYLOAD,
                assertThrows(WampException.class, () -> Payload.of(Serializer.MSGPACK, packed, null).args(Serializer.JSON), hex).uri());
        }
    }

    @Test
    void dict_thatTheOtherFormCannotHave_isRefused() {
        var most = Dict.json("{\"x\":18446744073709551615,\"y\":-9223372036854775808}");
        var written = encode(Serializer.MSGPACK, new Goodbye(most, "a"));
        assertEquals(new Goodbye(most, "a"), new MessageDecoder(Serializer.MSGPACK).decode(written, 0, written.length));
        for (var value : new String[] {"18446744073709551616", "[-9223372036854775809]", "{\"deep\":1" + "0".repeat(500) + "}"}) {
            var tooBig = new Goodbye(Dict.json("{\"x\":" + value + "}"), "a");
            var e = assertThrows(WampException.class, () -> encode(Serializer.MSGPACK, tooBig));
            assertEquals(WampException.INVALID_PAYLOAD, e.uri());
            assertTrue(e.getMessage().startsWith("a dict that cannot be written as MSGPACK: {\"x\":"), e.getMessage());
            assertTrue(e.getMessage().length() < 200, e.getMessage());
        }
    }

    @Test
    void encoder_textsThatNeedEscapes_writesThem() {
        byte[] written = encode(Serializer.JSON, new Goodbye(Dict.NONE, "a\"\\\u0001😀ü"));
        assertEquals("[6,{},\"a\\\"\\\\\\u0001😀ü\"]", new String(written, StandardCharsets.UTF_8));
        var kwargsOnly = new Result(1, Dict.NONE, Payload.json(null, "{\"a\":1}"));
        assertArrayEquals("[50,1,{},[],{\"a\":1}]".getBytes(), encode(Serializer.JSON, kwargsOnly));
        assertArrayEquals("[70,10,{}]".getBytes(), encode(Serializer.JSON, new Yield(10, Dict.NONE, Payload.NONE)));
    }
}
