package reprise.transport.wamp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Writes a message in JSON, without white space. */
final class JsonWriter extends ValueWriter {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private boolean first;

    @Override
    void start(ByteBuf out, int elements) {
        this.out = out;
        out.writeByte('[');
        first = true;
    }

    private void comma() {
        if (!first) out.writeByte(',');
        first = false;
    }

    @Override
    void whole(long value) {
        comma();
        long power = 1;
        while (value / power >= 10) power *= 10;
        for (; power > 0; power /= 10) out.writeByte('0' + (int) (value / power % 10));
    }

    @Override
    void text(String text) {
        comma();
        out.writeByte('"');
        if (plain(text)) {
            ByteBufUtil.writeUtf8(out, text);
        } else {
            for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) character(text, i);
        }
        out.writeByte('"');
    }

    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') return false;
        }
        return true;
    }

    private void character(String text, int at) {
        char c = text.charAt(at);
        if (c == '"' || c == '\\') {
            out.writeByte('\\').writeByte(c);
        } else if (c < ' ') {
            out.writeByte('\\').writeByte('u').writeByte('0').writeByte('0').writeByte(HEX[c >> 4]).writeByte(HEX[c & 15]);
        } else {
            ByteBufUtil.writeUtf8(out, text, at, at + Character.charCount(text.codePointAt(at)));
        }
    }

    @Override
    void emptyDict() {
        comma();
        out.writeByte('{').writeByte('}');
    }

    @Override
    void emptyList() {
        comma();
        out.writeByte('[').writeByte(']');
    }

    @Override
    void value(byte[] bytes) {
        comma();
        out.writeBytes(bytes);
    }

    @Override
    void finish() {
        out.writeByte(']');
        out = null;
    }
}
