package reprise.transport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;

/**
 * Describes malformed JSON in our own words: Jackson's messages would tell a peer about source code and parser options that it does
 * not have. Positions count from 0, in the unit that was read: bytes, or characters of a text.
 */
public final class JsonFault {
    private JsonFault() {}

    public static String of(JsonProcessingException e) {
        return switch (e) {
            case JsonEOFException _ -> "it ends within a value";
            case StreamConstraintsException _ -> "it is nested too deeply, or has a name or a number that is too long";
            default -> "wrong " + place(e);
        };
    }

    private static String place(JsonProcessingException e) {
        var at = e.getLocation();
        if (at == null) return "somewhere";
        return at.getByteOffset() >= 0 ? "near byte " + at.getByteOffset() : "near character " + at.getCharOffset();
    }
}
