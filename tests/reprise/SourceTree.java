package reprise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The library's sources by their classes' full names, and which of them a source file names: in an import, by its full name, or by its
 * simple name in its own package, in one that it imports whole, or, in a shell, in one that shells begin with. Comments and texts do not
 * count.
 */
final class SourceTree {
    private static final Pattern NOT_CODE =
        Pattern.compile("/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"", Pattern.DOTALL);
    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
    private static final Pattern QUALIFIED = Pattern.compile("\\breprise(?:\\.\\w+)+");
    private static final Pattern SIMPLE = Pattern.compile("\\b[A-Z]\\w*");
    private static final Pattern ROOM = Pattern.compile("^import (reprise[\\w.]+)\\.\\*;", Pattern.MULTILINE);

    /** What shells begin with. */
    static final Path PRESET = Path.of("lib/Reprise.jsh");

    private final Map<String, Path> files = new TreeMap<>();
    private final Map<String, Set<String>> named = new HashMap<>();

    private SourceTree() {}

    /** @param root the folder whose folders are the packages, such as {@code lib} */
    static SourceTree of(Path root) throws IOException {
        var tree = new SourceTree();
        for (var file : javaFiles(root.resolve("reprise"))) {
            tree.files.put(root.relativize(file).toString().replace(".java", "").replace('/', '.'), file);
        }
        for (var each : tree.files.entrySet()) tree.named.put(each.getKey(), tree.namedIn(each.getValue()));
        return tree;
    }

    static List<Path> javaFiles(Path folder) throws IOException {
        return files(folder, ".java");
    }

    static List<Path> files(Path folder, String ending) throws IOException {
        try (var found = Files.walk(folder)) {
            return found.filter(file -> file.toString().endsWith(ending)).sorted(Comparator.comparing(Path::toString)).toList();
        }
    }

    /** The packages that shells begin with, in their order. */
    static List<String> roomsOfShells() throws IOException {
        return ROOM.matcher(Files.readString(PRESET)).results().map(found -> found.group(1)).toList();
    }

    /** Full names of the library's classes that this file names. */
    Set<String> namedIn(Path file) throws IOException {
        var text = NOT_CODE.matcher(Files.readString(file)).replaceAll(" ");
        var found = new TreeSet<String>();
        var qualified = QUALIFIED.matcher(text);
        while (qualified.find()) {
            for (var name = qualified.group(); name.contains("."); name = name.substring(0, name.lastIndexOf('.'))) {
                if (files.containsKey(name)) found.add(name);
            }
        }
        var own = PACKAGE.matcher(text);
        var packages = new ArrayList<>(file.toString().endsWith(".jsh") ? roomsOfShells() : List.<String>of());
        if (own.find()) packages.add(own.group(1));
        ROOM.matcher(text).results().forEach(imported -> packages.add(imported.group(1)));
        var simple = SIMPLE.matcher(text);
        while (simple.find()) {
            for (var each : packages) if (files.containsKey(each + "." + simple.group())) found.add(each + "." + simple.group());
        }
        return found;
    }

    /** Every class that is reached from these files, through whatever they name. */
    Set<String> reachedFrom(Collection<Path> starts) throws IOException {
        var reached = new TreeSet<String>();
        var open = new ArrayDeque<String>();
        for (var start : starts) open.addAll(namedIn(start));
        while (!open.isEmpty()) {
            var next = open.pop();
            if (reached.add(next)) open.addAll(named.get(next));
        }
        return reached;
    }

    /** Each package with those of the library that its classes name. */
    Map<String, Set<String>> packages() {
        var packages = new TreeMap<String, Set<String>>();
        named.forEach((name, others) -> {
            var own = packageOf(name);
            var needed = packages.computeIfAbsent(own, _ -> new TreeSet<>());
            others.stream().map(SourceTree::packageOf).filter(other -> !other.equals(own)).forEach(needed::add);
        });
        return packages;
    }

    private static String packageOf(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }

    Set<String> classes() {
        return files.keySet();
    }
}
