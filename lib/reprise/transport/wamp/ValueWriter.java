package reprise.transport.wamp;

import io.netty.buffer.ByteBuf;

/** Writes the elements of one message, a list, one after the other. One connection's, on its loop; allocates nothing. */
abstract sealed class ValueWriter permits JsonWriter, MsgpackWriter {
    ByteBuf out;

    /** Begins a list of so many elements; then call the others exactly so often, and {@link #finish}. */
    abstract void start(ByteBuf out, int elements);

    abstract void whole(long value);

    abstract void text(String text);

    abstract void emptyDict();

    abstract void emptyList();

    /** A value that is already in this writer's form. */
    abstract void value(byte[] bytes);

    abstract void finish();
}
