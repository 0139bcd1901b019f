package reprise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each shell of examples/, performed as JShell performs it in its own process: every snippet on a thread with a group of its own, whose
 * threads JShell then waits for, all that it finds when it looks. It looks a moment after it started the snippet, on a busy host a long
 * one: so what a snippet starts and leaves running must not be in its group, or the shell stands still for ever.
 */
@Tag("waits")
@Order(5)
@ResourceLock(Resources.SYSTEM_OUT)
final class ShellsTest {
    @ParameterizedTest
    @MethodSource("shells")
    void snippets_ofAShell_leaveNoThreadInTheirGroup(Path example) throws IOException {
        var groups = new Groups();
        var printed = new ByteArrayOutputStream();
        var out = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertEquals(List.of(), performed(texts(example), groups));
        } finally {
            System.setOut(out);
        }
        assertEquals(List.of(), groups.left);
        var text = printed.toString(StandardCharsets.UTF_8);
        assertTrue(expected(example).matcher(text).find(), text);
    }

    /** By the name alone, however many rooms or JShell's own imports have it, each public class of the rooms that shells begin with. */
    @Test
    void names_ofTheRoomsOfShells_areThere() throws Exception {
        var names = new TreeMap<String, TreeSet<String>>();
        for (var room : SourceTree.roomsOfShells()) {
            try (var files = Files.list(Path.of("lib", room.split("\\.")))) {
                for (var file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    var name = file.getFileName().toString().replace(".java", "");
                    if (Modifier.isPublic(Class.forName(room + "." + name).getModifiers()))
                        names.computeIfAbsent(name, _ -> new TreeSet<>()).add(room + "." + name);
                }
            }
        }
        var named = names.keySet().stream().map(name -> name + ".class.getName()").collect(Collectors.joining(", "));
        var asked = "var named = String.join(\" \", " + named + ");\nSystem.setProperty(\"reprise.named\", named);";
        try {
            assertEquals(List.of(), performed(List.of(Files.readString(SourceTree.PRESET), asked), new Groups()));
            var found = List.of(System.getProperty("reprise.named").split(" "));
            assertEquals(names.size(), found.size());
            for (var name : found) assertTrue(names.get(name.substring(name.lastIndexOf('.') + 1)).contains(name), name);
        } finally {
            System.clearProperty("reprise.named");
        }
    }

    /** The first snippet that does not compile or throws: what comes after it may rest on it. */
    private static List<String> performed(List<String> sources, ExecutionControlProvider engine) {
        try (var shell = JShell.builder().executionEngine(engine, Map.of())
            .compilerOptions("--class-path", System.getProperty("java.class.path")).build()) {
            shell.eval("import java.util.*;"); // as JShell's own start-up
            shell.eval("import java.util.concurrent.*;");
            for (var source : sources) {
                for (var rest = source; !rest.isBlank(); ) {
                    var next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
                    if (next.source() == null) break; // what comes last is a comment
                    var wrong = wrong(shell, next.source());
                    if (!wrong.isEmpty()) return wrong;
                    rest = next.remaining();
                }
            }
        }
        return List.of();
    }

    private static List<String> wrong(JShell shell, String snippet) {
        var wrong = new ArrayList<String>();
        for (var event : shell.eval(snippet)) {
            if (event.exception() != null) wrong.add(snippet.strip() + ": " + event.exception().getMessage());
            else if (event.status() == Snippet.Status.REJECTED)
                wrong.add(snippet.strip() + ": " + shell.diagnostics(event.snippet()).map(each -> each.getMessage(Locale.ROOT)).toList());
        }
        return wrong;
    }

    /** The shell's own text after those that it names as its sources, as JBang has it. */
    private static List<String> texts(Path shell) throws IOException {
        var texts = new ArrayList<String>();
        for (var line : Files.readAllLines(shell)) {
            if (line.startsWith("//SOURCES ")) texts.addAll(texts(shell.resolveSibling(line.substring(10))));
        }
        texts.add(Files.readString(shell));
        return texts;
    }

    private static Pattern expected(Path example) throws IOException {
        return Pattern.compile(Files.readAllLines(example).stream().filter(line -> line.startsWith("// prints: ")).findFirst().orElseThrow()
            .substring(11), Pattern.MULTILINE);
    }

    static Stream<Path> shells() throws IOException {
        return ExamplesTest.shells();
    }

    /** Runs each snippet to its end, and looks then: what is left would be waited for, had JShell looked so late. */
    private static final class Groups extends DirectExecutionControl implements ExecutionControlProvider {
        private final List<String> left = new ArrayList<>();

        @Override
        public String name() {
            return "a group for each snippet";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
            return this;
        }

        @Override
        protected String invoke(Method snippet) throws Exception {
            var group = new ThreadGroup("snippet");
            var result = new FutureTask<>(() -> snippet.invoke(null));
            var thread = new Thread(group, result);
            thread.start();
            thread.join();
            var threads = new Thread[group.activeCount() + 1];
            for (int i = group.enumerate(threads) - 1; i >= 0; i--) left.add(threads[i].getName());
            if (result.state() == FutureTask.State.FAILED && result.exceptionNow() instanceof InvocationTargetException thrown)
                throw thrown;
            return valueString(result.resultNow());
        }
    }
}
