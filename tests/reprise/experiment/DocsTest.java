package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The pages that people read: their commands are taken by the scripts, their options are the scripts', and their links lead somewhere. */
final class DocsTest {
    private static final Pattern COMMAND = Pattern.compile(" {4}(?:\\w+\\$ )?(?:\\./)?jbang (?:--\\w+ )*(\\S+?)(?:@\\S+)?(?: (.*))?");
    private static final Pattern BY_URL = Pattern.compile("https?://.*/scripts/(.*)\\.java");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^):#]*)(?:#([^)]*))?\\)");
    private static final Pattern OPTION = Pattern.compile("`(--[a-z-]+)");
    /** A word, or a text in single quotes. */
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    /** What JBang does itself, or the launcher: `.ci/published` and `.ci/run` run these. */
    private static final List<String> JBANGS = List.of("init", "app", "trust", "jdk", "config", "cache", "test", "shell", "mine.java",
        "examples/casts.jsh");

    @TempDir
    static Path classes;
    private static URLClassLoader loader;
    /** By alias. */
    private static final Map<String, CommandLine> SCRIPTS = new TreeMap<>();

    @BeforeAll
    static void compile() throws Exception {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var catalog = new ObjectMapper().readTree(Path.of("jbang-catalog.json").toFile()).get("aliases");
        var scripts = new LinkedHashMap<String, Path>();
        for (var alias : catalog.properties()) {
            var script = Path.of(alias.getValue().get("script-ref").asText());
            // publish alone needs a library that tests do not have, and PublishTest calls it
            if (script.startsWith("scripts") && script.toString().endsWith(".java") && !alias.getKey().equals("publish"))
                scripts.put(alias.getKey(), script);
        }
        try (var files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            var told = new StringWriter();
            var options = List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d", classes.toString());
            assertTrue(compiler.getTask(told, files, null, options, null, files.getJavaFileObjectsFromPaths(scripts.values())).call(),
                told.toString());
        }
        loader = new URLClassLoader(new URL[] {classes.toUri().toURL()});
        for (var script : scripts.entrySet()) SCRIPTS.put(script.getKey(), ScriptRunner.commandLine(mainClass(script.getValue())));
    }

    private static Object mainClass(Path script) throws Exception {
        var name = Files.readAllLines(script).stream().filter(line -> line.startsWith("//MAIN ")).findFirst().orElseThrow().substring(7);
        var constructor = loader.loadClass(name).getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    @AfterAll
    static void close() throws IOException {
        loader.close();
    }

    private static List<Path> pages() throws IOException {
        try (var scripts = Files.list(Path.of("scripts"))) {
            return Stream.concat(scripts.filter(file -> file.toString().endsWith(".md")).sorted(),
                Stream.of("README.md", "lib/README.md", "scenarios/README.md", "tests/README.md").map(Path::of)).toList();
        }
    }

    @Test
    void readme_fitsOnSomeScreens() throws IOException {
        assertTrue(Files.readAllLines(Path.of("README.md")).size() <= 150);
    }

    @Test
    void commands_areTakenByTheirScripts() throws IOException {
        var wrong = new ArrayList<String>();
        int commands = 0;
        for (var page : pages()) {
            for (var line : Files.readAllLines(page)) {
                var command = COMMAND.matcher(line);
                if (!command.matches() || JBANGS.contains(command.group(1))) continue;
                commands++;
                taken(command.group(1), command.group(2) == null ? "" : command.group(2))
                    .ifPresent(why -> wrong.add(page + ": " + line.strip() + ": " + why));
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(commands > 20, commands + " commands");
    }

    /** @return why the script does not take the words */
    private static Optional<String> taken(String name, String rest) {
        var url = BY_URL.matcher(name);
        var alias = url.matches() ? url.group(1) : name;
        if (alias.equals("publish")) return Optional.empty();
        var script = SCRIPTS.get(alias);
        if (script == null) return Optional.of("no such alias");
        var words = new ArrayList<String>();
        var word = WORD.matcher(rest.replaceFirst("\\s#.*", ""));
        while (word.find()) words.add(word.group(1) != null ? word.group(1) : word.group(2));
        try {
            script.parseArgs(words.toArray(String[]::new));
            return Optional.empty();
        } catch (ParameterException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Each option of a script is on its page, or on another script's page that it has a link to. */
    @Test
    void options_areThoseOfTheScript() throws IOException {
        var wrong = new ArrayList<String>();
        for (var script : SCRIPTS.entrySet()) {
            var page = Path.of("scripts", script.getKey() + ".md");
            if (!Files.exists(page)) continue;
            var known = new HashSet<String>();
            collect(script.getValue(), known);
            var told = options(page);
            for (var option : known)
                if (!told.contains(option)) wrong.add(page + " does not have " + option);
        }
        assertEquals(List.of(), wrong);
    }

    private static void collect(CommandLine command, HashSet<String> options) {
        command.getCommandSpec().options().stream().filter(option -> !option.hidden()).forEach(option -> options.add(option.longestName()));
        command.getSubcommands().values().forEach(sub -> collect(sub, options));
    }

    private static HashSet<String> options(Path page) throws IOException {
        var options = new HashSet<String>();
        var text = Files.readString(page);
        for (var part : Stream.concat(Stream.of(text), linked(page, text)).toList()) {
            var option = OPTION.matcher(part);
            while (option.find()) options.add(option.group(1));
        }
        return options;
    }

    private static Stream<String> linked(Path page, String text) {
        return LINK.matcher(text).results().map(link -> page.resolveSibling(link.group(1)).normalize())
            .filter(target -> target.startsWith("scripts") && Files.isRegularFile(target)).map(target -> {
                try {
                    return Files.readString(target);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
    }

    @Test
    void links_leadSomewhere_andHeadingsAreUnique() throws IOException {
        var wrong = new ArrayList<String>();
        for (var page : pages()) {
            var seen = new HashSet<String>();
            for (var anchor : anchors(page)) if (!seen.add(anchor)) wrong.add(page + ": two headings have the anchor #" + anchor);
            var link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                var target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
                if (!Files.exists(target)) wrong.add(page + ": no " + target);
                else if (link.group(2) != null && !anchors(target).contains(link.group(2)))
                    wrong.add(page + ": no #" + link.group(2) + " in " + target);
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** As web pages of repositories make them: small letters, a hyphen for a blank, without punctuation. */
    private static List<String> anchors(Path page) throws IOException {
        var anchors = new ArrayList<String>();
        boolean code = false;
        for (var line : Files.readAllLines(page)) {
            if (line.startsWith("```")) code = !code;
            if (!code && line.matches("#+ .*"))
                anchors.add(line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'));
        }
        return anchors;
    }
}
