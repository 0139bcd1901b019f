package reprise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each example compiles with the library as it is; .ci/run runs them too, and this tells it before. */
final class ExamplesTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    private Path folder;

    @Test
    void examples_compile() throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            var told = new StringWriter();
            var named = new TreeSet<>(examples(".java").toList());
            for (var example : List.copyOf(named)) named.addAll(scripts(example));
            var sources = files.getJavaFileObjectsFromPaths(named);
            boolean compiled =
                compiler.getTask(told, files, null, List.of("-proc:none", "-cp", CLASS_PATH, "-d", folder.toString()), null, sources)
                .call();
            assertTrue(compiled, told.toString());
        }
    }

    /** The scripts that an example takes as a whole; what else it names is on the class path. */
    private static List<Path> scripts(Path example) throws IOException {
        return Files.readAllLines(example).stream().filter(line -> line.matches("//SOURCES \\.\\./scripts/[^/]+\\.java"))
            .map(line -> example.resolveSibling(line.substring("//SOURCES ".length())).normalize()).toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void examples_sayWhatTheyPrint(Path example) throws IOException {
        assertTrue(Files.readAllLines(example).stream().anyMatch(line -> line.startsWith("// prints: ")), ".ci/run looks for it");
    }

    static Stream<Path> shells() throws IOException {
        return examples(".jsh");
    }

    static Stream<Path> all() throws IOException {
        return Stream.concat(examples(".java"), examples(".jsh"));
    }

    private static Stream<Path> examples(String ending) throws IOException {
        try (var files = Files.list(Path.of("examples"))) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream();
        }
    }
}
