package calibrate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A server for short connections: a child JVM that accepts one connection after another, reads the request in one read, sends the
 * same reply, {@code ClosingHttpMain BODY}, and closes. It makes as few system calls as possible, so that the client is measured.
 * Its first line of output is {@code {"port":N}}; it ends when its standard input closes.
 */
public final class ClosingHttpMain {
    private static final int BACKLOG = 4096;
    private static final int REQUEST_BYTES = 64 * 1024;

    private ClosingHttpMain() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("closing: " + args.length + " arguments; give the body of the reply, for example '{\"args\":[5]}'");
            System.exit(2);
        }
        var server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        var body = args[0].getBytes(StandardCharsets.UTF_8);
        var head = "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: " + body.length
            + "\r\nConnection: close\r\n\r\n";
        var headBytes = head.getBytes(StandardCharsets.US_ASCII);
        var reply = ByteBuffer.allocateDirect(headBytes.length + body.length).put(headBytes).put(body).flip();
        Thread.ofPlatform().daemon().start(() -> serve(server, reply));
        System.out.println("{\"port\":" + ((InetSocketAddress) server.getLocalAddress()).getPort() + "}");
        while (System.in.read() >= 0) { } // until the parent closes it
    }

    private static void serve(ServerSocketChannel server, ByteBuffer reply) {
        var request = ByteBuffer.allocateDirect(REQUEST_BYTES);
        while (true) {
            try (var connection = server.accept()) {
                if (connection.read(request.clear()) < 0) continue; // opened but not used, as at a load's end
                for (var left = reply.duplicate(); left.hasRemaining(); ) connection.write(left);
            } catch (IOException e) { // reset, or no file descriptor left
                if (!server.isOpen()) throw new UncheckedIOException(e);
            }
        }
    }
}
