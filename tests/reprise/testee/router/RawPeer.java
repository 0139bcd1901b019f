package reprise.testee.router;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A peer that sends whatever a test wants over a blocking TCP socket, including what no well-behaved library sends. */
final class RawPeer implements AutoCloseable {
    static final String ROLES = "{\"roles\":{\"caller\":{},\"callee\":{}}}";

    final Socket socket = new Socket();
    final DataInputStream in;

    RawPeer(int port) throws IOException {
        this(port, 0);
    }

    RawPeer(int port, int receiveBufferBytes) throws IOException {
        if (receiveBufferBytes > 0) socket.setReceiveBufferSize(receiveBufferBytes);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    }

    /** A peer that has joined over rawsocket in JSON. */
    static RawPeer joined(Router router) throws IOException {
        return joined(router, 0, "7fb10000");
    }

    static RawPeer joined(Router router, int receiveBufferBytes, String handshake) throws IOException {
        var peer = new RawPeer(router.rawSocketPort(), receiveBufferBytes);
        peer.octets(handshake);
        peer.readHex(4);
        peer.say("[1,\"realm1\"," + ROLES + "]");
        peer.hear();
        return peer;
    }

    RawPeer octets(String hex) throws IOException {
        socket.getOutputStream().write(HexFormat.of().parseHex(hex.replace(" ", "")));
        return this;
    }

    RawPeer text(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** One rawsocket frame with this text. */
    RawPeer say(String message) throws IOException {
        byte[] body = message.getBytes(StandardCharsets.UTF_8);
        var frame = java.nio.ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body);
        socket.getOutputStream().write(frame.array());
        return this;
    }

    /** The text of the next rawsocket frame. */
    String hear() throws IOException {
        byte[] body = new byte[in.readInt()];
        in.readFully(body);
        return new String(body, StandardCharsets.UTF_8);
    }

    String readHex(int octets) throws IOException {
        return HexFormat.of().formatHex(in.readNBytes(octets));
    }

    /** Everything until the router closes or resets the connection. */
    String rest() throws IOException {
        var rest = new StringBuilder();
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) rest.append((char) octet);
        } catch (java.net.SocketException _) {
            // closed with octets of ours unread
        }
        return rest.toString();
    }

    /** Closes with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
