package publish;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** JBang's directives in a script: what it names in a checkout, and what it names in the published tree instead. */
final class Directives {
    private static final Pattern DIRECTIVE = Pattern.compile("//(SOURCES|FILES|DEPS) +(\\S.*?) *");

    private static final Path SCRIPTS = Path.of("scripts");

    private Directives() {}

    /** What {@code //FILES} puts on the class path, and from where, relative to the script. */
    static Map<String, String> files(String script) {
        var files = new LinkedHashMap<String, String>();
        for (var argument : arguments(script, "FILES")) {
            var parts = argument.split("=", 2);
            files.put(parts[0], parts[parts.length - 1]);
        }
        return files;
    }

    /** The Maven coordinates that the script itself names. */
    static List<String> dependencies(String script) {
        return arguments(script, "DEPS");
    }

    private static List<String> arguments(String script, String directive) {
        return script.lines().map(DIRECTIVE::matcher).filter(line -> line.matches() && line.group(1).equals(directive))
            .map(line -> line.group(2))
            .toList();
    }

    /**
     * The script as it is published: the library's jar has its parts and its files, so their lines go.
     *
     * @param file the script's path in the checkout
     * @param library what stands in place of lib/Reprise.java and the like, seen from the script or as URLs
     * @param jars what stands in place of the script's own dependencies, seen likewise
     */
    static String published(Path file, String script, Names library, List<String> jars) {
        var lines = new ArrayList<String>();
        boolean depends = false;
        for (var line : script.split("\n", -1)) {
            var directive = DIRECTIVE.matcher(line);
            if (!directive.matches()) {
                lines.add(line);
            } else if (directive.group(1).equals("SOURCES")) {
                var source = file.resolveSibling(directive.group(2)).normalize();
                if (source.equals(Checkout.LIBRARY)) lines.add("//SOURCES " + library.stub);
                if (source.equals(Checkout.SHELL)) lines.add("//SOURCES " + library.shell);
                if (source.getParent().equals(SCRIPTS)) lines.add("//SOURCES " + library.scripts + source.getFileName());
            } else if (directive.group(1).equals("DEPS") && !depends) {
                jars.forEach(jar -> lines.add("//DEPS " + jar));
                depends = true;
            }
        }
        return String.join("\n", lines);
    }

    /**
     * @param stub the library for scripts. @param shell the same for shells. @param scripts their folder, for a script that takes another
     */
    record Names(String stub, String shell, String scripts) {}
}
