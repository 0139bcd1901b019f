package reprise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide of lib/README.md: its code compiles, and what it names is there. */
final class GuideTest {
    private static final Path EXAMPLE = Path.of("examples/my-experiment.java");
    private static final Pattern BLOCK = Pattern.compile("^```java ?(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern ROOM = Pattern.compile("^\\| `(\\w+)` \\|", Pattern.MULTILINE);
    private static final int MOST_LINES = 240;
    private static final int MOST_LINES_OF_EXAMPLE = 60;

    @TempDir
    private Path folder;

    private static String guide() throws IOException {
        return Files.readString(Path.of("lib/README.md"));
    }

    private static Stream<MatchResult> blocks(String kind) throws IOException {
        return BLOCK.matcher(guide()).results().filter(block -> block.group(1).equals(kind));
    }

    @Test
    void wholeScript_isTheExample_inAtMost60Lines() throws IOException {
        assertEquals(List.of(Files.readString(EXAMPLE)), blocks("").map(block -> block.group(2)).toList());
        assertTrue(Files.readAllLines(EXAMPLE).size() <= MOST_LINES_OF_EXAMPLE);
        assertTrue(guide().lines().count() <= MOST_LINES);
    }

    /** Each block is a part of the example: a member of it, or the body of a method of its own. */
    @Test
    void blocks_compile_inTheExample() throws IOException {
        var members = blocks("member").map(block -> block.group(2)).collect(Collectors.joining());
        var methods = new ArrayList<String>();
        for (var block : blocks("method").toList())
            methods.add("void block" + methods.size() + "(Experiment x, Report report) throws Exception {\n" + block.group(2) + "}\n");
        assertTrue(methods.size() >= 5 && !members.isEmpty(), "blocks are found by their first line, ```java method or ```java member");
        var example = Files.readString(EXAMPLE).stripTrailing();
        var source = example.substring(0, example.length() - 1) + members + String.join("", methods) + "}\n";
        source = source.replaceFirst("\nimport ",
            "\nimport reprise.simulator.rpc.*;\nimport reprise.simulator.users.*;\nimport ");
        var told = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(told, null, null, List.of("-proc:none", "-cp",
            System.getProperty("java.class.path"), "-d", folder.toString()), null, List.of(inMemory(source))).call();
        assertTrue(compiled, told.toString());
    }

    private static JavaFileObject inMemory(String source) {
        return new SimpleJavaFileObject(URI.create("string:///MyExperiment.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }

    @Test
    void rooms_areTheFoldersOfTheLibrary() throws IOException {
        try (var folders = Files.list(Path.of("lib/reprise"))) {
            assertEquals(folders.map(each -> each.getFileName().toString()).sorted().toList(),
                ROOM.matcher(guide()).results().map(room -> room.group(1)).sorted().toList());
        }
    }

    /** The template differs from the example by the library's place and the script's name, and has nothing that only CI reads. */
    @Test
    void template_isTheExample() throws IOException {
        var example = Files.readString(EXAMPLE).replaceFirst("(?m)^// prints: .*\\n", "").replace("../lib/Reprise.java", "lib/Reprise.java")
            .replace("\"my-experiment\"", "\"mine\"");
        assertEquals(example, Files.readString(Path.of("examples/templates/experiment.java.qute"))
            .replace("{lib.or('lib/Reprise.java')}", "lib/Reprise.java").replace("{baseName}", "mine"));
    }
}
