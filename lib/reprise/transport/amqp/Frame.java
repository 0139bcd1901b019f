package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;

/**
 * The frame of AMQP 0-9-1 (specification 2.3.5), which both peers write:
 * <pre>
 * 0      1         3             7                 7 + size
 * +------+---------+-------------+  +------------+  +-----------+
 * | type | channel |    size     |  |  payload   |  | end: 0xCE |
 * +------+---------+-------------+  +------------+  +-----------+
 *   octet   short       long         size octets        octet
 * </pre>
 * The frame-max covers all of it: the longest payload is {@value #OVERHEAD_BYTES} octets shorter.
 */
public final class Frame {
    public static final int METHOD = 1;
    public static final int HEADER = 2;
    public static final int BODY = 3;
    public static final int HEARTBEAT = 8;

    public static final int END = 0xCE;
    public static final int HEAD_BYTES = 7;
    public static final int OVERHEAD_BYTES = 8;
    /** The smallest frame-max that a peer may request. */
    public static final int MIN_MAX_BYTES = 4096;
    /** "AMQP" 0 0 9 1: a client sends it first; a server sends it in reply to any other header. */
    public static final long PROTOCOL_HEADER = 0x414D5150_00000901L;

    private Frame() {}

    /** Writes a method frame's head, class and method; the arguments and {@link #end} follow. */
    public static int beginMethod(ByteBuf out, int channel, int methodId) {
        int start = out.writerIndex();
        out.writeByte(METHOD).writeShort(channel).writeInt(0).writeInt(methodId);
        return start;
    }

    /** Fills in the size of the frame that began at {@code start} and ends the frame. */
    public static void end(ByteBuf out, int start) {
        out.setInt(start + 3, out.writerIndex() - start - HEAD_BYTES);
        out.writeByte(END);
    }

    public static void writeMethod(ByteBuf out, int channel, Method method) {
        int start = beginMethod(out, channel, method.id());
        method.write(out);
        end(out, start);
    }

    public static void writeHeartbeat(ByteBuf out) {
        out.writeByte(HEARTBEAT).writeShort(0).writeInt(0).writeByte(END);
    }
}
