package reprise.recorder;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The line of each value of a JSON file by its path, such as {@code claims[0].verdict}, which a tree of the file does not have.
 *
 * @param duplicates the keys that the file has twice, which a tree does not have either, with the second one's line
 */
record JsonLines(Map<String, Integer> byPath, Map<String, Integer> duplicates) {
    static JsonLines of(byte[] json) throws IOException {
        var lines = new JsonLines(new LinkedHashMap<>(), new LinkedHashMap<>());
        try (var parser = JsonMapping.MAPPER.createParser(json)) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) continue;
                var path = path(context(parser, token));
                int line = parser.currentTokenLocation().getLineNr();
                if (lines.byPath.putIfAbsent(path, line) != null && token == JsonToken.FIELD_NAME) lines.duplicates.put(path, line);
            }
        }
        return lines;
    }

    /** The value's own context: an object that has just opened has a new one. */
    private static JsonStreamContext context(JsonParser parser, JsonToken token) {
        var context = parser.getParsingContext();
        return token.isStructStart() ? context.getParent() : context;
    }

    /** The path as people write it; empty for the whole file. */
    static String path(JsonStreamContext context) {
        if (context == null || context.inRoot()) return "";
        var above = path(context.getParent());
        if (context.inArray()) return above + "[" + context.getCurrentIndex() + "]";
        if (context.getCurrentName() == null) return above;
        return above.isEmpty() ? context.getCurrentName() : above + "." + context.getCurrentName();
    }

    /** The line of a value, or of what contains it if it is not in the file. */
    int of(String path) {
        var line = byPath.get(path);
        for (var above = path; line == null && !above.isEmpty(); line = byPath.get(above))
            above = above.replaceFirst("(^|\\.|\\[)[^.\\[]*$", "");
        return line == null ? 1 : line;
    }
}
