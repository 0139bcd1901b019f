package reprise.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import reprise.transport.websocket.Offer;

/**
 * What {@code --header}, {@code --subprotocol} and {@code --max-message} say. The first two are each target's, or with {@code NAME=} in
 * front one target's: neither a header's name nor a subprotocol can have an = in it.
 */
final class TargetOptions {
    private static final Pattern OF_ONE = Pattern.compile("([A-Za-z0-9_-]+)=(.*)", Pattern.DOTALL);
    private static final Pattern BYTES = Pattern.compile("([0-9]{1,10})([kKmM]?)");
    private static final long LEAST_BYTES = 125; // a control frame's
    private static final long MOST_BYTES = 1 << 30;

    private TargetOptions() {}

    /** Each names a target that is there. */
    static void check(BroadcastPlan.Options options, List<String> wrong) {
        check("--header", options.headers(), options, wrong);
        check("--subprotocol", options.subprotocols(), options, wrong);
    }

    private static void check(String option, List<String> given, BroadcastPlan.Options options, List<String> wrong) {
        for (var text : given) {
            var one = one(text);
            if (options.targets().isEmpty()) wrong.add(option + " '" + shown(text) + "': there is no --target; give one, or leave it out");
            else if (one != null && !options.targets().containsKey(one[0])) {
                wrong.add(option + " " + one[0] + "=…: there is no --target " + one[0] + "; give one, or leave it out");
            }
        }
    }

    /** What a target's handshakes say besides; what is wrong with it is told. */
    static Offer offer(String target, BroadcastPlan.Options options, List<String> wrong) {
        var headers = new ArrayList<Offer.Header>();
        for (var text : ofTarget(target, options.headers())) {
            var header = BroadcastPlan.tried("--header", Offer.Header::parse, text, wrong);
            if (header != null) headers.add(header);
        }
        try {
            return new Offer(headers, ofTarget(target, options.subprotocols()));
        } catch (IllegalArgumentException e) {
            wrong.add("--subprotocol: " + e.getMessage());
            return Offer.NONE;
        }
    }

    private static List<String> ofTarget(String target, List<String> given) {
        var its = new ArrayList<String>();
        for (var text : given) {
            var one = one(text);
            if (one == null) its.add(text);
            else if (one[0].equals(target)) its.add(one[1]);
        }
        return its;
    }

    /** Target and value, or null if it is of all. */
    private static String[] one(String text) {
        var match = OF_ONE.matcher(text);
        return match.matches() ? new String[] {match.group(1), match.group(2)} : null;
    }

    /** Without the value, which may be a password. */
    private static String shown(String header) {
        int colon = header.indexOf(':');
        return colon < 0 ? header : header.substring(0, colon) + ": …";
    }

    /** Names of headers without their values, and the subprotocols. */
    static String shown(Offer offer) {
        var parts = new ArrayList<String>();
        for (var header : offer.headers()) parts.add(header.name() + ": …");
        if (!offer.subprotocols().isEmpty()) parts.add("subprotocol " + String.join(", ", offer.subprotocols()));
        return String.join(", ", parts);
    }

    /** {@code 65536}, {@code 64k}, {@code 16m}; k is 1,024 and m 1,048,576. */
    static int bytes(String text) {
        var match = BYTES.matcher(text);
        long bytes = match.matches()
            ? Long.parseLong(match.group(1)) * (match.group(2).isEmpty() ? 1 : match.group(2).equalsIgnoreCase("k") ? 1 << 10 : 1 << 20)
            : -1;
        if (bytes >= LEAST_BYTES && bytes <= MOST_BYTES) return (int) bytes;
        throw new IllegalArgumentException("'" + text + "' is no size from " + LEAST_BYTES + " bytes to 1024m; give for example 16m");
    }
}
