package reprise.simulator.amqp;

import io.netty.buffer.ByteBuf;

/** Writes a message's body straight into the connection's buffer: no array, no copy. Runs on the connection's loop. */
@FunctionalInterface
public interface BodyWriter {
    /**
     * Appends exactly as many octets as were announced.
     *
     * @param number the message's, from 1 on each publisher
     */
    // HOT: once per message.
    void write(long number, ByteBuf out);
}
