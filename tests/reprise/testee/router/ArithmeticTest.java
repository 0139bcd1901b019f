package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.Procedure;
import reprise.transport.wamp.Serializer;

final class ArithmeticTest {
    private static String called(Arithmetic operation, Payload arguments) {
        var said = new StringBuilder();
        operation.call(arguments, new Procedure.Answer() {
            @Override
            public void result(Payload payload) {
                said.append(payload);
            }

            @Override
            public void error(String uri, Payload payload) {
                said.append(uri).append(' ').append(payload);
            }
        });
        return said.toString();
    }

    private static String called(Arithmetic operation, String args) {
        return called(operation, Payload.json(args, null));
    }

    @Test
    void operations_onWholeNumbers_stayWhole() {
        assertEquals("[5]", called(Arithmetic.ADD, "[2, 3]"));
        assertEquals("[-1]", called(Arithmetic.SUBTRACT, "[2, 3]"));
        assertEquals("[6]", called(Arithmetic.MULTIPLY, "[2,3]"));
        assertEquals("[5]", called(Arithmetic.ADD, Payload.json("[2,3]", "{\"verbose\":false}")));
    }

    @Test
    void modulo_asPythonDoesIt_hasTheSignOfTheSecond() {
        // python3 -c 'print(7 % 3, -7 % 3, 7 % -3, -7 % -3, 6 % -3, -7.5 % 2, 7.5 % -2, -(2**70) % 7, 2**70 % -7)'
        assertEquals("[1][2][-2][-1][0][0.5][-0.5][5][-5]", called(Arithmetic.MODULO, "[7,3]") + called(Arithmetic.MODULO, "[-7,3]")
            + called(Arithmetic.MODULO, "[7,-3]") + called(Arithmetic.MODULO, "[-7,-3]") + called(Arithmetic.MODULO, "[6,-3]")
            + called(Arithmetic.MODULO, "[-7.5,2]") + called(Arithmetic.MODULO, "[7.5,-2]")
            + called(Arithmetic.MODULO, "[-1180591620717411303424,7]") + called(Arithmetic.MODULO, "[1180591620717411303424,-7]"));
        assertEquals("wamp.error.invalid_argument [\"modulo by zero\"]", called(Arithmetic.MODULO, "[7,0]"));
        assertEquals("wamp.error.invalid_argument [\"modulo by zero\"]", called(Arithmetic.MODULO, "[7,0.0]"));
    }

    @Test
    void operations_beyond64Bits_growOrAreRefused() {
        assertEquals("[9223372036854775808]", called(Arithmetic.ADD, "[9223372036854775807,1]"));
        assertEquals("[85070591730234615847396907784232501249]", called(Arithmetic.MULTIPLY, "[9223372036854775807,9223372036854775807]"));
        assertEquals("[9223372036854775807]", called(Arithmetic.SUBTRACT, "[9223372036854775808,1]"));
        // 92 cf 7f..ff 01: 2^63 - 1 and 1 make an unsigned 2^63; times two is too much for MessagePack
        byte[] most = HexFormat.of().parseHex("92cf7fffffffffffffff01");
        assertEquals("[9223372036854775808]", called(Arithmetic.ADD, Payload.of(Serializer.MSGPACK, most, null)));
        byte[] square = HexFormat.of().parseHex("92cfffffffffffffffff02");
        assertEquals("wamp.error.invalid_argument [\"the result 36893488147419103230 has more than the 64 bits of MessagePack\"]",
            called(Arithmetic.MULTIPLY, Payload.of(Serializer.MSGPACK, square, null)));
        assertEquals("wamp.error.invalid_argument [\"a number beyond 64-bit floating point\"]", called(Arithmetic.MULTIPLY, "[1e308,10]"));
    }

    @Test
    void operations_inMsgpack_answerInMsgpack() {
        var answered = new Payload[1];
        Arithmetic.MULTIPLY.call(Payload.of(Serializer.MSGPACK, HexFormat.of().parseHex("920203"), null), new Procedure.Answer() {
            @Override
            public void result(Payload payload) {
                answered[0] = payload;
            }

            @Override
            public void error(String uri, Payload payload) {}
        });
        assertEquals(Serializer.MSGPACK, answered[0].form());
        assertEquals("9106", HexFormat.of().formatHex(answered[0].args(Serializer.MSGPACK)));
    }

    @Test
    void arguments_thatAreNotTwoNumbers_areRefused() {
        for (String args : new String[] {"[]", "[1]", "[1,2,3]", "[\"1\",2]", "[null,2]", "[[1],2]", "[1,{}]", "[true,1]", null}) {
            String said = called(Arithmetic.ADD, args);
            assertEquals("wamp.error.invalid_argument", said.split(" ")[0], args + ": " + said);
        }
    }
}
