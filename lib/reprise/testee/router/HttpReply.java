package reprise.testee.router;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A reply that needs no call: a refusal, or the page at {@code /}.
 *
 * @param headers more header lines, each with its line end
 * @param closes  whether the connection ends with it, because the rest of the request cannot be told from the next one
 */
record HttpReply(int status, String contentType, String headers, byte[] body, boolean closes) {
    static final String JSON = "application/json; charset=UTF-8";
    static final String TEXT = "text/plain; charset=UTF-8";

    HttpReply {
        if (status < 200 || status > 599) throw new IllegalArgumentException("http: status is " + status + "; it must be from 200 to 599");
    }

    /** A refusal in the form of a WAMP error. */
    static HttpReply refusal(int status, String message) {
        return error(status, "wamp.error.invalid_argument", message);
    }

    /** An error that is not the client's fault. */
    static HttpReply failure(String message) {
        return error(500, "wamp.error.runtime_error", message);
    }

    private static HttpReply error(int status, String uri, String message) {
        String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(message));
        var body = "{\"error\":\"" + uri + "\",\"args\":[\"" + quoted + "\"]}";
        return new HttpReply(status, JSON, "", body.getBytes(StandardCharsets.UTF_8), false);
    }

    HttpReply withHeader(String name, String value) {
        return new HttpReply(status, contentType, headers + name + ": " + value + "\r\n", body, closes);
    }

    HttpReply closing() {
        return new HttpReply(status, contentType, headers, body, true);
    }
}
