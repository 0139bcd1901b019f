package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reprise.scripts.ScriptProcess.Script;

/**
 * Runs of earlier versions, reported again byte for byte. A folder of {@code tests/golden/runs} is {@code SCRIPT--WHAT}: {@code run} is the
 * recorded run, {@code console.txt} the output of {@code report}, and the other files are those that it writes. For intended changes run
 * {@code tests/golden/runs/report-again} and review the difference.
 */
@Tag("child")
@Order(2)
final class GoldenRunsTest {
    private static final Path RUNS = Path.of("tests/golden/runs");

    @TempDir(factory = OneLength.class)
    private Path folder;

    /** The length of a path decides where its sentence is wrapped, so this folder's path is as long as that of {@code report-again}. */
    static final class OneLength implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            var name = String.format("golden-%08x", ThreadLocalRandom.current().nextInt());
            return Files.createDirectory(Path.of(System.getProperty("java.io.tmpdir"), name));
        }
    }

    static List<Path> runs() throws IOException {
        try (var found = Files.list(RUNS)) {
            return found.filter(Files::isDirectory).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void run_ofAnEarlierVersion_isReportedByteForByte(Path golden) throws Exception {
        var recorded = golden.resolve("run");
        var run = folder.resolve("run");
        copy(recorded, run);
        var name = golden.getFileName().toString().split("--")[0];
        var script = Stream.of(Script.values()).filter(each -> each.alias().equals(name)).findFirst().orElseThrow();
        var args = Files.readString(golden.resolve("arguments.txt")).strip().replace("RUN", run.toString()).split(" ");

        var ended = ScriptProcess.run(script, folder, args);

        assertEquals("", ended.err());
        assertEquals(Files.readString(golden.resolve("console.txt")), ended.out().replace(folder.toString(), "FOLDER"));
        var wanted = files(golden.resolve("report"));
        assertTrue(wanted.size() >= 2, "page and RST are the least: " + wanted);
        for (var file : wanted) {
            var text = Files.readString(run.resolve(file)).replace(folder.toString(), "FOLDER");
            assertEquals(Files.readString(golden.resolve("report").resolve(file)), text, golden + " " + file);
        }
    }

    /** Paths relative to the folder. */
    private static TreeSet<String> files(Path below) throws IOException {
        try (var found = Files.walk(below)) {
            var names = new TreeSet<String>();
            found.filter(Files::isRegularFile).forEach(file -> names.add(below.relativize(file).toString()));
            return names;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (var file : files(from)) {
            Files.createDirectories(to.resolve(file).getParent());
            Files.copy(from.resolve(file), to.resolve(file));
        }
    }
}
