package publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import publish.Directives.Names;
import reprise.sut.Failure;

/**
 * One version of a checkout, as files of a tree.
 *
 * @param base the URL at which the tree is served; without it the templates ask for it
 */
record Release(Version version, Checkout checkout, Optional<String> base) {
    static final String CATALOG = "jbang-catalog.json";
    /** Stands for the tree's URL in a template until its text has been quoted. */
    private static final String BASE = "\u0001";
    private static final String TEMPLATES_LIB = "{lib.or('lib/Reprise.java')}";
    private static final int HASH_LENGTH = 12;

    /** The jars that a script names. @param library all dependencies of the library. @param own by script, what it depends on itself */
    private record Jars(String library, Map<Path, String> own) {}

    /** Paths in the tree and contents: {@code lib/} and this version's folder; {@link #newest} has what is at the top. */
    SortedMap<String, byte[]> files() throws IOException, InterruptedException {
        var files = new TreeMap<String, byte[]>();
        var dependencies = checkout.dependencies(Checkout.LIBRARY);
        var jars = new Jars(add(files, "reprise-deps", dependencies), new LinkedHashMap<>());
        var bill = new ArrayList<>(dependencies);
        for (var script : checkout.scripts()) {
            if (!isSource(script) || Directives.dependencies(checkout.text(script)).isEmpty()) continue;
            var own = new ArrayList<>(checkout.dependencies(script));
            own.removeAll(dependencies);
            bill.addAll(own);
            var name = script.getFileName().toString().replaceFirst("\\..*", "");
            jars.own.put(script, own.isEmpty() ? jars.library : add(files, name + "-deps", own));
        }
        var classes = Compiled.jar(checkout, version, bill).bytes();
        files.put("lib/reprise-" + version + ".jar", classes);
        files.put("lib/Reprise-" + version + ".java", utf8(stub(Checkout.LIBRARY, jars)));
        files.put("lib/Reprise-" + version + ".jsh", utf8(stub(Checkout.SHELL, jars)));
        files.put("lib/reprise-" + version + ".cdx.json", utf8(Bill.of(version, classes, bill)));
        files.putAll(at(version + "/", "../../", jars));
        files.putAll(at("", "../", jars));
        return files;
    }

    private static boolean isSource(Path script) {
        return !script.toString().endsWith(".html");
    }

    /** Adds a jar of jars, whose name has the hash of its content: so an upgrade that changes no dependency fetches none. */
    private static String add(Map<String, byte[]> files, String name, List<Path> jars) throws IOException {
        var bytes = MergedJar.of(jars).bytes();
        var file = name + "-" + Checksums.sha256(bytes).substring(0, HASH_LENGTH) + ".jar";
        files.put("lib/" + file, bytes);
        return file;
    }

    /** The library's file without its sources and with two jars: directives alone. */
    private String stub(Path of, Jars jars) throws IOException {
        var stub = new ArrayList<String>();
        for (var line : checkout.text(of).split("\n", -1)) {
            if (line.startsWith("//SOURCES") || line.startsWith("//JAVAC_OPTIONS") || line.startsWith("//DEPS")) continue;
            if (line.startsWith("package ") || line.startsWith("/*")) break; // what follows says how the checkout's list is made
            stub.add(line);
        }
        int place = (int) stub.stream().takeWhile(line -> line.startsWith("// ")).count();
        stub.addAll(place, List.of("//DEPS reprise-" + version + ".jar", "//DEPS " + jars.library));
        return String.join("\n", stub).stripTrailing() + "\n";
    }

    /**
     * The scripts, examples, templates and the catalog below {@code prefix}, from which {@code up} leads from a script to the tree's top.
     */
    private SortedMap<String, byte[]> at(String prefix, String up, Jars jars) throws IOException {
        var files = new TreeMap<String, byte[]>();
        for (var script : checkout.scripts()) {
            files.put(prefix + script, isSource(script) ? utf8(published(script, up, "../scripts/", jars))
                : Files.readAllBytes(checkout.root().resolve(script)));
        }
        files.put(prefix + "LICENSE", Files.readAllBytes(checkout.root().resolve("LICENSE")));
        var catalog = checkout.catalog();
        var templates = (ObjectNode) catalog.get("templates");
        for (var template : checkout.templates()) {
            files.put(prefix + "templates/" + template.getFileName(), utf8(template(checkout.text(template))));
        }
        templates.forEach(this::ofTree);
        var described = new LinkedHashMap<String, String>();
        for (var alias : catalog.get("aliases").properties()) {
            described.put(alias.getKey(), alias.getValue().get("description").asText());
            var script = Path.of(alias.getValue().get("script-ref").asText());
            var file = "templates/" + alias.getKey() + script.getFileName().toString().replaceFirst(".*\\.", ".") + ".qute";
            files.put(prefix + file, utf8(quoted(published(script, BASE + "/", BASE + "/" + prefix + "scripts/", jars))));
            var template = templates.putObject(alias.getKey());
            template.putObject("file-refs").put("{filename}", file);
            template.put("description", "To change: " + described.get(alias.getKey()));
            ofTree(template);
        }
        var url = base.map(tree -> (tree + "/" + prefix).replaceFirst("/$", ""));
        files.put(prefix + IndexPage.FILE, utf8(new IndexPage(version, url, described).html()));
        files.put(prefix + CATALOG, utf8(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(catalog) + "\n"));
        return files;
    }

    private String published(Path script, String up, String scripts, Jars jars) throws IOException {
        var names = new Names(up + "lib/Reprise-" + version + ".java", up + "lib/Reprise-" + version + ".jsh", scripts);
        var own = Optional.ofNullable(jars.own.get(script)).map(jar -> up + "lib/" + jar).stream().toList();
        return Directives.published(script, checkout.text(script), names, own);
    }

    /** Where a template's files are, and its property. */
    private void ofTree(JsonNode template) {
        var files = (ObjectNode) template.get("file-refs");
        files.properties().forEach(file -> files.put(file.getKey(), file.getValue().asText().replaceFirst("^examples/", "")));
        var property = ((ObjectNode) template).putObject("properties").putObject("base");
        property.put("description", "The URL of this catalog's folder" + (base.isEmpty() ? ", which has to be given" : ""));
        base.ifPresent(url -> property.put("default", url));
    }

    private String template(String checkouts) {
        if (!checkouts.contains(TEMPLATES_LIB))
            throw new Failure.Environment("a template does not have " + TEMPLATES_LIB + ", which publish replaces");
        return checkouts.replace(TEMPLATES_LIB, baseExpression() + "/lib/Reprise-" + version + ".java");
    }

    private String baseExpression() {
        return "{base.or('" + base.orElse(".") + "')}";
    }

    /** A script as a template's text, in which nothing but the tree's URL is replaced. */
    private String quoted(String script) {
        if (script.contains("|}")) throw new Failure.Environment("a script has '|}', which ends the text of a template");
        return "{|" + script.replace(BASE, "|}" + baseExpression() + "{|") + "|}";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
