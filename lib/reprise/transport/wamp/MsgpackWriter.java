package reprise.transport.wamp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Writes a message in MessagePack; {@link MsgpackReader} lists the heads. Numbers and lengths take the fewest octets. */
final class MsgpackWriter extends ValueWriter {
    @Override
    void start(ByteBuf out, int elements) {
        this.out = out;
        out.writeByte(0x90 | elements); // no message has more than 7
    }

    @Override
    void whole(long value) {
        if (value < 0x80) out.writeByte((int) value);
        else if (value < 0x100) out.writeByte(0xCC).writeByte((int) value);
        else if (value < 0x1_0000) out.writeByte(0xCD).writeShort((int) value);
        else if (value < 0x1_0000_0000L) out.writeByte(0xCE).writeInt((int) value);
        else out.writeByte(0xCF).writeLong(value);
    }

    @Override
    void text(String text) {
        int bytes = ByteBufUtil.utf8Bytes(text);
        if (bytes < 32) out.writeByte(0xA0 | bytes);
        else if (bytes < 0x100) out.writeByte(0xD9).writeByte(bytes);
        else if (bytes < 0x1_0000) out.writeByte(0xDA).writeShort(bytes);
        else out.writeByte(0xDB).writeInt(bytes);
        ByteBufUtil.reserveAndWriteUtf8(out, text, bytes);
    }

    @Override
    void emptyDict() {
        out.writeByte(0x80);
    }

    @Override
    void emptyList() {
        out.writeByte(0x90);
    }

    @Override
    void value(byte[] bytes) {
        out.writeBytes(bytes);
    }

    @Override
    void finish() {
        out = null;
    }
}
