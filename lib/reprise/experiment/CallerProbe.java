package reprise.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import reprise.judge.CallerScenario;
import reprise.judge.CallerScenario.PlannedRun;
import reprise.judge.CallerScenario.Reply;
import reprise.transport.http.HttpAsk;
import reprise.transport.http.HttpRequestTemplate.Header;
import reprise.transport.http.HttpUrl;

/** One call before a run: is anybody there, is the callee, and is its reply what the run is about? */
sealed interface CallerProbe {
    int CONNECT_MS = 5_000;
    int READ_MS = 15_000;
    int MOST_BYTES = 16 << 20;
    int SHOWN = 120;

    /** @param expected the body that came, which every reply of the run has to be, byte for byte */
    record Fits(byte[] expected) implements CallerProbe {}

    /** Somebody answered, but not as the run needs it. */
    record Unfit(String why) implements CallerProbe {}

    record Unanswered(String why) implements CallerProbe {}

    static CallerProbe of(HttpUrl url, CallerScenario document, PlannedRun run) {
        try {
            var reply = call(url.withTarget(document.load().path() + "?seq=0"), document.body(run));
            if (reply.status() == 200 && fits(reply.body(), run.reply())) return new Fits(reply.body());
            return new Unfit("a call of " + run.procedure() + " at " + url + " was answered by "
                + (reply.status() == 200 ? "" : "status " + reply.status() + ", ") + shown(reply.body())
                + ", not by " + wanted(run.reply()));
        } catch (IOException e) {
            return new Unanswered("a call of " + run.procedure() + " at " + url + " had no answer: " + e.getMessage());
        }
    }

    private static HttpAsk.Reply call(HttpUrl url, String body) throws IOException {
        var headers = List.of(Header.parse("Content-Type: application/json"), Header.parse("Connection: close"));
        return HttpAsk.ask(url, headers, body.getBytes(StandardCharsets.UTF_8), CONNECT_MS, READ_MS, MOST_BYTES);
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
