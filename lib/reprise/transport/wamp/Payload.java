package reprise.transport.wamp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The arguments or results of a call, or of an event: a list and a dict, either of which may be absent. Kept as the bytes
 * they came in, so that a router between two peers of the same serializer never looks inside; written anew only for a peer
 * of another. Immutable; the arrays are not to be changed. Source: WAMP v2, "args" and "kwargs" of CALL, YIELD, EVENT …
 */
public final class Payload {
    public static final Payload NONE = new Payload(Serializer.JSON, null, null);

    private final Serializer form;
    private final byte[] args;
    private final byte[] kwargs;

    private Payload(Serializer form, byte[] args, byte[] kwargs) {
        this.form = form;
        this.args = args;
        this.kwargs = kwargs;
    }

    /** @param args one whole list in that form, null if absent; {@code kwargs} likewise one whole dict */
    public static Payload of(Serializer form, byte[] args, byte[] kwargs) {
        return args == null && kwargs == null ? NONE : new Payload(form, args, kwargs);
    }

    /** From JSON text: {@code json("[2, 3]", null)}. */
    public static Payload json(String args, String kwargs) {
        return of(Serializer.JSON, bytes(args), bytes(kwargs));
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** The list in this form, null if absent. */
    public byte[] args(Serializer wanted) {
        return in(wanted, args);
    }

    /** The dict in this form, null if absent. */
    public byte[] kwargs(Serializer wanted) {
        return in(wanted, kwargs);
    }

    private byte[] in(Serializer wanted, byte[] value) {
        if (value == null || wanted == form) return value;
        var out = new ByteArrayOutputStream(value.length + 16);
        try (var parser = form.factory().createParser(value); var generator = wanted.factory().createGenerator(out)) {
            parser.nextToken();
            generator.copyCurrentStructure(parser);
        } catch (IOException e) {
            throw new IllegalArgumentException("payload: its " + form + " cannot be written as " + wanted + ": " + e.getMessage(), e);
        }
        return out.toByteArray();
    }
}
