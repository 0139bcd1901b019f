package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static reprise.scripts.ScriptProcess.Script.PUBLISH;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.peers.Children;
import reprise.scripts.ScriptProcess.Ended;

/** The published tree, made by {@code ./jbang publish}; {@code .ci/published} runs scripts from one. */
@Tag("child")
@Order(1)
final class PublishTest {
    private static final String URL = "https://example.org/reprise";
    @TempDir
    static Path temp;
    private static Path tree;

    @TempDir
    Path own;

    @BeforeAll
    static void published() throws Exception {
        tree = temp.resolve("tree");
        var ended = publish("1.1.0", tree.toString(), URL);
        assertEquals(0, ended.exitCode(), ended.err());
    }

    private static Ended publish(String... args) throws Exception {
        return ScriptProcess.run(PUBLISH, temp, args);
    }

    /** By path, hidden files too. */
    private static SortedMap<String, byte[]> files(Path folder) throws IOException {
        var files = new TreeMap<String, byte[]>();
        try (var all = Files.walk(folder)) {
            for (var file : all.filter(Files::isRegularFile).toList())
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
        }
        return files;
    }

    private Path copy(String name) throws IOException {
        var copy = own.resolve(name);
        for (var file : files(tree).entrySet()) {
            Files.createDirectories(copy.resolve(file.getKey()).getParent());
            Files.write(copy.resolve(file.getKey()), file.getValue());
        }
        return copy;
    }

    /**
     * A version leaves each file of another one as it is, and an older one does not become the top. The same checkout gives the same bytes
     * each time: what has a version in it differs in the version alone, and a jar whose name has its hash is there already.
     */
    @Test
    void versions_doNotTouchEachOther_andDifferInTheVersionAlone() throws Exception {
        var copy = copy("copy");
        var ended = publish("1.0.9", copy.toString(), URL);
        assertEquals(0, ended.exitCode(), ended.err());
        assertTrue(ended.out().contains("its top stays version 1.1.0"), ended.out());
        var before = files(tree);
        var after = files(copy);
        for (var file : before.keySet()) if (!file.equals("SHA256SUMS")) assertArrayEquals(before.get(file), after.get(file), file);
        var added = new TreeMap<>(after);
        added.keySet().removeAll(before.keySet());
        assertEquals(List.of(), added.keySet().stream().filter(file -> !file.contains("1.0.9")).toList());
        assertTrue(Files.readString(copy.resolve("1.0.9/scripts/rest-caller.java")).contains("\n//SOURCES ../../lib/Reprise-1.0.9.java\n"));

        var first = before.keySet().stream().filter(file -> file.contains("1.1.0")).toList();
        assertEquals(first, added.keySet().stream().map(PublishTest::asFirst).toList());
        for (var file : first) {
            var again = after.get(file.replace("1.1.0", "1.0.9"));
            if (file.endsWith(".jar")) assertSameEntries(before.get(file), again);
            else if (file.endsWith(".cdx.json")) assertEquals(components(before.get(file)), components(again));
            else assertEquals(text(before.get(file)), asFirst(text(again)), file);
        }
    }

    private static String asFirst(String text) {
        return text.replace("1.0.9", "1.1.0");
    }

    /** One char for each byte. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Of a bill, without the library itself, of which it has the hash. */
    private static JsonNode components(byte[] bill) throws IOException {
        return new ObjectMapper().readTree(bill).get("components");
    }

    /** The same names in the same order, with the same times and contents. */
    private static void assertSameEntries(byte[] first, byte[] again) throws IOException {
        try (var jar = new ZipInputStream(new ByteArrayInputStream(first));
             var other = new ZipInputStream(new ByteArrayInputStream(again))) {
            for (var entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
                var same = other.getNextEntry();
                assertEquals(entry.getName() + " " + entry.getTimeLocal(), same.getName() + " " + same.getTimeLocal());
                assertEquals(text(jar.readAllBytes()), asFirst(text(other.readAllBytes())), entry.getName());
            }
            assertNull(other.getNextEntry());
        }
    }

