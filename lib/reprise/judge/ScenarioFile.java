package reprise.judge;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import reprise.recorder.InvalidFile;

/** Reads a document's scenario. {@code parse} receives a name for errors and the JSON. */
public final class ScenarioFile {
    private ScenarioFile() {}

    /** From the class path, for a script that is run by URL. @param resource such as scenarios/rest-caller.json */
    public static <T> T ofClassPath(String resource, BiFunction<String, byte[], T> parse) throws IOException {
        try (var stream = ScenarioFile.class.getResourceAsStream("/" + resource)) {
            if (stream == null) {
                throw new IOException("class path: " + resource + " is missing; the script must name it with //FILES. "
                    + "If it does, two builds at once have broken its jar: build it anew with jbang --fresh");
            }
            return parse.apply(resource, stream.readAllBytes());
        }
    }

    /** @param example a scenario of the same kind, for the error */
    public static <T> T of(Path file, String example, BiFunction<String, byte[], T> parse) throws IOException {
        if (Files.isDirectory(file))
            throw new InvalidFile(List.of(file + ": it is a folder; give a scenario file, for example " + example), null);
        try {
            return parse.apply(file.toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new InvalidFile(List.of(file + ": there is no such file; give a scenario file, for example " + example), e);
        } catch (FileSystemException e) {
            throw new InvalidFile(List.of(file + ": cannot be read; give a scenario file that you may read, for example " + example), e);
        }
    }
}
