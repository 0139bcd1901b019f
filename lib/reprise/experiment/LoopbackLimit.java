package reprise.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import reprise.testee.EchoMain;

/** What this host's loopback allows at the most: bare round trips with a child JVM on blocking sockets, no protocol at all. */
public final class LoopbackLimit {
    private LoopbackLimit() {}

    /** Round trips a second of one caller that sends {@code requestBytes} and waits for {@code replyBytes}, for {@code durationNs} after a warm-up of a fifth of it. */
    public static double roundTripsPerSec(int requestBytes, int replyBytes, long durationNs) throws IOException {
        try (var echo = TesteeProcess.start("echo", EchoMain.class, List.of("-Xmx64m"),
                List.of(String.valueOf(requestBytes), String.valueOf(replyBytes)));
             var socket = new Socket(InetAddress.getLoopbackAddress(), new ObjectMapper().readTree(echo.firstLine()).path("port").asInt())) {
            socket.setTcpNoDelay(true);
            var request = new byte[requestBytes];
            var reply = new byte[replyBytes];
            count(socket, request, reply, durationNs / 5);
            long startNs = System.nanoTime();
            long trips = count(socket, request, reply, durationNs);
            return trips * 1e9 / (System.nanoTime() - startNs);
        }
    }

    private static long count(Socket socket, byte[] request, byte[] reply, long durationNs) throws IOException {
        long endNs = System.nanoTime() + durationNs;
        long trips = 0;
        for (; System.nanoTime() < endNs; trips++) {
            socket.getOutputStream().write(request);
            if (socket.getInputStream().readNBytes(reply, 0, reply.length) < reply.length) throw new IOException("echo: the child JVM closed the connection");
        }
        return trips;
    }
}
