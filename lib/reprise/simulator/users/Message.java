package reprise.simulator.users;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * A text that a user sends, encoded once. A stamp's digits, made when the message is written, stand between {@code before} and {@code
 * after}. {@link Deliveries} defines stamps.
 */
public final class Message {
    /** The purpose of the stamp. */
    enum Stamp { NONE, OWN_REPLY, BROADCAST }

    private static final int MOST_DIGITS = 20;
    private final byte[] before;
    private final byte[] after;
    final Stamp stamp;

    private Message(String before, String after, Stamp stamp) {
        this.before = before.getBytes(StandardCharsets.UTF_8);
        this.after = after.getBytes(StandardCharsets.UTF_8);
        this.stamp = stamp;
    }

    public static Message text(String text) {
        return new Message(text, "", Stamp.NONE);
    }

    /** The server answers only the sender, with the same stamp: the round trip is timed. */
    public static Message direct(String before, String after) {
        return new Message(before, after, Stamp.OWN_REPLY);
    }

    /** The server delivers it to every open connection: each delivery is expected, timed and counted. */
    public static Message broadcast(String before, String after) {
        return new Message(before, after, Stamp.BROADCAST);
    }

    // HOT: once per sent message.
    ByteBuf encode(ByteBufAllocator alloc, long stampValue) {
        var out = alloc.ioBuffer(before.length + after.length + MOST_DIGITS);
        out.writeBytes(before);
        if (stamp != Stamp.NONE) digits(out, stampValue);
        return out.writeBytes(after);
    }

    private static void digits(ByteBuf out, long value) {
        long divisor = 1;
        while (value / divisor >= 10) divisor *= 10;
        for (; divisor > 0; divisor /= 10) out.writeByte('0' + (int) (value / divisor % 10));
    }
}
