package caller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import reprise.transport.SocketTrouble;
import reprise.transport.http.HttpAsk;
import reprise.transport.http.HttpRequestTemplate.Header;
import reprise.transport.http.HttpUrl;
import reprise.transport.tls.TlsFailure;

/** One call before a phase checks the router, the callee, and whether the reply is what the phase is about. */
public sealed interface Probe {
    int CONNECT_MS = 5_000;
    int READ_MS = 15_000;
    int MOST_BYTES = 16 << 20;
    int SHOWN = 120;

    /** @param reply the received body, which every reply of the phase must equal, byte for byte */
    record Fits(byte[] reply) implements Probe {}

    /** Why the phase cannot be performed. */
    sealed interface Unusable extends Probe {
        String why();
    }

    /** There was an answer, but not the one that the phase needs. */
    record Unfit(String why) implements Unusable {}

    /** @param isForTls whether the reason is one of TLS, which has its own remedy */
    record Unanswered(String why, boolean isForTls) implements Unusable {}

    /** @param wanted the reply, in JSON; it may have further keys */
    static Probe of(HttpUrl url, String body, String wanted) {
        try {
            var headers = List.of(Header.parse("Content-Type: application/json"), Header.parse("Connection: close"));
            var reply = HttpAsk.ask(url, headers, body.getBytes(StandardCharsets.UTF_8), CONNECT_MS, READ_MS, MOST_BYTES);
            if (reply.status() == 200 && has(reply.body(), wanted)) return new Fits(reply.body());
            return new Unfit("the call " + body + " at " + url + " was answered by "
                + (reply.status() == 200 ? "" : "status " + reply.status() + ", ") + shown(reply.body()) + ", not by " + wanted
                + (reply.status() == 400 && url.tls().isEmpty() ? "; " + TlsFailure.perhapsWanted("https") : ""));
        } catch (IOException e) {
            return new Unanswered("the call " + body + " at " + url + " had no answer: " + e.getMessage(), SocketTrouble.isOfTls(e));
        }
    }

    private static boolean has(byte[] reply, String wanted) {
        try {
            JsonNode got = new ObjectMapper().readTree(reply);
            return new ObjectMapper().readTree(wanted).properties().stream()
                .allMatch(key -> key.getValue().equals(got.get(key.getKey())));
        } catch (IOException noJson) {
            return false;
        }
    }

    private static String shown(byte[] reply) {
        var text = new String(reply, StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
        return text.isEmpty() ? "an empty body" : text.length() <= SHOWN ? text : text.substring(0, SHOWN - 3) + "...";
    }
}
