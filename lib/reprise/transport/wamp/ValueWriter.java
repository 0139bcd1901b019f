package reprise.transport.wamp;

import io.netty.buffer.ByteBuf;

/** Writes the elements of one message, which is a list. One per connection, confined to its loop; allocates nothing. */
abstract sealed class ValueWriter permits JsonWriter, MsgpackWriter {
    ByteBuf out;

    /** Begins a list of this many elements; the caller then writes exactly as many and calls {@link #finish}. */
    abstract void start(ByteBuf out, int elements);

    abstract void whole(long value);

    abstract void text(String text);

    abstract void emptyDict();

    abstract void emptyList();

    /** A value that is already in this writer's serializer. */
    abstract void value(byte[] bytes);

    abstract void finish();
}
