package reprise.simulator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A server over real sockets that plays a script for each request: correctly, wrongly, or not at all. */
public final class HttpPlayedServer implements AutoCloseable {
    /** Plays the answer to the n-th request in total. Returning false closes the connection. */
    public interface Script {
        boolean play(Exchange exchange, long n) throws IOException;
    }

    private final ServerSocket listening;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    final List<String> targets = new CopyOnWriteArrayList<>();
    final AtomicLong connections = new AtomicLong();
    final AtomicLong requests = new AtomicLong();
    final AtomicLong sentBytes = new AtomicLong();

    public HttpPlayedServer(Script script) throws IOException {
        this.script = script;
        listening = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("played-server").start(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** One received request. */
    public final class Exchange {
        private final Socket socket;

        private Exchange(Socket socket) {
            this.socket = socket;
        }

        public boolean say(String bytes) throws IOException {
            sentBytes.addAndGet(bytes.length()); // counted before the peer can receive them
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            return true;
        }

        public boolean reply(int status, String body) throws IOException {
            return say("HTTP/1.1 " + status + " Played\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }

        /** RST instead of FIN. */
        boolean reset() throws IOException {
            socket.setSoLinger(true, 0);
            return false;
        }

        /** Sends nothing until the peer closes or the server is closed. */
        boolean stall() throws IOException {
            return socket.getInputStream().read() >= 0;
        }

        /** Waits; false if the server was closed in the meantime. */
        boolean pause(long ms) throws IOException {
            try {
                return !closing.await(ms, java.util.concurrent.TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var socket = listening.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            do {
                var line = line(in);
                if (line == null) return;
                int length = 0;
                for (var field = line(in); field != null && !field.isEmpty(); field = line(in)) {
                    if (field.startsWith("Content-Length: ")) length = Integer.parseInt(field.substring(16));
                }
                in.skipNBytes(length);
                targets.add(line.split(" ")[1]);
            } while (script.play(new Exchange(socket), requests.getAndIncrement()));
        } catch (IOException _) {
            // the peer closed first
        } finally {
            open.remove(socket);
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') return line.toString();
            if (b != '\r') line.append((char) b);
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        listening.close();
        for (var socket : open) socket.close();
    }
}
