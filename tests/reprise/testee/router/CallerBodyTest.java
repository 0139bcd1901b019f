package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.Serializer;

/** What is read from a body, and what is wrong with one. */
final class CallerBodyTest {
    private final CallerBody body = new CallerBody();

    private String read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private String read(byte[] octets) {
        return body.read(Unpooled.wrappedBuffer(octets));
    }

    private static String text(byte[] json) {
        return json == null ? "-" : new String(json, StandardCharsets.UTF_8);
    }

    /** Body: procedure, args, kwargs; "-" for none. The bytes of args and kwargs are unchanged. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"procedure\":\"a.b\"}                                           | a.b | -        | -",
        "{\"procedure\": \"a.b\", \"args\": [2, 3], \"kwargs\": {\"v\": false}} | a.b | [2, 3]   | {\"v\": false}",
        "{\"kwargs\" : { } , \"args\":[ 1 ,[2],{\"x\":[3]} ] ,\"procedure\" : \"a.b\" } | a.b | [ 1 ,[2],{\"x\":[3]} ] | { }",
        "{\"args\":null,\"procedure\":\"a.b\",\"kwargs\":null}                   | a.b | -        | -",
        "{\"args\":[],\"procedure\":\"a.b\",\"kwargs\":{}}                       | a.b | []       | {}",
        "{\"more\":{\"args\":1,\"procedure\":[2]},\"procedure\":\"a.b\",\"seq\":9}  | a.b | -        | -",
        "{\"args\":[\"]}\\\"\",\"\\u00e9\"],\"procedure\":\"a.b\"}                   | a.b | [\"]}\\\"\",\"\\u00e9\"] | -",
        "{\"args\":[\"grüße €😀\"],\"procedure\":\"grüße\"}                      | grüße | [\"grüße €😀\"] | -",
        "{\"\\u0070rocedure\":\"a\\u002eb\"}                                    | a.b | -        | -",
        "{\"args\":[-1.5e300,12345678901234567890,true],\"procedure\":\"a.b\"} | a.b | [-1.5e300,12345678901234567890,true] | -",
    })
    void body_thatIsGood_isCutAsItStands(String text, String procedure, String args, String kwargs) {
        assertNull(read(text));
        assertEquals(procedure, body.procedure());
        assertEquals(args, text(body.arguments().args(Serializer.JSON)));
        assertEquals(kwargs, text(body.arguments().kwargs(Serializer.JSON)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "~~                                             | the body is no JSON object",
        "[1]                                            | the body is no JSON object",
        "\"procedure\"                                  | the body is no JSON object",
        "null                                           | the body is no JSON object",
        "{}                                             | there is no procedure; give one",
        "{\"args\":[1]}                                 | there is no procedure; give one",
        "{\"procedure\":5}                              | procedure is no string",
        "{\"procedure\":null}                           | procedure is no string",
        "{\"procedure\":[\"a.b\"]}                      | procedure is no string",
        "{\"procedure\":\"\"}                           | procedure is an empty string",
        "{\"procedure\":\"a.b\",\"args\":{}}            | args is no list",
        "{\"procedure\":\"a.b\",\"args\":\"[]\"}        | args is no list",
        "{\"procedure\":\"a.b\",\"args\":0}             | args is no list",
        "{\"procedure\":\"a.b\",\"kwargs\":[]}          | kwargs is no dict",
        "{\"procedure\":\"a.b\",\"kwargs\":true}        | kwargs is no dict",
        "{\"procedure\":\"a.b\",\"procedure\":\"a.c\"}  | procedure is given twice",
        "{\"procedure\":\"a.b\",\"args\":[],\"args\":[]}     | args is given twice",
        "{\"procedure\":\"a.b\",\"kwargs\":{},\"kwargs\":{}} | kwargs is given twice",
        "{\"procedure\":\"a.b\"} x                      | the body is not JSON: wrong near byte 20",
        "{\"procedure\":\"a.b\"}{}                      | something follows the JSON object in the body",
        "{\"procedure\":\"a.b\",}                       | the body is not JSON: wrong near byte 19",
        "{\"procedure\":\"a.b\"                         | the body is not JSON: it ends within a value",
        "{\"procedure\":\"a.b\",\"args\":[1,2}          | the body is not JSON: wrong near byte 30",
        "{\"procedure\":\"a.b\",\"args\":[1,NaN]}       | the body is not JSON: wrong near byte ",
        "{\"procedure\":\"a.b\",\"args\":[01]}          | the body is not JSON: wrong near byte ",
        "{'procedure':'a.b'}                            | the body is not JSON: wrong near byte 1",
        "{\"procedure\":\"a\\tb\\q\"}                   | the body is not JSON: wrong near byte ",
    })
    void body_thatIsBad_saysWhy(String text, String why) {
        String said = read(text);
        assertTrue(said != null && said.startsWith(why), said);
    }

    @Test
    void octets_thatAreNotUtf8_areRefusedWhereverTheyStand() {
        String before = "{\"procedure\":\"a.b\",\"args\":[\"";
        // a lone continuation; a lead without one; overlong '/'; overlong NUL; a surrogate; beyond U+10FFFF; a zero octet
        for (String hex : new String[] {"80", "c3", "c0af", "c080", "eda080", "f4908080", "ff", "00"}) {
            var bad = Unpooled.copiedBuffer(Unpooled.copiedBuffer(before, StandardCharsets.UTF_8),
                Unpooled.wrappedBuffer(io.netty.buffer.ByteBufUtil.decodeHexDump(hex)),
                Unpooled.copiedBuffer("\"]}", StandardCharsets.UTF_8));
            assertEquals("the body is not UTF-8 without a byte order mark", body.read(bad), hex);
        }
        String good = before + "\"]}";
        assertEquals("the body is not UTF-8 without a byte order mark", read("\ufeff" + good));
        for (var charset : new java.nio.charset.Charset[] {StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE,
            java.nio.charset.Charset.forName("UTF-32")}) {
            assertEquals("the body is not UTF-8 without a byte order mark", read(good.getBytes(charset)), charset.name());
        }
        assertNull(read(good));
    }

    @Test
    void nesting_aHundredThousandDeep_isRefusedAndFourHundredIsNot() {
        String said = read("{\"procedure\":\"a.b\",\"args\":" + "[".repeat(100_000));
        assertEquals("the body is not JSON: it is nested too deeply, or has a name or a number that is too long", said);
        assertNull(read("{\"procedure\":\"a.b\",\"args\":" + "[".repeat(400) + "]".repeat(400) + "}"));
        assertEquals(800, body.arguments().args(Serializer.JSON).length);
    }

    @Test
    void body_longerThanWhatIsKept_isReadAndTheNextIsNotTouchedByIt() {
        String args = "[\"" + "x".repeat(300_000) + "\"]";
        assertNull(read("{\"args\":" + args + ",\"procedure\":\"a.b\"}"));
        Payload first = body.arguments();
        assertNull(read("{\"args\":[1],\"procedure\":\"a.c\"}"));
        assertEquals(args, text(first.args(Serializer.JSON)));
        assertEquals("[1]", text(body.arguments().args(Serializer.JSON)));
        assertEquals("there is no procedure; give one, for example {\"procedure\": \"com.example.add2\"}", read("{}"));
        assertNull(body.procedure());
    }

    @Test
    void procedure_calledAgain_isTheSameString() {
        assertNull(read("{\"procedure\":\"com.example.add2\"}"));
        String first = body.procedure();
        for (int i = 0; i < 2_000; i++) { // more names than the cache holds
            assertNull(read("{\"procedure\":\"p" + i + "\"}"));
            assertEquals("p" + i, body.procedure());
        }
        String longName = "x".repeat(10_000);
        assertNull(read("{\"procedure\":\"" + longName + "\"}"));
        assertEquals(longName, body.procedure());
        assertNull(read("{\"procedure\":\"com.example.add2\"}"));
        assertEquals(first, body.procedure());
        String second = body.procedure();
        assertNull(read("{\"procedure\":\"com.example.add2\"}"));
        assertSame(second, body.procedure());
    }

    /** Whichever octet is changed, the body is refused, or the parts cut out are valid JSON of their kinds. */
    @Test
    void body_withOctetsChanged_isRefusedOrCutCleanly() {
        var random = new Random(3);
        var json = new ObjectMapper();
        byte[] good =
            "{\"procedure\": \"a.b\", \"args\": [2, {\"x\": [\"é\"]}], \"kwargs\": {\"v\": [1, null]}}".getBytes(StandardCharsets.UTF_8);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = good.clone();
            for (int n = random.nextInt(3); n >= 0; n--)
                changed[random.nextInt(changed.length)] = (byte) " {}[]\",:0aé\\".charAt(random.nextInt(12));
            if (read(changed) != null) continue;
            accepted++;
            try {
                byte[] args = body.arguments().args(Serializer.JSON);
                byte[] kwargs = body.arguments().kwargs(Serializer.JSON);
                assertTrue(args == null || json.readTree(args).isArray(), text(changed));
                assertTrue(kwargs == null || json.readTree(kwargs).isObject(), text(changed));
            } catch (JsonProcessingException e) {
                throw new AssertionError(text(changed), e);
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
        }
        assertTrue(accepted > 1_000, accepted + " were accepted");
    }
}
