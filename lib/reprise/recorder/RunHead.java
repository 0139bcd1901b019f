package reprise.recorder;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a list of runs shows of one. Only the beginning of its run.json is read: the rest is long.
 *
 * @param script the first word of the command, or the scenario of a run that has none
 * @param took from the start to the end of what was measured, or until the file was written
 */
public record RunHead(String script, Instant startedAt, String outcome, Duration took, Map<String, String> tags) {
    /** @return absent if the file is no run's */
    public static Optional<RunHead> read(Path file) throws IOException {
        var keys = new LinkedHashMap<String, JsonNode>();
        var values = JsonMapping.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS); // the file goes on
        try (var parser = JsonMapping.MAPPER.getFactory().createParser(file.toFile())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) return Optional.empty();
            while (parser.nextToken() == JsonToken.FIELD_NAME && !keys.containsKey("summary")) {
                var name = parser.currentName();
                parser.nextToken();
                if (name.equals("seconds") || name.equals("histograms")) parser.skipChildren();
                else keys.put(name, values.readTree(parser));
            }
        }
        return of(keys, file);
    }

    private static Optional<RunHead> of(Map<String, JsonNode> keys, Path file) throws IOException {
        var nothing = JsonMapping.MAPPER.createObjectNode();
        var scenario = keys.getOrDefault("scenario", nothing).asText();
        var started = keys.getOrDefault("startedAt", nothing).asText();
        if (scenario.isEmpty() || started.isEmpty()) return Optional.empty();
        try {
            var startedAt = Instant.parse(started);
            var tookSec = keys.getOrDefault("summary", nothing).path(Run.DURATION_SEC);
            var took = tookSec.isNumber() ? Duration.ofMillis(Math.round(tookSec.doubleValue() * 1e3))
                : Duration.between(startedAt, Files.getLastModifiedTime(file).toInstant());
            var tags = new LinkedHashMap<String, String>();
            keys.getOrDefault("tags", nothing).properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
            return Optional.of(new RunHead(keys.getOrDefault("command", nothing).path(0).asText(scenario), startedAt,
                keys.getOrDefault("outcome", nothing).asText("unknown"), took, tags));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
