package reprise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The house rules that a machine can check. Run from the project's folder, as {@code ./jbang test} is. */
final class HouseTest {
    private static final Path LIB = Path.of("lib");

    @Test
    void sources_listInLib_equalsFolder() throws IOException {
        List<String> listed = Files.readAllLines(LIB.resolve("Reprise.java")).stream()
            .filter(line -> line.startsWith("//SOURCES ")).map(line -> line.substring(10)).toList();
        assertEquals(javaFiles(LIB.resolve("reprise")), listed, "run .ci/sources");
    }

    private static List<String> javaFiles(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                .map(file -> LIB.relativize(file).toString()).sorted().toList();
        }
    }
}
