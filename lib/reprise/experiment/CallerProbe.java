package reprise.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import reprise.document.CallerScenario;
import reprise.document.CallerScenario.PlannedRun;
import reprise.document.CallerScenario.Reply;
import reprise.transport.http.HttpUrl;

/**
 * One call before a run: is the callee there, and is its reply what the run is about? The body that came is then what every
 * reply of the run has to be, byte for byte.
 *
 * @param expected absent where the run must not be performed; {@code why} says it
 */
record CallerProbe(Optional<byte[]> expected, String why) {
    private static final int CONNECT_MS = 5_000;
    private static final int READ_MS = 15_000;
    private static final int SHOWN = 120;

    static CallerProbe of(HttpUrl url, CallerScenario document, PlannedRun run) {
        try {
            var reply = call(url.withTarget(document.load().path() + "?seq=0"), document.body(run));
            return fits(reply, run.reply()) ? new CallerProbe(Optional.of(reply), "")
                : no("a call of " + run.procedure() + " at " + url + " was answered by " + shown(reply) + ", not by " + wanted(run.reply()));
        } catch (IOException e) {
            return no("a call of " + run.procedure() + " at " + url + " failed: " + e.getMessage());
        }
    }

    private static CallerProbe no(String why) {
        return new CallerProbe(Optional.empty(), why);
    }

    private static byte[] call(HttpUrl url, String body) throws IOException {
        var connection = (HttpURLConnection) URI.create(url.toString()).toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MS);
        connection.setReadTimeout(READ_MS);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        try (var out = connection.getOutputStream()) {
            out.write(body.getBytes(StandardCharsets.UTF_8));
        }
        int status = connection.getResponseCode();
        try (var in = status > 399 ? connection.getErrorStream() : connection.getInputStream()) {
            var reply = in == null ? new byte[0] : in.readAllBytes();
            if (status != 200) throw new IOException("status " + status + ", " + shown(reply));
            return reply;
        } finally {
            connection.disconnect();
        }
    }

    private static boolean fits(byte[] reply, Reply wanted) {
        try {
            var got = new ObjectMapper().readTree(reply);
            return switch (wanted) {
                case Reply.Result(String body) -> got.equals(new ObjectMapper().readTree(body));
                case Reply.Error(String uri) -> got.path("error").asText().equals(uri);
            };
        } catch (IOException noJson) {
            return false;
        }
    }

    private static String wanted(Reply reply) {
        return switch (reply) {
            case Reply.Result(String body) -> body;
            case Reply.Error(String uri) -> "the error " + uri;
        };
    }

    private static String shown(byte[] reply) {
        var text = new String(reply, StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? "an empty body" : text.length() <= SHOWN ? text : text.substring(0, SHOWN - 3) + "...";
    }
}
