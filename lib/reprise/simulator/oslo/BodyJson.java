package reprise.simulator.oslo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netty.buffer.ByteBuf;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Parses bodies in an unusual layout with Jackson. Thread-safe. */
final class BodyJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private BodyJson() {}

    /** The message in a body. As in oslo, a body without both envelope keys is itself the message. */
    static JsonNode message(ByteBuf body) throws JsonProcessingException {
        var outer = parse(body.toString(UTF_8));
        var enveloped = outer.has("oslo.version") && outer.has("oslo.message");
        return enveloped ? parse(outer.get("oslo.message").asText()) : outer;
    }

    static JsonNode parse(String text) throws JsonProcessingException {
        try {
            return JSON.readTree(text);
        } catch (NumberFormatException e) { // an exponent of more than ten digits; Jackson lets it through
            throw new JsonParseException(null, "a number that is too large or too small", e);
        }
    }

    /**
     * Epoch seconds as ns; −1 if it is not a plausible number: from 0 to 9·10⁹ seconds (9·10¹⁸ ns fit a long), and not of a scale that
     * takes long to round.
     */
    static long stampNs(JsonNode number) {
        if (!number.isNumber()) return -1;
        var seconds = number.decimalValue();
        boolean plausible = Math.abs((long) seconds.scale()) <= 1000 && seconds.signum() >= 0
            && seconds.compareTo(BigDecimal.valueOf(9_000_000_000L)) < 0;
        return plausible ? seconds.movePointRight(9).setScale(0, RoundingMode.HALF_EVEN).longValue() : -1;
    }

    /** The content of a JSON string, in ASCII, without its quotes. */
    static String escaped(String text) {
        try {
            var quoted = JSON.writeValueAsString(text);
            return quoted.substring(1, quoted.length() - 1);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a string that cannot be JSON: " + text, e);
        }
    }
}
