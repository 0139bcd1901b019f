package calibrate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The bare round trip as a yardstick: a child JVM that reads {@code REQUEST_BYTES} and writes {@code REPLY_BYTES} back, over a
 * blocking loopback socket, with one thread per connection and no protocol. Its first line of output is {@code {"port":N}}; it ends
 * when its standard input closes.
 */
public final class BareEchoMain {
    private BareEchoMain() {}

    public static void main(String[] args) throws IOException {
        int requestBytes = Integer.parseInt(args[0]);
        int replyBytes = Integer.parseInt(args[1]);
        var listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(() -> accept(listener, requestBytes, replyBytes));
        System.out.println("{\"port\":" + listener.getLocalPort() + "}");
        while (System.in.read() >= 0) { } // until the parent closes it
    }

    private static void accept(ServerSocket listener, int requestBytes, int replyBytes) {
        try {
            while (true) {
                var socket = listener.accept();
                Thread.ofPlatform().daemon().start(() -> echo(socket, requestBytes, replyBytes));
            }
        } catch (IOException e) {
            System.err.println("echo: no longer accepts connections: " + e.getMessage());
        }
    }

    private static void echo(Socket socket, int requestBytes, int replyBytes) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var request = new byte[requestBytes];
            var reply = new byte[replyBytes];
            var in = socket.getInputStream();
            var out = socket.getOutputStream();
            while (in.readNBytes(request, 0, requestBytes) == requestBytes) out.write(reply);
        } catch (IOException peerIsGone) {
            // the connection has ended: the measuring side has what it needs
        }
    }
}
