package reprise.experiment;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import oshi.SystemInfo;
import reprise.transport.http.HttpUrl;

/**
 * What a keep-alive connection costs a server while nobody uses it: its process's resident set, after a collection, with so
 * many connections that each made one call and stayed, less that without them. The system's own buffers are not in it.
 */
final class IdleConnections {
    private static final int REPLY_BYTES = 4096;
    private static final int JCMD_WAIT_SEC = 20;

    private IdleConnections() {}

    /** Bytes for each connection. */
    static double costBytes(HttpUrl url, long pid, String body, int connections) throws IOException {
        var sockets = new ArrayList<SocketChannel>();
        try {
            open(sockets, url, body, connections / 10); // what the first ones bring along is not theirs
            double before = residentBytes(pid);
            open(sockets, url, body, connections);
            return (residentBytes(pid) - before) / connections;
        } finally {
            for (var socket : sockets) socket.close();
        }
    }

    private static void open(List<SocketChannel> sockets, HttpUrl url, String body, int count) throws IOException {
        var address = new InetSocketAddress(url.host(), url.port());
        var request = ByteBuffer.wrap(("POST " + url.target() + " HTTP/1.1\r\nHost: " + url.authority() + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
        var reply = ByteBuffer.allocate(REPLY_BYTES);
        for (int i = 0; i < count; i++) {
            var socket = SocketChannel.open(address);
            sockets.add(socket);
            socket.write(request.rewind());
            if (socket.read(reply.clear()) < 12 || reply.get(9) != '2') throw new IOException("idle connections: connection " + i + " to " + url + " got no reply of status 200");
        }
    }

    private static double residentBytes(long pid) throws IOException {
        var jcmd = System.getProperty("java.home") + "/bin/jcmd";
        try {
            var process = new ProcessBuilder(jcmd, String.valueOf(pid), "GC.run").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            if (!process.waitFor(JCMD_WAIT_SEC, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(jcmd + " " + pid + " GC.run did not succeed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the server collected", e);
        }
        return new SystemInfo().getOperatingSystem().getProcess((int) pid).getResidentSetSize();
    }
}
