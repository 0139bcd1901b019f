package reprise.simulator.users;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * A text that a user sends, encoded once. With a stamp, the stamp's digits stand between {@code before} and {@code after}; it is
 * made when the message is written. See {@link Deliveries} for what a stamp is.
 */
public final class Message {
    /** What the stamp is for. */
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

    /** Answered to its sender alone, with the same stamp: the round trip is timed. */
    public static Message direct(String before, String after) {
        return new Message(before, after, Stamp.OWN_REPLY);
    }

    /** Delivered to every open connection of its server: each delivery is expected, timed and counted. */
    public static Message broadcast(String before, String after) {
        return new Message(before, after, Stamp.BROADCAST);
    }

    // HOT: once per message sent.
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
