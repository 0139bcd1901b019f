package reprise.transport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;

/**
 * What is wrong with JSON that somebody sent, in our own words: the library's would tell a peer how its source is made, and of options
 * that he does not have. Places count from 0, in the form that was read: bytes, or characters of a text.
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