    /** Each script and example names only files that are in the tree, and the jar has the classes and figures that they use. */
    @Test
    void tree_hasWhatItsScriptsName() throws Exception {
        var files = files(tree);
        for (var file : files.keySet()) {
            if (!file.matches(".*\\.(java|jsh)")) continue;
            for (var line : new String(files.get(file), StandardCharsets.UTF_8).lines()
                .filter(line -> line.matches("//(SOURCES|DEPS|FILES) .*"))
                .toList()) {
                var named = tree.resolve(file).resolveSibling(line.replaceFirst("\\S+ +", "")).normalize();
                assertTrue(Files.isRegularFile(named), file + ": " + line);
            }
        }
        try (var jar = new ZipFile(tree.resolve("lib/reprise-1.1.0.jar").toFile())) {
            for (var entry : List.of("reprise/experiment/Script.class", "failover/Parts.class", "scenarios/rpc-cast-failover.json",
                "scenarios/rest-caller.json", "scenarios/ws-broadcast.json", "scenarios/rpc-throughput.json", "META-INF/LICENSE"))
                assertTrue(jar.getEntry(entry) != null, entry);
            assertFalse(jar.stream().anyMatch(entry -> entry.getName().startsWith("publish/")));
        }
    }

    /** With nothing but the tree's jars on the class path. */
    @Test
    void scriptsAndExamples_compileFromTheTree() throws Exception {
        var jars = new ArrayList<String>();
        var sources = new ArrayList<Path>();
        for (var file : files(tree).keySet()) {
            if (file.matches("lib/.*\\.jar")) jars.add(tree.resolve(file).toString());
            if (file.matches("(scripts|examples)/.*\\.java")) sources.add(tree.resolve(file));
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            var told = new StringWriter();
            var options = List.of("-proc:none", "-cp", String.join(":", jars), "-d", own.toString());
            assertTrue(compiler.getTask(told, files, null, options, null, files.getJavaFileObjectsFromPaths(sources)).call(),
                told.toString());
        }
        assertTrue(Files.readAllLines(tree.resolve("examples/impatient-client.java"))
            .contains("//SOURCES ../scripts/rpc-cast-failover.java"));
    }

    /** Whoever opens the tree's URL sees commands that can be typed as they stand. */
    @Test
    void page_hasTheCommandsOfItsVersion() throws Exception {
        var top = Files.readString(tree.resolve("index.html"));
        assertTrue(top.contains("<pre>jbang init -t rpc-cast-failover@" + URL + "/ mine.java\n"), top);
        assertTrue(Files.readString(tree.resolve("1.1.0/index.html")).contains("jbang rpc-cast-failover@" + URL + "/1.1.0/ --quick</pre>"));
        for (var alias : new ObjectMapper().readTree(tree.resolve("jbang-catalog.json").toFile()).get("aliases").properties())
            assertTrue(top.contains("<code>" + alias.getKey() + "</code>"), alias.getKey());
    }

    /** The bill has each jar of the library's class path, with its coordinates and licences. */
    @Test
    void bill_namesTheDependencies() throws Exception {
        var bill = new ObjectMapper().readTree(tree.resolve("lib/reprise-1.1.0.cdx.json").toFile());
        assertEquals("CycloneDX", bill.get("bomFormat").asText());
        var names = new ArrayList<String>();
        for (var component : bill.get("components")) {
            names.add(component.get("purl").asText());
            assertFalse(component.get("licenses").isEmpty(), component.toString());
        }
        assertTrue(names.contains("pkg:maven/org.hdrhistogram/HdrHistogram@2.2.2?type=jar"), names.toString());
        assertTrue(names.contains("pkg:maven/com.rabbitmq/amqp-client@5.28.0?type=jar"), names.toString());
    }

