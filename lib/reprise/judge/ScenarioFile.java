package reprise.judge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import reprise.recorder.StrictJson;

/** Where a document's scenario is read from; {@code parse} gets a name for it, for errors, and its JSON. */
final class ScenarioFile {
    private ScenarioFile() {}

    /** From the class path, as a script has it by URL. @param resource such as scenarios/rest-caller.json */
    static <T> T ofClassPath(String resource, BiFunction<String, byte[], T> parse) throws IOException {
        try (var stream = ScenarioFile.class.getResourceAsStream("/" + resource)) {
            if (stream == null) {
                throw new IOException("class path: " + resource + " is missing; the script must name it with //FILES. "
                    + "If it does, two builds at once have broken its jar: build it anew with jbang --fresh");
            }
            return parse.apply(resource, stream.readAllBytes());
        }
    }

    /** @param example a scenario of the kind, for the error */
    static <T> T of(Path file, String example, BiFunction<String, byte[], T> parse) throws IOException {
        try {
            return parse.apply(file.toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new StrictJson.Invalid(List.of(file + ": there is no such file; give a scenario file, for example " + example), e);
        }
    }
}
