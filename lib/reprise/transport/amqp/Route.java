package reprise.transport.amqp;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** The destination and properties of messages to publish, encoded once. Immutable. */
public final class Route {
    final byte[] exchange;
    final byte[] routingKey;
    final boolean mandatory;
    final byte[] properties;

    /** With {@code mandatory}, a message that no queue takes is returned instead of dropped. */
    public Route(String exchange, String routingKey, boolean mandatory, Properties properties) {
        this.exchange = exchange.getBytes(StandardCharsets.UTF_8);
        this.routingKey = routingKey.getBytes(StandardCharsets.UTF_8);
        if (this.exchange.length > Wire.SHORT_STRING_MAX_BYTES || this.routingKey.length > Wire.SHORT_STRING_MAX_BYTES) {
            throw new IllegalArgumentException("exchange " + exchange + ", routing key " + routingKey
                + ": AMQP allows 255 octets each");
        }
        this.mandatory = mandatory;
        var out = Unpooled.buffer();
        properties.write(out);
        this.properties = new byte[out.readableBytes()];
        out.readBytes(this.properties);
    }

    /** The octets of the frames around a body that fits into one frame. */
    int envelopeBytes() {
        return 3 * Frame.OVERHEAD_BYTES + 9 + exchange.length + routingKey.length + BasicCodec.HEADER_BYTES + properties.length;
    }
}
