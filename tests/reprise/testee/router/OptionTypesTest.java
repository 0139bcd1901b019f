package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reprise.transport.wamp.Serializer;

/**
 * Each option of each message with a value of each type of MessagePack and JSON. An option of the specified type is accepted, or refused
 * with an ERROR; any other type aborts the session with protocol_violation. No session ends without a message.
 */
final class OptionTypesTest {
    /** The type of an option. */
    private enum Type { TEXT, FLAG, WHOLE, LIST_OF_IDS, LIST_OF_TEXTS, DICT, ANY }

    /** @param of the option types for which this value is valid */
    private record Value(String json, String msgpackHex, Set<Type> of) {}

    private static final List<Value> VALUES = List.of(
        new Value("null", "c0", Set.of()),
        new Value("false", "c2", Set.of(Type.FLAG)),
        new Value("5", "05", Set.of(Type.WHOLE)),
        new Value("5.0", "cb4014000000000000", Set.of(Type.WHOLE)), // JavaScript may write 5 this way
        new Value("-1", "ff", Set.of()),
        new Value("0.5", "cb3fe0000000000000", Set.of()),
        new Value("9007199254740993", "cf0020000000000001", Set.of()), // 2^53 + 1
        new Value("18446744073709551615", "cfffffffffffffffff", Set.of()),
        new Value("1e999", "cb7ff0000000000000", Set.of()), // infinity
        new Value("9".repeat(1001), "cb7ff8000000000000", Set.of()), // no number that Java's parser reads; NaN
        new Value("\"x\"", "a178", Set.of(Type.TEXT)),
        new Value("\"" + "x".repeat(300) + "\"", "da012c" + "78".repeat(300), Set.of(Type.TEXT)),
        new Value("\"\\ud800\"", "a3efbfbf", Set.of(Type.TEXT)), // unpaired surrogate; U+FFFF
        new Value("[]", "90", Set.of(Type.LIST_OF_IDS, Type.LIST_OF_TEXTS)),
        new Value("[7]", "9107", Set.of(Type.LIST_OF_IDS)),
        new Value("[\"x\"]", "91a178", Set.of(Type.LIST_OF_TEXTS)),
        new Value("[[]]", "91d40501", Set.of()), // a list of an extension
        new Value("{}", "80", Set.of(Type.DICT)),
        new Value("{\"a\":[{}]}", "81a161c70005", Set.of(Type.DICT)), // a dict with an extension of no octets
        new Value(null, "c40100", Set.of()), // binary
        new Value(null, "d40501", Set.of()), // extensions of 1, 2, 4, 8, 16 and 3 octets
        new Value(null, "d5050102", Set.of()),
        new Value(null, "d6ff00000000", Set.of()), // a timestamp
        new Value(null, "d7050102030405060708", Set.of()),
        new Value(null, "d805" + "00".repeat(16), Set.of()),
        new Value(null, "c7030501ff00", Set.of()),
        new Value(null, "d40000", Set.of(Type.values()))); // JavaScript's undefined: treated as absent

    /** @param code of its message */
    private record Option(int code, String name, Type type) {}

    private static final List<Option> OPTIONS = new ArrayList<>();

    private static void options(int code, Type type, String... names) {
        for (String name : names) OPTIONS.add(new Option(code, name, type));
    }

    static {
        options(16, Type.FLAG, "acknowledge", "exclude_me", "disclose_me", "retain");
        options(16, Type.LIST_OF_IDS, "exclude", "eligible");
        options(16, Type.LIST_OF_TEXTS, "exclude_authid", "exclude_authrole", "eligible_authid", "eligible_authrole");
        options(32, Type.TEXT, "match");
        options(32, Type.FLAG, "get_retained");
        options(64, Type.TEXT, "match", "invoke");
        options(64, Type.FLAG, "disclose_caller", "force_reregister");
        options(48, Type.WHOLE, "timeout");
        options(48, Type.FLAG, "receive_progress", "disclose_me", "progress");
        for (int code : new int[] {16, 32, 64, 48, 49}) options(code, Type.ANY, "x_own");
    }

    private Router router;

    @BeforeEach
    void start() throws IOException {
        router = Router.start(RouterPlan.local());
        router.register("com.example.add2", Arithmetic.ADD).join();
    }

    @AfterEach
    void stop() {
        router.close();
    }

