package publish;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import reprise.recorder.Origin;
import reprise.sut.Failure;

/** The library's jar: its classes, those of the scripts' parts, and the files that both read from the class path. */
final class Compiled {
    private static final Path STAMPED = Path.of("lib/reprise/recorder/Origin.java");
    private static final String OWN_VERSION = "VERSION = \"" + Origin.Tool.VERSION + "\"";

    private Compiled() {}

    /** Compiles the checkout's sources with this version in them. */
    static Jar jar(Checkout checkout, Version version, List<Path> classPath) throws IOException {
        var work = Files.createTempDirectory("reprise-publish");
        try {
            compile(checkout, version, classPath, work);
            var jar = new Jar();
            try (var classes = Files.walk(work.resolve("classes"))) {
                for (var file : classes.filter(Files::isRegularFile).toList())
                    jar.put(work.resolve("classes").relativize(file).toString(), Files.readAllBytes(file));
            }
            for (var source : withFiles(checkout)) {
                for (var given : Directives.files(checkout.text(source)).entrySet())
                    jar.put(given.getKey(), Files.readAllBytes(checkout.root().resolve(source).resolveSibling(given.getValue())));
            }
            jar.put(Origin.Tool.COMMIT, checkout.commit().orElse("").getBytes(StandardCharsets.UTF_8));
            jar.put("META-INF/LICENSE", Files.readAllBytes(checkout.root().resolve("LICENSE")));
            return jar;
        } finally {
            remove(work);
        }
    }

    private static List<Path> withFiles(Checkout checkout) throws IOException {
        var sources = new ArrayList<>(checkout.scripts().stream().filter(script -> !script.toString().endsWith(".html")).toList());
        for (var source : checkout.sources()) if (source.endsWith("Parts.java")) sources.add(checkout.root().relativize(source));
        return sources;
    }

    private static void compile(Checkout checkout, Version version, List<Path> classPath, Path work) throws IOException {
        var stamped = work.resolve("Origin.java");
        var origin = checkout.text(STAMPED);
        if (!origin.contains(OWN_VERSION))
            throw new Failure.Environment(STAMPED + " does not have " + OWN_VERSION + ", which publish replaces");
        Files.writeString(stamped, origin.replace(OWN_VERSION, "VERSION = \"" + version + "\""));
        var sources = checkout.sources().stream().map(file -> checkout.root().relativize(file).equals(STAMPED) ? stamped : file).toList();
        var compiler = ToolProvider.getSystemJavaCompiler();
        var told = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            var options = List.of("-g", "-proc:none", "-d", work.resolve("classes").toString(), "-cp",
                classPath.stream().map(Path::toString).collect(Collectors.joining(System.getProperty("path.separator"))));
            if (!compiler.getTask(told, files, null, options, null, files.getJavaFileObjectsFromPaths(sources)).call())
                throw new Failure.BadInput("the checkout does not compile:\n" + told);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
