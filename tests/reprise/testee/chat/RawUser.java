package reprise.testee.chat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import reprise.testee.Changed;

/** A WebSocket user on a plain socket: it can send what no library can, and need not read. */
final class RawUser implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    private static final int FINAL = 0x80;
    private static final byte[] MASK = {1, 2, 3, 4};

    final Socket socket = new Socket();
    private final DataInputStream in;

    /** A frame from the server, which must not be masked. */
    record Frame(int opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            if (opcode != CLOSE) throw new AssertionError("no close, but opcode " + opcode + ": " + text());
            return payload.length == 0 ? 1005 : ByteBuffer.wrap(payload).getShort();
        }

        @Override
        public String toString() {
            return opcode == CLOSE ? "close " + closeCode() : "opcode " + opcode + ", " + payload.length + " bytes";
        }
    }

    /** @param receiveBufferBytes 0 for the kernel's choice */
    RawUser(int port, int receiveBufferBytes) throws IOException {
        if (receiveBufferBytes > 0) socket.setReceiveBufferSize(receiveBufferBytes);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    }

    RawUser(int port) throws IOException {
        this(port, 0);
    }

    /** A plan for users of this kind, which answer no pings: the server pings nobody during a test. */
    static ChatPlan plan(Style style) {
        return Changed.of(ChatPlan.local(style), "pingInterval", Duration.ofMinutes(5), "pongPatience", Duration.ofMinutes(5));
    }

    /** A user that has joined the room. */
    static RawUser join(int port, int receiveBufferBytes) throws IOException {
        var user = new RawUser(port, receiveBufferBytes);
        user.write(upgrade());
        if (!user.head().startsWith("HTTP/1.1 101 ")) throw new AssertionError("no upgrade");
        return user;
    }

    static RawUser join(int port) throws IOException {
        return join(port, 0);
    }

    /** A user that has joined the server's room, after a queueing server's first message. */
    static RawUser join(ChatServer server, Style style) throws IOException {
        var user = join(server.port());
        if (style == Style.QUEUEING) user.readText();
        return user;
    }

    /** The request of RFC 6455, 1.2. */
    static byte[] upgrade() {
        return octets("""
            GET /ws HTTP/1.1
            Host: server.example.com
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13

            """);
    }

    /** Lines with HTTP's line ends. */
    static byte[] octets(String request) {
        return request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A whole frame as clients must send it: masked. */
    static byte[] frame(int opcode, byte[] payload) {
        return frame(FINAL | opcode, true, payload.length, payload);
    }

    static byte[] frame(int opcode, String payload) {
        return frame(opcode, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** @param claimedBytes the header's length, whatever the payload's */
    static byte[] frame(int first, boolean masked, long claimedBytes, byte[] payload) {
        var out = ByteBuffer.allocate(14 + payload.length);
        int mask = masked ? 0x80 : 0;
        out.put((byte) first);
        if (claimedBytes < 126) out.put((byte) (mask | (int) claimedBytes));
        else if (claimedBytes < 65_536) out.put((byte) (mask | 126)).putShort((short) claimedBytes);
        else out.put((byte) (mask | 127)).putLong(claimedBytes);
        if (masked) out.put(MASK);
        for (int i = 0; i < payload.length; i++) out.put((byte) (payload[i] ^ (masked ? MASK[i % 4] : 0)));
        return java.util.Arrays.copyOf(out.array(), out.position());
    }

    static byte[] close(int code) {
        return frame(CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }

    static String broadcast(String body) {
        return "{\"action_type\":\"broadcast\",\"body\":\"" + body + "\"}";
    }

    static String direct(String body) {
        return "{\"action_type\":\"direct\",\"body\":\"" + body + "\"}";
    }

    void write(byte[]... parts) throws IOException {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) all.write(part);
        all.writeTo(socket.getOutputStream());
    }

    void say(String text) throws IOException {
        write(frame(TEXT, text));
    }

    /** The head of an HTTP response. */
    String head() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) head.append((char) in.readUnsignedByte());
        return head.toString();
    }

    /** The next octets on the wire. */
    byte[] readOctets(int count) throws IOException {
        return in.readNBytes(count);
    }

    /** The next frame; null at the end of the connection. */
    Frame read() throws IOException {
        int first = in.read();
        if (first < 0) return null;
        if ((first & 0xF0) != FINAL) throw new AssertionError("a server's frame begins with " + first);
        int length = in.readUnsignedByte();
        if (length == 126) length = in.readUnsignedShort();
        else if (length == 127) length = (int) in.readLong();
        byte[] payload = new byte[length]; // 128 and more would mean a mask: fails below
        in.readFully(payload);
        return new Frame(first & 0x0F, payload);
    }

    /** The next text; pings before it are not answered. */
    String readText() throws IOException {
        var frame = readBut(PING);
        if (frame == null || frame.opcode != TEXT) throw new AssertionError("no text: " + frame);
        return frame.text();
    }

    /** The code of the next close, after texts and pings; then the connection must end. */
    int readClose() throws IOException {
        var frame = readBut(PING, TEXT);
        if (frame == null) throw new AssertionError("the connection ended without a close");
        if (read() != null) throw new AssertionError("something came after the close");
        return frame.closeCode();
    }

    private Frame readBut(int... skipped) throws IOException {
        while (true) {
            var frame = read();
            if (frame == null || java.util.Arrays.stream(skipped).noneMatch(opcode -> opcode == frame.opcode)) return frame;
        }
    }

    /** Ends it as a crash does. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
