package reprise.scripts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The Kubernetes manifest among the examples, which has a Service and a Job. */
final class JobManifest {
    private static final Path FILE = Path.of("examples/http-load-job.yaml");
    private static final YAMLMapper YAML = new YAMLMapper();

    private JobManifest() {}

    /** Its documents, in their order. */
    static List<JsonNode> documents() throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(Files.readString(FILE))) {
            return documents.readAll();
        }
    }

    static JsonNode read() throws IOException {
        return documents().getLast();
    }

    static JsonNode container(JsonNode job) {
        return job.path("spec").path("template").path("spec").path("containers").path(0);
    }

    static List<String> command(JsonNode job) {
        return Stream.of("command", "args").map(container(job)::path)
            .flatMap(words -> StreamSupport.stream(words.spliterator(), false)).map(JsonNode::textValue).toList();
    }

    /** The last command of its comments, without the folder where they run. */
    static String report() throws IOException {
        return Files.readString(FILE).lines().filter(line -> line.startsWith("#   cd /mnt/lab && ")).reduce((_, last) -> last).orElseThrow()
            .replace("#   cd /mnt/lab && ", "");
    }
}
