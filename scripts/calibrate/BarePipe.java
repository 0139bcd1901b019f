package calibrate;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import reprise.sut.Brokers;
import reprise.sut.TesteeProcess;

/** The upper limit for what passes a broker: bodies of the same length through {@link BarePipeMain}, by two threads of blocking sockets. */
final class BarePipe implements AutoCloseable {
    private static final int READ_BYTES = 256 * 1024;
    private final TesteeProcess process;
    private final int port;

    private BarePipe(TesteeProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static BarePipe start() throws IOException {
        var process = TesteeProcess.start("pipe limit", BarePipeMain.class, Brokers.CLUSTER_JVM, List.of());
        return new BarePipe(process, new ObjectMapper().readTree(process.firstLine()).path("port").intValue());
    }

    /** Bodies per second; the first third of the time is not measured. */
    double perSec(int bodyBytes, double seconds) throws IOException {
        var received = new AtomicLong();
        try (var to = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var reader = Thread.ofPlatform().daemon().start(() -> read(to, received));
            try (var from = new Socket(InetAddress.getLoopbackAddress(), port)) {
                write(from, bodyBytes, seconds / 3);
                long before = received.get();
                long startNs = System.nanoTime();
                write(from, bodyBytes, seconds);
                return (received.get() - before) * 1e9 / bodyBytes / (System.nanoTime() - startNs);
            } finally {
                to.close();
                join(reader);
            }
        }
    }

    private static void write(Socket from, int bodyBytes, double seconds) throws IOException {
        var body = new byte[bodyBytes];
        var out = from.getOutputStream();
        for (long endNs = System.nanoTime() + (long) (seconds * 1e9); System.nanoTime() < endNs; ) out.write(body);
    }

    private static void read(Socket to, AtomicLong received) {
        var room = new byte[READ_BYTES];
        try {
            var in = to.getInputStream();
            for (int bytes = in.read(room); bytes >= 0; bytes = in.read(room)) received.lazySet(received.getPlain() + bytes);
        } catch (IOException closed) {
            // the measurement is over
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
