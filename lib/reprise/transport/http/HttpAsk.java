package reprise.transport.http;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import reprise.transport.Addresses;
import reprise.transport.SocketTrouble;

/** Sends one request on a connection of its own and reads the reply, on the calling thread: for probes and scrapes, not for loads. */
public final class HttpAsk {
    private static final int WINDOW_BYTES = 16 * 1024;

    /** A reply; redirects are not followed. */
    public record Reply(int status, byte[] body) {}

    private HttpAsk() {}

    /**
     * Tries each address of the host.
     *
     * @param body empty for a GET; otherwise it is posted
     * @throws IOException with the reason in words, without the place
     */
    public static Reply ask(HttpUrl url, List<HttpRequestTemplate.Header> headers, byte[] body, int connectMs, int readMs, int mostBytes)
        throws IOException {
        var template = new HttpRequestTemplate(body.length == 0 ? "GET" : "POST", url, headers, body);
        try (var socket = connected(url, connectMs)) {
            socket.setSoTimeout(readMs);
            if (url.tls().isEmpty()) return exchange(socket, template, mostBytes);
            try (var secure = url.tls().get().over(socket, url.host(), url.port())) {
                return exchange(secure, template, mostBytes);
            }
        } catch (IOException e) {
            throw new IOException(SocketTrouble.why(e), e);
        }
    }

    private static Socket connected(HttpUrl url, int connectMs) throws IOException {
        IOException failed = null;
        for (var address : Addresses.of(url.host(), url.port()).inOrder()) {
            var socket = new Socket();
            try {
                socket.connect(address, connectMs);
                return socket;
            } catch (IOException e) {
                socket.close();
                if (failed == null) failed = e;
            }
        }
        throw failed;
    }

    private static Reply exchange(Socket socket, HttpRequestTemplate template, int mostBytes) throws IOException {
        socket.getOutputStream().write(template.once());
        var body = new ByteArrayOutputStream();
        var parser = new HttpResponseParser(body::write, template.traits(), new HttpWindow(WINDOW_BYTES));
        var in = socket.getInputStream();
        var read = new byte[WINDOW_BYTES];
        while (true) {
            int length = in.read(read);
            var progress = length < 0 ? parser.end() : parser.parse(Unpooled.wrappedBuffer(read, 0, length));
            if (body.size() > mostBytes) throw new IOException("it is longer than " + mostBytes + " bytes");
            switch (progress) {
                case MORE -> { }
                case REPLY -> {
                    return new Reply(parser.status(), body.toByteArray());
                }
                case BROKEN -> throw new IOException("no HTTP/1.x reply: " + parser.reason());
            }
        }
    }
}