    private static byte[] body(Serializer form, Option option, Value value) {
        boolean named = option.code != 49; // CANCEL ends with its options
        if (form == Serializer.JSON) {
            return ("[" + option.code + ",7,{\"" + option.name + "\":" + value.json + "}" + (named ? ",\"com.example.own\"" : "") + "]")
                .getBytes(StandardCharsets.UTF_8);
        }
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) (named ? 0x94 : 0x93), (byte) option.code, 7, (byte) 0x81, (byte) (0xA0 | option.name.length())});
        out.writeBytes(option.name.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(HexFormat.of().parseHex(value.msgpackHex));
        if (named) {
            out.write(0xA0 | "com.example.own".length());
            out.writeBytes("com.example.own".getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private static void frame(RawPeer peer, byte[] body) throws IOException {
        peer.socket.getOutputStream().write(java.nio.ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array());
    }

    // The octet behind the list's head is the code in MessagePack; in JSON it is digits.
    private static int code(Serializer form, String message) {
        return form == Serializer.JSON ? Integer.parseInt(message.substring(1, message.indexOf(','))) : message.charAt(1);
    }

    private String heard(RawPeer peer, String what) throws IOException {
        try {
            byte[] body = new byte[peer.in.readInt()];
            peer.in.readFully(body);
            return new String(body, StandardCharsets.ISO_8859_1);
        } catch (EOFException e) {
            throw new AssertionError(what + ": the session ended without a word", e);
        }
    }

    private RawPeer joined(Serializer form) throws IOException {
        var peer = new RawPeer(router.rawSocketPort());
        peer.octets(form == Serializer.JSON ? "7fb10000" : "7fb20000").readHex(4);
        var hello = "[1,\"realm1\",{\"roles\":{\"caller\":{}}}]";
        frame(peer, form == Serializer.JSON ? hello.getBytes(StandardCharsets.UTF_8)
            : HexFormat.of().parseHex("9301a67265616c6d3181a5726f6c657381a663616c6c657280"));
        assertEquals(2, code(form, heard(peer, "HELLO")));
        return peer;
    }

    /** Whether it was aborted: a later call is answered (50) if the session continues. */
    private boolean aborted(Serializer form, Option option, Value value) throws IOException {
        String what = form + " " + option + " " + value;
        try (var peer = joined(form)) {
            frame(peer, body(form, option, value));
            frame(peer, form == Serializer.JSON ? "[48,8,{},\"com.example.add2\",[2,3]]".getBytes(StandardCharsets.UTF_8)
                : HexFormat.of().parseHex("95300880b0636f6d2e6578616d706c652e61646432920203"));
            while (true) {
                String message = heard(peer, what);
                int code = code(form, message);
                if (code == 50) return false;
                if (code == 3) {
                    assertTrue(message.contains("wamp.error.protocol_violation"), what + " → " + message);
                    assertEquals("", peer.rest(), what);
                    return true;
                }
            }
        }
    }

    private void everyOption(Serializer form) throws IOException {
        for (var option : OPTIONS) {
            for (var value : VALUES) {
                if (form == Serializer.JSON && value.json == null) continue;
                // a number of 1,001 digits is unreadable, whatever the option
                boolean readable = form != Serializer.JSON || value.json.length() < 1000;
                boolean right = readable && (option.type == Type.ANY || value.of.contains(option.type));
                assertEquals(!right, aborted(form, option, value), form + " " + option + " " + value);
            }
        }
    }

    @Test
    void option_inMsgpack_ofEveryType_isAnsweredByTheBook() throws IOException {
        everyOption(Serializer.MSGPACK);
    }

    @Test
    void option_inJson_ofEveryType_isAnsweredByTheBook() throws IOException {
        everyOption(Serializer.JSON);
    }

    /** HELLO's details, at each level. */
    @Test
    void hello_ofEveryType_isWelcomedOrAborted() throws IOException {
        for (var value : VALUES) {
            for (String details : new String[] {"81a5726f6c6573%s", "81a5726f6c657381a663616c6c6565%s",
                "81a5726f6c657381a663616c6c656581a86665617475726573%s",
                "81a5726f6c657381a663616c6c656581a8666561747572657381ae63616c6c5f63616e63656c696e67%s"}) {
                try (var peer = new RawPeer(router.rawSocketPort())) {
                    peer.octets("7fb20000").readHex(4);
                    String hex = "9301a67265616c6d31" + String.format(details, value.msgpackHex);
                    frame(peer, HexFormat.of().parseHex(hex));
                    String said = heard(peer, hex);
                    boolean welcome = code(Serializer.MSGPACK, said) == 2;
                    boolean last = details.contains("63616c6c5f"); // call_canceling is a flag, the others are dicts
                    // without any role it is refused: no roles, an empty dict, or only an undefined one
                    boolean rolesAreThere = details.startsWith("81a5726f6c6573%") ? value.msgpackHex.startsWith("81")
                        : !details.contains("63616c6c6565%") || !value.msgpackHex.equals("d40000");
                    boolean right = value.of.contains(last ? Type.FLAG : Type.DICT) && rolesAreThere;
                    assertEquals(right, welcome, hex + " → " + said);
                    if (!welcome) assertTrue(said.contains("wamp.error.protocol_violation"), said);
                }
            }
        }
    }

    /** An ABORT that does not fit is sent without its text; values are shown shortened. */
    @Test
    void abort_toAPeerThatTakesLittle_fits() throws IOException {
        try (var peer = RawPeer.joined(router, 0, "7f010000")) { // 512 octets
            String abort = peer.say("[48,1,{\"timeout\":\"" + "x".repeat(100_000) + "\"},\"com.example.add2\"]").hear();
            assertTrue(abort.endsWith("\"wamp.error.protocol_violation\"]") && abort.length() <= 512, abort);
        }
        try (var callee = RawPeer.joined(router); var caller = RawPeer.joined(router, 0, "7f010000")) {
            callee.say("[64,1,{},\"com.example.long\"]").hear();
            caller.say("[48,1,{},\"com.example.long\"]");
            callee.hear();
            callee.say("[8,68,1,{},\"com." + "x".repeat(600) + "\"]"); // an error URI that is too long for this caller
            assertEquals("[8,48,1,{},\"wamp.error.payload_size_exceeded\"]", caller.hear());
            assertEquals("[67,2]", callee.say("[66,2,2]").hear(), "the callee is not the one to blame");
        }
    }

    /** Options that change a message's meaning and that this router does not support. */
    @Test
    void passthru_thatIsNotAnnounced_isAViolation() throws IOException {
        for (String message : new String[] {"[48,1,{\"ppt_scheme\":\"x_own\"},\"com.example.add2\",[\"a\"]]",
            "[16,1,{\"ppt_scheme\":\"x_own\"},\"a.b\"]",
            "[48,1,{\"progress\":true},\"com.example.add2\",[2,3]]", "[49,1,{\"mode\":\"slowly\"}]"}) {
            try (var peer = RawPeer.joined(router)) {
                String said = peer.say(message).hear();
                assertTrue(said.startsWith("[3,") && said.endsWith("\"wamp.error.protocol_violation\"]"), said);
            }
        }
    }
}
