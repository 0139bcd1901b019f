package calibrate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Recorder;
import reprise.simulator.rpc.RpcMetrics;
import reprise.sut.TesteeProcess;

/** This host's limits: its clock, the cost of a record, a bare round trip over loopback. Measured on request; times are ns. */
public final class HostLimits {
    private static final int CLOCK_READINGS = 2_000_000;
    private static final int RECORDS = 20_000_000;

    private HostLimits() {}

    /** The time and allocation of one record on its loop. */
    public record RecordCost(double costNs, double allocatedBytes) {}

    /** The clock's smallest observable step. */
    public static long clockStepNs() {
        long smallest = Long.MAX_VALUE;
        long last = System.nanoTime();
        for (int i = 0; i < CLOCK_READINGS; i++) {
            long now = System.nanoTime();
            if (now > last) smallest = Math.min(smallest, now - last);
            last = now;
        }
        return smallest;
    }

    public static double clockReadingNs() {
        long startNs = System.nanoTime();
        long last = startNs;
        for (int i = 0; i < CLOCK_READINGS; i++) last = System.nanoTime();
        return (last - startNs) / (double) CLOCK_READINGS;
    }

    /**
     * One count and one time per message, as the pair records them; each is a record. Times are virtual, so that reading the clock
     * is excluded.
     */
    public static RecordCost recorder() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long startNs = System.nanoTime();
        var loop = new Recorder(RpcMetrics.of(0), startNs).loop();
        record(loop, startNs, RECORDS / 4);
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long beganNs = System.nanoTime();
        record(loop, startNs + 500_000_000L, RECORDS);
        double costNs = (System.nanoTime() - beganNs) / (2.0 * RECORDS);
        return new RecordCost(costNs, (threads.getCurrentThreadAllocatedBytes() - bytes) / (2.0 * RECORDS));
    }

    /** All in one second, latencies spread over 1 µs to 1 ms. */
    private static void record(LoopRecorder loop, long atNs, int records) {
        for (int i = 0; i < records; i++) {
            loop.count(RpcMetrics.SENT, atNs + i % 1000, 1);
            loop.time(RpcMetrics.LATENCY, atNs + i % 1000, 1_000 + (i * 7919L) % 1_000_000);
        }
    }

    /**
     * Round trips per second of one client that sends {@code requestBytes} and waits for {@code replyBytes}, for {@code durationNs}
     * after a warm-up of a fifth of it.
     */
    public static double roundTripsPerSec(int requestBytes, int replyBytes, long durationNs) throws IOException {
        try (var echo = TesteeProcess.start("echo", BareEchoMain.class, List.of("-Xmx64m"),
                List.of(String.valueOf(requestBytes), String.valueOf(replyBytes)));
             var socket =
                 new Socket(InetAddress.getLoopbackAddress(), new ObjectMapper().readTree(echo.firstLine()).path("port").asInt())) {
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
            if (socket.getInputStream().readNBytes(reply, 0, reply.length) < reply.length)
                throw new IOException("echo: the child JVM closed the connection");
        }
        return trips;
    }
}
