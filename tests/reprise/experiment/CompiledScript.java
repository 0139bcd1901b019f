package reprise.experiment;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.tools.ToolProvider;
import reprise.judge.Measure;
import reprise.judge.Readings;
import reprise.recorder.Run;
import reprise.report.Report;

/** A script of {@code scripts} in this JVM, with the library and the parts of the tests: its measures, claims and report. */
public final class CompiledScript {
    private static final Map<String, Class<?>> COMPILED = new ConcurrentHashMap<>();

    private final Script script;

    private CompiledScript(Script script) {
        this.script = script;
    }

    /** @param name such as {@code rest-caller}; its class is {@code RestCaller} */
    public static CompiledScript of(String name) {
        return new CompiledScript(script(name));
    }

    static Script script(String name) {
        try {
            var made = COMPILED.computeIfAbsent(name, CompiledScript::compiled).getDeclaredConstructor();
            made.setAccessible(true);
            var script = (Script) made.newInstance();
            script.run = new RunOptions();
            return script;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name, e);
        }
    }

    private static Class<?> compiled(String name) {
        try {
            var folder = Files.createTempDirectory(name);
            folder.toFile().deleteOnExit();
            var told = new ByteArrayOutputStream();
            var words = new ArrayList<>(List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d", folder.toString()));
            var script = Path.of("scripts/" + name + ".java");
            words.add(script.toString());
            // the script that it takes; the library and the parts are those of the tests
            Files.readAllLines(script).stream().filter(line -> line.matches("//SOURCES [^/]+"))
                .forEach(line -> words.add(script.resolveSibling(line.substring(10)).toString()));
            int code = ToolProvider.getSystemJavaCompiler().run(null, told, told, words.toArray(String[]::new));
            if (code != 0) throw new IllegalStateException(told.toString(StandardCharsets.UTF_8));
            var className = new StringBuilder();
            for (var word : name.split("-")) className.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
            return new URLClassLoader(new URL[] {folder.toUri().toURL()}, CompiledScript.class.getClassLoader())
                .loadClass(className.toString());
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(name, e);
        }
    }

    /** Its report with the scenario on the class path. */
    public Report report() throws IOException {
        return script.report(script.document());
    }

    /** Its report with another scenario. */
    public Report report(Path scenario) throws IOException {
        return script.report(script.parsed(scenario.toString(), Files.readAllBytes(scenario)));
    }

    public List<Measure<Run>> measures() {
        return script.measures();
    }

    public Readings readings(Run run) throws IOException {
        return Readings.of(report().measures(), run);
    }

    /** With its measures and verdicts, as the script keeps it. */
    public Run judged(Run run) throws IOException {
        var report = report();
        var readings = Readings.of(report.measures(), run);
        return report.scenario().judged(run.withMeasures(readings.values(), readings.unmeasured()));
    }
}
