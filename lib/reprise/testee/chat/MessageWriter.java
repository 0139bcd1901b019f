package reprise.testee.chat;

import com.fasterxml.jackson.core.JsonFactory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes the server's messages as whole WebSocket frames, so that one buffer serves every listener (a server's frames are not
 * masked). RFC 6455, 5.2: {@code FIN and opcode 81 | length to 125, or 126 and 16 bits, or 127 and 64 bits | text}.
 */
final class MessageWriter {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int FINAL_TEXT = 0x81;
    private static final int LONGEST_HEADER_BYTES = 10;
    private static final int USUAL_REST_BYTES = 128;

    private MessageWriter() {}

    /** HOT: once per message, whatever the number of listeners. {@code {"action_type":…,"body":…,"user_id":N,"data":…}}. */
    static ByteBuf message(ByteBufAllocator buffers, String action, String body, long userId, String data) {
        var frame = begin(buffers, body.length() + data.length());
        try (var json = JSON.createGenerator((OutputStream) new ByteBufOutputStream(frame))) {
            json.writeStartObject();
            json.writeStringField("action_type", action);
            json.writeStringField("body", body);
            json.writeNumberField("user_id", userId);
            json.writeStringField("data", data);
            json.writeEndObject();
        } catch (IOException e) {
            frame.release();
            throw new UncheckedIOException("chat: a checked message cannot be written", e);
        }
        return end(frame);
    }

    /** {@code {"accept": true}}: the queueing server's first message. */
    static ByteBuf accept(ByteBufAllocator buffers) {
        var frame = begin(buffers, 0);
        frame.writeCharSequence("{\"accept\": true}", StandardCharsets.US_ASCII);
        return end(frame);
    }

    private static ByteBuf begin(ByteBufAllocator buffers, int textBytes) {
        return buffers.ioBuffer(LONGEST_HEADER_BYTES + textBytes + USUAL_REST_BYTES)
            .writerIndex(LONGEST_HEADER_BYTES).readerIndex(LONGEST_HEADER_BYTES);
    }

    // The header's length depends on the text's: it goes right before the text, into room for the longest header.
    private static ByteBuf end(ByteBuf frame) {
        int length = frame.readableBytes();
        int headerBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
        int at = frame.readerIndex() - headerBytes;
        frame.setByte(at, FINAL_TEXT);
        switch (headerBytes) {
            case 2 -> frame.setByte(at + 1, length);
            case 4 -> frame.setByte(at + 1, 126).setShort(at + 2, length);
            default -> frame.setByte(at + 1, 127).setLong(at + 2, length);
        }
        return frame.readerIndex(at);
    }
}
