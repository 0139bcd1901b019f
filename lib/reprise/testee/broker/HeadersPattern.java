package reprise.testee.broker;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.ReplyCode;

/**
 * A headers binding's arguments (specification 3.1.3.4): {@code x-match} is {@code all} (the default) or {@code any}; other
 * arguments that begin with {@code x-} count only in {@code all-with-x} and {@code any-with-x}. A void argument requires the header
 * with any value. Whole numbers compare equal across widths.
 */
final class HeadersPattern {
    private static final List<String> HOW = List.of("all", "any", "all-with-x", "any-with-x");

    private HeadersPattern() {}

    static void check(Map<String, Object> arguments) {
        Object how = arguments.getOrDefault("x-match", "all");
        if (how instanceof String text && HOW.contains(text)) return;
        throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "invalid x-match field value '" + how + "'; expected one of "
            + HOW);
    }

    static boolean matches(Map<String, Object> arguments, Map<String, Object> headers) {
        String how = (String) arguments.getOrDefault("x-match", "all");
        boolean all = how.startsWith("all");
        for (var wanted : arguments.entrySet()) {
            String name = wanted.getKey();
            if (name.equals("x-match") || name.startsWith("x-") && !how.endsWith("-with-x")) continue;
            boolean met = headers.containsKey(name)
                && (wanted.getValue() == null || same(wanted.getValue(), headers.get(name)));
            if (met != all) return met;
        }
        return all;
    }

    private static boolean same(Object wanted, Object given) {
        if (whole(wanted) && whole(given)) return ((Number) wanted).longValue() == ((Number) given).longValue();
        if (wanted instanceof byte[] octets) return given instanceof byte[] others && Arrays.equals(octets, others);
        return wanted.equals(given);
    }

    private static boolean whole(Object value) {
        return value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long;
    }
}
