package reprise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.peer.wrk.WrkFigures;
import reprise.peer.wrk.WrkFigures.Errors;
import reprise.peer.wrk.WrkFigures.Percentiles;
import reprise.peer.wrk.WrkFigures.Spread;
import reprise.peer.wrk.WrkText;
import reprise.peers.Children;

/** The output of the real wrk, read back into figures and written again, is the same text. */
final class WrkPeerTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"args\":[5]}";
    private static final String NOT_FOUND = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    private static final String CUT = "";
    @TempDir
    private Path folder;

    @Test
    void text_ofARunOfWrk_isWrittenAgainToTheByte() throws Exception {
        var text = wrk(OK, true, "-t1", "-c1");
        assertTrue(text.contains("  Latency Distribution\n") && !text.contains("errors"), text);
        assertEquals(text, again(text));
    }

    @Test
    void text_ofARunWithBadStatuses_isWrittenAgainToTheByte() throws Exception {
        var text = wrk(NOT_FOUND, false, "-t2", "-c8");
        assertTrue(text.contains("  Non-2xx or 3xx responses: ") && !text.contains("Distribution"), text);
        assertEquals(text, again(text));
    }

    @Test
    void text_ofARunWithoutAReply_isWrittenAgainToTheByte() throws Exception {
        var text = wrk(CUT, true, "-t1", "-c1");
        assertTrue(text.contains("-nan%") && text.contains("  Socket errors: connect 0, read "), text);
        assertEquals(text, again(text));
    }

    private String wrk(String reply, boolean latency, String... load) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/wrk")), "wrk is not installed");
        try (var server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> accept(server, reply));
            var command = new ArrayList<>(List.of("/usr/bin/wrk", "-d1s"));
            command.addAll(List.of(load));
            if (latency) command.add("--latency");
            command.add("http://127.0.0.1:" + server.getLocalPort() + "/");
            var output = folder.resolve("wrk.txt");
            var process = Children.process(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            process.destroyForcibly();
            assertTrue(ended, "wrk did not end");
            return Files.readString(output);
        }
    }

    private static void accept(ServerSocket server, String reply) {
        try {
            while (true) {
                var socket = server.accept();
                Thread.startVirtualThread(() -> serve(socket, reply));
            }
        } catch (IOException closed) { // the test has ended
        }
    }

    /** Sends a reply for each empty line; without a reply the connection is closed instead. */
    private static void serve(Socket socket, String reply) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var bytes = reply.getBytes(StandardCharsets.US_ASCII);
            while (readRequest(socket.getInputStream()) && bytes.length > 0) socket.getOutputStream().write(bytes);
        } catch (IOException gone) { // wrk closes when its time is over
        }
    }

    private static boolean readRequest(InputStream in) throws IOException {
        for (int matched = 0, next; matched < 4; matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : 0) {
            next = in.read();
            if (next < 0) return false;
        }
        return true;
    }

    /** Reads wrk's text with its units, then writes it. */
    private static String again(String text) {
        var shape = find(text, "Running (\\d+)s test @ (\\S+)\n  (\\d+) threads and (\\d+) connections");
        var totals = find(text, "  (\\d+) requests in (\\S+), (\\S+)B read");
        var errors = Pattern.compile("connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)").matcher(text);
        boolean any = errors.find();
        var status = Pattern.compile("responses: (\\d+)").matcher(text);
        boolean latency = text.contains("Latency Distribution");
        var figures = new WrkFigures(Integer.parseInt(shape.group(3)), Integer.parseInt(shape.group(4)), spread(text, "Latency"),
            latency ? new Percentiles(percentile(text, 50), percentile(text, 75), percentile(text, 90), percentile(text, 99))
            : new Percentiles(0, 0, 0, 0),
            spread(text, "Req/Sec"), Long.parseLong(totals.group(1)), value(totals.group(2), 1000), value(totals.group(3), 1024),
            value(find(text, "Requests/sec: +(\\S+)").group(1), 1000), value(find(text, "Transfer/sec: +(\\S+)B").group(1), 1024),
            new Errors(any ? Long.parseLong(errors.group(1)) : 0, any ? Long.parseLong(errors.group(2)) : 0,
            any ? Long.parseLong(errors.group(3)) : 0,
                any ? Long.parseLong(errors.group(4)) : 0, status.find() ? Long.parseLong(status.group(1)) : 0));
        return WrkText.of(figures, shape.group(2), Duration.ofSeconds(Long.parseLong(shape.group(1))), latency);
    }

    private static Spread spread(String text, String name) {
        var row = find(text, "    " + name + " +(\\S+) +(\\S+) +(\\S+) +(\\S+)%");
        return new Spread(value(row.group(1), 1000), value(row.group(2), 1000), value(row.group(3), 1000),
            row.group(4).equals("-nan") ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(row.group(4))));
    }

    private static double percentile(String text, int percent) {
        return value(find(text, " " + percent + "% +(\\S+)").group(1), 1000);
    }

    /** Times in µs. */
    private static double value(String text, int scale) {
        var parts = find(text, "([\\d.]+)(\\w*)");
        double unit = switch (parts.group(2)) {
            case "ms" -> 1e3;
            case "s" -> 1e6;
            case "m" -> 60e6;
            case "k", "K" -> scale;
            case "M" -> scale * scale;
            case "G" -> Math.pow(scale, 3);
            default -> 1;
        };
        return new BigDecimal(parts.group(1)).multiply(new BigDecimal(unit)).doubleValue();
    }

    private static Matcher find(String text, String pattern) {
        var matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), () -> "wrk's text has no " + pattern + ":\n" + text);
        return matcher;
    }
}
