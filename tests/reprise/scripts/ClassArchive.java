package reprise.scripts;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import reprise.peers.Children;

/**
 * The classes of the JDK and of the libraries as a JVM has them once they are verified, for JVMs whose class path begins with these
 * libraries: a script's start and that of each of its children need a third less processor time. None of our own classes is in it, so
 * it is kept in JBang's cache for later builds.
 */
final class ClassArchive {
    private ClassArchive() {}

    /**
     * The archive for {@code libraries}, a class path, made if it is not there yet.
     *
     * @param java the JVM and those of its flags that archives depend on
     * @param main a class with its class path before it, which takes the arguments of rpc-cast-failover
     */
    static Path of(List<String> java, String libraries, List<String> main, Path cache) throws IOException, InterruptedException {
        var archive = cache.resolve("reprise-" + UUID.nameUUIDFromBytes(state(java, libraries).getBytes()) + ".jsa");
        if (Files.exists(archive)) return archive;
        var folder = Files.createTempDirectory(cache, "archive");
        try {
            var classes = folder.resolve("classes.txt");
            var run = new ArrayList<>(main);
            run.addAll(List.of("--duration", "1s", "--kill-at", "500ms", "--warm-up", "0s"));
            run.addAll(List.of("--no-progress", "--out", folder.resolve("run").toString()));
            java(java, List.of("-XX:DumpLoadedClassList=" + classes), run);
            var part = folder.resolve("part.jsa");
            java(java, List.of("-Xshare:dump", "-XX:SharedClassListFile=" + classes, "-XX:SharedArchiveFile=" + part),
                List.of("-cp", libraries));
            // another build may have made it meanwhile
            return Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            try (var all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    /** An archive is of no use to another JVM, nor beside a library that was written again. */
    private static String state(List<String> java, String libraries) throws IOException {
        var state = new StringBuilder(Runtime.version() + " " + java);
        for (var library : libraries.split(File.pathSeparator))
            state.append(' ').append(library).append(' ').append(Files.getLastModifiedTime(Path.of(library)));
        return state.toString();
    }

    /** A run that misses its claims, exit code 1, has loaded its classes, too. */
    private static void java(List<String> java, List<String> flags, List<String> rest) throws IOException, InterruptedException {
        var command = new ArrayList<>(java);
        command.addAll(flags);
        command.addAll(rest);
        var process = Children.process(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() > 1) throw new IllegalStateException(command + " ended with " + process.exitValue() + ": " + said);
    }
}
