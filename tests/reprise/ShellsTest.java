package reprise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.junit.jupiter.api.Tag;
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
            assertEquals(List.of(), performed(example, groups));
        } finally {
            System.setOut(out);
        }
        assertEquals(List.of(), groups.left);
        var text = printed.toString(StandardCharsets.UTF_8);
        assertTrue(expected(example).matcher(text).find(), text);
    }

    /** What does not compile, or is thrown. */
    private static List<String> performed(Path example, ExecutionControlProvider engine) throws IOException {
        var wrong = new ArrayList<String>();
        try (var shell = JShell.builder().executionEngine(engine, Map.of())
            .compilerOptions("--class-path", System.getProperty("java.class.path")).build()) {
            shell.eval("import java.util.*;"); // as JShell's own start-up
            for (var rest = Files.readString(example); !rest.isBlank();) {
                var next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
                if (next.source() == null) break; // what comes last is a comment
                for (var event : shell.eval(next.source())) {
                    if (event.exception() != null) wrong.add(next.source().strip() + ": " + event.exception().getMessage());
                    else if (event.status() == Snippet.Status.REJECTED)
                        wrong.add(next.source().strip() + ": "
                            + shell.diagnostics(event.snippet()).map(each -> each.getMessage(Locale.ROOT)).toList());
                }
                rest = next.remaining();
            }
        }
        return wrong;
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
