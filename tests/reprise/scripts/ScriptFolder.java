package reprise.scripts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.tools.ToolProvider;

/** Scripts compiled into a folder, which is deleted when this JVM ends. */
final class ScriptFolder {
    private ScriptFolder() {}

    /**
     * The folder with these scripts, their parts and their files.
     *
     * @param classPath the libraries, and the library as it is built with {@code built}, whose parts are not compiled again
     */
    static Path of(String classPath, List<Path> scripts, Path built) throws IOException {
        var folder = Files.createTempDirectory("scripts");
        var sources = new TreeSet<String>();
        var files = new TreeSet<String>();
        for (var script : scripts) {
            sources.add(script.toString());
            sources.addAll(named(script, "//SOURCES "));
            files.addAll(named(script, "//FILES "));
        }
        named(built, "//SOURCES ").forEach(sources::remove);
        var words = new ArrayList<>(List.of("-g", "-parameters", "-proc:none", "-cp", classPath, "-d", folder.toString()));
        words.addAll(sources);
        var told = new ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler().run(null, told, told, words.toArray(String[]::new));
        if (code != 0) throw new IllegalStateException(told.toString(StandardCharsets.UTF_8));
        for (var target : files) {
            var names = target.split("=");
            Files.createDirectories(folder.resolve(names[0]).getParent());
            Files.copy(Path.of(names[1]), folder.resolve(names[0]));
        }
        try (var all = Files.walk(folder)) {
            all.forEach(each -> each.toFile().deleteOnExit()); // in the opposite order
        }
        return folder;
    }

    /** What a source and those of its folder that it names say after this directive, with paths from here, without the library's. */
    static List<String> named(Path source, String directive) throws IOException {
        var named = new ArrayList<String>();
        for (var line : Files.readAllLines(source)) {
            if (line.startsWith(directive) && !line.endsWith("/Reprise.java")) {
                int path = line.lastIndexOf('=') < 0 ? directive.length() : line.lastIndexOf('=') + 1;
                named.add(line.substring(directive.length(), path) + source.resolveSibling(line.substring(path)).normalize());
            }
            if (line.startsWith("//SOURCES ") && line.endsWith("/Parts.java"))
                named.addAll(named(source.resolveSibling(line.substring(10)), directive));
        }
        return named;
    }
}
