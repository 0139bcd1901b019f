package reprise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import broadcast.SyntheticBroadcast;
import caller.SyntheticCaller;
import failover.ScriptMeasures;
import failover.SyntheticRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.experiment.CompiledScript;
import reprise.recorder.Run;
import reprise.report.html.HtmlReport;
import reprise.report.rst.RstReport;
import reprise.report.text.ConsoleReport;
import reprise.scripts.ScriptClass;

/** A document's names of its figures are only shown and decide nothing: a renamed label changes its own letters and no other byte. */
class RenamedLabelsTest {
    private static final Pattern LABEL = Pattern.compile("\"(?:label|title)\": \"([^\"]+)\"");
    private static final Pattern COLUMNS = Pattern.compile("\"columns\": \\[([^\\]]+)\\]");
    private static final Pattern TEXT = Pattern.compile("\"([^\"]+)\"");

    @TempDir
    private Path folder;
    /** By the new name; the longest first, because one can be a part of another. */
    private final Map<String, String> renamed =
        new TreeMap<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    private interface Reader {
        DocumentReport read(Path file) throws IOException;
    }

    /** Replaces each letter by the one thirteen further: other words of the same length, with the same blanks and signs. */
    private String renamed(String label) {
        var other =
            label.chars().map(c -> c >= 'a' && c <= 'z' ? (c - 'a' + 13) % 26 + 'a' : c >= 'A' && c <= 'Z' ? (c - 'A' + 13) % 26 + 'A' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        renamed.put(other, label);
        return other;
    }

    private String withOtherLabels(String json) {
        var columns =
            COLUMNS.matcher(LABEL.matcher(json).replaceAll(label -> label.group().replace(label.group(1), renamed(label.group(1)))));
        return columns.replaceAll(list -> TEXT.matcher(list.group().replace("\"columns\"", "@")).replaceAll(text ->
            '"' + renamed(text.group(1)) + '"').replace("@", "\"columns\""));
    }

    private void labelsDecideNothing(Run run, DocumentReport report, String document, Reader reader) throws Exception {
        var file = folder.resolve("x.json");
        Files.writeString(file, withOtherLabels(Files.readString(Path.of("scenarios", document))));
        var other = reader.read(file);
        isTheSame(ConsoleReport.text(run, report, true, 80), ConsoleReport.text(run, other, true, 80));
        isTheSame(RstReport.text(run, report), RstReport.text(run, other));
        isTheSame(HtmlReport.text(run, report), HtmlReport.text(run, other));
    }

    private void isTheSame(String text, String otherText) {
        assertNotEquals(text, otherText, "nothing was renamed");
        var back = plain(otherText);
        for (var label : renamed.entrySet()) back = back.replace(label.getKey(), label.getValue());
        assertEquals(plain(text), back);
    }

    /** Removes the markup that keeps a number and its unit on one line. */
    private static String plain(String text) {
        return text.replace("&nbsp;", " ").replace("&#39;", "'");
    }

    @Test
    void failover_withOtherLabels_isTheSameReport() throws Exception {
        var made = new SyntheticRun(20, 6, 2.0);
        labelsDecideNothing(made.run, made.report, "rpc-cast-failover.json",
            file -> ScriptMeasures.report(ScriptMeasures.scenario(file, SyntheticRun.SETUP, made.report.scenario().claims())
                .scenario()));
    }

    @Test
    void caller_withOtherLabels_isTheSameReport() throws Exception {
        var made = new SyntheticCaller(Duration.ofSeconds(2));
        labelsDecideNothing(made.judged(), made.report, "rest-caller.json", file -> CompiledScript.of("rest-caller").report(file));
    }

    @Test
    void broadcast_withOtherLabels_isTheSameReport() throws Exception {
        var made = new SyntheticBroadcast();
        labelsDecideNothing(made.judged(), made.report, "ws-broadcast.json",
            file -> new ScriptClass("WsBroadcast").report(file.toString(), Files.readString(file)));
    }
}
