package publish;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import reprise.recorder.Origin;
import reprise.sut.Failure;

/** The files of a checkout that are published. @param root its folder */
public record Checkout(Path root) {
    public static final Path LIBRARY = Path.of("lib", "Reprise.java");
    static final Path SHELL = Path.of("lib", "Reprise.jsh");
    /** Scripts that work in a checkout only; their parts are in a folder of their name. */
    private static final List<String> OF_CHECKOUT = List.of("publish");

    /** The Java sources of the library and of the scripts' parts. */
    List<Path> sources() throws IOException {
        try (var lib = Files.walk(root.resolve("lib/reprise")); var parts = Files.walk(root.resolve("scripts"))) {
            return Stream.concat(lib, parts.filter(file -> root.relativize(file).getNameCount() > 2 && !isOfCheckout(file)))
                .filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    private boolean isOfCheckout(Path file) {
        return OF_CHECKOUT.contains(root.relativize(file).getName(1).toString().replaceFirst("\\..*", ""));
    }

    /** The scripts and examples, relative to the root, and what an example opens beside itself. */
    List<Path> scripts() throws IOException {
        try (var scripts = Files.list(root.resolve("scripts")); var examples = Files.list(root.resolve("examples"))) {
            return Stream.concat(scripts.filter(file -> !isOfCheckout(file)), examples)
                .filter(file -> file.toString().matches(".*\\.(java|jsh|html)")).map(root::relativize).sorted().toList();
        }
    }

    List<Path> templates() throws IOException {
        try (var files = Files.list(root.resolve("examples/templates"))) {
            return files.sorted().map(root::relativize).toList();
        }
    }

    String text(Path file) throws IOException {
        return Files.readString(root.resolve(file));
    }

    /** The catalog without what works in a checkout only. */
    ObjectNode catalog() throws IOException {
        var catalog = (ObjectNode) new ObjectMapper().readTree(root.resolve("jbang-catalog.json").toFile());
        var aliases = (ObjectNode) catalog.get("aliases");
        aliases.remove("test");
        aliases.remove(OF_CHECKOUT);
        return catalog;
    }

    /** The commit of these sources, as {@code ./jbang} knows it; absent outside of a repository. */
    Optional<String> commit() {
        return Origin.Tool.current().commit();
    }

    /** The jars that JBang resolves for a script, in the order of the class path. */
    List<Path> dependencies(Path script) throws IOException, InterruptedException {
        var jbang = new ProcessBuilder(root.resolve("jbang").toString(), "info", "tools", root.resolve(script).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var json = jbang.getInputStream().readAllBytes();
        if (jbang.waitFor() != 0) throw new Failure.Environment("JBang cannot resolve the dependencies of " + script + " (see above)");
        return StreamSupport.stream(new ObjectMapper().readTree(json).path("resolvedDependencies").spliterator(), false)
            .map(jar -> Path.of(jar.asText())).toList();
    }
}
