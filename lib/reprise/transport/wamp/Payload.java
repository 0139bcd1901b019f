package reprise.transport.wamp;

import java.nio.charset.StandardCharsets;

/**
 * The arguments or results of a call, or of an event: a list and a dict, each of which may be absent. It keeps the received bytes,
 * so that a router between two peers with the same serializer never parses them, and converts them only for a peer with another.
 * Immutable; nobody may change the arrays. Source: WAMP v2, "args" and "kwargs" of CALL, YIELD, EVENT …
 */
public final class Payload {
    public static final Payload NONE = new Payload(Serializer.JSON, null, null);

    private final Serializer form;
    private final byte[] args;
    private final byte[] kwargs;
    private Payload translated; // in the other serializer, once asked for: an event goes to many

    private Payload(Serializer form, byte[] args, byte[] kwargs) {
        this.form = form;
        this.args = args;
        this.kwargs = kwargs;
    }

    /** @param args one complete list in that serializer, null if absent; {@code kwargs} likewise one complete dict */
    public static Payload of(Serializer form, byte[] args, byte[] kwargs) {
        return args == null && kwargs == null ? NONE : new Payload(form, args, kwargs);
    }

    /** Parses JSON text: {@code json("[2, 3]", null)}. */
    public static Payload json(String args, String kwargs) {
        return of(Serializer.JSON, bytes(args), bytes(kwargs));
    }

    /** A single string as the only argument, for example an error's message. */
    public static Payload text(String text) {
        var quoted = new StringBuilder(text.length() + 4).append("[\"");
        com.fasterxml.jackson.core.io.JsonStringEncoder.getInstance().quoteAsString(text, quoted);
        return json(quoted.append("\"]").toString(), null);
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** The serializer of its bytes. */
    public Serializer form() {
        return form;
    }

    public boolean isEmpty() {
        return args == null && kwargs == null;
    }

    /** The list in this serializer, null if absent. Throws {@link WampException#INVALID_PAYLOAD} if it cannot be expressed. */
    public byte[] args(Serializer wanted) {
        return in(wanted).args;
    }

    /** The dict in this serializer, null if absent. Throws {@link WampException#INVALID_PAYLOAD} if it cannot be expressed. */
    public byte[] kwargs(Serializer wanted) {
        return in(wanted).kwargs;
    }

    private Payload in(Serializer wanted) {
        if (wanted == form || isEmpty()) return this;
        if (translated == null) {
            translated = new Payload(wanted, args == null ? null : Translation.of(args, form, wanted),
                kwargs == null ? null : Translation.of(kwargs, form, wanted));
        }
        return translated;
    }

    /** As JSON, for people: {@code [2,3] {"verbose":false}}. */
    @Override
    public String toString() {
        if (isEmpty()) return "";
        try {
            byte[] list = args(Serializer.JSON);
            byte[] dict = kwargs(Serializer.JSON);
            return (list == null ? "[]" : new String(list, StandardCharsets.UTF_8))
                + (dict == null ? "" : " " + new String(dict, StandardCharsets.UTF_8));
        } catch (WampException e) {
            return "(" + e.getMessage() + ")";
        }
    }
}
