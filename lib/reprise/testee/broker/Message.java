package reprise.testee.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import reprise.transport.amqp.BasicCodec;
import reprise.transport.amqp.Frame;
import reprise.transport.amqp.Properties;
import reprise.transport.amqp.Wire;

/**
 * A published message, shared by the queues that hold it: exchange and routing key in wire form (two short strings), and one array
 * with the raw properties (flags and list) and the body. Immutable except for the count of queues, which the event loop maintains.
 * {@link Memory} is charged when the first queue takes it and released when the last gives it up; each place counts separately.
 */
final class Message {
    final byte[] destination;
    final byte[] content;
    final int propertiesBytes;
    private int holders;

    Message(byte[] destination, byte[] content, int propertiesBytes) {
        this.destination = destination;
        this.content = content;
        this.propertiesBytes = propertiesBytes;
    }

    /** A message with another one's body. */
    static Message of(String exchange, String key, Properties properties, Message body) {
        ByteBuf strings = Unpooled.buffer();
        Wire.writeShortString(Wire.writeShortString(strings, exchange), key);
        ByteBuf content = Unpooled.buffer();
        properties.write(content);
        int propertiesBytes = content.readableBytes();
        content.writeBytes(body.content, body.propertiesBytes, body.bodyBytes());
        return new Message(ByteBufUtil.getBytes(strings), ByteBufUtil.getBytes(content), propertiesBytes);
    }

    /** This message with one more header. */
    Message with(String header, Object value) {
        ByteBuf changed = Unpooled.buffer();
        properties().header(header, value).write(changed);
        int changedBytes = changed.readableBytes();
        changed.writeBytes(content, propertiesBytes, bodyBytes());
        return new Message(destination, ByteBufUtil.getBytes(changed), changedBytes);
    }

    /** Whether it would be on a disk: delivery mode 2. */
    boolean persistent() {
        ByteBuf raw = rawProperties();
        int at = Properties.find(raw, Properties.DELIVERY_MODE);
        return at >= 0 && raw.getUnsignedByte(at) == 2;
    }

    private ByteBuf rawProperties() {
        return Unpooled.wrappedBuffer(content, 0, propertiesBytes);
    }

    Properties properties() {
        return Properties.read(rawProperties());
    }

    /** 0 if it has none. */
    int priority() {
        ByteBuf raw = rawProperties();
        int at = Properties.find(raw, Properties.PRIORITY);
        return at < 0 ? 0 : raw.getUnsignedByte(at);
    }

    int bodyBytes() {
        return content.length - propertiesBytes;
    }

    /** HOT: content header and body, after the method that carries them. */
    void writeContent(ByteBuf out, int channel, int frameMaxBytes) {
        // Reserves the room at once, so that a buffer grows in one step: for the header and a body frame per frame-max.
        int frames = 2 + bodyBytes() / (frameMaxBytes - Frame.OVERHEAD_BYTES);
        out.ensureWritable(content.length + BasicCodec.HEADER_BYTES + frames * Frame.OVERHEAD_BYTES);
        BasicCodec.writeHeader(out, channel, bodyBytes(), content, 0, propertiesBytes);
        BasicCodec.writeBody(out, channel, content, propertiesBytes, bodyBytes(), frameMaxBytes);
    }

    void hold(Memory memory) {
        memory.take(holders++ == 0 ? costBytes() + Memory.PLACE_BYTES : Memory.PLACE_BYTES);
    }

    void drop(Memory memory) {
        memory.giveBack(--holders == 0 ? costBytes() + Memory.PLACE_BYTES : Memory.PLACE_BYTES);
    }

    private long costBytes() {
        return (long) content.length + destination.length + Memory.MESSAGE_BYTES;
    }
}
