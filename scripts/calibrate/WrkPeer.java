package calibrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import reprise.peer.wrk.WrkFigures;
import reprise.recorder.WholeFile;
import reprise.sut.Failure;
import reprise.transport.http.HttpUrl;

/**
 * wrk itself, from the machine's package, as a peer that POSTs a JSON body. Its figures come from wrk's own {@code done} function rather
 * than the rounded text, and its CPU time from the shell that waited for it.
 */
public final class WrkPeer {
    /** wrk's figures, its output, and its cost: user and kernel time of its process, in µs per reply. */
    public record Outcome(WrkFigures figures, double cpuUsPerRequest, String text) {}

    /** What is asked for. */
    public enum Requests {
        /** To {@code PATH?seq=N}, with N counting up on each thread: a script builds each request, as the document's did. */
        NUMBERED,
        /** The same each time: wrk builds it once and calls no script while it runs. */
        FIXED
    }

    private static final String FIGURES = "figures ";
    /** {@code times} prints a line for the shell and one for its children: minutes and seconds, user and kernel. */
    private static final Pattern TIMES = Pattern.compile("(\\d+)m([\\d.]+)s (\\d+)m([\\d.]+)s");

    private static final String NUMBERED = """
        local body = [==[BODY]==]
        local headers = { ["Content-Type"] = "application/json" }
        local n = -1
        request = function()
          n = n + 1
          return wrk.format("POST", "PATH?seq=" .. n, headers, body)
        end
        """;
    private static final String FIXED = """
        wrk.method = "POST"
        wrk.body = [==[BODY]==]
        wrk.headers["Content-Type"] = "application/json"
        """;
    private static final String DONE = """
        done = function(s, l, r)
          io.write(string.format('figures {"requests":%d,"tookUs":%.0f,"bytes":%.0f,"connect":%d,"read":%d,"write":%d,"status":%d,\
        "timeout":%d,',
            s.requests, s.duration, s.bytes, s.errors.connect, s.errors.read, s.errors.write, s.errors.status, s.errors.timeout))
          io.write(string.format('"mean":%.6f,"stdev":%.6f,"max":%.0f,"rateMean":%.6f,"rateStdev":%.6f,"rateMax":%.0f,',
            l.mean, l.stdev, l.max, r.mean, r.stdev, r.max))
          io.write(string.format('"p50":%.0f,"p75":%.0f,"p90":%.0f,"p99":%.0f}\\n',
            l:percentile(50), l:percentile(75), l:percentile(90), l:percentile(99)))
        end
        """;

    private WrkPeer() {}

    public static boolean isInstalled() {
        return find() != null;
    }

    private static Path find() {
        for (var folder : System.getenv().getOrDefault("PATH", "/usr/bin").split(":")) {
            var file = Path.of(folder, "wrk");
            if (Files.isExecutable(file)) return file;
        }
        return null;
    }

    /** Blocks for the duration and a little longer. */
    public static Outcome run(HttpUrl url, Requests requests, String body, int threads, int connections, Duration duration)
        throws IOException {
        var wrk = find();
        if (wrk == null) throw new Failure.Environment("wrk is not installed on PATH; install the package wrk");
        var script = Files.createTempFile("reprise-wrk-", ".lua");
        try {
            var asks = requests == Requests.FIXED ? FIXED : NUMBERED;
            WholeFile.write(script, asks.replace("BODY", body).replace("PATH", url.target()) + DONE);
            var command = "\"$@\"; code=$?; times; exit $code"; // works in dash and bash
            var process = new ProcessBuilder("sh", "-c", command, "sh", wrk.toString(), "-t" + threads, "-c" + connections,
                "-d" + Math.max(1, duration.toSeconds()) + "s", "--latency", "-s", script.toString(), url.toString())
                .redirectErrorStream(true).start();
            process.getOutputStream().close();
            var timeout = Thread.ofVirtual().start(() -> killAfterTimeout(process, duration));
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            timeout.interrupt();
            if (code != 0) throw new Failure.Environment("wrk: ended with code " + code + ", saying: " + output.strip());
            return outcome(output, threads, connections);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure.Environment("wrk: interrupted while it was running", e);
        } finally {
            Files.delete(script);
        }
    }

    private static void killAfterTimeout(Process process, Duration duration) {
        try {
            if (process.waitFor(duration.toMillis() + 15_000, TimeUnit.MILLISECONDS)) return;
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        } catch (InterruptedException ended) {
            // it ended in time
        }
    }

    private static Outcome outcome(String output, int threads, int connections) {
        var line = output.lines().filter(each -> each.startsWith(FIGURES)).findFirst()
            .orElseThrow(() -> new Failure.Environment("wrk: its figures are missing in what it said: " + output.strip()));
        var times = TIMES.matcher(output.lines().toList().getLast());
        if (!times.matches()) throw new Failure.Environment("wrk: its CPU time is missing in what the shell said: " + output.strip());
        double cpuSec = 60 * (Double.parseDouble(times.group(1)) + Double.parseDouble(times.group(3)))
            + Double.parseDouble(times.group(2)) + Double.parseDouble(times.group(4));
        try {
            var figures = figures(new ObjectMapper().readTree(line.substring(FIGURES.length())), threads, connections);
            var text = output.lines().filter(each -> !each.startsWith(FIGURES) && !TIMES.matcher(each).matches()).toList();
            return new Outcome(figures, cpuSec * 1e6 / Math.max(1, figures.requests()), String.join("\n", text) + "\n");
        } catch (JsonProcessingException e) {
            throw new Failure.Environment("wrk: its figures cannot be read: " + line, e);
        }
    }

    /** wrk does not give scripts the share within one deviation. */
    private static WrkFigures figures(JsonNode told, int threads, int connections) {
        long requests = told.path("requests").longValue();
        double tookUs = told.path("tookUs").doubleValue();
        double bytes = told.path("bytes").doubleValue();
        return new WrkFigures(threads, connections,
            new WrkFigures.Spread(told.path("mean").doubleValue(), told.path("stdev").doubleValue(), told.path("max").doubleValue(),
            OptionalDouble.empty()),
            new WrkFigures.Percentiles(told.path("p50").doubleValue(), told.path("p75").doubleValue(), told.path("p90").doubleValue(),
            told.path("p99").doubleValue()),
            new WrkFigures.Spread(told.path("rateMean").doubleValue(), told.path("rateStdev").doubleValue(), told.path("rateMax")
            .doubleValue(), OptionalDouble.empty()),
            requests, tookUs, bytes, requests * 1e6 / tookUs, bytes * 1e6 / tookUs,
            new WrkFigures.Errors(told.path("connect").longValue(), told.path("read").longValue(), told.path("write").longValue(),
                told.path("timeout").longValue(), told.path("status").longValue()));
    }
}