    @Test
    void badInput_isOneSentence_andLeavesTheTreeAsItIs() throws Exception {
        var changed = copy("changed");
        Files.writeString(changed.resolve("scripts/rest-caller.java"), "// mine\n");
        var gone = copy("gone");
        Files.delete(gone.resolve("lib/Reprise-1.1.0.java"));
        var other = Files.createDirectory(own.resolve("other"));
        Files.writeString(other.resolve("notes.txt"), "mine");
        var before = files(tree);
        refused("VERSION is 1.1.0, which is in " + tree + " already", "1.1.0", tree.toString());
        refused("VERSION is '../1'; it must be one to three numbers", "../1", tree.toString());
        refused("BASE-URL is 'here'; it must be the URL of the folder", "1.2.0", tree.toString(), "here");
        refused(changed.resolve("scripts/rest-caller.java") + " was changed after it was published", "1.2.0", changed.toString());
        refused(gone.resolve("lib/Reprise-1.1.0.java") + " is gone, though SHA256SUMS names it", "1.2.0", gone.toString());
        refused("OUT is " + other + ", which has something in it but no SHA256SUMS", "1.2.0", other.toString());
        refused("OUT is " + other.resolve("notes.txt") + ", a file; give a folder", "1.2.0", other.resolve("notes.txt").toString());
        refused("OUT is " + other.resolve("notes.txt/tree") + ", and " + other.resolve("notes.txt") + " is no folder that this user may",
            "1.2.0", other.resolve("notes.txt/tree").toString());
        assertEquals(before.keySet(), files(tree).keySet());
        assertEquals(List.of("notes.txt"), List.copyOf(files(other).keySet()));
    }

    private static void refused(String sentence, String... args) throws Exception {
        var ended = publish(args);
        assertEquals(2, ended.exitCode(), ended.err());
        assertTrue(ended.err().startsWith("publish: " + sentence), ended.err());
        assertEquals(1, ended.err().lines().count(), ended.err());
    }

    /** The tree takes some 16 MB. A disk of 8 MB has nothing on it afterwards, and the reason is told. */
    @Test
    void fullDisk_leavesNothing() throws Exception {
        var said = onDisk("size=8m", 3);
        assertTrue(said.startsWith("publish: " + own.resolve("tree")) && said.contains("No space left"), said);
    }

    @Test
    void diskThatCannotBeWritten_isToldBeforeAnythingIsMade() throws Exception {
        var said = onDisk("ro", 2);
        assertTrue(said.startsWith("publish: OUT is " + own.resolve("tree") + ", and " + own + " is no folder that this user may"), said);
    }

    @Test
    void folderOfTheTreeThatCannotBeWritten_isToldBeforeAnythingIsMoved() throws Exception {
        var mine = copy("mine");
        var before = files(mine);
        var scripts = mine.resolve("scripts").toString();
        var command = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c",
            "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"", scripts));
        assumeTrue(Children.process(Stream.concat(command.stream(), Stream.of("true")).toList()).start().waitFor() == 0,
            "this host lets no folder be mounted (unshare -rm mount)");
        command.addAll(ScriptProcess.command(PUBLISH, List.of("1.2.0", mine.toString())));
        var process = Children.process(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(2, process.waitFor(), said);
        assertTrue(said.startsWith("publish: OUT is " + mine + ", and " + scripts + " is no folder that this user may"), said);
        assertEquals(before.keySet(), files(mine).keySet());
    }

    /** What publishing into a disk of these mount options says, and what is on it then: one line, since nothing is. */
    private String onDisk(String options, int exitCode) throws Exception {
        var probe = Children.process("unshare", "-rm", "mount", "-t", "tmpfs", "none", own.toString()).start();
        assumeTrue(probe.waitFor() == 0, "this host lets no file system be mounted (unshare -rm mount)");
        var command = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", "mount -t tmpfs -o " + options
            + " none \"$0\" && { \"$@\"; code=$?; ls -A \"$0\"; exit $code; }", own.toString()));
        command.addAll(ScriptProcess.command(PUBLISH, List.of("1.0.0", own.resolve("tree").toString())));
        var process = Children.process(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(exitCode, process.waitFor(), said);
        assertEquals(1, said.lines().count(), said);
        return said;
    }
}
