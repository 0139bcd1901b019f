package reprise.testee.chat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import reprise.transport.JsonFault;

/**
 * Reads {@code {"action_type": "direct" | "broadcast" | "ping" | "pong", "body": "<epoch ms>"}}. It ignores unknown fields; of
 * duplicate fields the last counts; a probe needs no body. Owned by the event loop.
 */
final class MessageReader {
    private static final JsonFactory JSON = JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

    /** Jackson takes a zero octet among them for UTF-16 or UTF-32; text in UTF-8 has none in JSON (RFC 8259, 8.1). */
    private static final int DETECTED_BYTES = 4;
    private final byte[] utf8;

    MessageReader(int messageLimitBytes) {
        utf8 = new byte[messageLimitBytes];
    }

    /** HOT: once per message. The codec bounds the text's length. */
    Message read(ByteBuf text) {
        int length = text.readableBytes();
        text.getBytes(text.readerIndex(), utf8, 0, length);
        for (int i = 0; i < Math.min(length, DETECTED_BYTES); i++) {
            if (utf8[i] == 0) return new Message.Invalid("not JSON: wrong near byte " + i);
        }
        try (var json = JSON.createParser(utf8, 0, length)) {
            return read(json);
        } catch (JsonProcessingException e) {
            return new Message.Invalid("not JSON: " + JsonFault.of(e));
        } catch (IOException e) {
            throw new UncheckedIOException("chat: an array in memory cannot be read", e);
        }
    }

    private static Message read(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) return new Message.Invalid("not a JSON object");
        String action = null;
        String body = null;
        String wrong = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            var value = json.nextToken();
            if (name.equals("action_type")) {
                if (value == JsonToken.VALUE_STRING) action = json.getText();
                else wrong = "action_type is not a string";
            } else if (name.equals("body")) {
                if (value == JsonToken.VALUE_STRING) body = json.getText();
                else wrong = "body is not a string";
            } else {
                json.skipChildren();
            }
            if (wrong != null) return new Message.Invalid(wrong);
        }
        if (json.nextToken() != null) return new Message.Invalid("more than one JSON value");
        return message(action, body);
    }

    private static Message message(String action, String body) {
        if (action == null) return new Message.Invalid("action_type is missing");
        boolean probe = action.equals("ping") || action.equals("pong");
        if (!probe && !action.equals("direct") && !action.equals("broadcast")) {
            return new Message.Invalid("action_type is none of direct, broadcast, ping, pong");
        }
        if (body == null && !probe) return new Message.Invalid("body is missing");
        if (body != null && halfPair(body)) return new Message.Invalid("body has half of a surrogate pair");
        if (probe) return new Message.Probe(body == null ? "" : body);
        return action.equals("direct") ? new Message.Direct(body) : new Message.Broadcast(body);
    }

    /** A lone escape such as backslash-ud800 is valid JSON, but UTF-8 cannot encode it. */
    private static boolean halfPair(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) continue;
            if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) return true;
            i++;
        }
        return false;
    }
}
