package reprise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
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
            var sources = files.getJavaFileObjectsFromPaths(examples(".java").toList());
            boolean compiled = compiler.getTask(told, files, null, List.of("-proc:none", "-cp", CLASS_PATH, "-d", folder.toString()), null, sources).call();
            assertTrue(compiled, told.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void shells_eachSnippet_compiles(Path example) throws IOException {
        try (var shell = JShell.builder().executionEngine(new CompiledOnly(), Map.of()).build()) {
            for (var path : CLASS_PATH.split(File.pathSeparator)) shell.addToClasspath(path);
            for (var rest = Files.readString(example); !rest.isBlank();) {
                var next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
                if (next.source() == null) break; // what comes last is a comment
                shell.eval(next.source());
                rest = next.remaining();
            }
            assertEquals(List.of(), shell.snippets().filter(snippet -> shell.status(snippet) != Snippet.Status.VALID).map(snippet -> told(shell, snippet)).toList());
            assertTrue(shell.snippets().count() > 10, "it was not read to its end");
        }
    }

    private static String told(JShell shell, Snippet snippet) {
        return snippet.source().strip() + ": " + shell.diagnostics(snippet).map(diagnostic -> diagnostic.getMessage(Locale.ROOT)).toList();
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

    /** Snippets are compiled, and nothing is run: a stand-in for the shell's other process. */
    private static final class CompiledOnly implements ExecutionControlProvider, ExecutionControl {
        @Override
        public String name() {
            return "compiled only";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
            return this;
        }

        @Override
        public void load(ClassBytecodes[] classes) {}

        @Override
        public void redefine(ClassBytecodes[] classes) {}

        @Override
        public String invoke(String className, String methodName) {
            return "";
        }

        @Override
        public String varValue(String className, String varName) {
            return "";
        }

        @Override
        public void addToClasspath(String path) {}

        @Override
        public Object extensionCommand(String command, Object arg) {
            return null;
        }

        @Override
        public void stop() {}

        @Override
        public void close() {}
    }
}
