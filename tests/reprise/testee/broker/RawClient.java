package reprise.testee.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import reprise.transport.amqp.ChannelMethod;
import reprise.transport.amqp.ConnectionMethod;
import reprise.transport.amqp.Frame;
import reprise.transport.amqp.Method;

/** A client that sends whatever a test wants over a blocking socket, including what no well-behaved library sends. */
final class RawClient implements AutoCloseable {
    static final String PROTOCOL_HEADER = "AMQP\0\0\11\1";

    final Socket socket = new Socket();
    final DataInputStream in;

    RawClient(int port, int receiveBufferBytes) throws IOException {
        if (receiveBufferBytes > 0) socket.setReceiveBufferSize(receiveBufferBytes);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    }

    RawClient(int port) throws IOException {
        this(port, 0);
    }

    /** A client that has logged in and opened channel 1. */
    static RawClient open(int port, int receiveBufferBytes) throws IOException {
        var client = new RawClient(port, receiveBufferBytes);
        client.say(PROTOCOL_HEADER);
        client.read();
        client.login(Map.of("capabilities", Map.of("authentication_failure_close", true)), "\0guest\0guest");
        client.read();
        client.send(0, new ConnectionMethod.TuneOk(2047, 131_072, 0));
        client.send(0, new ConnectionMethod.Open("/"));
        client.read();
        client.send(1, new ChannelMethod.Open());
        client.read();
        return client;
    }

    void login(Map<String, Object> properties, String response) throws IOException {
        send(0, new ConnectionMethod.StartOk(properties, "PLAIN", response.getBytes(), "en_US"));
    }

    void say(String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    void send(int channel, Method method) throws IOException {
        ByteBuf out = Unpooled.buffer();
        Frame.writeMethod(out, channel, method);
        write(out);
    }

    void write(ByteBuf frames) throws IOException {
        frames.readBytes(socket.getOutputStream(), frames.readableBytes());
    }

    /** A frame with this payload, in hexadecimal. */
    void frame(int type, int channel, String payload) throws IOException {
        byte[] octets = io.netty.buffer.ByteBufUtil.decodeHexDump(payload);
        write(Unpooled.buffer().writeByte(type).writeShort(channel).writeInt(octets.length).writeBytes(octets)
            .writeByte(Frame.END));
    }

    /** The next method, skipping other frames; null at the end. */
    Method read() throws IOException {
        while (true) {
            int type = in.read();
            if (type < 0) return null;
            in.readShort();
            byte[] payload = new byte[in.readInt()];
            in.readFully(payload);
            if (in.readUnsignedByte() != Frame.END) throw new IOException("no frame end");
            if (type == Frame.METHOD) return Method.read(Unpooled.wrappedBuffer(payload));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
