package load;

import java.util.Map;
import java.util.Optional;

/** The document's calls of its four procedures, each with the arguments 2 and 3, and their replies, in JSON. */
public final class Calls {
    private static final String PREFIX = "com.example.";
    private static final Map<String, String> REPLIES =
        Map.of("add2", "{\"args\":[5]}", "sub2", "{\"args\":[-1]}", "mul2", "{\"args\":[6]}", "div2", "{\"args\":[2]}");

    private Calls() {}

    /** The body of a call. @param procedure the last part of its URI */
    public static String body(String procedure) {
        return bodyOf(PREFIX + procedure);
    }

    /** The reply of one of the four. */
    public static String reply(String procedure) {
        return REPLIES.get(procedure);
    }

    static String bodyOf(String uri) {
        return "{\"procedure\": \"" + uri.replace("\\", "\\\\").replace("\"", "\\\"")
            + "\", \"args\": [2, 3], \"kwargs\": {\"verbose\": false}}";
    }

    /** Empty for any procedure but the four. */
    static Optional<String> replyOf(String uri) {
        return uri.startsWith(PREFIX) ? Optional.ofNullable(REPLIES.get(uri.substring(PREFIX.length()))) : Optional.empty();
    }
}
