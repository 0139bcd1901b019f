package calibrate;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import reprise.sut.ProcessUsage;
import reprise.transport.http.HttpUrl;

/**
 * The memory cost of an idle keep-alive connection to a server: many connections make one call each and stay open; the cost is the
 * growth of the heap in use after a collection, or of the resident set, whichever is larger. Neither alone would do: the heap may
 * have had resident room before, and not all memory is heap. The kernel's socket buffers are in neither.
 */
final class IdleConnections {
    private static final int REPLY_BYTES = 4096;
    /** jcmd's output for the Serial collector. */
    private static final Pattern GENERATION = Pattern.compile("(?:DefNew|Tenured|generation)\\s+total \\d+K, used (\\d+)K");

    private IdleConnections() {}

    /** Bytes per connection. */
    static double costBytes(HttpUrl url, long pid, String body, int connections) throws IOException {
        var sockets = new ArrayList<SocketChannel>();
        try {
            open(sockets, url, body, connections / 10); // one-time costs of the first connections do not count
            var before = memory(pid);
            open(sockets, url, body, connections);
            var after = memory(pid);
            return Math.max(after.heapBytes - before.heapBytes, after.residentBytes - before.residentBytes) / connections;
        } finally {
            for (var socket : sockets) socket.close();
        }
    }

    private static void open(List<SocketChannel> sockets, HttpUrl url, String body, int count) throws IOException {
        var address = new InetSocketAddress(url.host(), url.port());
        var request =
            ByteBuffer.wrap(
            ("POST " + url.target() + " HTTP/1.1\r\nHost: " + url.authority() + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
        var reply = ByteBuffer.allocate(REPLY_BYTES);
        for (int i = 0; i < count; i++) {
            var socket = SocketChannel.open(address);
            sockets.add(socket);
            socket.write(request.rewind());
            if (socket.read(reply.clear()) < 12 || reply.get(9) != '2')
                throw new IOException("idle connections: connection " + i + " to " + url + " got no reply of status 200");
        }
    }

    private record Memory(double heapBytes, double residentBytes) {}

    private static Memory memory(long pid) throws IOException {
        jcmd(pid, "GC.run");
        var generations = GENERATION.matcher(jcmd(pid, "GC.heap_info"));
        double heapBytes = 0;
        while (generations.find()) heapBytes += 1024 * Double.parseDouble(generations.group(1));
        if (heapBytes == 0)
            throw new IOException("jcmd " + pid
                + " GC.heap_info tells no generation's use; is the server on another collector than Serial?");
        return new Memory(heapBytes, ProcessUsage.system().getProcess((int) pid).getResidentSetSize());
    }

    private static String jcmd(long pid, String command) throws IOException {
        var process =
            new ProcessBuilder(System.getProperty("java.home") + "/bin/jcmd", String.valueOf(pid), command).redirectErrorStream(true)
            .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() == 0) return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("jcmd " + pid + " " + command + " did not succeed: " + output.strip());
    }
}
